package io.recount.ops.drill.results;

import io.recount.event.Heartbeat;
import io.recount.ops.drill.invariant.Finding;
import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.invariant.Invariants.Row;
import io.recount.ops.drill.results.ResultLoad.Window;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands in the worker's tables, against what was on the topics. */
public final class WorkerTables implements AutoCloseable {
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final Set<Topic> READ =
            Set.of(Topic.AD_EVENTS, Topic.PERFORMANCE_METRICS, Topic.BUDGET_MANAGEMENT);

    private final String bootstrapServers;
    private final Connection database;
    private final Admin admin;

    public WorkerTables(String bootstrapServers, Connection database) {
        this.bootstrapServers = bootstrapServers;
        this.database = database;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Where the worker goes on, of each partition; changes whenever it commits a batch. */
    public Map<TopicPartition, Long> committed() throws SQLException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Topic topic : READ) {
            committed.putAll(stored(topic));
        }
        return committed;
    }

    /**
     * Whether the broker does not know of a batch that was committed to the database since then.
     *
     * @param before what was {@link #committed} then
     */
    public boolean isBrokerBehind(Map<TopicPartition, Long> before)
            throws SQLException, ExecutionException, InterruptedException {
        for (Topic topic : READ) {
            var told =
                    admin.listConsumerGroupOffsets(groupOf(topic))
                            .partitionsToOffsetAndMetadata()
                            .get();
            for (Map.Entry<TopicPartition, Long> stored : stored(topic).entrySet()) {
                TopicPartition partition = stored.getKey();
                boolean moved = stored.getValue() > before.getOrDefault(partition, 0L);
                var known = told.get(partition);
                if (moved && (known == null || known.offset() < stored.getValue())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** To be called when the load has stopped; waits until the worker has done all of it. */
    public List<Row> check(ResultLoad load)
            throws SQLException, ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = ends();
        await("the topics' ends", () -> isAt(ends));
        await(
                "its calls' answers",
                () ->
                        number("SELECT count(*) FROM analytics.outbox WHERE status = 'WAITING'")
                                == 0);
        return List.of(
                new Row("I2", "agreement: windows are as they were told newest", windows(load)),
                new Row("I3", "once: the archive has each message of ad-events", archive(ends)),
                new Row("I3", "once: each credit that was asked for was given", credits(load)));
    }

    private Finding windows(ResultLoad load) throws SQLException {
        Map<Window, Long> stored = new HashMap<>();
        try (PreparedStatement all =
                database.prepareStatement(
                        """
                        SELECT id, window_start, revision, clicks FROM analytics.window_results
                        WHERE advertiser_id = ?""")) {
            all.setString(1, ResultLoad.ADVERTISER);
            try (ResultSet row = all.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(3) != row.getLong(4)) {
                        return new Broken(row.getString(1) + " mixes two revisions");
                    }
                    stored.put(
                            new Window(row.getString(1), row.getTimestamp(2).toInstant()),
                            row.getLong(3));
                }
            }
        }
        return stored.equals(load.newest())
                ? new Holds("%,d windows, newest revisions".formatted(stored.size()))
                : new Broken(
                        "%,d windows stored, %,d told, not the same"
                                .formatted(stored.size(), load.newest().size()));
    }

    private Finding archive(Map<TopicPartition, Long> ends) throws SQLException {
        Set<String> sent = sent(ends);
        Set<String> archived = new HashSet<>();
        try (Statement sql = database.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                """
                                SELECT "partition", kafka_offset
                                FROM analytics.raw_events""")) {
            while (row.next()) {
                String place = row.getInt(1) + "/" + row.getLong(2);
                if (!archived.add(place)) {
                    return new Broken("message " + place + " is archived twice");
                }
            }
        }
        long count = archived.size();
        // Of messages that came after the ends were asked for nothing is said.
        sent.removeAll(archived);
        return sent.isEmpty()
                ? new Holds("%,d messages, each once".formatted(count))
                : new Broken(
                        "%,d messages are not archived, %s among them"
                                .formatted(sent.size(), sent.iterator().next()));
    }

    /** Every message of {@code ad-events} that is no heartbeat. */
    private Set<String> sent(Map<TopicPartition, Long> ends) {
        Set<TopicPartition> partitions =
                ends.keySet().stream()
                        .filter(p -> p.topic().equals(Topic.AD_EVENTS.topicName()))
                        .collect(Collectors.toSet());
        Set<String> sent = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < end(ends, p))) {
                for (var message : consumer.poll(Duration.ofMillis(200))) {
                    var partition = new TopicPartition(message.topic(), message.partition());
                    if (message.offset() < end(ends, partition) && !isHeartbeat(message.value())) {
                        sent.add(message.partition() + "/" + message.offset());
                    }
                }
            }
        }
        return sent;
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return Objects.requireNonNull(ends.get(partition));
    }

    private static boolean isHeartbeat(byte[] value) {
        return AvroCodec.decode(value) instanceof Heartbeat;
    }

    private Finding credits(ResultLoad load) throws SQLException {
        Set<String> given = new HashSet<>();
        try (Statement sql = database.createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT click_id FROM event_log.credited_clicks")) {
            while (row.next()) {
                given.add(row.getString(1));
            }
        }
        long told = number("SELECT coalesce(sum(credited_clicks), 0) FROM analytics.alert_credits");
        if (!given.containsAll(load.credited())) {
            given.retainAll(load.credited());
            return new Broken(
                    "%,d of %,d clicks were credited"
                            .formatted(given.size(), load.credited().size()));
        }
        return told == load.credited().size()
                ? new Holds("%,d clicks".formatted(told))
                : new Broken(
                        "%,d clicks asked for, %,d written down as credited"
                                .formatted(load.credited().size(), told));
    }

    private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(
                        READ.stream()
                                .flatMap(WorkerTables::partitionsOf)
                                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private static Stream<TopicPartition> partitionsOf(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition));
    }

    private boolean isAt(Map<TopicPartition, Long> ends) throws SQLException {
        Map<TopicPartition, Long> stored = committed();
        return ends.entrySet().stream()
                .allMatch(end -> stored.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private Map<TopicPartition, Long> stored(Topic topic) throws SQLException {
        Map<TopicPartition, Long> stored = new HashMap<>();
        try (PreparedStatement offsets =
                database.prepareStatement(
                        """
                        SELECT topic, "partition", next_offset FROM analytics.consumer_offsets
                        WHERE consumer_group = ?""")) {
            offsets.setString(1, groupOf(topic));
            try (ResultSet row = offsets.executeQuery()) {
                while (row.next()) {
                    stored.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
                }
            }
        }
        return stored;
    }

    private static String groupOf(Topic topic) {
        return "recount-worker-" + (topic == Topic.AD_EVENTS ? "archive" : topic.topicName());
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Condition condition)
            throws SQLException, InterruptedException {
        long limitNs = System.nanoTime() + CATCH_UP.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > limitNs) {
                throw new IllegalStateException("The worker did not reach " + what);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private long number(String query) throws SQLException {
        try (Statement sql = database.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
