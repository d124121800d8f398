package io.recount.analytics.budgetsync;

import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.Sweeping;
import io.recount.analytics.stream.TopicMessage;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * By campaign, everything that is told: thresholds at the charge that reaches them and again at
 * each comparison, comparisons with the job's own sum beside, drifts.
 *
 * <p>The job's own sum is that of the charges themselves, not the running total they carry. Each
 * charge also tells the how many-th of its day it is; so the sum after the ledger's last charge is
 * known where none was missed, and a comparison that is ahead of the stream waits for it a moment.
 */
final class Witness extends KeyedCoProcessFunction<String, ChargedClick, Compared, TopicMessage> {
    private static final long serialVersionUID = 1L;

    /** What a hot campaign is charged while a look-up is under way. */
    private static final int SUMS_KEPT = 256;

    private static final long PATIENCE_MS = 5_000;
    private static final Duration KEPT = Duration.ofDays(3);
    private static final Duration SWEPT_EVERY = Duration.ofDays(1);
    private static final StateTtlConfig DAYS = StateTtlConfig.newBuilder(KEPT).build();

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<OwnDay> ownDay;

    @SuppressWarnings("NullAway.Init")
    private transient MapState<Integer, OwnDay> sums;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Compared> pending;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Threshold> told;

    @SuppressWarnings("NullAway.Init")
    private transient Counter comparisons;

    @SuppressWarnings("NullAway.Init")
    private transient Counter drifts;

    @SuppressWarnings("NullAway.Init")
    private transient Counter disagreements;

    /**
     * The day's charges so far, as the job saw them.
     *
     * @param complete none was missed since the day's first
     */
    public record OwnDay(long dayStartMs, long clicks, long spentMicros, boolean complete) {

        static OwnDay after(@Nullable OwnDay before, ChargedClick click) {
            OwnDay day =
                    before != null && before.dayStartMs == click.dayStartMs()
                            ? before
                            : new OwnDay(click.dayStartMs(), 0, 0, true);
            return new OwnDay(
                    day.dayStartMs,
                    click.dayClicksAfter(),
                    Math.addExact(day.spentMicros, click.chargedMicros()),
                    day.complete && click.dayClicksAfter() == day.clicks + 1);
        }
    }

    @Override
    public void open(OpenContext context) {
        var own = new ValueStateDescriptor<>("own-day", TypeInformation.of(OwnDay.class));
        own.enableTimeToLive(DAYS);
        ownDay = getRuntimeContext().getState(own);
        var after =
                new MapStateDescriptor<>("own-sums", Types.INT, TypeInformation.of(OwnDay.class));
        after.enableTimeToLive(Sweeping.after(KEPT));
        sums = getRuntimeContext().getMapState(after);
        pending =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "pending-comparison", TypeInformation.of(Compared.class)));
        var reached = new ValueStateDescriptor<>("threshold", TypeInformation.of(Threshold.class));
        reached.enableTimeToLive(DAYS);
        told = getRuntimeContext().getState(reached);
        comparisons = getRuntimeContext().getMetricGroup().counter("comparisons");
        drifts = getRuntimeContext().getMetricGroup().counter("drifts");
        disagreements = getRuntimeContext().getMetricGroup().counter("streamDisagreements");
    }

    @Override
    public void processElement1(ChargedClick click, Context context, Collector<TopicMessage> out)
            throws Exception {
        Threshold threshold = Threshold.of(click);
        if (threshold.isReachedBy(click.daySpentAfterMicros()) && isNew(threshold)) {
            out.collect(
                    threshold.message(
                            click.advertiserId(),
                            click.campaignId(),
                            click.daySpentAfterMicros(),
                            click.atMs()));
        }
        @Nullable OwnDay before = ownDay.value();
        if (before != null && click.dayStartMs() < before.dayStartMs()) {
            return;
        }
        OwnDay now = OwnDay.after(before, click);
        ownDay.update(now);
        sums.put(slot(now.clicks()), now);
        Sweeping.due(context.timerService(), SWEPT_EVERY);
        tellPendingOnceSeen(now, out);
    }

    private void tellPendingOnceSeen(OwnDay now, Collector<TopicMessage> out) throws Exception {
        @Nullable Compared waiting = pending.value();
        if (waiting != null && !isAhead(waiting, now)) {
            pending.clear();
            tell(waiting, out);
        }
    }

    @Override
    public void processElement2(Compared compared, Context context, Collector<TopicMessage> out)
            throws Exception {
        if (compared.waitingFor() != null) {
            return;
        }
        comparisons.inc();
        tellThreshold(compared, context.timerService().currentProcessingTime(), out);
        @Nullable OwnDay own = ownDay.value();
        @Nullable Compared before = pending.value();
        if (before != null) {
            tell(before, out);
            pending.clear();
        }
        if (own != null && isAhead(compared, own)) {
            pending.update(compared);
            long untilMs = context.timerService().currentProcessingTime() + PATIENCE_MS;
            context.timerService().registerProcessingTimeTimer(untilMs);
        } else {
            tell(compared, out);
        }
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<TopicMessage> out)
            throws Exception {
        @Nullable Compared waiting = pending.value();
        if (waiting != null) {
            pending.clear();
            tell(waiting, out);
        }
        if (Math.floorMod(atMs, SWEPT_EVERY.toMillis()) == 0 && Sweeping.sweep(sums)) {
            Sweeping.due(context.timerService(), SWEPT_EVERY);
        }
    }

    /** The ledger has charges that the stream, which missed none so far, will bring. */
    private static boolean isAhead(Compared compared, OwnDay own) {
        return compared.dayStartMs() > own.dayStartMs()
                || (compared.dayStartMs() == own.dayStartMs()
                        && own.complete()
                        && compared.dayClicks() > own.clicks());
    }

    private void tellThreshold(Compared compared, long nowMs, Collector<TopicMessage> out)
            throws Exception {
        Threshold threshold = Threshold.of(compared);
        if (threshold.isReachedBy(compared.daySpentMicros())
                && !threshold.isOver(nowMs)
                && isNew(threshold)) {
            ActiveCampaign campaign = compared.campaign();
            out.collect(
                    threshold.message(
                            campaign.advertiserId(),
                            campaign.campaignId(),
                            compared.daySpentMicros(),
                            compared.atMs()));
        }
    }

    private boolean isNew(Threshold threshold) throws Exception {
        if (threshold.equals(told.value())) {
            return false;
        }
        told.update(threshold);
        return true;
    }

    private void tell(Compared compared, Collector<TopicMessage> out) throws Exception {
        @Nullable Long streamSpentMicros = streamSpent(compared);
        if (streamSpentMicros != null && streamSpentMicros != compared.daySpentMicros()) {
            disagreements.inc();
        }
        out.collect(ComparedMessages.compared(compared, streamSpentMicros));
        if (compared.drifted()) {
            drifts.inc();
            out.collect(ComparedMessages.drift(compared));
        }
    }

    private @Nullable Long streamSpent(Compared compared) throws Exception {
        @Nullable OwnDay own = sums.get(slot(compared.dayClicks()));
        boolean known =
                own != null
                        && own.complete()
                        && own.clicks() == compared.dayClicks()
                        && own.dayStartMs() == compared.dayStartMs();
        return known ? own.spentMicros() : null;
    }

    private static int slot(long clicks) {
        return (int) (clicks % SUMS_KEPT);
    }
}
