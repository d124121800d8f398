package io.recount.analytics.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.recount.analytics.stream.TopicMessage;
import io.recount.event.QualityScored;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
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
            scores.passTo(BEGAN + EVERY);
            // then
            assertThat(told(scores)).hasSize(2);
            QualityScored good = of(told(scores), "good");
            assertThat(good.getScoreE4()).isGreaterThan(of(told(scores), "bad").getScoreE4());
            assertThat(good.getLowE4()).isLessThan(good.getScoreE4());
            assertThat(good.getHighE4()).isGreaterThan(good.getScoreE4());
            // when: nothing happens
            scores.passTo(BEGAN + 5 * EVERY);
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
            scores.passTo(BEGAN + EVERY);
            // then
            double above = of(told(scores), "above").getCtrPpm();
            assertThat(above / of(told(scores), "below").getCtrPpm()).isBetween(0.95, 1.05);
        }
    }

    @Test
    void anAdOfWhichLittleIsKnownIsDrawnToItsCategory() throws Exception {
        try (var scores = opened()) {
            // given: shoes are clicked four times as often as insurances
            for (int i = 0; i < 20; i++) {
                list(scores, "shoe" + i, "IAB18");
                show(scores, "shoe" + i, 1_000, 1, BEGAN);
                click(scores, "shoe" + i, 80 + i % 3, 1, BEGAN);
                list(scores, "insurance" + i, "IAB13");
                show(scores, "insurance" + i, 1_000, 1, BEGAN);
                click(scores, "insurance" + i, 20 + i % 3, 1, BEGAN);
            }
            // when: two new ones that were seen alike
            list(scores, "new-shoe", "IAB18");
            show(scores, "new-shoe", 10, 1, BEGAN);
            list(scores, "new-insurance", "IAB13");
            show(scores, "new-insurance", 10, 1, BEGAN);
            scores.passTo(BEGAN + EVERY);
            // then
            QualityScored shoe = of(told(scores), "new-shoe");
            QualityScored insurance = of(told(scores), "new-insurance");
            assertThat(shoe.getCtrPpm()).isBetween(60_000L, 90_000L);
            assertThat(insurance.getCtrPpm()).isBetween(15_000L, 30_000L);
            assertThat(shoe.getScoreE4())
                    .isGreaterThan(50_000)
                    .isGreaterThan(insurance.getScoreE4());
            assertThat(shoe.getComparedWith()).startsWith("IAB18");
        }
    }

    @Test
    void aCampaignTakesWhatIsKnownOfItToItsNewCategory() throws Exception {
        try (var scores = opened()) {
            // given
            list(scores, "one", "IAB18");
            show(scores, "one", 1_000, 1, BEGAN);
            click(scores, "one", 80, 1, BEGAN);
            show(scores, "other", 1_000, 1, BEGAN);
            click(scores, "other", 20, 1, BEGAN);
            scores.passTo(BEGAN + EVERY);
            // when
            list(scores, "one", "IAB13");
            click(scores, "one", 20, 1, BEGAN + EVERY);
            scores.passTo(BEGAN + 2 * EVERY);
            // then
            assertThat(told(scores))
                    .filteredOn(scored -> scored.getAdId().equals("one"))
                    .extracting(QualityScored::getComparedWith, QualityScored::getClicks)
                    .containsExactly(tuple("IAB18, by slot", 80L), tuple("IAB13, by slot", 100L));
        }
    }

    @Test
    void tellsTheConversionRateWhereThereIsData() throws Exception {
        try (var scores = opened()) {
            // given
            for (String ad : List.of("sells", "does-not")) {
                show(scores, ad, 4_000, 1, BEGAN);
                click(scores, ad, 200, 1, BEGAN);
            }
            scores.tell(Told.Kind.CONVERTED, "does-not", 0, 1, BEGAN);
            for (int i = 0; i < 30; i++) {
                scores.tell(Told.Kind.CONVERTED, "sells", 0, 1, BEGAN);
            }
            // when
            scores.passTo(BEGAN + EVERY);
            // then
            assertThat(of(told(scores), "sells").getCvrPpm()).isBetween(80_000L, 150_000L);
            assertThat(of(told(scores), "does-not").getCvrPpm()).isNull();
        }
    }

    @Test
    void forgetsAdsThatDoNothingForFourWeeks() throws Exception {
        try (var scores = opened()) {
            // given
            show(scores, "one", 100, 1, BEGAN);
            // when
            for (int day = 0; day < 30; day++) {
                scores.passTo(BEGAN + Duration.ofDays(day).toMillis());
            }
            // then
            assertThat(scores.numKeyedStateEntries()).isZero();
            assertThat(scores.numEventTimeTimers()).isZero();
        }
    }

    private static QualityScored of(List<QualityScored> told, String ad) {
        return told.stream().filter(s -> s.getAdId().equals(ad)).findFirst().orElseThrow();
    }

    private static List<QualityScored> told(Scores scores) {
        return scores.extractOutputValues().stream()
                .map(message -> AvroCodec.decode(message.value(), QualityScored.class))
                .toList();
    }

    private static void show(Scores scores, String ad, long count, int slot, long atMs)
            throws Exception {
        scores.tell(Told.Kind.SHOWN, ad, slot, count, atMs);
    }

    private static void click(Scores scores, String ad, int count, int slot, long atMs)
            throws Exception {
        for (int i = 0; i < count; i++) {
            scores.tell(Told.Kind.CLICKED, ad, slot, 1, atMs);
        }
    }

    private static void list(Scores scores, String ad, String category) throws Exception {
        scores.processElement2(new CampaignCategory("campaign-of-" + ad, category), 0);
    }

    private static Scores opened() throws Exception {
        var scores = new Scores();
        scores.open();
        // Lists have no event time.
        scores.processWatermark2(Watermark.MAX_WATERMARK);
        return scores;
    }

    /** The operator in Flink's harness. */
    private static final class Scores
            extends KeyedTwoInputStreamOperatorTestHarness<
                    String, Told, CampaignCategory, TopicMessage> {
        Scores() throws Exception {
            super(
                    new KeyedCoProcessOperator<>(new GroupScores(Duration.ofMinutes(10))),
                    told -> "all",
                    category -> "all",
                    Types.STRING);
        }

        void tell(Told.Kind kind, String ad, int slot, long count, long atMs) throws Exception {
            var told = new Told(kind, ad, "campaign-of-" + ad, "advertiser", slot, count, atMs);
            processElement1(told, atMs);
        }

        void passTo(long atMs) throws Exception {
            processWatermark1(new Watermark(atMs));
        }
    }
}
