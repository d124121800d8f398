/**
 * How well bots, surges and click rates are found: the job's own operators in a small cluster, on
 * simulated event time and ground truth that they have not seen.
 */
@NullMarked
package io.recount.ops.bench.detection;

import org.jspecify.annotations.NullMarked;
