package io.recount.command.campaign;

import io.recount.command.Ids;
import io.recount.command.campaign.CampaignCalls.Stands;
import io.recount.command.idempotency.Answer;
import io.recount.command.serving.catalogue.Keyword;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.IfMatch;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
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

/** Making campaigns and changing what they say. */
@RestController
class CampaignController {
    private final CampaignCalls calls;
    private final long reserveMicros;

    CampaignController(
            CampaignCalls calls,
            @Value("${recount.serving.reserve-micros:70000000}") long reserveMicros) {
        this.calls = calls;
        this.reserveMicros = reserveMicros;
    }

    @PostMapping("/v1/campaigns")
    @Allow(Role.ADVERTISER)
    ResponseEntity<Stands> create(
            @Valid @RequestBody NewCampaign body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        caller.mustSee(body.advertiserId(), "Advertiser " + body.advertiserId());
        if (!Ids.isAdvertiserId(body.advertiserId())) {
            throw Problem.notFound("NOT_FOUND", "This advertiser does not exist");
        }
        checkBid(body.maxCpcMicros());
        checkTargets(body.targeting());
        var command =
                new CreateCampaign(
                        body.advertiserId(),
                        Ids.newId(body.advertiserId()),
                        body.terms(),
                        body.limits(),
                        calls.now());
        Answer<Standing> answer =
                calls.send(command, Standing.class, caller, "POST /v1/campaigns", body, key);
        return calls.respond(HttpStatus.CREATED, answer);
    }

    @PatchMapping("/v1/campaigns/{campaignId}")
    @Allow(Role.ADVERTISER)
    ResponseEntity<Stands> change(
            @PathVariable String campaignId,
            @Valid @RequestBody CampaignPatch body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        IfMatch seen = IfMatch.required(ifMatch);
        if (body.maxCpcMicros != null) {
            checkBid(body.maxCpcMicros);
        }
        if (body.targeting != null) {
            checkTargets(body.targeting);
        }
        var command = new ChangeCampaign(advertiserId, campaignId, body, seen, calls.now());
        String operation = "PATCH /v1/campaigns/" + campaignId;
        return calls.respond(
                HttpStatus.OK, calls.send(command, Standing.class, caller, operation, body, null));
    }

    private void checkBid(long maxCpcMicros) {
        if (maxCpcMicros < reserveMicros) {
            String detail = "A bid is at least the reserve of " + reserveMicros + " micros";
            throw Problem.unprocessable("BID_UNDER_RESERVE", detail)
                    .withError("/maxCpcMicros", detail);
        }
    }

    private static void checkTargets(NewCampaign.Targets targets) {
        boolean asked = targets.keywords().stream().anyMatch(text -> !Keyword.of(text).negative());
        if (!asked && targets.categories().isEmpty()) {
            String detail =
                    "A category is needed, or a keyword without a minus, else nothing can match";
            throw Problem.unprocessable("NO_TARGETING", detail).withError("/targeting", detail);
        }
    }
}
