package io.recount.worker.reconciliation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that two records say differently.
 *
 * @param subject the ad, the log position or the Redis key
 * @param at the hour of an ad; null where the subject says it all
 * @param expected null: there should be none
 * @param found null: there is none
 */
record Difference(
        String subject,
        @Nullable Instant at,
        String measure,
        @Nullable Long expected,
        @Nullable Long found) {}
