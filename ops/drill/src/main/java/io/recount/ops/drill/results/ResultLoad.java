package io.recount.ops.drill.results;

import io.recount.event.CreditRequested;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells window results, older revisions among them, and asks for credits of clicks that were
 * charged, some of them twice. It remembers what must come of it.
 */
public final class ResultLoad implements AutoCloseable {
    static final String ADVERTISER = "drill-results";

    private static final int ADS = 100;
    private static final int MINUTES = 30;
    private static final int RESULTS_A_TURN = 20;
    private static final int TURNS_A_CREDIT = 10;
    private static final int CLICKS_A_CREDIT = 5;
    private static final long TURN_MS = 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Lag lag;
    private final String jdbcUrl;
    private final SplittableRandom random;
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private final Map<Window, Long> newest = new HashMap<>();
    private final Set<String> credited = new HashSet<>();
    private final AtomicLong sent = new AtomicLong();
    private final long beganNs = System.nanoTime();
    private final Thread thread = new Thread(this::run, "result-load");
    private long creditedUpTo;
    private int alerts;
    private @Nullable Connection database;
    private volatile boolean stopped;
    private volatile @Nullable Exception failure;

    /** One minute of an ad. */
    record Window(String adId, Instant start) {}

    public ResultLoad(String bootstrapServers, String jdbcUrl, SplittableRandom random) {
        this.random = random;
        this.jdbcUrl = jdbcUrl;
        this.lag = new Lag(jdbcUrl);
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "linger.ms",
                                "5",
                                "reconnect.backoff.max.ms",
                                "200"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            long dueNs = System.nanoTime();
            for (int turn = 1; !stopped; turn++) {
                for (int i = 0; i < RESULTS_A_TURN; i++) {
                    tellWindow();
                }
                if (turn % TURNS_A_CREDIT == 0) {
                    askForCredit();
                }
                dueNs += TimeUnit.MILLISECONDS.toNanos(TURN_MS);
                TimeUnit.NANOSECONDS.sleep(dueNs - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellWindow() {
        Window window =
                new Window(
                        ADVERTISER + "-a" + random.nextInt(ADS),
                        hour.plus(random.nextInt(MINUTES), ChronoUnit.MINUTES));
        long revision = newest.merge(window, 1L, Long::sum);
        send(Topic.PERFORMANCE_METRICS, window.adId(), result(window, revision));
        if (random.nextInt(4) == 0) {
            send(Topic.PERFORMANCE_METRICS, window.adId(), result(window, revision - 1));
        }
    }

    private static WindowResult result(Window window, long revision) {
        return WindowResult.newBuilder()
                .setScope(MetricScope.AD)
                .setId(window.adId())
                .setAdvertiserId(ADVERTISER)
                .setCampaignId(ADVERTISER + "-c")
                .setWindowStart(window.start())
                .setWindowMs(60_000)
                .setImpressions(revision)
                .setClicks(revision)
                .setInvalidClicks(0)
                .setConversionCount(0)
                .setCostMicros(revision * 70_000_000)
                .setRevision(revision)
                .setComplete(false)
                .setComputedAt(window.start())
                .build();
    }

    /** For the next clicks that one advertiser paid for; later, where the database is away. */
    private void askForCredit() {
        List<String> clicks = new ArrayList<>();
        String advertiserId = "";
        try (PreparedStatement next =
                database()
                        .prepareStatement(
                                """
                                SELECT click_id, advertiser_id, position
                                FROM event_log.decided_clicks
                                WHERE position > ? AND charged_micros > 0
                                ORDER BY position LIMIT ?""")) {
            next.setLong(1, creditedUpTo);
            next.setInt(2, CLICKS_A_CREDIT);
            try (ResultSet row = next.executeQuery()) {
                while (row.next() && (clicks.isEmpty() || row.getString(2).equals(advertiserId))) {
                    clicks.add(row.getString(1));
                    advertiserId = row.getString(2);
                    creditedUpTo = row.getLong(3);
                }
            }
        } catch (SQLException away) {
            disconnect();
        }
        if (clicks.isEmpty()) {
            return;
        }
        credited.addAll(clicks);
        CreditRequested request =
                CreditRequested.newBuilder()
                        .setAlertId("alert-drill-" + ++alerts)
                        .setAdvertiserId(advertiserId)
                        .setClickIds(clicks)
                        .setReason("SIVT")
                        .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                        .build();
        send(Topic.BUDGET_MANAGEMENT, advertiserId, request);
        if (random.nextInt(3) == 0) {
            send(Topic.BUDGET_MANAGEMENT, advertiserId, request);
        }
    }

    private Connection database() throws SQLException {
        Connection open = database;
        if (open == null) {
            open = DriverManager.getConnection(jdbcUrl + "&connectTimeout=2&socketTimeout=5");
            database = open;
        }
        return open;
    }

    private void disconnect() {
        Connection open = database;
        database = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // It was broken already.
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback is told of a failure.
    private void send(Topic topic, String key, SpecificRecord message) {
        long number = lag.told();
        sent.incrementAndGet();
        producer.send(
                new ProducerRecord<>(
                        topic.topicName(),
                        key.getBytes(StandardCharsets.UTF_8),
                        AvroCodec.encode(message)),
                (metadata, e) -> {
                    if (e == null) {
                        lag.sent(
                                number,
                                new TopicPartition(metadata.topic(), metadata.partition()),
                                metadata.offset());
                    } else {
                        failure = e;
                    }
                });
    }

    /** The age of the oldest message that was told and is not in the worker's tables yet. */
    public long lagMs() {
        return lag.ms();
    }

    /** Messages a second, from the beginning until now. */
    public double perSecond() {
        return sent.get() * 1e9 / (System.nanoTime() - beganNs);
    }

    /** Tells no more; all that it told is on the broker then. */
    public void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        Exception failed = failure;
        if (failed != null) {
            throw new IllegalStateException("The load broke down", failed);
        }
    }

    /** The newest revision told of each window. */
    Map<Window, Long> newest() {
        return newest;
    }

    /** Clicks whose credit was asked for. */
    Set<String> credited() {
        return credited;
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
        lag.close();
        disconnect();
    }
}
