package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class SortArrivalsTest {
    @Test
    void eventsPassAndKeepTheirTimeHeartbeatsEndAndBrokenMessagesGoAside() throws Exception {
        // given
        AdEvent event = Events.impression(1, 60_000);
        ParkedMessage broken = new ParkedMessage("ad-events", 0, 7, null, null, "No value");
        try (OneInputStreamOperatorTestHarness<Arrival, AdEvent> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new SortArrivals())) {
            // when
            harness.processElement(Arrival.heartbeat(59_000), 1);
            harness.processElement(Arrival.broken(broken), 2);
            harness.processElement(Arrival.NOT_MEASURED, 3);
            harness.processElement(Arrival.of(event), 60_000);
            // then
            assertThat(harness.getRecordOutput())
                    .containsExactly(new StreamRecord<>(event, 60_000));
            assertThat(harness.getSideOutput(SortArrivals.BROKEN))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(broken);
        }
    }
}
