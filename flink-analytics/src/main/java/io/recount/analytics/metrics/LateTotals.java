package io.recount.analytics.metrics;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what came too late for its windows, window by window, as results of their own: with the
 * windows' they are all that ever came.
 *
 * <p>A late total is kept for a week after it was last added to: from then on the topic holds
 * nothing of that time any more.
 */
final class LateTotals extends KeyedProcessFunction<String, Part, WindowTotals> {
    private static final long serialVersionUID = 1L;
    private static final Duration KEPT = Duration.ofDays(7);

    private final List<Duration> windows;

    @SuppressWarnings("NullAway.Init") // Set by open(): totals by window's start and length.
    private transient MapState<String, Totals> late;

    LateTotals(List<Duration> windows) {
        this.windows = windows;
    }

    @Override
    public void open(OpenContext context) {
        var totals =
                new MapStateDescriptor<>("late", Types.STRING, TypeInformation.of(Totals.class));
        totals.enableTimeToLive(StateTtlConfig.newBuilder(KEPT).build());
        late = getRuntimeContext().getMapState(totals);
    }

    @Override
    public void processElement(Part part, Context context, Collector<WindowTotals> out)
            throws Exception {
        for (Duration window : windows) {
            long windowMs = window.toMillis();
            long startMs = part.minuteMs() - Math.floorMod(part.minuteMs(), windowMs);
            String entry = startMs + "/" + windowMs;
            @Nullable Totals before = late.get(entry);
            Totals after = before == null ? part.totals() : before.plus(part.totals());
            late.put(entry, after);
            out.collect(
                    new WindowTotals(
                            part.subject(),
                            startMs,
                            windowMs,
                            after,
                            true,
                            true,
                            context.timerService().currentProcessingTime()));
        }
    }
}
