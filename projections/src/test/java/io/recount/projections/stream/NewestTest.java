package io.recount.projections.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NewestTest {
    private final Newest<String> newest = new Newest<>();

    @Test
    void keepsTheValueOfTheHighestPositionWhateverTheOrder() {
        // when
        newest.put("a", 5, "five");
        newest.put("a", 3, "three");
        newest.put("a", 7, "seven");
        newest.put("a", 6, "six");

        // then
        assertThat(newest.stream()).containsExactly(new Newest.At<>("a", 7, "seven"));
    }

    @Test
    void comesInTheOrderOfTheIds() {
        // when
        newest.put("b", 1, "x");
        newest.put("a", 2, "y");

        // then
        assertThat(newest.stream().map(Newest.At::id)).containsExactly("a", "b");
    }

    @Test
    void mergesTheHeldWithTheGiven() {
        // when
        newest.merge("a", 1, "x", String::concat);
        newest.merge("a", 2, "y", String::concat);

        // then
        assertThat(newest.stream()).containsExactly(new Newest.At<>("a", 2, "xy"));
    }
}
