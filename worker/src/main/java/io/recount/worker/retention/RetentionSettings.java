package io.recount.worker.retention;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long things are kept.
 *
 * @param days of each table of {@code analytics} that is cleaned up
 */
@ConfigurationProperties("recount.retention")
record RetentionSettings(Map<String, Integer> days) {
    /** Nothing else may be named: money's records are kept for good. */
    private static final Set<String> ALLOWED =
            Set.of(
                    "raw_events",
                    "window_results",
                    "arm_window_results",
                    "budget_comparisons",
                    "job_runs",
                    "reconciliations",
                    "parked_messages");

    RetentionSettings {
        days = Map.copyOf(days);
        if (!ALLOWED.containsAll(days.keySet())
                || days.values().stream().anyMatch(kept -> kept < 1)) {
            throw new IllegalArgumentException(
                    "recount.retention.days: whole days of " + ALLOWED + ", got " + days);
        }
    }
}
