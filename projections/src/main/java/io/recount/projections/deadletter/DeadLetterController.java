package io.recount.projections.deadletter;

import io.recount.http.Allow;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.projections.deadletter.DeadLetters.DeadLetter;
import io.recount.projections.replay.Supervisor;
import io.recount.projections.stream.Outage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Parked events by REST. */
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLetterController {
    private static final int PAGE = 100;

    private final DeadLetters letters;
    private final Supervisor supervisor;

    DeadLetterController(DeadLetters letters, Supervisor supervisor) {
        this.letters = letters;
        this.supervisor = supervisor;
    }

    record Page(List<DeadLetter> items, @Nullable String nextCursor) {}

    /** What became of a letter. */
    record Settled(String id, Outcome status) {
        enum Outcome {
            RETRIED,
            DISCARDED
        }
    }

    @GetMapping
    @Allow({Role.AUDITOR, Role.SERVICE})
    Page list(
            @RequestParam(required = false) @Nullable String projection,
            @RequestParam(required = false) @Nullable String cursor) {
        List<DeadLetter> found = letters.list(projection, cursor, PAGE);
        return new Page(found, found.size() == PAGE ? found.get(PAGE - 1).id() : null);
    }

    /** Handles the event now, and before it what it waits for. */
    @PostMapping("/{id}/retry")
    @Allow({Role.OPERATOR, Role.SERVICE})
    Settled retry(@PathVariable String id) {
        DeadLetter letter = settleable(id);
        settle(() -> letters.retry(letter));
        Optional<DeadLetter> left = letters.find(id);
        if (left.isPresent()) {
            throw Problem.conflict("STILL_BROKEN", reason(left.get()));
        }
        return new Settled(id, Settled.Outcome.RETRIED);
    }

    /** Never handles the event; what waited behind it is handled. */
    @PostMapping("/{id}/discard")
    @Allow({Role.OPERATOR, Role.SERVICE})
    Settled discard(@PathVariable String id) {
        DeadLetter letter = settleable(id);
        settle(() -> letters.discard(letter));
        return new Settled(id, Settled.Outcome.DISCARDED);
    }

    private DeadLetter settleable(String id) {
        DeadLetter letter =
                letters.find(id)
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                "NOT_FOUND",
                                                "Dead letter " + id + " does not exist"));
        if (supervisor.isReplaying(letter.projection())) {
            throw Problem.conflict(
                    "REPLAY_RUNNING", "A replay of " + letter.projection() + " is running");
        }
        return letter;
    }

    private static void settle(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                throw Problem.unavailable(
                        "STORE_UNAVAILABLE", "Nothing was changed", Duration.ofSeconds(1));
            }
            throw e;
        }
    }

    private static String reason(DeadLetter left) {
        return left.cause() == null
                ? "An earlier event of " + left.sequence() + " is still broken"
                : String.valueOf(left.cause().message());
    }
}
