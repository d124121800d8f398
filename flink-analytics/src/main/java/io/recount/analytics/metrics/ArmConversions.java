package io.recount.analytics.metrics;

import io.recount.analytics.attribution.Attributed;
import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.Timings;
import io.recount.event.Attribution;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Orders for the arms that their clicks were in, at the orders' own time. An order counts for the
 * first click that it is found to belong to: what was counted is not taken back.
 */
public final class ArmConversions extends AbstractStreamOperator<Part>
        implements OneInputStreamOperator<Attributed, Part> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<Attributed> element) {
        Attributed told = element.getValue();
        if (told.attribution() != Attribution.ATTRIBUTED || told.replaces()) {
            return;
        }
        long minuteMs = Timings.windowStart(told.order().occurredAtMs());
        for (Arm arm : told.arms()) {
            Part part = new Part(Subject.arm(arm), minuteMs, Totals.CONVERSION);
            output.collect(new StreamRecord<>(part, minuteMs));
        }
    }
}
