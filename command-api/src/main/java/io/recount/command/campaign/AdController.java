package io.recount.command.campaign;

import io.recount.command.Ids;
import io.recount.command.idempotency.Answer;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.IfMatch;
import io.recount.http.Role;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** A campaign's ads, and their quality. */
@RestController
class AdController {
    private final CampaignCalls calls;

    AdController(CampaignCalls calls) {
        this.calls = calls;
    }

    record AdWritten(String adId, long version, long position) {}

    record ScoresSet(long version, long position) {}

    @PostMapping("/v1/campaigns/{campaignId}/ads")
    @Allow(Role.ADVERTISER)
    ResponseEntity<AdWritten> add(
            @PathVariable String campaignId,
            @Valid @RequestBody NewAd body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        var command =
                new AddAd(
                        advertiserId,
                        campaignId,
                        Ids.newId(advertiserId),
                        body.checked(),
                        calls.now());
        String operation = "POST /v1/campaigns/" + campaignId + "/ads";
        return respond(
                HttpStatus.CREATED,
                calls.send(command, Written.class, caller, operation, body, key));
    }

    @PatchMapping("/v1/campaigns/{campaignId}/ads/{adId}")
    @Allow(Role.ADVERTISER)
    ResponseEntity<AdWritten> change(
            @PathVariable String campaignId,
            @PathVariable String adId,
            @Valid @RequestBody AdPatch body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        IfMatch seen = IfMatch.required(ifMatch);
        var command =
                new ChangeAd(advertiserId, campaignId, adId, body.checked(), seen, calls.now());
        String operation = "PATCH /v1/campaigns/" + campaignId + "/ads/" + adId;
        return respond(
                HttpStatus.OK, calls.send(command, Written.class, caller, operation, body, null));
    }

    @PutMapping("/v1/campaigns/{campaignId}/quality-scores")
    @Allow(Role.SERVICE)
    ResponseEntity<ScoresSet> setScores(
            @PathVariable String campaignId,
            @Valid @RequestBody NewScores body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        IfMatch seen = IfMatch.required(ifMatch);
        var command =
                new SetQualityScores(advertiserId, campaignId, body.checked(), seen, calls.now());
        String operation = "PUT /v1/campaigns/" + campaignId + "/quality-scores";
        Written written =
                calls.send(command, Written.class, caller, operation, body, null).result();
        return ResponseEntity.ok()
                .eTag(IfMatch.etag(written.version()))
                .body(new ScoresSet(written.version(), calls.position(written)));
    }

    private ResponseEntity<AdWritten> respond(HttpStatus status, Answer<Written> answer) {
        Written written = answer.result();
        return answer.respond(status)
                .eTag(IfMatch.etag(written.version()))
                .body(new AdWritten(written.id(), written.version(), calls.position(written)));
    }
}
