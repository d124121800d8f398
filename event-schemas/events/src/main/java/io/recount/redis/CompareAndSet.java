package io.recount.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The one script by which versioned hashes are written, so that a late or repeated writer never
 * puts an older value over a newer one.
 *
 * <p>{@code KEYS[1]}: the hash. {@code ARGV[1]}: names of the version's fields, most significant
 * first, joined by commas. {@code ARGV[2]}: life in ms, 0 for ever. {@code ARGV[3…]}: field, value,
 * field, value …, the version's fields among them. Answers 1 when written, 0 when what stands there
 * is as new or newer. Versions are compared as numbers below 2^53. What was written under the
 * version {@code position}, which counters have, is also published on {@link
 * RedisKeys#COUNTER_CHANGES}: the key and {@code ARGV[3…]}, apart by spaces.
 */
public final class CompareAndSet {
    public static final String SCRIPT = load();

    private CompareAndSet() {}

    private static String load() {
        try (InputStream in = CompareAndSet.class.getResourceAsStream("compare-and-set.lua")) {
            if (in == null) {
                throw new IllegalStateException("compare-and-set.lua is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
