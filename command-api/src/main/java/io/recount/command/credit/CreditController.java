package io.recount.command.credit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.Ids;
import io.recount.command.budget.Positions;
import io.recount.command.credit.Credits.Last;
import io.recount.command.credit.Credits.PerClick;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Commands;
import io.recount.command.idempotency.Request;
import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
class CreditController {
    private static final int REASON_MAX = 200;
    private static final int CLICK_ID_MAX = 64;

    private final Commands commands;
    private final Positions positions;
    private final Clock clock;
    private final long limitMicros;

    CreditController(
            Commands commands,
            Positions positions,
            Clock clock,
            @Value("${recount.credits.automatic-limit-micros:100000000000}") long limitMicros) {
        this.commands = commands;
        this.positions = positions;
        this.clock = clock;
        this.limitMicros = limitMicros;
    }

    record NewCredits(
            @NotEmpty @Size(max = GiveCredits.CLICKS_MAX)
                    List<@NotNull @Size(max = CLICK_ID_MAX) String> clickIds,
            @NotBlank @Size(max = REASON_MAX) String reason) {}

    /** Credits given: how much in all, and what became of each click. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Given(long creditedMicros, List<PerClick> perClick, @Nullable Long position) {}

    record Proposed(String proposalId, long amountMicros, @Nullable Long position) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decided(
            String proposalId,
            String status,
            long creditedMicros,
            List<PerClick> perClick,
            @Nullable Long position) {}

    @PostMapping("/v1/credits")
    @Allow(Role.SERVICE)
    ResponseEntity<?> give(
            @Valid @RequestBody NewCredits body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        Request request =
                new Request(Actor.of(caller, null), "POST /v1/credits", body, key).mustHaveKey();
        var command =
                new GiveCredits(
                        Ids.advertiserOf(body.clickIds().get(0)),
                        body.clickIds().stream().distinct().toList(),
                        body.reason(),
                        limitMicros,
                        Ids.newId("credit"),
                        now());
        Answer<Credits> answer = commands.send(command, Credits.class, request);
        Credits credits = answer.result();
        String proposalId = credits.proposalId();
        return proposalId == null
                ? answer.respond(HttpStatus.OK)
                        .body(
                                new Given(
                                        credits.creditedMicros(),
                                        credits.perClick(),
                                        position(credits)))
                : answer.respond(HttpStatus.ACCEPTED)
                        .body(
                                new Proposed(
                                        proposalId, credits.proposedMicros(), position(credits)));
    }

    @PostMapping("/v1/credit-proposals/{proposalId}/approve")
    @Allow({})
    ResponseEntity<Decided> approve(
            @PathVariable String proposalId,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        return decide(proposalId, true, key, caller);
    }

    @PostMapping("/v1/credit-proposals/{proposalId}/reject")
    @Allow({})
    ResponseEntity<Decided> reject(
            @PathVariable String proposalId,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        return decide(proposalId, false, key, caller);
    }

    private ResponseEntity<Decided> decide(
            String proposalId, boolean approved, @Nullable String key, Caller caller) {
        if (!Ids.isOwnedId(proposalId) || !Ids.advertiserOf(proposalId).equals("credit")) {
            throw Problem.notFound("NOT_FOUND", "This proposal does not exist");
        }
        String status = approved ? "APPROVED" : "REJECTED";
        String operation = "POST /v1/credit-proposals/" + proposalId + " " + status;
        Answer<Credits> answer =
                commands.send(
                        new DecideProposal(proposalId, approved, now()),
                        Credits.class,
                        new Request(Actor.of(caller, null), operation, status, key));
        Credits credits = answer.result();
        return answer.respond(HttpStatus.OK)
                .body(
                        new Decided(
                                proposalId,
                                status,
                                credits.creditedMicros(),
                                credits.perClick(),
                                position(credits)));
    }

    private @Nullable Long position(Credits credits) {
        Last last = credits.last();
        return last == null ? null : positions.of(last.aggregateId(), last.sequence());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
