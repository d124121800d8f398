package io.recount.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.bench.Outcome.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void isComparedWithItsReferenceInTheSameSettingByTheMedians() {
        // given
        Outcome here = outcome(new Question("hot", "gateway", "sql", 4.5), 30.0, 10.0, 20.0);
        Outcome reference = outcome(Question.reference("hot", "sql"), 4.0, 6.0);
        Outcome elsewhere = outcome(Question.reference("cold", "sql"), 1.0);

        // when
        double ratio = here.ratio(List.of(here, elsewhere, reference));

        // then
        assertThat(ratio).isEqualTo(4.0);
        assertThat(reference.ratio(List.of(here, reference))).isNaN();
    }

    private static Outcome outcome(Question question, Double... perSecond) {
        return new Outcome(question, List.of(perSecond), null, 0);
    }
}
