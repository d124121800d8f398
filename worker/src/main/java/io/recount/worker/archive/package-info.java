/**
 * Every message of {@code ad-events} as it came, in daily partitions: the witness that the stream's
 * results are held against.
 */
@NullMarked
package io.recount.worker.archive;

import org.jspecify.annotations.NullMarked;
