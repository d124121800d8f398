package io.recount.command.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.redis.CounterRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpendBacklogTest {
    private final SpendBacklog backlog = new SpendBacklog();

    @Test
    void ofAKeyOnlyTheNewestWaits() {
        backlog.add(List.of(record("a", 2), record("b", 3)), 100);
        backlog.add(List.of(record("a", 5)), 200);
        backlog.add(List.of(record("b", 1)), 300);

        SpendBacklog.Batch batch = backlog.take(() -> true);

        assertThat(batch.records()).containsExactlyInAnyOrder(record("a", 5), record("b", 3));
        assertThat(batch.sinceNanos()).isEqualTo(100);
        assertThat(backlog.size()).isZero();
    }

    @Test
    void whatFailedGoesBackAndReplacesNothingNewer() {
        // given
        backlog.add(List.of(record("a", 2), record("b", 3)), 100);
        SpendBacklog.Batch failed = backlog.take(() -> true);
        backlog.add(List.of(record("a", 7)), 200);

        // when
        backlog.add(failed.records(), failed.sinceNanos());

        // then
        SpendBacklog.Batch batch = backlog.take(() -> true);
        assertThat(batch.records()).containsExactlyInAnyOrder(record("a", 7), record("b", 3));
        assertThat(batch.sinceNanos()).isEqualTo(100);
    }

    @Test
    void whenItIsFullNewerValuesStillReplaceOlderOnes() {
        // given
        backlog.add(
                IntStream.range(0, SpendBacklog.KEYS_MAX)
                        .mapToObj(i -> record("key " + i, 1))
                        .toList(),
                0);

        // when
        backlog.add(List.of(record("one more", 2), record("key 0", 3)), 0);

        // then
        assertThat(backlog.size()).isEqualTo(SpendBacklog.KEYS_MAX);
        assertThat(backlog.dropped()).isEqualTo(1);
        assertThat(backlog.take(() -> true).records())
                .contains(record("key 0", 3))
                .doesNotContain(record("one more", 2));
    }

    @Test
    void nobodyWaitsForMoreOnceItIsOver() {
        assertThat(backlog.take(() -> false).records()).isEmpty();
    }

    private static CounterRecord record(String key, long position) {
        return new CounterRecord(key, position, Map.of("balance", 10 * position));
    }
}
