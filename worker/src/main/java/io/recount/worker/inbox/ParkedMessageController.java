package io.recount.worker.inbox;

import io.recount.http.Allow;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.wire.UnreadableMessageException;
import io.recount.worker.inbox.ParkedMessages.ParkedMessage;
import io.recount.worker.inbox.ParkedMessages.ParkedMessage.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Parked messages by REST: look, try again, let go. */
@RestController
@RequestMapping("/v1/dead-letters")
class ParkedMessageController {
    private static final int PAGE = 100;

    private final ParkedMessages parked;
    private final Inboxes inboxes;

    ParkedMessageController(ParkedMessages parked, Inboxes inboxes) {
        this.parked = parked;
        this.inboxes = inboxes;
    }

    record Page(List<ParkedMessage> items, @Nullable String nextCursor) {}

    /** Newest first. */
    @GetMapping
    @Allow(Role.AUDITOR)
    Page list(
            @RequestParam(required = false) @Nullable Status status,
            @RequestParam(required = false) @Nullable Long cursor) {
        List<ParkedMessage> found =
                parked.list(status, cursor == null ? Long.MAX_VALUE : cursor, PAGE);
        boolean more = found.size() == PAGE;
        return new Page(found, more ? Long.toString(found.get(PAGE - 1).id()) : null);
    }

    /** Applies the message now, as it stands. */
    @PostMapping("/{id}/retry")
    @Allow(Role.OPERATOR)
    @Transactional
    ParkedMessage retry(@PathVariable long id) {
        ParkedMessage message = waiting(id);
        Inbox<?> inbox =
                inboxes.all().stream()
                        .filter(candidate -> candidate.topic().equals(message.topic()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Problem.conflict(
                                                "NOT_READ", message.topic() + " is not read here"));
        try {
            inbox.retry(parked.record(id));
        } catch (UnreadableMessageException | DataIntegrityViolationException e) {
            throw Problem.conflict("STILL_BROKEN", String.valueOf(e.getMessage()));
        }
        parked.settle(id, Status.RETRIED);
        return parked.lock(id).orElseThrow();
    }

    /** Keeps the row and never applies it. */
    @PostMapping("/{id}/discard")
    @Allow(Role.OPERATOR)
    @Transactional
    ParkedMessage discard(@PathVariable long id) {
        waiting(id);
        parked.settle(id, Status.DISCARDED);
        return parked.lock(id).orElseThrow();
    }

    private ParkedMessage waiting(long id) {
        ParkedMessage message =
                parked.lock(id)
                        .orElseThrow(
                                () ->
                                        Problem.notFound(
                                                "NOT_FOUND",
                                                "Dead letter " + id + " does not exist"));
        if (message.status() != Status.PARKED) {
            throw Problem.conflict("ALREADY_SETTLED", "It was " + message.status());
        }
        return message;
    }
}
