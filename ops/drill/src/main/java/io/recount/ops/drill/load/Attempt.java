package io.recount.ops.drill.load;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One try at telling a click, as its client saw it.
 *
 * @param click the client's own number of the click: the same token each time
 * @param sentNs by the client's monotonic clock, as {@code endedNs}
 * @param status of HTTP; 0 when no answer came
 * @param clickId null unless the status is 200, as the rest
 */
public record Attempt(
        long click,
        String campaignId,
        long sentNs,
        long endedNs,
        int status,
        @Nullable String clickId,
        @Nullable String outcome,
        long chargedMicros,
        @Nullable String firstOutcome,
        long firstChargedMicros,
        long position) {
    private static final Set<String> DECISIONS =
            Set.of("CHARGED", "CHARGED_GRACE", "UNBILLED_PAUSED", "UNBILLED_BUDGET");

    static Attempt without(long click, String campaignId, long sentNs, long endedNs, int status) {
        return new Attempt(click, campaignId, sentNs, endedNs, status, null, null, 0, null, 0, 0);
    }

    @JsonIgnore
    public boolean isAnswered() {
        return status == 200;
    }

    /** Refused by the client's own fault: nothing may have come of it. */
    @JsonIgnore
    public boolean isRefused() {
        return status >= 400 && status < 500;
    }

    /** This very try decided the click. */
    @JsonIgnore
    public boolean isDecision() {
        return outcome != null && DECISIONS.contains(outcome);
    }

    @JsonIgnore
    public boolean isDuplicate() {
        return "DUPLICATE".equals(outcome);
    }

    /** What became of the click for good, as far as this answer says it. */
    @JsonIgnore
    public @Nullable String decided() {
        return isDuplicate() ? firstOutcome : isDecision() ? outcome : null;
    }

    /** What it cost for good, as far as this answer says it. */
    @JsonIgnore
    public long decidedMicros() {
        return isDuplicate() ? firstChargedMicros : chargedMicros;
    }
}
