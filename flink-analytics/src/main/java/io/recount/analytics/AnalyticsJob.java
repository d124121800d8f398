package io.recount.analytics;

import io.recount.analytics.anomaly.AnomalyDetection;
import io.recount.analytics.attribution.ClickAttribution;
import io.recount.analytics.budgetsync.BudgetSync;
import io.recount.analytics.metrics.PerformanceWindows;
import io.recount.analytics.quality.ListCategories;
import io.recount.analytics.quality.QualityScores;
import io.recount.analytics.stream.AdEventSource;
import io.recount.analytics.stream.AdEvents;
import io.recount.analytics.stream.KafkaTopics;
import io.recount.analytics.stream.Stores;
import io.recount.wire.Topic;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job, and its start on a cluster. Flink's own configuration there decides where checkpoints
 * lie and may override every default given here.
 */
public final class AnalyticsJob {
    static final String NAME = "recount-analytics";

    /** A score is told at most this often: an auction gains nothing from a faster one. */
    private static final Duration SCORED_EVERY = Duration.ofMinutes(10);

    private AnalyticsJob() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(System.getenv());
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.configure(defaultsUnder(env.getConfiguration(), settings));
        awaitTopics(settings);
        build(env, settings);
        env.execute(NAME);
    }

    static void awaitTopics(Settings settings) throws InterruptedException {
        KafkaTopics.await(settings.kafka(), Topic.values());
    }

    static void build(StreamExecutionEnvironment env, Settings settings) {
        var events =
                AdEvents.distinct(
                        env,
                        AdEventSource.of(settings.kafka(), settings.group()),
                        settings.timings());
        var attributed =
                ClickAttribution.build(
                        events.charged(),
                        events.conversions(),
                        settings.timings(),
                        settings.sinkTo(Topic.PERFORMANCE_METRICS, "attribution"));
        BudgetSync.build(
                env,
                events.charged(),
                settings.budgetSyncEvery(),
                settings.redisUrl(),
                settings.postgresUrl(),
                settings.sinkTo(Topic.BUDGET_MANAGEMENT, "budget-sync"));
        var honest =
                AnomalyDetection.build(
                        events.traffic(),
                        settings.anomalyActs(),
                        settings.sinkTo(Topic.BUDGET_MANAGEMENT, "anomalies"));
        QualityScores.build(
                honest,
                events.conversions(),
                ListCategories.of(env, settings.postgresUrl()),
                SCORED_EVERY,
                settings.sinkTo(Topic.QUALITY_SCORE_UPDATES, "quality"));
        PerformanceWindows.build(
                events,
                attributed,
                settings.timings(),
                Stores.redis(settings.redisUrl()),
                settings.sinkTo(Topic.PERFORMANCE_METRICS, "windows"));
    }

    /** The job's defaults, below what the given configuration already says. */
    static Configuration defaultsUnder(ReadableConfig given, Settings settings) {
        Configuration config = new Configuration();
        // Kryo is slow and its state does not evolve; without a uid state is lost on a change.
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        config.set(StateBackendOptions.STATE_BACKEND, settings.stateBackend());
        config.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        // Most look-ups are for what is not there: a click that was never seen, an order that is
        // new.
        config.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        // Records between operators are immutable.
        config.set(PipelineOptions.OBJECT_REUSE, true);
        config.set(PipelineOptions.MAX_PARALLELISM, 240);
        config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointEvery());
        config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
        config.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 20);
        config.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        config.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofSeconds(1));
        config.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofSeconds(30));
        config.keySet().stream()
                .filter(Configuration.fromMap(given.toMap())::containsKey)
                .toList()
                .forEach(config::removeKey);
        return config;
    }
}
