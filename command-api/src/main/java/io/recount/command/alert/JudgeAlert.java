package io.recount.command.alert;

import io.recount.event.Verdict;
import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Says whether an alert was right. The same word with the same note again changes nothing. */
record JudgeAlert(
        @TargetAggregateIdentifier String alertId,
        Verdict verdict,
        @Nullable String note,
        Instant now) {
    /**
     * @param sequence of the judgement's newest event
     */
    record Judged(Instant judgedAt, long sequence) {}
}
