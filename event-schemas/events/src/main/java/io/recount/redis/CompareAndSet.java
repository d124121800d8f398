package io.recount.redis;

/**
 * The one script by which versioned hashes are written, so that a late or repeated writer never
 * puts an older value over a newer one.
 *
 * <p>{@code KEYS[1]}: the hash. {@code ARGV[1]}: names of the version's fields, most significant
 * first, joined by commas. {@code ARGV[2]}: life in ms, 0 for ever. {@code ARGV[3…]}: field, value,
 * field, value …, the version's fields among them. Answers 1 when written, 0 when what stands there
 * is as new or newer. Versions are compared as numbers below 2^53. Counters have {@link
 * CounterScript}.
 */
public final class CompareAndSet {
    public static final String SCRIPT = Scripts.load("compare-and-set.lua");

    private CompareAndSet() {}
}
