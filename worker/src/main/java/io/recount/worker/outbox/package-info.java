/**
 * Calls to command-api: written as rows in the transaction of what causes them, made by senders
 * until they are answered, parked with their cause when asking again would not help.
 */
@NullMarked
package io.recount.worker.outbox;

import org.jspecify.annotations.NullMarked;
