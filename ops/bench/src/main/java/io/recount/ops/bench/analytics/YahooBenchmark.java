package io.recount.ops.bench.analytics;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * The Yahoo streaming benchmark as one writes it down: parse, keep the views, join the ad to its
 * campaign, count ten seconds of a campaign, write the count to Redis. No repeats are dropped,
 * nothing is told early or late.
 */
final class YahooBenchmark {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private YahooBenchmark() {}

    /** What the benchmark projects an event to. */
    public record View(String adId, long atMs) {}

    /** A view and whose it is. */
    public record Joined(String campaignId, long atMs) {}

    /** A window's count. */
    public record Counted(String campaignId, long windowStartMs, long views) {}

    static void build(StreamExecutionEnvironment env, String kafka, String redis) {
        KafkaSource<byte[]> source =
                KafkaSource.<byte[]>builder()
                        .setBootstrapServers(kafka)
                        .setGroupId("yahoo")
                        .setTopics(Topic.AD_EVENTS.topicName())
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setValueOnlyDeserializer(new Bytes())
                        .build();
        env.fromSource(
                        source,
                        WatermarkStrategy.<byte[]>forBoundedOutOfOrderness(Duration.ofSeconds(1)),
                        FlinkProcess.SOURCE)
                .flatMap(YahooBenchmark::parse, TypeInformation.of(View.class))
                .map(new Join(), TypeInformation.of(Joined.class))
                .keyBy(Joined::campaignId, Types.STRING)
                .window(TumblingEventTimeWindows.of(WINDOW))
                .aggregate(
                        new Count(),
                        new Tell(),
                        Types.LONG,
                        Types.LONG,
                        TypeInformation.of(Counted.class))
                .sinkTo(new ToRedis(redis));
    }

    private static void parse(byte[] bytes, Collector<View> out) {
        if (AvroCodec.decode(bytes) instanceof Impression shown) {
            out.collect(new View(shown.getAdId(), shown.getAt().toEpochMilli()));
        }
    }

    private static final class Bytes extends AbstractDeserializationSchema<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] deserialize(byte[] message) {
            return message;
        }
    }

    private static final class Join extends RichMapFunction<View, Joined> {
        private static final long serialVersionUID = 1L;
        private transient Map<String, String> campaigns = new HashMap<>();

        @Override
        public void open(OpenContext context) {
            campaigns = new HashMap<>();
            for (int ad = 0; ad < FilledTopic.ADS; ad++) {
                campaigns.put(FilledTopic.ad(ad), FilledTopic.campaignOfAd(ad));
            }
        }

        @Override
        public Joined map(View view) {
            return new Joined(campaigns.getOrDefault(view.adId(), "unknown"), view.atMs());
        }
    }

    private static final class Count implements AggregateFunction<Joined, Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Joined view, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long one, Long other) {
            return one + other;
        }
    }

    private static final class Tell
            extends ProcessWindowFunction<Long, Counted, String, TimeWindow> {
        private static final long serialVersionUID = 1L;

        @Override
        public void process(
                String campaignId,
                ProcessWindowFunction<Long, Counted, String, TimeWindow>.Context context,
                Iterable<Long> counts,
                Collector<Counted> out) {
            out.collect(
                    new Counted(campaignId, context.window().getStart(), counts.iterator().next()));
        }
    }

    private static final class ToRedis implements Sink<Counted> {
        private static final long serialVersionUID = 1L;
        private final String url;

        ToRedis(String url) {
            this.url = url;
        }

        @Override
        public SinkWriter<Counted> createWriter(WriterInitContext context) {
            return new Writer(url);
        }
    }

    private static final class Writer implements SinkWriter<Counted> {
        private final RedisClient client;
        private final StatefulRedisConnection<String, String> connection;

        Writer(String url) {
            client = RedisClient.create(url);
            connection = client.connect();
        }

        @Override
        public void write(Counted counted, SinkWriter.Context context) {
            String key = "yahoo:" + counted.campaignId() + ":" + counted.windowStartMs();
            connection.sync().hset(key, "views", Long.toString(counted.views()));
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {
            connection.close();
            client.shutdown();
        }
    }
}
