package io.recount.command.idempotency;

import io.recount.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What makes two requests the same: who asks, for what, with which body, under which key.
 *
 * @param operation method and path
 * @param body what was asked, as read from JSON
 * @param idempotencyKey null when the caller sent none
 */
public record Request(Actor actor, String operation, Object body, @Nullable String idempotencyKey) {
    private static final int KEY_LENGTH_MAX = 200;

    public Request {
        if (idempotencyKey != null
                && (idempotencyKey.isBlank() || idempotencyKey.length() > KEY_LENGTH_MAX)) {
            throw Problem.badRequest(
                    "IDEMPOTENCY_KEY_INVALID",
                    "An Idempotency-Key has 1 to " + KEY_LENGTH_MAX + " characters");
        }
    }

    /** The same, refused unless it has a key: it moves money. */
    public Request mustHaveKey() {
        if (idempotencyKey == null) {
            throw Problem.badRequest(
                    "IDEMPOTENCY_KEY_REQUIRED",
                    "This changes money: send an Idempotency-Key, and the same one when you ask"
                            + " again");
        }
        return this;
    }
}
