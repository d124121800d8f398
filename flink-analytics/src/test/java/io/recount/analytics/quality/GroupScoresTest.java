package io.recount.analytics.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TopicMessage;
import io.recount.event.QualityScored;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class GroupScoresTest {
    private static final long EVERY = Duration.ofMinutes(10).toMillis();
    private static final long BEGAN = 1_700_000_000_000L / EVERY * EVERY;

    @Test
    void scoresBetterAdsHigherAndTellsThemOnlyWhenTheyMove() throws Exception {
        try (var scores = opened()) {
            // given
            show(scores, "good", 2_000, 1, BEGAN);
            show(scores, "bad", 2_000, 1, BEGAN);
            click(scores, "good", 100, 1, BEGAN);
            click(scores, "bad", 20, 1, BEGAN);
            // when
            scores.processWatermark(BEGAN + EVERY);
            // then
            assertThat(told(scores)).hasSize(2);
            QualityScored good = of(told(scores), "good");
            assertThat(good.getScoreE4()).isGreaterThan(of(told(scores), "bad").getScoreE4());
            assertThat(good.getLowE4()).isLessThan(good.getScoreE4());
            assertThat(good.getHighE4()).isGreaterThan(good.getScoreE4());
            // when: nothing happens
            scores.processWatermark(BEGAN + 5 * EVERY);
            // then
            assertThat(told(scores)).hasSize(2);
        }
    }

    @Test
    void doesNotBlameAnAdForItsSlot() throws Exception {
        try (var scores = opened()) {
            // given: both twice as often clicked in the first slot as in the second
            show(scores, "above", 9_000, 1, BEGAN);
            click(scores, "above", 360, 1, BEGAN);
            show(scores, "above", 1_000, 2, BEGAN);
            click(scores, "above", 20, 2, BEGAN);
            show(scores, "below", 1_000, 1, BEGAN);
            click(scores, "below", 40, 1, BEGAN);
            show(scores, "below", 9_000, 2, BEGAN);
            click(scores, "below", 180, 2, BEGAN);
            // when
            scores.processWatermark(BEGAN + EVERY);
            // then
            double above = of(told(scores), "above").getCtrPpm();
            assertThat(above / of(told(scores), "below").getCtrPpm()).isBetween(0.95, 1.05);
        }
    }

    @Test
    void forgetsAdsThatDoNothingForFourWeeks() throws Exception {
        try (var scores = opened()) {
            // given
            show(scores, "one", 100, 1, BEGAN);
            // when
            for (int day = 0; day < 30; day++) {
                scores.processWatermark(BEGAN + Duration.ofDays(day).toMillis());
            }
            // then
            assertThat(scores.numKeyedStateEntries()).isZero();
            assertThat(scores.numEventTimeTimers()).isZero();
        }
    }

    private static QualityScored of(List<QualityScored> told, String ad) {
        return told.stream().filter(s -> s.getAdId().equals(ad)).findFirst().orElseThrow();
    }

    private static List<QualityScored> told(
            KeyedOneInputStreamOperatorTestHarness<String, Told, TopicMessage> scores) {
        return scores.extractOutputValues().stream()
                .map(message -> AvroCodec.decode(message.value(), QualityScored.class))
                .toList();
    }

    private static void show(
            KeyedOneInputStreamOperatorTestHarness<String, Told, TopicMessage> scores,
            String ad,
            long count,
            int slot,
            long atMs)
            throws Exception {
        var told = new Told(Told.Kind.SHOWN, ad, "campaign", "advertiser", slot, count, atMs);
        scores.processElement(told, atMs);
    }

    private static void click(
            KeyedOneInputStreamOperatorTestHarness<String, Told, TopicMessage> scores,
            String ad,
            int count,
            int slot,
            long atMs)
            throws Exception {
        for (int i = 0; i < count; i++) {
            var told = new Told(Told.Kind.CLICKED, ad, "campaign", "advertiser", slot, 1, atMs);
            scores.processElement(told, atMs);
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Told, TopicMessage> opened()
            throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new GroupScores(Duration.ofMinutes(10))),
                        told -> "all",
                        Types.STRING);
        harness.open();
        return harness;
    }
}
