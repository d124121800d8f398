package io.recount.command.hold;

import io.recount.event.HoldKind;
import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Refuses clicks from there until then.
 *
 * @param value as {@code TrafficHoldPlaced} has it: nothing personal in the clear
 */
record PlaceTrafficHold(
        @TargetAggregateIdentifier String holdId,
        HoldKind kind,
        String value,
        Instant until,
        String reason,
        Instant now) {
    /**
     * @param sequence of the event in the hold's stream
     */
    record Placed(String holdId, String value, Instant until, long sequence) {}
}
