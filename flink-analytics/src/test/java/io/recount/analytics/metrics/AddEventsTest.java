package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.AdEvent;
import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.Events;
import io.recount.analytics.stream.Timings;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class AddEventsTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);
    private static final Arm ARM = new Arm("x1", "B");

    @Test
    void manyEventsAreOnePartForTheirAdTheirCampaignAndEachArm() throws Exception {
        try (var harness = harness()) {
            // when
            for (int i = 0; i < 1_000; i++) {
                take(harness, Events.of(AdEvent.Kind.IMPRESSION, MINUTE + i, 0, ARM));
            }
            take(harness, Events.of(AdEvent.Kind.CLICK, MINUTE + 59_999, 500, ARM));
            take(harness, Events.of(AdEvent.Kind.INVALID_CLICK, MINUTE, 0));
            take(harness, Events.of(AdEvent.Kind.CREDIT, MINUTE, 70));
            take(harness, Events.of(AdEvent.Kind.CONVERSION, MINUTE, 0));
            harness.processWatermark(MINUTE);
            // then
            Totals all = new Totals(1_000, 1, 1, 1, 500, 1, 70, 1_004);
            assertThat(totals(harness))
                    .isEqualTo(
                            Map.of(
                                    Subject.Kind.AD,
                                    all,
                                    Subject.Kind.CAMPAIGN,
                                    all,
                                    Subject.Kind.ARM,
                                    new Totals(1_000, 1, 0, 0, 500, 0, 0, 1_001)));
        }
    }

    @Test
    void minutesStayApart() throws Exception {
        try (var harness = harness()) {
            // when
            take(harness, Events.impression(MINUTE + 59_999));
            take(harness, Events.impression(MINUTE + 60_000));
            harness.processWatermark(MINUTE);
            // then
            assertThat(harness.extractOutputValues())
                    .filteredOn(part -> part.subject().kind() == Subject.Kind.AD)
                    .extracting(Part::minuteMs)
                    .containsExactlyInAnyOrder(MINUTE, MINUTE + 60_000);
        }
    }

    @Test
    void withoutWatermarksPartsLeaveWithinAFifthOfASecondAndOnlyOnce() throws Exception {
        try (var harness = harness()) {
            // given
            harness.setProcessingTime(1_000);
            take(harness, Events.impression(MINUTE));
            // when
            harness.setProcessingTime(1_199);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.setProcessingTime(1_200);
            harness.setProcessingTime(9_000);
            harness.processWatermark(MINUTE);
            // then
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    @Test
    void nothingIsLeftBehindACheckpointOrTheEnd() throws Exception {
        try (var harness = harness()) {
            // when
            take(harness, Events.impression(MINUTE));
            harness.prepareSnapshotPreBarrier(1);
            // then
            assertThat(harness.extractOutputValues()).hasSize(2);
            // when
            take(harness, Events.impression(MINUTE));
            harness.endInput();
            harness.close();
            // then
            assertThat(harness.extractOutputValues()).hasSize(4);
        }
    }

    private static Map<Subject.Kind, Totals> totals(
            OneInputStreamOperatorTestHarness<AdEvent, Part> harness) {
        return harness.extractOutputValues().stream()
                .collect(Collectors.toMap(part -> part.subject().kind(), Part::totals));
    }

    private static void take(
            OneInputStreamOperatorTestHarness<AdEvent, Part> harness, AdEvent event)
            throws Exception {
        harness.processElement(event, event.atMs());
    }

    private static OneInputStreamOperatorTestHarness<AdEvent, Part> harness() throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new AddEvents());
        harness.open();
        return harness;
    }
}
