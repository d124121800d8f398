package io.recount.ops.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {
    @Test
    void drawsTheFirstWordAboutTwiceAsOftenAsTheSecond() {
        // given
        Zipf zipf = new Zipf(20, 1);
        SplittableRandom random = new SplittableRandom(7);

        // when
        int[] drawn = IntStream.range(0, 100_000).map(i -> zipf.draw(random)).toArray();

        // then
        long first = IntStream.of(drawn).filter(rank -> rank == 0).count();
        long second = IntStream.of(drawn).filter(rank -> rank == 1).count();
        assertThat((double) first / second).isBetween(1.9, 2.1);
        assertThat(IntStream.of(drawn)).allMatch(rank -> rank >= 0 && rank < 20);
    }

    @Test
    void drawsTheSameForTheSameSeed() {
        // given
        Zipf zipf = new Zipf(20, 1);

        // when
        SplittableRandom one = new SplittableRandom(3);
        SplittableRandom other = new SplittableRandom(3);

        // then
        assertThat(IntStream.range(0, 100).map(i -> zipf.draw(one)).toArray())
                .containsExactly(IntStream.range(0, 100).map(i -> zipf.draw(other)).toArray());
    }
}
