/**
 * Measures per ad, campaign and experiment arm, of a minute, five and an hour. They are gross and
 * only grow: the revision is the number of distinct events counted in, so a larger one always
 * replaces a smaller one.
 */
@NullMarked
package io.recount.analytics.metrics;

import org.jspecify.annotations.NullMarked;
