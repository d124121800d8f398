/** How long rows are kept: daily partitions are made ahead and dropped when they are old. */
@NullMarked
package io.recount.worker.retention;

import org.jspecify.annotations.NullMarked;
