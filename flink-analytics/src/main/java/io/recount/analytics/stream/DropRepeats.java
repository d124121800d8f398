package io.recount.analytics.stream;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Each event once, and none that its window no longer takes.
 *
 * <p>An id must be remembered exactly as long as its window can still count it: until the watermark
 * passes the window's end and the allowed lateness. What comes later is put aside as too late, once
 * or twice alike. So the memory ends by event time and not by the clock: a relay that hangs for
 * three hours between a batch and its repetition holds back the watermark just as long, while a
 * time to live of the topic's retention (7 d) would keep 168 times as many ids to be as safe.
 *
 * <p>The state is keyed by minute and one of 128 slots, the ids are entries of a map, so one timer
 * clears a slot's minute, on the heap and on RocksDB alike, and a hot ad or advertiser is spread
 * over all slots. Ids are kept as 64-bit hashes: at 1,000 events/s, some 470 ids in a slot, two
 * different events fall together once in two million years. The window operator uses the same
 * formula for lateness and its watermark is never ahead of this one's, so it drops nothing itself.
 */
public final class DropRepeats extends KeyedProcessFunction<Long, AdEvent, AdEvent> {
    /** Events that no window takes any more. */
    public static final OutputTag<AdEvent> TOO_LATE = new OutputTag<>("too-late") {};

    private static final long serialVersionUID = 1L;
    private static final int SLOTS = 128;

    private final Timings timings;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient MapState<Long, Boolean> seen;

    @SuppressWarnings("NullAway.Init")
    private transient Counter repeats;

    @SuppressWarnings("NullAway.Init")
    private transient Counter tooLate;

    public DropRepeats(Timings timings) {
        this.timings = timings;
    }

    /** The key: the window's start in ms plus the id's slot, which is less than a window. */
    public static long slotOf(AdEvent event) {
        return Timings.windowStart(event.atMs()) + Math.floorMod(event.idHash(), SLOTS);
    }

    @Override
    public void open(OpenContext context) {
        seen =
                getRuntimeContext()
                        .getMapState(new MapStateDescriptor<>("seen", Types.LONG, Types.BOOLEAN));
        repeats = getRuntimeContext().getMetricGroup().counter("repeats");
        tooLate = getRuntimeContext().getMetricGroup().counter("tooLate");
    }

    @Override
    public void processElement(AdEvent event, Context context, Collector<AdEvent> out)
            throws Exception {
        long closedAt = timings.closedAt(Timings.windowStart(event.atMs()));
        if (closedAt <= context.timerService().currentWatermark()) {
            tooLate.inc();
            context.output(TOO_LATE, event);
        } else if (seen.contains(event.idHash())) {
            repeats.inc();
        } else {
            seen.put(event.idHash(), true);
            context.timerService().registerEventTimeTimer(closedAt);
            out.collect(event);
        }
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<AdEvent> out) {
        seen.clear();
    }
}
