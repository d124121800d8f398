/**
 * A day of a small budget, simulated: how much the serving gate gives away and leaves unused, and
 * how even the pacing is, beside simpler ways to do the same.
 */
@NullMarked
package io.recount.ops.bench.day;

import org.jspecify.annotations.NullMarked;
