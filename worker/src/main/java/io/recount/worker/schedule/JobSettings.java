package io.recount.worker.schedule;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When the jobs run.
 *
 * @param cron of each job by its name: seconds, minutes, hours, day, month, weekday; in UTC, since
 *     advertisers' days end in all zones. {@code -} for never by itself
 * @param lookEvery how often a worker looks for what is due
 */
@ConfigurationProperties("recount.jobs")
record JobSettings(Map<String, String> cron, Duration lookEvery) {
    String cronOf(String job) {
        String cronOfJob = cron.get(job);
        if (cronOfJob == null) {
            throw new IllegalStateException("No recount.jobs.cron." + job);
        }
        return cronOfJob;
    }
}
