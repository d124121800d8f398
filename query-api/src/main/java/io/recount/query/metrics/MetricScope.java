package io.recount.query.metrics;

/** What a result is about, as {@code analytics.window_results.scope} has it. */
public enum MetricScope {
    AD,
    CAMPAIGN
}
