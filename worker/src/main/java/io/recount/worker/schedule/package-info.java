/**
 * When the worker's jobs run, on which worker, and what became of each run. Any worker may run any
 * job, and no job runs twice at once.
 */
@NullMarked
package io.recount.worker.schedule;

import org.jspecify.annotations.NullMarked;
