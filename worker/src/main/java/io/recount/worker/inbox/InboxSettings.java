package io.recount.worker.inbox;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How topics are read.
 *
 * @param consumersPerTopic threads, each with a consumer
 * @param instance this worker's own name among all that run. A worker that was killed and comes
 *     back under its name has its partitions at once; one without a name waits until the broker
 *     takes its former self for dead
 */
@ConfigurationProperties("recount.inbox")
record InboxSettings(int consumersPerTopic, String instance) {}
