package io.recount.command.groupcommit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the lane.
 *
 * @param queueMax commands that may wait; the next one is refused with 429
 * @param batchMax commands of one transaction
 * @param batchTime a batch takes up no more commands after this long, so that a slow one holds up
 *     only its own batch
 * @param waitMax a command whose turn comes later than this is refused with 503 instead of run: who
 *     sent it has most likely gone, and followers rely on no event's time lying further back than 2
 *     s when it is appended
 * @param retryFor how long a batch is tried again while the database is away
 * @param lookUpFor how long a commit of unknown outcome is looked up
 * @param drainFor how long a stop waits for what is queued
 */
@ConfigurationProperties("recount.group-commit")
record GroupCommitProperties(
        @DefaultValue("4096") int queueMax,
        @DefaultValue("512") int batchMax,
        @DefaultValue("20ms") Duration batchTime,
        @DefaultValue("1500ms") Duration waitMax,
        @DefaultValue("3s") Duration retryFor,
        @DefaultValue("10s") Duration lookUpFor,
        @DefaultValue("8s") Duration drainFor) {
    GroupCommitProperties {
        if (queueMax < 1 || batchMax < 1) {
            throw new IllegalArgumentException("A queue and a batch hold at least one command");
        }
    }
}
