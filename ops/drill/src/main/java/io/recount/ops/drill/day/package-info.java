/** A day of people and bots on the whole running stack, and its own accounts of what came of it. */
@NullMarked
package io.recount.ops.drill.day;

import org.jspecify.annotations.NullMarked;
