package io.recount.analytics.metrics;

import io.recount.analytics.stream.Timings;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Totals to a result, and what is new in them to the next larger window.
 *
 * <p>That a window was complete is kept in its state: after a restore the watermark begins anew,
 * and a late event must not make the window incomplete again.
 */
final class TellWindow extends ProcessWindowFunction<Part, WindowTotals, String, TimeWindow> {
    /** What came since the window was told last: it rolls up. */
    static final OutputTag<Part> NEWS = new OutputTag<>("news") {};

    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<Boolean> COMPLETE =
            new ValueStateDescriptor<>("complete", Types.BOOLEAN);
    private static final ValueStateDescriptor<Totals> TOLD =
            new ValueStateDescriptor<>("told", TypeInformation.of(Totals.class));

    @Override
    public void process(
            String key, Context context, Iterable<Part> sum, Collector<WindowTotals> out)
            throws Exception {
        Part now = sum.iterator().next();
        TimeWindow window = context.window();
        out.collect(
                new WindowTotals(
                        now.subject(),
                        window.getStart(),
                        window.getEnd() - window.getStart(),
                        now.totals(),
                        false,
                        isComplete(context),
                        context.currentProcessingTime()));
        tellNews(now, context);
    }

    private static boolean isComplete(
            ProcessWindowFunction<Part, WindowTotals, String, TimeWindow>.Context context)
            throws Exception {
        ValueState<Boolean> wasComplete = context.windowState().getState(COMPLETE);
        if (wasComplete.value() != null) {
            return true;
        }
        boolean complete = context.currentWatermark() >= context.window().maxTimestamp();
        if (complete) {
            wasComplete.update(true);
        }
        return complete;
    }

    private static void tellNews(
            Part now, ProcessWindowFunction<Part, WindowTotals, String, TimeWindow>.Context context)
            throws Exception {
        ValueState<Totals> told = context.windowState().getState(TOLD);
        @Nullable Totals before = told.value();
        if (!now.totals().equals(before)) {
            told.update(now.totals());
            Totals news = before == null ? now.totals() : now.totals().minus(before);
            long minuteMs = Timings.windowStart(context.window().maxTimestamp());
            context.output(NEWS, new Part(now.subject(), minuteMs, news));
        }
    }

    @Override
    public void clear(Context context) throws Exception {
        context.windowState().getState(COMPLETE).clear();
        context.windowState().getState(TOLD).clear();
    }
}
