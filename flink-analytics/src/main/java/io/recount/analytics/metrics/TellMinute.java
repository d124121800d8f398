package io.recount.analytics.metrics;

import io.recount.event.MetricScope;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Totals to a result. That a minute was complete is kept in its state: after a restore the
 * watermark begins anew, and a late event must not make the minute incomplete again.
 */
final class TellMinute extends ProcessWindowFunction<Totals, MinuteResult, String, TimeWindow> {
    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<Boolean> COMPLETE =
            new ValueStateDescriptor<>("complete", Types.BOOLEAN);

    @Override
    public void process(
            String key, Context context, Iterable<Totals> totals, Collector<MinuteResult> out)
            throws Exception {
        ValueState<Boolean> wasComplete = context.windowState().getState(COMPLETE);
        boolean complete = wasComplete.value() != null;
        if (!complete && context.currentWatermark() >= context.window().maxTimestamp()) {
            complete = true;
            wasComplete.update(true);
        }
        String scope = key.substring(0, key.indexOf('/'));
        out.collect(
                new MinuteResult(
                        MetricScope.valueOf(scope),
                        key.substring(scope.length() + 1),
                        context.window().getStart(),
                        totals.iterator().next(),
                        complete,
                        context.currentProcessingTime()));
    }

    @Override
    public void clear(Context context) throws Exception {
        context.windowState().getState(COMPLETE).clear();
    }
}
