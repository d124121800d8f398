package io.recount.command.credit;

import java.time.Instant;
import java.util.List;
import org.axonframework.commandhandling.RoutingKey;

/**
 * Credits clicks, or proposes it when they add up to more than the limit.
 *
 * @param advertiserId of the first click
 * @param clickIds different ones, at most {@link #CLICKS_MAX}
 * @param proposalId what the proposal is to be called, if it comes to one
 */
record GiveCredits(
        @RoutingKey String advertiserId,
        List<String> clickIds,
        String reason,
        long limitMicros,
        String proposalId,
        Instant now) {
    static final int CLICKS_MAX = 500;
}
