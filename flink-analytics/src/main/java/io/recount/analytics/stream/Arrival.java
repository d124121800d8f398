package io.recount.analytics.stream;

import org.jspecify.annotations.Nullable;

/**
 * What one record of {@code ad-events} turned out to be: at most one of an event, a heartbeat, a
 * broken message; or none of them, since the job does not care for every record.
 *
 * @param broken where it stands, and why it cannot be read
 * @param completeToMs the heartbeat's word; {@link #NO_HEARTBEAT} when it is none
 */
public record Arrival(@Nullable DecodedEvent event, @Nullable String broken, long completeToMs) {
    static final long NO_HEARTBEAT = Long.MIN_VALUE;
    static final Arrival NOT_WANTED = new Arrival(null, null, NO_HEARTBEAT);

    static Arrival of(DecodedEvent event) {
        return new Arrival(event, null, NO_HEARTBEAT);
    }

    static Arrival heartbeat(long completeToMs) {
        return new Arrival(null, null, completeToMs);
    }

    static Arrival broken(String cause) {
        return new Arrival(null, cause, NO_HEARTBEAT);
    }
}
