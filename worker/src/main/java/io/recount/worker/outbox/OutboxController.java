package io.recount.worker.outbox;

import io.recount.http.Allow;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.worker.outbox.CallEnd.Status;
import io.recount.worker.outbox.OutboxRows.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The calls to command-api by REST: look, and of those parked try again or let go. */
@RestController
@RequestMapping("/v1/outbox")
class OutboxController {
    private static final int PAGE = 100;

    private final OutboxRows rows;
    private final Settling settling;
    private final WakeUp wakeUp;

    OutboxController(OutboxRows rows, Settling settling, WakeUp wakeUp) {
        this.rows = rows;
        this.settling = settling;
        this.wakeUp = wakeUp;
    }

    record Page(List<Row> items, @Nullable String nextCursor) {}

    /** Newest first. */
    @GetMapping
    @Allow(Role.AUDITOR)
    Page list(
            @RequestParam(required = false) @Nullable Status status,
            @RequestParam(required = false) @Nullable Long cursor) {
        List<Row> found = rows.list(status, cursor == null ? Long.MAX_VALUE : cursor, PAGE);
        boolean more = found.size() == PAGE;
        return new Page(found, more ? Long.toString(found.get(PAGE - 1).id()) : null);
    }

    /** Makes the call again, with the same idempotency key. */
    @PostMapping("/{id}/retry")
    @Allow(Role.OPERATOR)
    @Transactional
    public Row retry(@PathVariable long id) {
        parked(id);
        rows.makeWait(id);
        wakeUp.now();
        return rows.lock(id).orElseThrow();
    }

    /** Keeps the row and never makes the call. */
    @PostMapping("/{id}/drop")
    @Allow(Role.OPERATOR)
    @Transactional
    public Row drop(@PathVariable long id) {
        Row row = parked(id);
        settling.drop(id, row.kind(), "Dropped by an operator; before: " + row.cause());
        return rows.lock(id).orElseThrow();
    }

    private Row parked(long id) {
        Row row =
                rows.lock(id)
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                "NOT_FOUND", "Call " + id + " does not exist"));
        if (row.status() != Status.PARKED) {
            throw Problem.conflict("NOT_PARKED", "It is " + row.status());
        }
        return row;
    }
}
