package io.recount.analytics.stream;

/**
 * A message for one of the result topics.
 *
 * @param eventId deterministic, so that what is sent again after a restore is known as a repeat
 */
@SuppressWarnings("ArrayRecordComponent") // Encoded bytes: handed on, never compared.
public record TopicMessage(String key, String eventId, byte[] value) {}
