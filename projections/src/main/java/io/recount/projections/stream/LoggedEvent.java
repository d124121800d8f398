package io.recount.projections.stream;

import org.apache.avro.specific.SpecificRecord;

/**
 * An event of the log, decoded.
 *
 * @param id the event's own id
 * @param position its place in the log
 * @param sequence its place within its aggregate, from 0
 */
public record LoggedEvent(String id, long position, long sequence, SpecificRecord content) {}
