package io.recount.worker.inbox;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A message that cannot be applied, and why. */
record Broken(ConsumerRecord<byte[], byte[]> message, String cause) {
    private static final int CAUSE_LENGTH_MAX = 2_000;

    Broken {
        // PostgreSQL's text holds no NUL, and a cause may quote the broken bytes.
        cause = cause.replace('\0', ' ');
        if (cause.length() > CAUSE_LENGTH_MAX) {
            cause = cause.substring(0, CAUSE_LENGTH_MAX);
        }
    }
}
