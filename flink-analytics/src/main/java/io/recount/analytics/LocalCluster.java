package io.recount.analytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job in one process: job manager, task manager and Flink's pages, on 127.0.0.1.
 *
 * <p>It goes on where the last run had got to, however that ended: checkpoints are kept and the
 * newest complete one is taken over.
 */
public final class LocalCluster {
    private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final long STOP_WITHIN_S = 5;

    private LocalCluster() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(System.getenv());
        AnalyticsJob.awaitTopics(settings);
        JobClient job = start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job), "stop"));
        log.info("Flink's pages: http://{}:{}", LOOPBACK, settings.webPort());
        try {
            job.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            log.error("The job has ended", e);
            System.exit(1);
        }
    }

    static JobClient start(Settings settings) throws Exception {
        Path flink = settings.dataFolder().resolve("flink");
        var checkpoints = new LocalCheckpoints(flink.resolve("checkpoints"));
        Configuration config = configuration(settings, flink, checkpoints);
        config.addAll(AnalyticsJob.defaultsUnder(config, settings));
        var env = StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(config);
        env.setParallelism(settings.parallelism());
        AnalyticsJob.build(env, settings);
        return env.executeAsync(AnalyticsJob.NAME);
    }

    private static Configuration configuration(
            Settings settings, Path flink, LocalCheckpoints checkpoints) throws IOException {
        Path temporary = flink.resolve("tmp");
        FileUtils.deleteDirectoryQuietly(temporary.toFile()); // A killed run cleans up nothing.
        Files.createDirectories(temporary);
        Files.createDirectories(checkpoints.folder());

        Configuration config = new Configuration();
        config.set(RestOptions.ADDRESS, LOOPBACK);
        config.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        config.set(RestOptions.PORT, settings.webPort());
        config.set(JobManagerOptions.ADDRESS, LOOPBACK);
        config.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        config.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        // The pages have no login: they show, and change nothing.
        config.set(WebOptions.SUBMIT_ENABLE, false);
        config.set(WebOptions.CANCEL_ENABLE, false);
        config.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        config.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
        config.set(CoreOptions.TMP_DIRS, temporary.toString());
        config.set(TaskManagerOptions.NUM_TASK_SLOTS, settings.parallelism());
        // All that goes between two tasks asks for 46 MB; with less it waits for buffers.
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        config.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                checkpoints.folder().toUri().toString());
        if (settings.metricsPort() > 0) {
            config.setString("metrics.reporters", "prometheus");
            config.setString(
                    "metrics.reporter.prometheus.factory.class",
                    PrometheusReporterFactory.class.getName());
            config.setString(
                    "metrics.reporter.prometheus.port", Integer.toString(settings.metricsPort()));
        }
        Optional<Path> newest = checkpoints.newest();
        if (newest.isPresent()) {
            log.info("Going on from {}", newest.get());
            checkpoints.deleteAllBut(newest.get());
            config.set(StateRecoveryOptions.SAVEPOINT_PATH, newest.get().toUri().toString());
            config.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        }
        return config;
    }

    /** Lets the operators close; the newest checkpoint stays. */
    private static void stop(JobClient job) {
        try {
            job.cancel().get(STOP_WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            log.warn("Stopped hard: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
