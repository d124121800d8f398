/**
 * The edges of the job: the source with its watermarks, the dedupe, and sinks that outlast an
 * outage of what they write to.
 */
@NullMarked
package io.recount.analytics.stream;

import org.jspecify.annotations.NullMarked;
