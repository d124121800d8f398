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
 * <p>A key is chosen so that it falls into the key group of the event's partition, every twentieth
 * of 240. Repeats of an event are in its partition, so an event need not leave the task that reads
 * it: {@link PartitionedSource} reads a partition where its key group is. Some 240 numbers are
 * tried for a key; the keys are kept.
 */
final class RepeatKeys implements KeySelector<DecodedEvent, Long> {
    private static final long serialVersionUID = 1L;

    /** Most tasks that any part of the job may ever have; all its states are laid out for it. */
    static final int MAX_PARALLELISM = 240;

    static final int SLOTS = 128;
    private static final int PARTITIONS = Topic.AD_EVENTS.partitions();
    private static final int GROUPS_APART = MAX_PARALLELISM / PARTITIONS;

    /** Numbers that may be tried for a slot: that none fits is out of the question. */
    private static final long TRIES = 1 << 16;

    /** Numbers of minutes begin at 0; these are none. */
    private static final long OF_THE_LOG = -1;

    private static final long OF_CONVERSIONS = -2;

    /** A few hours of minutes for each partition. */
    private static final int MAX_TABLES = 4_096;

    private transient @Nullable Map<Long, Long[]> tables;

    static int groupOf(int partition) {
        return Math.floorMod(partition, PARTITIONS) * GROUPS_APART;
    }

    @Override
    public Long getKey(DecodedEvent event) {
        if (event.isOfTheLog()) {
            return key(event.partition(), OF_THE_LOG, event.advertiserHash());
        }
        return event.conversion() != null
                ? key(event.partition(), OF_CONVERSIONS, event.idHash())
                : key(event.partition(), event.knownByMs() / Timings.WINDOW_MS, event.idHash());
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
            key = search(groupOf(partition), (base * SLOTS + slot) * TRIES);
            table[slot] = key;
        }
        return key;
    }

    private static Long search(int group, long from) {
        for (long key = from; key < from + TRIES; key++) {
            if (KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM) == group) {
                return key;
            }
        }
        throw new IllegalStateException("No key of group " + group + " from " + from);
    }
}
