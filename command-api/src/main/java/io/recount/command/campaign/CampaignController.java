package io.recount.command.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.Ids;
import io.recount.command.budget.Positions;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.event.CampaignStatus;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CampaignController {
    private final Commands commands;
    private final Positions positions;
    private final Clock clock;
    private final long reserveMicros;

    CampaignController(
            Commands commands,
            Positions positions,
            Clock clock,
            @Value("${recount.serving.reserve-micros:70000000}") long reserveMicros) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
        this.reserveMicros = reserveMicros;
    }

    record Created(String campaignId, CampaignStatus status, long version, long position) {}

    record AdCreated(String adId, long version, long position) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record StatusChanged(
            CampaignStatus status, List<String> pauseReasons, long version, long position) {}

    record Reason(@Size(max = Limits.NAME) @Nullable String reason) {}

    @PostMapping("/v1/campaigns")
    @Allow(Role.ADVERTISER)
    ResponseEntity<Created> create(
            @Valid @RequestBody NewCampaign body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        caller.mustSee(body.advertiserId(), "Advertiser " + body.advertiserId());
        if (!Ids.isAdvertiserId(body.advertiserId())) {
            throw Problem.notFound("NOT_FOUND", "This advertiser does not exist");
        }
        check(body);
        Pacing pacing = body.pacing();
        Integer percent = body.autoPausePercent();
        NewCampaign.Cap cap = body.frequencyCap();
        var command =
                new CreateCampaign(
                        body.advertiserId(),
                        Ids.newId(body.advertiserId()),
                        body.name(),
                        body.maxCpcMicros(),
                        body.dailyBudgetMicros(),
                        body.totalBudgetMicros(),
                        percent == null ? NewCampaign.AUTO_PAUSE_PERCENT : percent,
                        body.targeting().toEvent(),
                        cap == null ? null : new FrequencyCap(cap.impressions(), cap.perHours()),
                        pacing == null ? Pacing.ASAP : pacing,
                        now());
        Answer<Written> answer =
                commands.send(
                        command,
                        Written.class,
                        new Request(Actor.of(caller, null), "POST /v1/campaigns", body, key));
        Written written = answer.result();
        return answer.respond(HttpStatus.CREATED)
                .eTag(etag(written))
                .body(
                        new Created(
                                written.id(),
                                written.status(),
                                written.version(),
                                position(written)));
    }

    @PostMapping("/v1/campaigns/{campaignId}/ads")
    @Allow(Role.ADVERTISER)
    ResponseEntity<AdCreated> addAd(
            @PathVariable String campaignId,
            @Valid @RequestBody NewAd body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = mustSee(campaignId, caller);
        body.check();
        var command =
                new AddAd(
                        advertiserId,
                        campaignId,
                        Ids.newId(advertiserId),
                        body.title(),
                        body.description(),
                        body.landingUrl(),
                        body.displayUrl(),
                        body.imageUrl(),
                        now());
        String operation = "POST /v1/campaigns/" + campaignId + "/ads";
        Answer<Written> answer =
                commands.send(
                        command,
                        Written.class,
                        new Request(Actor.of(caller, null), operation, body, key));
        Written written = answer.result();
        return answer.respond(HttpStatus.CREATED)
                .eTag(etag(written))
                .body(new AdCreated(written.id(), written.version(), position(written)));
    }

    @PostMapping("/v1/campaigns/{campaignId}/activate")
    @Allow({Role.ADVERTISER, Role.SERVICE})
    ResponseEntity<StatusChanged> activate(
            @PathVariable String campaignId,
            @Valid @RequestBody(required = false) @Nullable Reason body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = mustSee(campaignId, caller);
        String operation = "POST /v1/campaigns/" + campaignId + "/activate";
        Object asked = body == null ? Map.of() : body;
        Answer<Written> answer =
                commands.send(
                        new ActivateCampaign(advertiserId, campaignId, now()),
                        Written.class,
                        new Request(Actor.of(caller, null), operation, asked, key));
        Written written = answer.result();
        return answer.respond(HttpStatus.OK)
                .eTag(etag(written))
                .body(
                        new StatusChanged(
                                written.status(), List.of(), written.version(), position(written)));
    }

    private void check(NewCampaign body) {
        if (body.maxCpcMicros() < reserveMicros) {
            String detail = "A bid is at least the reserve of " + reserveMicros + " micros";
            throw Problem.unprocessable("BID_UNDER_RESERVE", detail)
                    .withError("/maxCpcMicros", detail);
        }
        if (body.targeting().keywords().isEmpty() && body.targeting().categories().isEmpty()) {
            String detail = "A keyword or a category is needed, else nothing can match";
            throw Problem.unprocessable("NO_TARGETING", detail).withError("/targeting", detail);
        }
    }

    private static String mustSee(String campaignId, Caller caller) {
        if (!Ids.isOwnedId(campaignId)) {
            throw Problem.notFound("NOT_FOUND", "This campaign does not exist");
        }
        String advertiserId = Ids.advertiserOf(campaignId);
        caller.mustSee(advertiserId, "Campaign " + campaignId);
        return advertiserId;
    }

    private long position(Written written) {
        return positions.of(written.campaignId(), written.version());
    }

    private static String etag(Written written) {
        return "\"" + written.version() + "\"";
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
