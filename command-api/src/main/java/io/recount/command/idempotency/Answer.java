package io.recount.command.idempotency;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * A command's result.
 *
 * @param replayed whether it is the first answer to the same key again
 */
public record Answer<T>(T result, boolean replayed) {
    /** A response that says so where it is a replay. */
    public ResponseEntity.BodyBuilder respond(HttpStatus status) {
        var response = ResponseEntity.status(status);
        return replayed ? response.header("Idempotency-Replayed", "true") : response;
    }
}
