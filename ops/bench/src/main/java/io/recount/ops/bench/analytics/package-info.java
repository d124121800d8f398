/**
 * How fast the stream analytics are: the job and parts of it against a source that discards and a
 * plain benchmark, on the same topic; attribution over millions of open clicks; and how soon an
 * event is seen.
 */
@NullMarked
package io.recount.ops.bench.analytics;

import org.jspecify.annotations.NullMarked;
