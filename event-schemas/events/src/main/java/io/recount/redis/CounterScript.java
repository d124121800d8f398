package io.recount.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * The script by which counters are written, many at once: each where its position is above the one
 * that stands there, so that a late or repeated writer never puts an older value over a newer one.
 * One call and one message for all of them is what makes a counter cheap: a click changes two.
 *
 * <p>{@code KEYS}: the hashes. {@code ARGV}: of each of them {@link CounterRecord#words}. Answers
 * how many were written. Those are published on {@link RedisKeys#COUNTER_CHANGES} as one message, a
 * line each: the key and its words, apart by spaces.
 */
public final class CounterScript {
    public static final String SCRIPT = Scripts.load("counters.lua");

    /** Records of one call: Redis does nothing else for less than a millisecond. */
    public static final int RECORDS_MAX = 100;

    private CounterScript() {}

    public static String[] keys(List<CounterRecord> records) {
        return records.stream().map(CounterRecord::key).toArray(String[]::new);
    }

    public static byte[][] arguments(List<CounterRecord> records) {
        return records.stream()
                .map(record -> record.words().getBytes(UTF_8))
                .toArray(byte[][]::new);
    }
}
