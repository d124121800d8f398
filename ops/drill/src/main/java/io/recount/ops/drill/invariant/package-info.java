/**
 * What must hold, one class each, checked over the real database and over what the clients wrote
 * down. A check names the first thing that is wrong.
 */
@NullMarked
package io.recount.ops.drill.invariant;

import org.jspecify.annotations.NullMarked;
