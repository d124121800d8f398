package io.recount.analytics.metrics;

import java.time.Duration;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.jspecify.annotations.Nullable;

/**
 * When a window tells its totals: while it changes, at the next whole second of the clock; once
 * when the watermark passes its end; after that again within a second of each late event.
 *
 * <p>Whole seconds, so that a thousand windows wake the task once a second and not a thousand
 * times, and a change waits half a second on average. A change that is still untold when the window
 * is cleaned up is told then.
 */
final class EarlyResults extends Trigger<Part, TimeWindow> {
    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<Long> DUE_AT =
            new ValueStateDescriptor<>("early-result-due-at", Types.LONG);

    private final long everyMs;

    EarlyResults(Duration every) {
        this.everyMs = every.toMillis();
    }

    @Override
    public TriggerResult onElement(
            Part element, long atMs, TimeWindow window, TriggerContext context) throws Exception {
        // Flink keeps a timer once, however often it is registered.
        if (window.maxTimestamp() > context.getCurrentWatermark()) {
            context.registerEventTimeTimer(window.maxTimestamp());
        }
        ValueState<Long> dueAt = context.getPartitionedState(DUE_AT);
        if (dueAt.value() == null) {
            long nowMs = context.getCurrentProcessingTime();
            long nextMs = nowMs - Math.floorMod(nowMs, everyMs) + everyMs;
            dueAt.update(nextMs);
            context.registerProcessingTimeTimer(nextMs);
        }
        return TriggerResult.CONTINUE;
    }

    @Override
    public TriggerResult onProcessingTime(long atMs, TimeWindow window, TriggerContext context)
            throws Exception {
        context.getPartitionedState(DUE_AT).clear();
        return TriggerResult.FIRE;
    }

    /** Called at the window's end, and once more when it is about to be cleaned up. */
    @Override
    public TriggerResult onEventTime(long atMs, TimeWindow window, TriggerContext context)
            throws Exception {
        boolean untold = context.getPartitionedState(DUE_AT).value() != null;
        if (atMs != window.maxTimestamp() && !untold) {
            return TriggerResult.CONTINUE;
        }
        forgetDue(context);
        return TriggerResult.FIRE;
    }

    @Override
    public void clear(TimeWindow window, TriggerContext context) throws Exception {
        context.deleteEventTimeTimer(window.maxTimestamp());
        forgetDue(context);
    }

    private static void forgetDue(TriggerContext context) throws Exception {
        ValueState<Long> dueAt = context.getPartitionedState(DUE_AT);
        @Nullable Long dueAtMs = dueAt.value();
        if (dueAtMs != null) {
            context.deleteProcessingTimeTimer(dueAtMs);
            dueAt.clear();
        }
    }
}
