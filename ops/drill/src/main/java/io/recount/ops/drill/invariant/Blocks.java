package io.recount.ops.drill.invariant;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log in short: for each block of positions how many events it has, and a fingerprint of their
 * ids and places. Who skipped one, read one twice or read another one has another fingerprint.
 */
public final class Blocks {
    private static final long SIZE = 1_000;

    private final Map<Long, Block> blocks = new TreeMap<>();
    private long events;

    private record Block(long events, long fingerprint) {}

    public synchronized void add(long position, String eventIdentifier) {
        long mixed = fnv1a(eventIdentifier) * (2 * position + 1);
        events++;
        blocks.merge(
                (position - 1) / SIZE,
                new Block(1, mixed),
                (sum, one) -> new Block(sum.events + 1, sum.fingerprint + one.fingerprint));
    }

    /** Fowler, Noll and Vo's hash of 64 bits: short, and nobody has to withstand an attack here. */
    private static long fnv1a(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return hash;
    }

    public synchronized long events() {
        return events;
    }

    synchronized int count() {
        return blocks.size();
    }

    /** Null when both are the same. */
    @Nullable String firstDifference(Blocks log) {
        for (Map.Entry<Long, Block> one : log.blocks.entrySet()) {
            Block here = blocks.get(one.getKey());
            if (!one.getValue().equals(here)) {
                return "positions %d to %d: the log has %d events, the reader saw %s"
                        .formatted(
                                one.getKey() * SIZE + 1,
                                (one.getKey() + 1) * SIZE,
                                one.getValue().events(),
                                here == null
                                        ? "none"
                                        : here.events() == one.getValue().events()
                                                ? "others"
                                                : here.events());
            }
        }
        return blocks.size() == log.blocks.size() ? null : "the reader saw more than the log has";
    }
}
