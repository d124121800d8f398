package io.recount.ops.bench.analytics;

import io.recount.analytics.attribution.Attributed;
import io.recount.analytics.attribution.ClickAttribution;
import io.recount.analytics.metrics.PerformanceWindows;
import io.recount.analytics.stream.AdEventSource;
import io.recount.analytics.stream.AdEvents;
import io.recount.analytics.stream.Arrival;
import io.recount.analytics.stream.Stores;
import io.recount.analytics.stream.Timings;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TopicSink;
import io.recount.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A job that is measured, in a process of its own with Flink's local cluster, set up as the
 * platform's own local run is. What it is told, it is told by environment variables as that is.
 */
public final class ContenderJob {
    static final String DISCARD = "discard";
    static final String METRICS = "metrics";
    static final String YAHOO = "yahoo";
    static final String ATTRIBUTION = "attribution";

    private static final String GROUP = "bench";

    private ContenderJob() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> environment = System.getenv();
        var env =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(
                        configuration(environment));
        env.setParallelism(2);
        String kafka = told(environment, "RECOUNT_KAFKA");
        String redis = told(environment, "RECOUNT_REDIS_URL");
        switch (args[0]) {
            case DISCARD -> discard(env, kafka);
            case METRICS -> metrics(env, kafka, redis);
            case YAHOO -> YahooBenchmark.build(env, kafka, redis);
            case ATTRIBUTION ->
                    attribution(env, Long.parseLong(told(environment, "RECOUNT_BENCH_CLICKS")));
            default -> throw new IllegalArgumentException(args[0]);
        }
        env.execute(args[0]);
    }

    private static Configuration configuration(Map<String, String> environment) {
        Configuration config = new Configuration();
        config.set(RestOptions.PORT, Integer.parseInt(told(environment, "RECOUNT_FLINK_PORT")));
        config.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        config.set(TaskManagerOptions.NUM_TASK_SLOTS, 2);
        config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1024));
        config.set(PipelineOptions.OBJECT_REUSE, true);
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(PipelineOptions.MAX_PARALLELISM, 240);
        String state = environment.getOrDefault("RECOUNT_FLINK_STATE", "hashmap");
        config.set(StateBackendOptions.STATE_BACKEND, state);
        config.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        // By its name: this module has no RocksDB to compile against.
        config.setString("state.backend.rocksdb.use-bloom-filter", "true");
        config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        config.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                Path.of(told(environment, "RECOUNT_DATA"), "checkpoints").toUri().toString());
        return config;
    }

    private static void discard(StreamExecutionEnvironment env, String kafka) {
        env.fromSource(
                        AdEventSource.of(kafka, GROUP),
                        WatermarkStrategy.noWatermarks(),
                        FlinkProcess.SOURCE,
                        TypeInformation.of(Arrival.class))
                .sinkTo(new DiscardingSink<>());
    }

    private static void metrics(StreamExecutionEnvironment env, String kafka, String redis) {
        AdEvents events = AdEvents.distinct(env, AdEventSource.of(kafka, GROUP), Timings.DEFAULT);
        DataStream<Attributed> none =
                events.conversions()
                        .flatMap((order, out) -> {}, TypeInformation.of(Attributed.class));
        PerformanceWindows.build(
                events,
                none,
                Timings.DEFAULT,
                Stores.redis(redis),
                new TopicSink(Topic.PERFORMANCE_METRICS, kafka));
    }

    private static void attribution(StreamExecutionEnvironment env, long openClicks) {
        var made = MadeClicks.build(env, openClicks);
        ClickAttribution.build(
                made.clicks(),
                made.conversions(),
                Timings.DEFAULT,
                new DiscardingSink<TopicMessage>());
    }

    private static String told(Map<String, String> environment, String name) {
        return Objects.requireNonNull(environment.get(name), name);
    }
}
