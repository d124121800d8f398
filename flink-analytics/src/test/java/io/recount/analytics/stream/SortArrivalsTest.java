package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class SortArrivalsTest {
    @Test
    void eventsPassAndKeepTheirTimeHeartbeatsAndBrokenMessagesEnd() throws Exception {
        // given
        DecodedEvent event = Events.shown(0, 1, 60_000);
        String broken = "ad-events/0/7: No value";
        try (OneInputStreamOperatorTestHarness<Arrival, DecodedEvent> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new SortArrivals())) {
            // when
            harness.processElement(Arrival.heartbeat(59_000), 1);
            harness.processElement(Arrival.broken(broken), 2);
            harness.processElement(Arrival.NOT_WANTED, 3);
            harness.processElement(Arrival.of(event), 60_000);
            // then
            assertThat(harness.getRecordOutput())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(new StreamRecord<>(event, 60_000));
        }
    }
}
