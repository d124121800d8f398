package io.recount.analytics.attribution;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.event.Attribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every charged click for its day, by click id, and hands it on with each order that names
 * it: a click that sells nothing, nearly every one, costs one slim record and one timer, and never
 * reaches the pattern.
 *
 * <p>An order that is here before its click waits until the watermark has passed the time of its
 * arrival at us. By then all clicks of before are here; if there still is none, it never was one,
 * or it has left memory because it is over a day old, and the order tells which: its campaign was
 * looked up when it was received.
 *
 * <p>Both are one state: on RocksDB a look-up is what an event costs, and nearly every click would
 * look in vain for orders that wait.
 *
 * <p>A click is kept {@code lateness} longer than its day, since orders may be told later than they
 * occurred; one that had none in time is reported as unconverted then.
 */
final class Gate extends KeyedCoProcessFunction<String, Click, ConversionEvent, Touch> {
    /** Orders that the pattern does not match: each is answered too. */
    static final OutputTag<Attributed> NOT_MATCHED = new OutputTag<>("not-matched") {};

    /** Clicks whose day is over without an order in time. */
    static final OutputTag<Click> UNCONVERTED = new OutputTag<>("unconverted") {};

    private static final long serialVersionUID = 1L;

    private final long keptMs;

    @SuppressWarnings("NullAway.Init") // Set by open().
    private transient ValueState<Kept> state;

    @SuppressWarnings("NullAway.Init")
    private transient Counter unconverted;

    private transient int keyGroups;

    Gate(Duration lateness) {
        keptMs = ClickThenOrder.LIMIT.plus(lateness).toMillis();
    }

    /**
     * What is kept of a click id, which is the key.
     *
     * @param click null until it is here
     * @param waiting orders that are here before it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    public record Kept(@Nullable OpenClick click, ConversionEvent[] waiting) {
        private static final ConversionEvent[] NONE = {};
        private static final Kept NOTHING = new Kept(null, NONE);

        private static Kept of(OpenClick click) {
            return new Kept(click, NONE);
        }

        private Kept with(ConversionEvent order) {
            ConversionEvent[] more = Arrays.copyOf(waiting, waiting.length + 1);
            more[waiting.length] = order;
            return new Kept(click, more);
        }
    }

    /** A click as it is kept. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    public record OpenClick(Arm[] arms, long atMs, boolean converted) {}

    @Override
    public void open(OpenContext context) {
        state =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>("kept", TypeInformation.of(Kept.class)));
        unconverted = getRuntimeContext().getMetricGroup().counter("unconverted");
        keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    }

    @Override
    public void processElement1(Click click, Context context, Collector<Touch> out)
            throws Exception {
        Kept kept = kept();
        if (kept.click() != null) {
            return;
        }
        context.timerService().registerEventTimeTimer(click.atMs() + keptMs);
        boolean converted = false;
        for (ConversionEvent order : kept.waiting()) {
            converted |= handOn(click, order, context, out);
        }
        state.update(Kept.of(new OpenClick(click.arms(), click.atMs(), converted)));
    }

    @Override
    public void processElement2(ConversionEvent order, Context context, Collector<Touch> out)
            throws Exception {
        Kept kept = kept();
        @Nullable OpenClick open = kept.click();
        if (open == null) {
            state.update(kept.with(order));
            context.timerService().registerEventTimeTimer(order.receivedAtMs());
            return;
        }
        Click click = new Click(order.clickId(), open.arms(), open.atMs());
        if (handOn(click, order, context, out) && !open.converted()) {
            state.update(Kept.of(new OpenClick(open.arms(), open.atMs(), true)));
        }
    }

    private Kept kept() throws Exception {
        @Nullable Kept kept = state.value();
        return kept == null ? Kept.NOTHING : kept;
    }

    /** True where the order is in time, as far as the gate can tell: the pattern decides. */
    private boolean handOn(
            Click click, ConversionEvent order, Context context, Collector<Touch> out) {
        int slot = Touch.slotOf(click.clickId(), keyGroups);
        out.collect(Touch.of(slot, click));
        out.collect(Touch.of(slot, order));
        Attribution attribution = ClickThenOrder.judge(click.atMs(), order);
        if (attribution == Attribution.ATTRIBUTED) {
            return true;
        }
        context.output(NOT_MATCHED, Attributed.of(order, click, attribution));
        return false;
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<Touch> out) throws Exception {
        Kept kept = kept();
        @Nullable OpenClick open = kept.click();
        if (open == null) {
            answerThoseWithoutClick(kept, atMs, context);
        } else if (atMs >= open.atMs() + keptMs) {
            state.clear();
            if (!open.converted()) {
                unconverted.inc();
                context.output(
                        UNCONVERTED, new Click(context.getCurrentKey(), open.arms(), open.atMs()));
            }
        }
    }

    private void answerThoseWithoutClick(Kept kept, long atMs, OnTimerContext context)
            throws Exception {
        List<ConversionEvent> stillWaiting = new ArrayList<>();
        for (ConversionEvent order : kept.waiting()) {
            if (order.receivedAtMs() <= atMs) {
                context.output(NOT_MATCHED, Attributed.withoutClick(order));
            } else {
                stillWaiting.add(order);
            }
        }
        if (stillWaiting.isEmpty()) {
            state.clear();
        } else {
            state.update(new Kept(null, stillWaiting.toArray(ConversionEvent[]::new)));
        }
    }
}
