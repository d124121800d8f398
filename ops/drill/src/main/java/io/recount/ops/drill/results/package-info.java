/** Results as the stream would tell them, and what the worker must have made of each: once. */
@NullMarked
package io.recount.ops.drill.results;

import org.jspecify.annotations.NullMarked;
