/**
 * Results from Flink: the newest revision of each window and of each experiment arm's window, and
 * every order with its last click, become rows.
 */
@NullMarked
package io.recount.worker.performance;

import org.jspecify.annotations.NullMarked;
