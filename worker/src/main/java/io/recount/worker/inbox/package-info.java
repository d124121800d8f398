/**
 * The way of every message from Kafka into the database: decoded, deduplicated by offset, applied
 * or parked, and its offset stored, all in one transaction.
 */
@NullMarked
package io.recount.worker.inbox;

import org.jspecify.annotations.NullMarked;
