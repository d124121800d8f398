/**
 * The one Flink job that turns {@code ad-events} into measures, and two ways to run it: {@link
 * io.recount.analytics.LocalCluster} in one process, {@link io.recount.analytics.AnalyticsJob} on a
 * cluster. README.md of the module says how.
 */
@NullMarked
package io.recount.analytics;

import org.jspecify.annotations.NullMarked;
