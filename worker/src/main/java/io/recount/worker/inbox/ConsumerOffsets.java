package io.recount.worker.inbox;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * How far each consumer group has come, in {@code analytics.consumer_offsets}. This, and not the
 * broker's record of it, decides where reading goes on, because it moves with the effects.
 */
@Repository
class ConsumerOffsets {
    private final JdbcTemplate jdbc;

    ConsumerOffsets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The next offset of each partition that was ever read. */
    Map<TopicPartition, Long> of(String group, String topic) {
        return query(
                topic,
                """
                SELECT "partition", next_offset FROM analytics.consumer_offsets
                WHERE consumer_group = ? AND topic = ?""",
                group,
                topic);
    }

    /**
     * The next offset of each of these partitions of one topic, held until the transaction ends: a
     * consumer that has lost a partition without noticing waits here, and then finds its messages
     * done. Those of other partitions go on meanwhile.
     */
    Map<TopicPartition, Long> lock(String group, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> held = held(group, partitions);
        if (held.size() < partitions.size()) {
            // The first time, two of them might both find nothing that they could wait for.
            advance(
                    group,
                    partitions.stream()
                            .filter(partition -> !held.containsKey(partition))
                            .collect(Collectors.toMap(Function.identity(), partition -> 0L)));
            return held(group, partitions);
        }
        return held;
    }

    private Map<TopicPartition, Long> held(String group, Collection<TopicPartition> partitions) {
        String topic = partitions.iterator().next().topic();
        return query(
                topic,
                """
                SELECT "partition", next_offset FROM analytics.consumer_offsets
                WHERE consumer_group = ? AND topic = ? AND "partition" = ANY (?)
                ORDER BY "partition" FOR UPDATE""",
                group,
                topic,
                partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new));
    }

    void advance(String group, Map<TopicPartition, Long> nextOffsets) {
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.consumer_offsets
                    (consumer_group, topic, "partition", next_offset) VALUES (?, ?, ?, ?)
                ON CONFLICT (consumer_group, topic, "partition")
                DO UPDATE SET next_offset = excluded.next_offset
                WHERE consumer_offsets.next_offset < excluded.next_offset""",
                nextOffsets.entrySet().stream()
                        .sorted(Comparator.comparingInt(entry -> entry.getKey().partition()))
                        .map(
                                entry ->
                                        new Object[] {
                                            group,
                                            entry.getKey().topic(),
                                            entry.getKey().partition(),
                                            entry.getValue()
                                        })
                        .toList());
    }

    /** Reads these partitions from their beginning the next time. */
    void forget(String group, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            jdbc.update(
                    """
                    DELETE FROM analytics.consumer_offsets
                    WHERE consumer_group = ? AND topic = ? AND "partition" = ?""",
                    group,
                    partition.topic(),
                    partition.partition());
        }
    }

    private Map<TopicPartition, Long> query(String topic, String sql, Object... arguments) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        jdbc.query(
                sql,
                row -> {
                    offsets.put(
                            new TopicPartition(topic, row.getInt("partition")),
                            row.getLong("next_offset"));
                },
                arguments);
        return offsets;
    }
}
