package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.AnomalyDetected;
import io.recount.event.CreditRequested;
import io.recount.event.HoldKind;
import io.recount.event.HoldRequested;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class VisitorsTest {
    private static final long BEGAN = Clicks.BEGAN_MS;

    @Test
    void aPersonIsNotSuspectedAndForgottenAfterAnHour() throws Exception {
        try (var visitors = opened()) {
            // when
            long[] clickedAfterS = {40, 700, 900, 1_900, 2_700};
            for (int i = 0; i < clickedAfterS.length; i++) {
                long atMs = BEGAN + clickedAfterS[i] * 1_000;
                take(visitors, Clicks.impression(i, atMs - 5_000, 2));
                take(visitors, Clicks.click(i, atMs));
            }
            visitors.processBothWatermarks(new Watermark(BEGAN + 3 * VisitorRules.HOUR_MS));
            // then
            assertThat(visitors.extractOutputValues()).isEmpty();
            assertThat(Objects.requireNonNull(visitors.getSideOutput(Visitors.HONEST)))
                    .extracting(record -> record.getValue().slot())
                    .containsOnly(2)
                    .hasSize(5);
            assertThat(visitors.numKeyedStateEntries()).isZero();
            assertThat(visitors.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void clicksOnAdsNeverShownAreHeldAndCredited() throws Exception {
        try (var visitors = opened()) {
            // when
            int[] atS = {0, 100, 340, 400, 600};
            for (int i = 0; i < atS.length; i++) {
                take(visitors, Clicks.click(i, BEGAN + atS[i] * 1_000L));
            }
            visitors.processBothWatermarks(new Watermark(BEGAN + 620_000));
            // then
            List<TopicMessage> out = visitors.extractOutputValues();
            var alerts = Clicks.told(out, AnomalyDetected.class);
            assertThat(alerts)
                    .allSatisfy(alert -> assertThat(alert.getRuleId()).isEqualTo("UNSEEN_AD"));
            assertThat(alerts)
                    .extracting(AnomalyDetected::getAlertId)
                    .containsOnly(alerts.get(0).getAlertId());
            assertThat(alerts.stream().flatMap(a -> a.getClickIds().stream()).distinct())
                    .hasSize(5);
            assertThat(alerts.get(0).getEvidence()).isNotEmpty();
            HoldRequested hold = Clicks.told(out, HoldRequested.class).get(0);
            assertThat(hold.getKind()).isEqualTo(HoldKind.VISITOR);
            assertThat(hold.getValue()).isEqualTo("somebody");
            assertThat(Clicks.told(out, CreditRequested.class).get(0).getClickIds()).hasSize(5);
        }
    }

    @Test
    void handsOnWhatWasDoneInOrder() throws Exception {
        try (var visitors = opened()) {
            // when: each ad is clicked, the impression told after the click
            for (int i = 0; i < ClicksEverything.TIMES; i++) {
                long atMs = BEGAN + i * 100_000L + (i % 2) * 60_000L;
                take(visitors, Clicks.click(i, atMs + 4_000));
                take(visitors, Clicks.impression(i, atMs, 1));
            }
            visitors.processBothWatermarks(new Watermark(BEGAN + VisitorRules.HOUR_MS));
            // then
            assertThat(Objects.requireNonNull(visitors.getSideOutput(Visitors.STEPS)))
                    .extracting(record -> record.getValue().click() != null)
                    .startsWith(false, true, false, true, false, true);
        }
    }

    @Test
    void anAdThatMayYetBeClickedHidesNothing() throws Exception {
        try (var visitors = opened()) {
            // when: the next ad is always shown by the time that a click is looked at again
            for (int i = 0; i <= ClicksEverything.TIMES; i++) {
                long atMs = BEGAN + i * 9_000L;
                take(visitors, Clicks.impression(i, atMs, 1));
                visitors.processBothWatermarks(new Watermark(atMs + 3_000));
                if (i < ClicksEverything.TIMES) {
                    take(visitors, Clicks.click(i, atMs + 4_000));
                }
            }
            visitors.processBothWatermarks(new Watermark(BEGAN + VisitorRules.HOUR_MS));
            // then
            assertThat(Objects.requireNonNull(visitors.getSideOutput(Visitors.STEPS)))
                    .extracting(record -> record.getValue().click() != null)
                    .startsWith(false, true, false, true, false, true)
                    .endsWith(false, true);
        }
    }

    private static void take(
            KeyedTwoInputStreamOperatorTestHarness<Long, Sighting, TrafficEvent, TopicMessage>
                    visitors,
            TrafficEvent event)
            throws Exception {
        if (event.isImpression()) {
            visitors.processElement1(Sighting.of(event), event.atMs());
        } else {
            visitors.processElement2(event, event.atMs());
        }
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    Long, Sighting, TrafficEvent, TopicMessage>
            opened() throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new Visitors()),
                        Sighting::viewer,
                        Visitors::keyOf,
                        Types.LONG);
        harness.open();
        return harness;
    }
}
