package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TrafficEvent;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class AddShowsTest {
    private static final long BEGAN = Clicks.BEGAN_MS;

    @Test
    void handsSumsOnWithEachTenSecondsOfTheWatermark() throws Exception {
        try (var shows = opened()) {
            // given
            shows.processWatermark(BEGAN);
            for (int i = 0; i < 5; i++) {
                take(shows, Clicks.impression(i, BEGAN + i, 1));
            }
            take(shows, Clicks.impression(5, BEGAN + 5, 2));
            take(shows, Clicks.click(6, BEGAN + 6));
            // when
            shows.processWatermark(BEGAN + 9_999);
            assertThat(shows.extractOutputValues()).isEmpty();
            shows.processWatermark(BEGAN + 10_000);
            // then
            assertThat(shows.extractOutputValues())
                    .containsExactlyInAnyOrder(
                            sum("AD/1/adv-c-a", 1, 5, 4),
                            sum("AD/2/adv-c-a", 2, 1, 5),
                            sum("NETWORK/net", 0, 6, 5),
                            sum("PUBLISHER/publisher", 0, 6, 5));
        }
    }

    @Test
    void handsSumsOnBeforeACheckpointAndAtTheEnd() throws Exception {
        try (var shows = opened()) {
            // when
            take(shows, Clicks.impression(1, BEGAN, 1));
            shows.prepareSnapshotPreBarrier(1);
            // then
            assertThat(shows.extractOutputValues()).hasSize(3);
            // when
            take(shows, Clicks.impression(2, BEGAN, 1));
            shows.endInput();
            shows.getOneInputOperator().finish();
            // then
            assertThat(shows.extractOutputValues()).hasSize(6);
        }
    }

    private static Shows sum(String key, int slot, long count, long afterMs) {
        return new Shows(key, "adv", "adv-c", slot, count, BEGAN + afterMs);
    }

    private static void take(
            OneInputStreamOperatorTestHarness<TrafficEvent, Shows> shows, TrafficEvent event)
            throws Exception {
        shows.processElement(event, event.atMs());
    }

    private static OneInputStreamOperatorTestHarness<TrafficEvent, Shows> opened()
            throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new AddShows());
        harness.open();
        return harness;
    }
}
