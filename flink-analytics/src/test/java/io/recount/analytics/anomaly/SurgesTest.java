package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TopicMessage;
import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.CreditRequested;
import io.recount.event.HoldKind;
import io.recount.event.HoldRequested;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class SurgesTest {
    private static final long BEGAN = Clicks.BEGAN_MS;
    private static final long HOUR = Baseline.HOUR_MS;
    private static final long LEARNED = BEGAN + 48 * HOUR;
    private int number;

    @Test
    void tellsASurgeWithItsClicksAndAgainEachMinuteWhileItLasts() throws Exception {
        try (var surges = usual(true)) {
            // when: one a second for three minutes
            surge(surges, true, 180, i -> "visitor" + i);
            // then
            var alerts = Clicks.told(surges.extractOutputValues(), AnomalyDetected.class);
            assertThat(alerts)
                    .hasSizeGreaterThan(2)
                    .allSatisfy(
                            alert -> {
                                assertThat(alert.getKind()).isEqualTo(AnomalyKind.CLICK_SURGE);
                                assertThat(alert.getAdId()).isEqualTo("adv-c-a");
                                assertThat(alert.getEvidence()).isNotEmpty();
                                assertThat(alert.getAlertId())
                                        .isEqualTo(alerts.get(0).getAlertId());
                            });
            assertThat(alerts.get(0).getAt().toEpochMilli()).isBetween(LEARNED, LEARNED + 30_000);
            assertThat(alerts.stream().flatMap(alert -> alert.getClickIds().stream()))
                    .hasSizeGreaterThanOrEqualTo(180)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void holdsTheVisitorWhoMakesASurgeAndNotItsNetwork() throws Exception {
        try (var surges = usual(true)) {
            // when: all of one network, half of them one visitor's
            surge(surges, true, 60, i -> i % 2 == 0 ? "bot" : "visitor" + i);
            // then
            List<TopicMessage> out = surges.extractOutputValues();
            assertThat(Clicks.told(out, AnomalyDetected.class)).isNotEmpty();
            assertThat(Clicks.told(out, HoldRequested.class))
                    .allSatisfy(hold -> assertThat(hold.getKind()).isEqualTo(HoldKind.VISITOR));
            assertThat(Clicks.told(out, CreditRequested.class)).isEmpty();
        }
        try (var surges = usual(true)) {
            // when: one visitor's
            surge(surges, true, 60, i -> "bot");
            // then
            List<TopicMessage> out = surges.extractOutputValues();
            assertThat(Clicks.told(out, HoldRequested.class))
                    .isNotEmpty()
                    .allSatisfy(hold -> assertThat(hold.getValue()).isEqualTo("bot"));
            assertThat(Clicks.told(out, CreditRequested.class)).isNotEmpty();
        }
    }

    @Test
    void anAlarmOfACampaignNamesNoAd() throws Exception {
        try (var surges = usual(false)) {
            // when
            surge(surges, false, 60, i -> "visitor" + i);
            // then
            assertThat(Clicks.told(surges.extractOutputValues(), AnomalyDetected.class))
                    .isNotEmpty()
                    .allSatisfy(alert -> assertThat(alert.getAdId()).isNull());
        }
    }

    @Test
    void isSilentAboutWhatIsUsualAndAfterTheSurge() throws Exception {
        try (var surges = usual(true)) {
            assertThat(surges.extractOutputValues()).isEmpty();
            // given
            surge(surges, true, 60, i -> "visitor" + i);
            surges.processWatermark(LEARNED + HOUR);
            int told = surges.extractOutputValues().size();
            // when
            for (int minute = 0; minute < 120; minute++) {
                click(surges, true, "visitor", LEARNED + HOUR + minute * 60_000L);
            }
            surges.processWatermark(LEARNED + 4 * HOUR);
            // then
            assertThat(surges.extractOutputValues()).hasSize(told);
            assertThat(surges.numEventTimeTimers()).isZero();
        }
    }

    /** One click a minute for two days. */
    private KeyedOneInputStreamOperatorTestHarness<String, ScopedClick, TopicMessage> usual(
            boolean ofAd) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new Surges()), ScopedClick::key, Types.STRING);
        harness.open();
        for (long atMs = BEGAN; atMs < LEARNED; atMs += 60_000) {
            click(harness, ofAd, "visitor" + number, atMs);
        }
        harness.processWatermark(LEARNED - 1);
        return harness;
    }

    private void surge(
            KeyedOneInputStreamOperatorTestHarness<String, ScopedClick, TopicMessage> surges,
            boolean ofAd,
            int seconds,
            IntFunction<String> visitor)
            throws Exception {
        for (int i = 0; i < seconds; i++) {
            click(surges, ofAd, visitor.apply(i), LEARNED + i * 1_000L);
            surges.processWatermark(LEARNED + i * 1_000L);
        }
        surges.processWatermark(LEARNED + 4 * 60_000L);
    }

    private void click(
            KeyedOneInputStreamOperatorTestHarness<String, ScopedClick, TopicMessage> surges,
            boolean ofAd,
            String visitor,
            long atMs)
            throws Exception {
        surges.processElement(new ScopedClick(ofAd, Clicks.clickOf(visitor, number++, atMs)), atMs);
    }
}
