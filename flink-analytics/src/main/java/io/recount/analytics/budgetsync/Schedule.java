package io.recount.analytics.budgetsync;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Each listed campaign once a period, at an instant of its own, so that thousands of look-ups are
 * spread over the period. A campaign that is on the list no more falls out.
 */
final class Schedule extends KeyedProcessFunction<String, ActiveCampaign, ActiveCampaign> {
    private static final long serialVersionUID = 1L;

    private final long periodMs;
    private final long listedForMs;

    @SuppressWarnings("NullAway.Init") // Set by open().
    private transient ValueState<Listed> listed;

    /** A campaign counts as active for {@code listedFor} after it was listed. */
    Schedule(Duration period, Duration listedFor) {
        this.periodMs = period.toMillis();
        this.listedForMs = listedFor.toMillis();
    }

    public record Listed(ActiveCampaign campaign, long listedAtMs, long dueAtMs) {}

    @Override
    public void open(OpenContext context) {
        listed =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "listed", TypeInformation.of(Listed.class)));
    }

    @Override
    public void processElement(
            ActiveCampaign campaign, Context context, Collector<ActiveCampaign> out)
            throws Exception {
        long nowMs = context.timerService().currentProcessingTime();
        @Nullable Listed before = listed.value();
        long dueAtMs = before == null ? dueAfter(nowMs, campaign) : before.dueAtMs();
        listed.update(new Listed(campaign, nowMs, dueAtMs));
        context.timerService().registerProcessingTimeTimer(dueAtMs);
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<ActiveCampaign> out)
            throws Exception {
        @Nullable Listed due = listed.value();
        if (due == null || due.dueAtMs() != atMs) {
            return;
        }
        long nowMs = context.timerService().currentProcessingTime();
        if (nowMs - due.listedAtMs() > listedForMs) {
            listed.clear();
            return;
        }
        out.collect(due.campaign());
        long nextMs = dueAfter(nowMs, due.campaign());
        listed.update(new Listed(due.campaign(), due.listedAtMs(), nextMs));
        context.timerService().registerProcessingTimeTimer(nextMs);
    }

    private long dueAfter(long nowMs, ActiveCampaign campaign) {
        long phaseMs = Math.floorMod((long) campaign.campaignId().hashCode(), periodMs);
        return nowMs - Math.floorMod(nowMs - phaseMs, periodMs) + periodMs;
    }
}
