package io.recount.query.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Credits above the limit.
 *
 * @param advertiserId null where the clicks are of several advertisers
 * @param alertId the alert that asked for it, where one did
 * @param status WAITING, APPROVED or REJECTED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CreditProposalView(
        String proposalId,
        @Nullable String advertiserId,
        @Nullable String alertId,
        String status,
        long amountMicros,
        String reason,
        List<String> clickIds,
        Instant proposedAt,
        @Nullable Instant decidedAt) {}
