package io.recount.audit;

import org.jspecify.annotations.Nullable;

/**
 * One row of the log but for its hash, each column as it is stored.
 *
 * @param timeStamp ISO 8601 text, not an instant: the chain holds the very characters
 * @param payload single-object encoded Avro
 * @param metaData JSON
 */
@SuppressWarnings("ArrayRecordComponent") // Entries are hashed, never compared.
public record LogEntry(
        long position,
        String eventIdentifier,
        String aggregateIdentifier,
        long sequenceNumber,
        @Nullable String type,
        String timeStamp,
        String payloadType,
        @Nullable String payloadRevision,
        byte[] payload,
        byte @Nullable [] metaData) {}
