/**
 * How long the worker takes to settle a day of a million charges, as a process of its own with the
 * heap that it has in service.
 */
@NullMarked
package io.recount.ops.bench.settlement;

import org.jspecify.annotations.NullMarked;
