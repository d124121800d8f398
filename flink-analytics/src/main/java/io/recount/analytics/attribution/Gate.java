package io.recount.analytics.attribution;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.event.Attribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
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

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<OpenClick> open;

    @SuppressWarnings("NullAway.Init")
    private transient ListState<ConversionEvent> waiting;

    @SuppressWarnings("NullAway.Init")
    private transient Counter unconverted;

    private transient int keyGroups;

    Gate(Duration lateness) {
        keptMs = ClickThenOrder.LIMIT.plus(lateness).toMillis();
    }

    /** A click as it is kept: its id is the key. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    public record OpenClick(Arm[] arms, long atMs, boolean converted) {}

    @Override
    public void open(OpenContext context) {
        open =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "open-click", TypeInformation.of(OpenClick.class)));
        waiting =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting-orders",
                                        TypeInformation.of(ConversionEvent.class)));
        unconverted = getRuntimeContext().getMetricGroup().counter("unconverted");
        keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    }

    @Override
    public void processElement1(Click click, Context context, Collector<Touch> out)
            throws Exception {
        if (open.value() != null) {
            return;
        }
        context.timerService().registerEventTimeTimer(click.atMs() + keptMs);
        boolean converted = false;
        boolean anyWaited = false;
        for (ConversionEvent order : waiting.get()) {
            anyWaited = true;
            converted |= handOn(click, order, context, out);
        }
        // Seldom: no write for the many clicks that nothing waited for.
        if (anyWaited) {
            waiting.clear();
        }
        open.update(new OpenClick(click.arms(), click.atMs(), converted));
    }

    @Override
    public void processElement2(ConversionEvent order, Context context, Collector<Touch> out)
            throws Exception {
        @Nullable OpenClick kept = open.value();
        if (kept == null) {
            waiting.add(order);
            context.timerService().registerEventTimeTimer(order.receivedAtMs());
            return;
        }
        Click click = new Click(order.clickId(), kept.arms(), kept.atMs());
        if (handOn(click, order, context, out) && !kept.converted()) {
            open.update(new OpenClick(kept.arms(), kept.atMs(), true));
        }
    }

    /** True where the order is in time, as far as the gate can tell: the pattern decides. */
    private boolean handOn(
            Click click, ConversionEvent order, Context context, Collector<Touch> out) {
        int slot = KeyGroupRangeAssignment.assignToKeyGroup(click.clickId(), keyGroups);
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
        @Nullable OpenClick kept = open.value();
        if (kept != null && atMs >= kept.atMs() + keptMs) {
            open.clear();
            if (!kept.converted()) {
                unconverted.inc();
                context.output(
                        UNCONVERTED, new Click(context.getCurrentKey(), kept.arms(), kept.atMs()));
            }
        }
        answerThoseWithoutClick(atMs, context);
    }

    private void answerThoseWithoutClick(long atMs, OnTimerContext context) throws Exception {
        List<ConversionEvent> stillWaiting = new ArrayList<>();
        boolean anyAnswered = false;
        for (ConversionEvent order : waiting.get()) {
            if (order.receivedAtMs() <= atMs) {
                context.output(NOT_MATCHED, Attributed.withoutClick(order));
                anyAnswered = true;
            } else {
                stillWaiting.add(order);
            }
        }
        if (anyAnswered) {
            waiting.update(stillWaiting);
        }
    }
}
