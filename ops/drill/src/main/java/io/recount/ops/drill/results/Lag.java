package io.recount.ops.drill.results;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * How old the oldest message is that was told and is not in the worker's tables yet: what waits for
 * the broker counts from the moment that it was handed to the producer.
 */
final class Lag implements AutoCloseable {
    private static final long LOOK_MS = 20;
    private static final int CONNECT_S = 2;

    private final String jdbcUrl;
    private final AtomicLong numbers = new AtomicLong();

    /** When each was told, by its number, until the broker has it. */
    private final ConcurrentNavigableMap<Long, Long> told = new ConcurrentSkipListMap<>();

    /** The same by its offset, until the database has it. */
    private final Map<TopicPartition, ConcurrentNavigableMap<Long, Long>> sent =
            new ConcurrentHashMap<>();

    private final Thread thread = new Thread(this::watch, "lag");
    private volatile boolean stopped;

    Lag(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl + "&connectTimeout=" + CONNECT_S + "&socketTimeout=" + CONNECT_S;
        thread.setDaemon(true);
        thread.start();
    }

    /** A message is told now; returns its number. */
    long told() {
        long number = numbers.incrementAndGet();
        told.put(number, System.nanoTime());
        return number;
    }

    void sent(long number, TopicPartition partition, long offset) {
        Long toldNs = told.get(number);
        if (toldNs != null) {
            sent.computeIfAbsent(partition, p -> new ConcurrentSkipListMap<>()).put(offset, toldNs);
            told.remove(number);
        }
    }

    /** Zero when nothing waits. */
    long ms() {
        Optional<Long> oldestNs =
                Stream.concat(Stream.of(told), sent.values().stream())
                        .map(ConcurrentNavigableMap::firstEntry)
                        .flatMap(Stream::ofNullable)
                        .map(Map.Entry::getValue)
                        .min((a, b) -> Long.signum(a - b));
        return oldestNs.map(toldNs -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - toldNs))
                .orElse(0L);
    }

    private void watch() {
        while (!stopped) {
            try (Connection database = DriverManager.getConnection(jdbcUrl);
                    Statement sql = database.createStatement()) {
                while (!stopped) {
                    look(sql);
                    TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                }
            } catch (SQLException away) {
                // What waits grows older meanwhile. A new connection, as soon as there can be one.
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private void look(Statement sql) throws SQLException {
        try (ResultSet row =
                sql.executeQuery(
                        """
                        SELECT topic, "partition", next_offset FROM analytics.consumer_offsets
                        WHERE consumer_group = 'recount-worker-' || topic""")) {
            while (row.next()) {
                var waiting = sent.get(new TopicPartition(row.getString(1), row.getInt(2)));
                if (waiting != null) {
                    waiting.headMap(row.getLong(3)).clear();
                }
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
