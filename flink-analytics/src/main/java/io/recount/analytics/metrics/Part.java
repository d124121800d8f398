package io.recount.analytics.metrics;

/**
 * Some of what counts for a subject in one minute. A minute's parts add up to its totals.
 *
 * @param minuteMs start of the minute
 */
public record Part(Subject subject, long minuteMs, Totals totals) {
    String key() {
        return subject.key();
    }
}
