package io.recount.analytics.stream;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Conversions as windows count them: an order once, when it occurred, for the first click that it
 * is told for; and none whose campaign is unknown.
 */
final class OrdersOnce extends KeyedProcessFunction<String, ConversionEvent, AdEvent> {
    static final OutputTag<AdEvent> TOO_LATE = new OutputTag<>("too-late-orders") {};

    private static final long serialVersionUID = 1L;

    /** As long as the topic can tell it again. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final Timings timings;

    @SuppressWarnings("NullAway.Init") // Set by open().
    private transient ValueState<Boolean> counted;

    @SuppressWarnings("NullAway.Init")
    private transient Counter tooLate;

    OrdersOnce(Timings timings) {
        this.timings = timings;
    }

    @Override
    public void open(OpenContext context) {
        var once = new ValueStateDescriptor<>("counted", Types.BOOLEAN);
        once.enableTimeToLive(StateTtlConfig.newBuilder(KEPT).build());
        counted = getRuntimeContext().getState(once);
        tooLate = getRuntimeContext().getMetricGroup().counter("tooLate");
    }

    @Override
    public void processElement(ConversionEvent event, Context context, Collector<AdEvent> out)
            throws Exception {
        @Nullable AdEvent measured = EventRecords.measured(event);
        if (measured == null || counted.value() != null) {
            return;
        }
        counted.update(true);
        if (timings.isClosed(measured.atMs(), context.timerService().currentWatermark())) {
            tooLate.inc();
            context.output(TOO_LATE, measured);
        } else {
            out.collect(measured);
        }
    }
}
