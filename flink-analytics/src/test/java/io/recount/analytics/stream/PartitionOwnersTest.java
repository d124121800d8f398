package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.wire.Topic;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That state stays with its partition is what counts exactly after a restart rests on. */
class PartitionOwnersTest {
    private static final int PARTITIONS = Topic.AD_EVENTS.partitions();
    private static final long T = 1_700_000_000_000L;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 12, 24})
    void theTaskThatReadsAPartitionHasTheStateOfItsEvents(int parallelism) {
        RepeatKeys keys = new RepeatKeys();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int reader = PartitionOwners.ownerOf(partition, parallelism);
            for (long id = 0; id < 200; id++) {
                // given
                Long key = keys.getKey(Events.shown(partition, id, T + 60_000 * (id % 3)));
                // when
                int group =
                        KeyGroupRangeAssignment.assignToKeyGroup(key, RepeatKeys.MAX_PARALLELISM);
                int owner =
                        KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                                RepeatKeys.MAX_PARALLELISM, parallelism, group);
                // then
                assertThat(owner).isEqualTo(reader);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 12})
    void everyTaskReadsAsManyPartitions(int parallelism) {
        for (int task = 0; task < parallelism; task++) {
            int reader = task;
            assertThat(
                            IntStream.range(0, PARTITIONS)
                                    .filter(p -> PartitionOwners.ownerOf(p, parallelism) == reader))
                    .hasSize(PARTITIONS / parallelism);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 11})
    void keysTellMinutesAndKindsApart(int partition) {
        // given
        RepeatKeys keys = new RepeatKeys();
        // then: the same slot of two minutes, of the log, of conversions
        assertThat(
                        Set.of(
                                keys.getKey(Events.shown(partition, 1, T)),
                                keys.getKey(Events.shown(partition, 1, T + 60_000)),
                                keys.getKey(Events.shown(partition, 2, T)),
                                keys.getKey(Events.charged(1, 1, T)),
                                keys.getKey(Events.told(Events.order("v", "k", T), 1))))
                .hasSize(5);
    }
}
