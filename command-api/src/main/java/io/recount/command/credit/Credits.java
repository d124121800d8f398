package io.recount.command.credit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a wish to credit clicks.
 *
 * @param proposedMicros what a new proposal is about; 0 where it came to none
 * @param last where the newest event stands; null when nothing was logged
 */
record Credits(
        @Nullable String proposalId,
        long proposedMicros,
        long creditedMicros,
        List<PerClick> perClick,
        @Nullable Last last) {

    /** An event's place in its aggregate's stream. */
    record Last(String aggregateId, long sequence) {}

    /** One click's result, and what it gave back. */
    record PerClick(String clickId, Result result, long creditedMicros) {}

    enum Result {
        CREDITED,
        /** It was credited before, by another call. */
        ALREADY_CREDITED,
        /** Nothing was charged for it, or there is no such click. */
        NOT_CHARGED,
        /** The balance cannot take it. */
        BALANCE_TOO_LARGE
    }

    static Credits given(
            @Nullable String proposalId, List<PerClick> perClick, @Nullable Last last) {
        long sum = perClick.stream().mapToLong(PerClick::creditedMicros).sum();
        return new Credits(proposalId, 0, sum, List.copyOf(perClick), last);
    }
}
