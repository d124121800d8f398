package io.recount.command.advertiser;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.Ids;
import io.recount.command.budget.ChangeAdvertiser;
import io.recount.command.budget.ChangeAdvertiser.Changed;
import io.recount.command.budget.Positions;
import io.recount.command.budget.RegisterAdvertiser;
import io.recount.command.budget.RegisterAdvertiser.Registered;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.IfMatch;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Registering advertisers and changing what they are called and when their days begin. */
@RestController
class AdvertiserController {
    static final int TEXT_MAX = 200;

    private final Commands commands;
    private final Positions positions;
    private final Clock clock;
    private final String currency;

    AdvertiserController(
            Commands commands,
            Positions positions,
            Clock clock,
            @Value("${recount.currency}") String currency) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
        this.currency = Currency.getInstance(currency).getCurrencyCode();
    }

    record NewAdvertiser(
            @NotBlank @Size(max = TEXT_MAX) String name,
            @NotNull String currency,
            @NotNull String timeZone) {}

    record AdvertiserCreated(String advertiserId, long position) {}

    /**
     * @param timeZoneFrom from when the zone counts; left out when it does already
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AdvertiserChanged(
            String advertiserId,
            String name,
            String timeZone,
            @Nullable Instant timeZoneFrom,
            long version,
            long position) {}

    @PostMapping("/v1/advertisers")
    @Allow({})
    ResponseEntity<AdvertiserCreated> register(
            @Valid @RequestBody NewAdvertiser body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        checkCurrency(body.currency());
        checkZone(body.timeZone());
        var command =
                new RegisterAdvertiser(
                        Ids.newAdvertiserId(),
                        body.name(),
                        body.currency(),
                        body.timeZone(),
                        now());
        Answer<Registered> answer =
                commands.send(
                        command,
                        Registered.class,
                        new Request(Actor.of(caller, null), "POST /v1/advertisers", body, key));
        Registered registered = answer.result();
        String id = registered.advertiserId();
        return answer.respond(HttpStatus.CREATED)
                .eTag(IfMatch.etag(0))
                .body(new AdvertiserCreated(id, positions.of(id, registered.sequence())));
    }

    @PatchMapping("/v1/advertisers/{advertiserId}")
    @Allow(Role.ADVERTISER)
    ResponseEntity<AdvertiserChanged> change(
            @PathVariable String advertiserId,
            @Valid @RequestBody AdvertiserPatch body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Caller caller) {
        mayExist(advertiserId);
        caller.mustSee(advertiserId, "Advertiser " + advertiserId);
        IfMatch seen = IfMatch.required(ifMatch);
        if (body.timeZone != null) {
            checkZone(body.timeZone);
        }
        Changed changed =
                commands.send(
                        new ChangeAdvertiser(advertiserId, body.name, body.timeZone, seen, now()),
                        Changed.class,
                        Actor.of(caller, null));
        return ResponseEntity.ok()
                .eTag(IfMatch.etag(changed.version()))
                .body(
                        new AdvertiserChanged(
                                advertiserId,
                                changed.name(),
                                changed.timeZone(),
                                changed.timeZoneFrom(),
                                changed.version(),
                                positions.of(advertiserId, changed.sequence())));
    }

    private void checkCurrency(String given) {
        boolean known =
                Currency.getAvailableCurrencies().stream()
                        .anyMatch(c -> c.getCurrencyCode().equals(given));
        if (!known) {
            String detail = "ISO 4217 has no currency of this name";
            throw Problem.unprocessable("UNKNOWN_CURRENCY", detail).withError("/currency", detail);
        }
        if (!currency.equals(given)) {
            String detail = "This marketplace's currency is " + currency;
            throw Problem.unprocessable("CURRENCY_NOT_SUPPORTED", detail)
                    .withError("/currency", detail);
        }
    }

    private static void checkZone(String zone) {
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            String detail = "The IANA database has no zone of this name";
            throw Problem.unprocessable("UNKNOWN_TIME_ZONE", detail).withError("/timeZone", detail);
        }
    }

    /** Refuses what cannot be an advertiser's id: it is not worth asking the log for. */
    static void mayExist(String advertiserId) {
        if (!Ids.isAdvertiserId(advertiserId)) {
            throw Problem.notFound("NOT_FOUND", "Advertiser " + advertiserId + " does not exist");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
