/**
 * Benchmarks of the money core. What is compared runs in one process, against one PostgreSQL with
 * fsync on, in rounds that take turns, after a warm-up; a figure is the median of its rounds.
 */
@NullMarked
package io.recount.ops.bench;

import org.jspecify.annotations.NullMarked;
