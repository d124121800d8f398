/**
 * Flink as a cluster of processes of its own, a stream of events with all that streams suffer from,
 * and a recount of what came out.
 */
@NullMarked
package io.recount.ops.drill.stream;

import org.jspecify.annotations.NullMarked;
