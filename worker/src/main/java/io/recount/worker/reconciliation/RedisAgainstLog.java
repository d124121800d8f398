package io.recount.worker.reconciliation;

import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import io.recount.worker.budget.CounterReader;
import io.recount.worker.reconciliation.Comparison.Kind;
import io.recount.worker.reconciliation.Comparison.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Every counter in Redis against the log. A record names the position whose event it shows, so the
 * event there must leave exactly this record; and it must be no older than what the read model has
 * seen of its campaign or advertiser already. Counters are written beside the read model and not
 * with it, so one that differs is asked for again, and only what stays so is a difference.
 */
@Repository
class RedisAgainstLog {
    private static final int LOOKS_MAX = 10;

    private final JdbcTemplate jdbc;
    private final CounterReader counters;
    private final Reach reach;
    private final Duration patience;

    RedisAgainstLog(
            JdbcTemplate jdbc,
            CounterReader counters,
            Reach reach,
            @Value("${recount.reconciliation.redis-patience}") Duration patience) {
        this.jdbc = jdbc;
        this.counters = counters;
        this.reach = reach;
        this.patience = patience;
    }

    /**
     * @param oldestPosition that the record may have
     */
    private record Counter(String key, long oldestPosition) {}

    Comparison compare() {
        Comparison comparison = new Comparison(Kind.REDIS, Span.of(0, reach.head()));
        List<Counter> all = counters();
        List<Counter> different = different(all);
        for (int look = 1; look < LOOKS_MAX && !different.isEmpty(); look++) {
            pause();
            different = different(different);
        }
        comparison.add(all.size() - different.size(), 0, List.of());
        different.forEach(counter -> comparison.add(differences(counter)));
        return comparison;
    }

    private List<Counter> different(List<Counter> counters) {
        return counters.stream().filter(counter -> !differences(counter).isEmpty()).toList();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(patience.toMillis() / LOOKS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while it waited for counters", e);
        }
    }

    /** Read before Redis is, which only moves on. */
    private List<Counter> counters() {
        List<Counter> all = new ArrayList<>();
        jdbc.query(
                "SELECT campaign_id, spent_position FROM read_model.campaigns",
                row -> {
                    all.add(new Counter(RedisKeys.campaignDay(row.getString(1)), row.getLong(2)));
                });
        jdbc.query(
                "SELECT advertiser_id, balance_position FROM read_model.advertisers",
                row -> {
                    all.add(
                            new Counter(
                                    RedisKeys.advertiserBalance(row.getString(1)), row.getLong(2)));
                });
        return all;
    }

    private List<Difference> differences(Counter counter) {
        Optional<CounterRecord> record = counters.read(counter.key());
        if (record.isEmpty() || record.get().position() < counter.oldestPosition()) {
            return List.of(
                    new Difference(
                            counter.key(),
                            null,
                            "position",
                            counter.oldestPosition(),
                            record.map(CounterRecord::position).orElse(null)));
        }
        return differences(record.get());
    }

    private List<Difference> differences(CounterRecord record) {
        Map<String, Long> expected = ofLog(record.key(), record.position());
        if (expected.isEmpty()) {
            return List.of(new Difference(record.key(), null, "position", null, record.position()));
        }
        return new TreeMap<>(expected)
                .entrySet().stream()
                        .filter(e -> !e.getValue().equals(record.values().get(e.getKey())))
                        .map(
                                e ->
                                        new Difference(
                                                record.key(),
                                                null,
                                                e.getKey(),
                                                e.getValue(),
                                                record.values().get(e.getKey())))
                        .toList();
    }

    /** What the event there leaves under that key; nothing where no such event stands. */
    private Map<String, Long> ofLog(String key, long position) {
        return jdbc
                .query(
                        "SELECT payload FROM event_log.events WHERE position = ?",
                        (row, n) -> AvroCodec.decode(row.getBytes(1)),
                        position)
                .stream()
                .flatMap(event -> CounterRecord.of(event, position).stream())
                .filter(record -> record.key().equals(key))
                .map(CounterRecord::values)
                .findFirst()
                .orElse(Map.of());
    }
}
