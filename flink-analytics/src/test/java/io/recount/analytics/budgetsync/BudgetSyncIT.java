package io.recount.analytics.budgetsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.TopicMessage;
import io.recount.event.BudgetCompared;
import io.recount.event.CounterDrift;
import io.recount.ops.parts.RealParts;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two hundred falsified counters among five hundred, on a real Redis and PostgreSQL. */
class BudgetSyncIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int CAMPAIGNS = 500;
    private static final String YESTERDAY = "2026-01-01T15:00:00Z";
    private static final String TODAY = "2026-01-02T15:00:00Z";
    private static final long HEAD = 1_000_000;
    private static final Queue<TopicMessage> TOLD = new ConcurrentLinkedQueue<>();

    private static final String RUN = UUID.randomUUID().toString();

    private static MoneyTables tables;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;
    private static JobClient job;

    @BeforeAll
    static void start() throws Exception {
        String jdbcUrl = RealParts.postgres().newDatabase();
        tables = new MoneyTables(jdbcUrl);
        tables.head(HEAD);
        tables.progress("spend", HEAD);
        tables.progress("counters", HEAD);
        client = RedisClient.create(RealParts.redis().url());
        redis = client.connect();
        redis.sync().set(RedisKeys.COUNTERS_READY, "now");
        for (int c = 0; c < CAMPAIGNS; c++) {
            fill(c);
        }
        job = run(jdbcUrl);
    }

    @AfterAll
    static void stop() throws Exception {
        job.cancel().get();
        tables.close();
        client.shutdown();
    }

    @Test
    void findsEveryFalsifiedCounterAtTheNextComparisonAndNoOther() throws Exception {
        // given: all compared once, as they are
        awaitComparedAfter(Instant.EPOCH);
        assertThat(drifted()).isEmpty();
        // when
        Set<String> falsified = falsify();
        awaitComparedAfter(Instant.now());
        // then
        assertThat(falsified).hasSize(200);
        assertThat(drifted()).isEqualTo(falsified);
        assertThat(drift(campaign(0)))
                .returns(10_700L, CounterDrift::getRedisSpentMicros)
                .returns(10_000L, CounterDrift::getLedgerSpentMicros)
                .returns(10L, CounterDrift::getLedgerDayClicks)
                .returns(20_000L, CounterDrift::getLedgerTotalMicros)
                .returns(Instant.parse(TODAY), CounterDrift::getDayStart);
        assertThat(drift(campaign(2)).getRedisPosition()).isNull();
        // when: a counter of today's second charge, and one that the read model has not come to
        redis.sync().hset(key(400), Map.of("spent", "2000", "total", "12000", "clicks", "2"));
        redis.sync().hset(key(400), "position", Long.toString(firstToday(400) + 1));
        tables.progress("spend", firstToday(498) - 1);
        Instant held = Instant.now().plus(PERIOD);
        // then
        await().atMost(LIMIT).until(() -> !positionsAfter(campaign(400), held).isEmpty());
        assertThat(positionsAfter(campaign(400), held)).containsOnly(firstToday(400) + 1);
        assertThat(positionsAfter(campaign(498), held)).isEmpty();
        tables.progress("spend", HEAD);
        awaitComparedAfter(Instant.now());
        assertThat(drifted()).isEqualTo(falsified);
    }

    /** Charged on two days; every fifth campaign never. */
    private static void fill(int c) throws Exception {
        tables.campaign(campaign(c), 1);
        if (isIdle(c)) {
            put(c, 0, 0, 0, 1);
            return;
        }
        tables.charges(campaign(c), YESTERDAY, firstToday(c) - 100);
        tables.charges(campaign(c), TODAY, firstToday(c));
        put(c, Instant.parse(TODAY).toEpochMilli(), 10_000, 20_000, firstToday(c) + 9);
    }

    /** Of each four one 7 % up, one 7 % down, one deleted, one from above the log's head. */
    private static Set<String> falsify() {
        Set<String> falsified = new LinkedHashSet<>();
        for (int c = 0; falsified.size() < 200; c++) {
            if (isIdle(c)) {
                continue;
            }
            switch (c % 4) {
                case 0 -> redis.sync().hset(key(c), "spent", "10700");
                case 1 -> redis.sync().hset(key(c), "spent", "9300");
                case 2 -> redis.sync().del(key(c));
                default -> redis.sync().hset(key(c), "position", Long.toString(HEAD + 1 + c));
            }
            falsified.add(campaign(c));
        }
        return falsified;
    }

    private static boolean isIdle(int c) {
        return c % 5 == 4;
    }

    private static long firstToday(int c) {
        return 1_000 + c * 200L + 100;
    }

    private static String campaign(int c) {
        return "adv-" + RUN + "-" + c;
    }

    private static String key(int c) {
        return RedisKeys.campaignDay(campaign(c));
    }

    private static void put(int c, long day, long spent, long total, long position) {
        redis.sync()
                .hset(
                        key(c),
                        Map.of(
                                "day", Long.toString(day),
                                "spent", Long.toString(spent),
                                "clicks", Long.toString(spent / 1_000),
                                "total", Long.toString(total),
                                "position", Long.toString(position)));
    }

    private static void awaitComparedAfter(Instant instant) {
        // A look-up may have read Redis before the instant and told its outcome after it.
        Instant after = instant.equals(Instant.EPOCH) ? instant : instant.plus(PERIOD);
        await().atMost(LIMIT)
                .until(
                        () ->
                                messages(BudgetCompared.class).stream()
                                        .filter(compared -> compared.getAt().isAfter(after))
                                        .map(BudgetCompared::getCampaignId)
                                        .distinct()
                                        .count(),
                        count -> count == CAMPAIGNS);
    }

    private static List<Long> positionsAfter(String campaignId, Instant instant) {
        return messages(BudgetCompared.class).stream()
                .filter(compared -> compared.getCampaignId().equals(campaignId))
                .filter(compared -> compared.getAt().isAfter(instant))
                .map(BudgetCompared::getPosition)
                .toList();
    }

    private static Set<String> drifted() {
        return messages(CounterDrift.class).stream()
                .map(CounterDrift::getCampaignId)
                .collect(Collectors.toSet());
    }

    private static CounterDrift drift(String campaignId) {
        return messages(CounterDrift.class).stream()
                .filter(drift -> drift.getCampaignId().equals(campaignId))
                .findFirst()
                .orElseThrow();
    }

    private static <T> List<T> messages(Class<T> type) {
        return TOLD.stream()
                .map(message -> AvroCodec.decode(message.value()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static JobClient run(String jdbcUrl) throws Exception {
        var config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        config.set(PipelineOptions.OBJECT_REUSE, true);
        var env = StreamExecutionEnvironment.createLocalEnvironment(2, config);
        var clicks =
                env.fromData(
                                TypeInformation.of(ChargedClick.class),
                                Samples.charge(Samples.DAY, 1, 1, 1))
                        .uid("clicks");
        BudgetSync.build(env, clicks, PERIOD, RealParts.redis().url(), jdbcUrl, new ToldMessages());
        return env.executeAsync("budget-sync");
    }

    /** Into {@link #TOLD}. */
    private static final class ToldMessages implements Sink<TopicMessage> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<TopicMessage> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(TopicMessage message, Context context) {
                    TOLD.add(message);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
