/**
 * One-minute measures per ad and per campaign. They are gross and only grow: the revision is the
 * number of distinct events counted in, so a larger one always replaces a smaller one.
 */
@NullMarked
package io.recount.analytics.metrics;

import org.jspecify.annotations.NullMarked;
