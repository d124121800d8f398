package io.recount.command.advertiser;

import io.recount.command.Ids;
import io.recount.command.advertiser.NewKeys.NewKey;
import io.recount.command.budget.DepositFunds;
import io.recount.command.budget.DepositFunds.Deposited;
import io.recount.command.budget.Positions;
import io.recount.command.budget.RegisterAdvertiser;
import io.recount.command.budget.RegisterAdvertiser.Registered;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.money.Micros;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AdvertiserController {
    private static final int TEXT_MAX = 200;

    private final Commands commands;
    private final Positions positions;
    private final NewKeys keys;
    private final Clock clock;
    private final String currency;

    AdvertiserController(
            Commands commands,
            Positions positions,
            NewKeys keys,
            Clock clock,
            @Value("${recount.currency}") String currency) {
        this.commands = commands;
        this.positions = positions;
        this.keys = keys;
        this.clock = clock;
        this.currency = Currency.getInstance(currency).getCurrencyCode();
    }

    record NewAdvertiser(
            @NotBlank @Size(max = TEXT_MAX) String name,
            @NotNull String currency,
            @NotNull String timeZone) {}

    record AdvertiserCreated(String advertiserId, long position) {}

    record Deposit(
            @NotNull @Positive @Max(Micros.MAX) Long amountMicros,
            @NotBlank @Size(max = TEXT_MAX) String reference) {}

    record DepositMade(long balanceMicros, long position) {}

    record Label(@NotBlank @Size(max = TEXT_MAX) String label) {}

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
        String id = answer.result().advertiserId();
        long sequence = answer.result().sequence();
        return answer.respond(HttpStatus.CREATED)
                .eTag("\"" + sequence + "\"")
                .body(new AdvertiserCreated(id, positions.of(id, sequence)));
    }

    @PostMapping("/v1/advertisers/{advertiserId}/deposits")
    @Allow({})
    ResponseEntity<DepositMade> deposit(
            @PathVariable String advertiserId,
            @Valid @RequestBody Deposit body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String operation = "POST /v1/advertisers/" + advertiserId + "/deposits";
        Request request = new Request(Actor.of(caller, null), operation, body, key).mustHaveKey();
        mayExist(advertiserId);
        Answer<Deposited> answer =
                commands.send(
                        new DepositFunds(
                                advertiserId, body.amountMicros(), body.reference(), now()),
                        Deposited.class,
                        request);
        Deposited made = answer.result();
        return answer.respond(HttpStatus.OK)
                .body(
                        new DepositMade(
                                made.balanceMicros(),
                                positions.of(made.advertiserId(), made.sequence())));
    }

    @PostMapping("/v1/advertisers/{advertiserId}/api-keys")
    @Allow({})
    @ResponseStatus(HttpStatus.CREATED)
    NewKey newKey(@PathVariable String advertiserId, @Valid @RequestBody Label body) {
        mayExist(advertiserId);
        if (!keys.advertiserExists(advertiserId)) {
            throw unknown(advertiserId);
        }
        return keys.ofAdvertiser(advertiserId, body.label());
    }

    @DeleteMapping("/v1/api-keys/{keyId}")
    @Allow({})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String keyId) {
        if (!keys.revoke(keyId)) {
            throw Problem.notFound("NOT_FOUND", "No such key is in force");
        }
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

    private static void mayExist(String advertiserId) {
        if (!Ids.isAdvertiserId(advertiserId)) {
            throw unknown(advertiserId);
        }
    }

    private static Problem unknown(String advertiserId) {
        return Problem.notFound("NOT_FOUND", "Advertiser " + advertiserId + " does not exist");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
