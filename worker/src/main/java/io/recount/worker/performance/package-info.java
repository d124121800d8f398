/** Window results from Flink: the newest revision of each becomes a row. */
@NullMarked
package io.recount.worker.performance;

import org.jspecify.annotations.NullMarked;
