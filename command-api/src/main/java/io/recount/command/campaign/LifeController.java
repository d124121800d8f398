package io.recount.command.campaign;

import io.recount.command.campaign.CampaignCalls.Stands;
import io.recount.event.PauseCause;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** A campaign's life: activated, paused, resumed, ended. */
@RestController
class LifeController {
    private final CampaignCalls calls;

    LifeController(CampaignCalls calls) {
        this.calls = calls;
    }

    /** The body of a call that its user makes; it may be left out. */
    record Why(@Size(max = Limits.NAME) @Nullable String reason) {
        static final Why UNSAID = new Why(null);
    }

    /**
     * The body of a pause or of its end; it may be left out.
     *
     * @param cause {@code USER} when it is left out; the others are a service's or the operator's
     * @param day of a pause by {@code DAY}: the start of the day that is used up
     */
    record Cause(
            @Size(max = Limits.NAME) @Nullable String reason,
            @Nullable PauseCause cause,
            @Nullable Instant day) {
        static final Cause UNSAID = new Cause(null, null, null);

        /** The cause, if the caller may name it. */
        PauseCause checked(Caller caller) {
            if (cause == null || cause == PauseCause.USER) {
                return PauseCause.USER;
            }
            if (caller.role() == Role.ADVERTISER) {
                throw Problem.of(
                        HttpStatus.FORBIDDEN,
                        "ROLE_NOT_ALLOWED",
                        "A pause by " + cause + " is not for its user to set or to end");
            }
            return cause;
        }
    }

    @PostMapping("/v1/campaigns/{campaignId}/activate")
    @Allow({Role.ADVERTISER, Role.SERVICE})
    ResponseEntity<Stands> activate(
            @PathVariable String campaignId,
            @Valid @RequestBody(required = false) @Nullable Why body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        return answer(
                new ActivateCampaign(advertiserId, campaignId, calls.now()),
                campaignId + "/activate",
                Objects.requireNonNullElse(body, Why.UNSAID),
                key,
                caller);
    }

    @PostMapping("/v1/campaigns/{campaignId}/pause")
    @Allow({Role.ADVERTISER, Role.SERVICE})
    ResponseEntity<Stands> pause(
            @PathVariable String campaignId,
            @Valid @RequestBody(required = false) @Nullable Cause body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        Cause said = Objects.requireNonNullElse(body, Cause.UNSAID);
        PauseCause cause = said.checked(caller);
        if ((cause == PauseCause.DAY) != (said.day() != null)) {
            String detail = "A pause by DAY, and only that, names the day's start";
            throw Problem.unprocessable("INVALID_FIELD", detail).withError("/day", detail);
        }
        return answer(
                new PauseCampaign(
                        advertiserId, campaignId, cause, said.day(), said.reason(), calls.now()),
                campaignId + "/pause",
                said,
                key,
                caller);
    }

    @PostMapping("/v1/campaigns/{campaignId}/resume")
    @Allow({Role.ADVERTISER, Role.SERVICE})
    ResponseEntity<Stands> resume(
            @PathVariable String campaignId,
            @Valid @RequestBody(required = false) @Nullable Cause body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        Cause said = Objects.requireNonNullElse(body, Cause.UNSAID);
        return answer(
                new ResumeCampaign(
                        advertiserId, campaignId, said.checked(caller), said.reason(), calls.now()),
                campaignId + "/resume",
                said,
                key,
                caller);
    }

    @PostMapping("/v1/campaigns/{campaignId}/end")
    @Allow({Role.ADVERTISER, Role.SERVICE})
    ResponseEntity<Stands> end(
            @PathVariable String campaignId,
            @Valid @RequestBody(required = false) @Nullable Why body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        String advertiserId = calls.ownerOf(campaignId, caller);
        Why said = Objects.requireNonNullElse(body, Why.UNSAID);
        return answer(
                new EndCampaign(advertiserId, campaignId, said.reason(), calls.now()),
                campaignId + "/end",
                said,
                key,
                caller);
    }

    private ResponseEntity<Stands> answer(
            Object command, String path, Object body, @Nullable String key, Caller caller) {
        String operation = "POST /v1/campaigns/" + path;
        return calls.respond(
                HttpStatus.OK, calls.send(command, Standing.class, caller, operation, body, key));
    }
}
