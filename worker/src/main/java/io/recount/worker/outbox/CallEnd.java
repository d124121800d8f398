package io.recount.worker.outbox;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What became of a call.
 *
 * @param httpStatus of the last answer; null when none came
 * @param answer of command-api; null when it gave none
 */
public record CallEnd(
        long callId, Status status, @Nullable Integer httpStatus, @Nullable JsonNode answer) {
    /** How a row of the outbox stands. */
    public enum Status {
        WAITING,
        DONE,
        /** Nothing is left to be done: it expired, or the campaign is over. */
        MOOT,
        /** It needs a person. */
        PARKED,
        /** A person let it go. */
        DROPPED
    }
}
