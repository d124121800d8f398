package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SequencesTest {
    @Property
    void knowsExactlyWhatItWasTold(
            @ForAll @Size(max = 60) List<@IntRange(max = 60) Integer> numbers) {
        // given
        long[] seen = Sequences.NOTHING;
        Set<Integer> told = new HashSet<>();
        // when
        for (int number : numbers) {
            assertThat(Sequences.contains(seen, number)).isEqualTo(told.contains(number));
            if (told.add(number)) {
                seen = Sequences.with(seen, number);
            }
        }
        // then
        for (int number = -1; number <= 61; number++) {
            assertThat(Sequences.contains(seen, number)).isEqualTo(told.contains(number));
        }
        long first = told.stream().mapToLong(n -> n).min().orElse(0);
        long last = told.stream().mapToLong(n -> n).max().orElse(-1);
        assertThat(Sequences.missing(seen)).isEqualTo(last - first + 1 - told.size());
    }

    @Test
    void anUnbrokenRunIsTwoNumbers() {
        // given
        long[] seen = Sequences.NOTHING;
        // when
        for (long sequence = 40; sequence < 2_000; sequence++) {
            seen = Sequences.with(seen, sequence);
        }
        // then
        assertThat(seen).containsExactly(40, 1_999);
    }

    @Test
    void theLowestHoleIsGivenUpWhereThereAreTooMany() {
        // given
        long[] seen = Sequences.NOTHING;
        // when
        for (int i = 0; i <= Sequences.MAX_RANGES; i++) {
            seen = Sequences.with(seen, 10L * i);
        }
        // then
        assertThat(seen).hasSize(2 * Sequences.MAX_RANGES);
        assertThat(Sequences.contains(seen, 5)).isTrue();
        assertThat(Sequences.contains(seen, 15)).isFalse();
    }
}
