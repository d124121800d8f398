package io.recount.analytics.stream;

import io.recount.wire.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * Under which key {@link DropRepeats} remembers an event: what tells one event from its repeats, in
 * 128 slots, so that a hot advertiser or minute is spread and no single map grows large.
 *
 * <p>A key is chosen so that it falls into a key group of the event's partition: partition p of 12
 * has the groups from 20·p to 20·p + 19 of 240. Repeats of an event are in its partition, so an
 * event need not leave the task that reads its partition, wherever the source puts that. About
 * twelve numbers are tried for a key; they are kept.
 */
final class RepeatKeys implements KeySelector<DecodedEvent, Long> {
    private static final long serialVersionUID = 1L;

    /** DESIGN: of 240 no divisor up to 6 nor 8, 10, 12 leaves a task with less than its share. */
    static final int MAX_PARALLELISM = 240;

    static final int SLOTS = 128;
    private static final int PARTITIONS = Topic.AD_EVENTS.partitions();
    private static final int GROUPS = MAX_PARALLELISM / PARTITIONS;

    /** Numbers that may be tried for a slot: {@value} × 128 fit into a minute of milliseconds. */
    private static final int TRIES = 468;

    /** Keys of minutes begin at 0; these are not of a minute. */
    private static final long OF_THE_LOG = -Timings.WINDOW_MS;

    private static final long OF_CONVERSIONS = -2 * Timings.WINDOW_MS;

    /** A few hours of minutes for each partition. */
    private static final int MAX_TABLES = 4_096;

    private transient @Nullable Map<Long, Long[]> tables;

    /** First of the key groups of a partition. */
    static int firstGroup(int partition) {
        return Math.floorMod(partition, PARTITIONS) * GROUPS;
    }

    @Override
    public Long getKey(DecodedEvent event) {
        if (event.isOfTheLog()) {
            return key(event.partition(), OF_THE_LOG, event.advertiserHash());
        }
        return event.conversion() != null
                ? key(event.partition(), OF_CONVERSIONS, event.idHash())
                : key(event.partition(), Timings.windowStart(event.knownByMs()), event.idHash());
    }

    private Long key(int partition, long base, long hash) {
        if (tables == null || tables.size() > MAX_TABLES) {
            tables = new HashMap<>();
        }
        int slot = Math.floorMod(hash, SLOTS);
        Long[] table =
                tables.computeIfAbsent(
                        base * PARTITIONS + Math.floorMod(partition, PARTITIONS),
                        unused -> new Long[SLOTS]);
        @Nullable Long key = table[slot];
        if (key == null) {
            key = search(partition, base + (long) slot * TRIES);
            table[slot] = key;
        }
        return key;
    }

    private static Long search(int partition, long from) {
        int first = firstGroup(partition);
        for (long key = from; key < from + TRIES; key++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM);
            if (group >= first && group < first + GROUPS) {
                return key;
            }
        }
        throw new IllegalStateException("No key for partition " + partition + " from " + from);
    }
}
