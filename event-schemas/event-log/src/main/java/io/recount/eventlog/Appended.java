package io.recount.eventlog;

import org.axonframework.eventhandling.DomainEventMessage;

/** An event that was just given its place in the log. */
public record Appended(long position, DomainEventMessage<?> event) {}
