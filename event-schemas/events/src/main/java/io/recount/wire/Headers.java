package io.recount.wire;

/** Kafka header names; the values are UTF-8 text. */
public final class Headers {
    /**
     * The event's id, the key of every dedupe: the log's event id, or the tracking record's own id.
     */
    public static final String EVENT_ID = "recount-event-id";

    /** Sequence within the aggregate; only on events of the log. */
    public static final String SEQUENCE = "recount-sequence";

    /** Position in the log; only on events of the log. */
    public static final String POSITION = "recount-position";

    private Headers() {}
}
