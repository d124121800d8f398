/**
 * The whole platform under a profile of the simulator, started as its users start it, and what the
 * stream's detection says about it.
 */
@NullMarked
package io.recount.ops.drill.profile;

import org.jspecify.annotations.NullMarked;
