package io.recount.command.campaign;

import io.recount.command.Ids;
import io.recount.command.budget.Positions;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.event.CampaignStatus;
import io.recount.event.PauseCause;
import io.recount.http.Caller;
import io.recount.http.IfMatch;
import io.recount.http.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What all REST calls about campaigns do alike. */
@Component
class CampaignCalls {
    private final Commands commands;
    private final Positions positions;
    private final Clock clock;

    CampaignCalls(Commands commands, Positions positions, Clock clock) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
    }

    record Stands(
            String campaignId,
            CampaignStatus status,
            List<PauseCause> pauseReasons,
            long version,
            long position) {}

    /** The advertiser that a campaign belongs to, if the caller may see it. */
    String ownerOf(String campaignId, Caller caller) {
        if (!Ids.isOwnedId(campaignId)) {
            throw Problem.notFound("NOT_FOUND", "This campaign does not exist");
        }
        String advertiserId = Ids.advertiserOf(campaignId);
        caller.mustSee(advertiserId, "Campaign " + campaignId);
        return advertiserId;
    }

    <T> Answer<T> send(
            Object command,
            Class<T> type,
            Caller caller,
            String operation,
            Object body,
            @Nullable String idempotencyKey) {
        return commands.send(
                command,
                type,
                new Request(Actor.of(caller, null), operation, body, idempotencyKey));
    }

    ResponseEntity<Stands> respond(HttpStatus status, Answer<Standing> answer) {
        Standing standing = answer.result();
        return answer.respond(status)
                .eTag(IfMatch.etag(standing.version()))
                .body(
                        new Stands(
                                standing.campaignId(),
                                standing.status(),
                                standing.pauseReasons(),
                                standing.version(),
                                positions.of(standing.campaignId(), standing.sequence())));
    }

    long position(Written written) {
        return positions.of(written.campaignId(), written.sequence());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
