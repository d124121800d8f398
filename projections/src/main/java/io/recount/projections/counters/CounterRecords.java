package io.recount.projections.counters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.recount.projections.catalogue.RedisLink;
import io.recount.projections.stream.NotReadyException;
import io.recount.redis.CounterRecord;
import io.recount.redis.CounterScript;
import io.recount.redis.RedisKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The counters' keys in Redis, written by {@link CounterScript}. */
@Component
class CounterRecords {
    private static final int RECORDS_AT_ONCE = 500;
    private static final String POSITION = "position";

    private final RedisLink redis;
    private final JdbcClient jdbc;

    CounterRecords(RedisLink redis, JdbcClient jdbc) {
        this.redis = redis;
        this.jdbc = jdbc;
    }

    boolean isReady() {
        return redis.await(redis.commands().exists(RedisKeys.COUNTERS_READY)) > 0;
    }

    /** Puts the values where they are newer than what stands there. */
    void put(Collection<CounterRecord> counters) {
        if (!isReady()) {
            throw new NotReadyException("The counters were lost");
        }
        write(counters);
    }

    /**
     * As {@link #put} for the whole log's outcome, then marks the counters as ready. A record that
     * cannot be right goes first: one from above the log's head, or another value at the same
     * position.
     */
    void replace(Collection<CounterRecord> counters) {
        inParts(RECORDS_AT_ONCE, counters, this::removeImpossible);
        write(counters);
        redis.await(
                redis.commands()
                        .set(RedisKeys.COUNTERS_READY, Instant.now().toString().getBytes(UTF_8)));
    }

    private void removeImpossible(List<CounterRecord> counters) {
        Map<CounterRecord, RedisFuture<List<KeyValue<String, byte[]>>>> stored = new HashMap<>();
        for (CounterRecord counter : counters) {
            List<String> fields = new ArrayList<>(counter.values().keySet());
            fields.add(POSITION);
            stored.put(
                    counter, redis.commands().hmget(counter.key(), fields.toArray(String[]::new)));
        }
        redis.awaitAll(stored.values());
        // Asked after Redis: what was written there by then is in the log by now.
        long head = head();
        List<String> impossible =
                stored.entrySet().stream()
                        .filter(
                                entry ->
                                        isImpossible(
                                                entry.getKey(),
                                                numbers(redis.await(entry.getValue())),
                                                head))
                        .map(entry -> entry.getKey().key())
                        .toList();
        if (!impossible.isEmpty()) {
            redis.await(redis.commands().del(impossible.toArray(String[]::new)));
        }
    }

    private static boolean isImpossible(
            CounterRecord counter, Map<String, Long> stored, long head) {
        Long position = stored.remove(POSITION);
        if (position == null) {
            return false;
        }
        return position > head
                || (position == counter.position() && !stored.equals(counter.values()));
    }

    private static Map<String, Long> numbers(List<KeyValue<String, byte[]>> fields) {
        Map<String, Long> numbers = new HashMap<>();
        for (KeyValue<String, byte[]> field : fields) {
            if (field.hasValue()) {
                numbers.put(field.getKey(), number(new String(field.getValue(), UTF_8)));
            }
        }
        return numbers;
    }

    /** What is no number was never written by us, and is above every head. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                .query(Long.class)
                .single();
    }

    private void write(Collection<CounterRecord> counters) {
        inParts(
                CounterScript.RECORDS_MAX,
                counters,
                part -> {
                    try {
                        redis.await(run(part));
                    } catch (RedisNoScriptException e) {
                        redis.await(redis.commands().scriptLoad(CounterScript.SCRIPT));
                        redis.await(run(part));
                    }
                });
    }

    private RedisFuture<Long> run(List<CounterRecord> counters) {
        RedisAsyncCommands<String, byte[]> commands = redis.commands();
        return commands.evalsha(
                commands.digest(CounterScript.SCRIPT),
                ScriptOutputType.INTEGER,
                CounterScript.keys(counters),
                CounterScript.arguments(counters));
    }

    private static void inParts(
            int size, Collection<CounterRecord> counters, Consumer<List<CounterRecord>> work) {
        List<CounterRecord> all = List.copyOf(counters);
        for (int from = 0; from < all.size(); from += size) {
            work.accept(all.subList(from, Math.min(all.size(), from + size)));
        }
    }
}
