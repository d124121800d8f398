/** The worker: Flink's results become rows, each batch and its offsets in one transaction. */
@NullMarked
package io.recount.worker;

import org.jspecify.annotations.NullMarked;
