/**
 * The event log as Axon's event store on PostgreSQL: events are Avro bytes in {@code
 * event_log.events}, metadata is JSON. A Spring Boot auto-configuration for those who append
 * (command-api) and those who follow (projections).
 */
@NullMarked
package io.recount.eventlog;

import org.jspecify.annotations.NullMarked;
