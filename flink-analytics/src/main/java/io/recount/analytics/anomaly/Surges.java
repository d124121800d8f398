package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.Evidence;
import io.recount.event.HoldKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Holds the paid clicks of each ad and campaign against what it usually gets. An alert is told when
 * it is certain, and each minute again with the clicks that came since, while it lasts. Where one
 * visitor makes a large part of an ad's surge, he is held and his clicks are credited. A network
 * that does is only told of: a third of a country may share a carrier's, and come to what it likes.
 * Else nobody can say which of them were real.
 *
 * <p>What an ad usually gets is forgotten eight weeks after its last click.
 */
final class Surges extends KeyedProcessFunction<String, ScopedClick, TopicMessage> {
    private static final long serialVersionUID = 1L;
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(56);
    private static final int MOST_CLICKS = 1_000;
    private static final int SOURCE_CLICKS = 6;
    private static final double SOURCE_SHARE = 0.3;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Baseline> baseline;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<SurgeDetector> detector;

    /** Since it began to look like a surge, and not told yet. */
    @SuppressWarnings("NullAway.Init")
    private transient ListState<TrafficEvent> clicks;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Integer> clickCount;

    @SuppressWarnings("NullAway.Init")
    private transient Counter alerts;

    @Override
    public void open(OpenContext context) {
        baseline = value("baseline", TypeInformation.of(Baseline.class));
        detector = value("detector", TypeInformation.of(SurgeDetector.class));
        clickCount = value("click-count", Types.INT);
        var recent = new ListStateDescriptor<>("clicks", TypeInformation.of(TrafficEvent.class));
        recent.enableTimeToLive(StateTtlConfig.newBuilder(FORGOTTEN_AFTER).build());
        clicks = getRuntimeContext().getListState(recent);
        alerts = getRuntimeContext().getMetricGroup().counter("surgeAlerts");
    }

    private <T> ValueState<T> value(String name, TypeInformation<T> type) {
        var descriptor = new ValueStateDescriptor<>(name, type);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(FORGOTTEN_AFTER).build());
        return getRuntimeContext().getState(descriptor);
    }

    @Override
    public void processElement(ScopedClick scoped, Context context, Collector<TopicMessage> out)
            throws Exception {
        TrafficEvent click = scoped.click();
        @Nullable SurgeDetector known = detector.value();
        SurgeDetector now = known == null ? new SurgeDetector() : known;
        long hour = now.hour;
        Baseline usual = baseline(known == null);
        boolean wasSuspicious = now.isSuspicious();
        long minute = now.minute;
        SurgeDetector.Found found = now.click(usual, click.atMs());
        if (known == null || now.hour != hour) {
            baseline.update(usual);
        }
        // A surge begins with the clicks of the minute in which nothing was suspected yet.
        if (!wasSuspicious && !now.isSuspicious() && now.minute != minute) {
            forgetClicks();
        }
        keep(click);
        detector.update(now);
        if (found != null) {
            alerts.inc();
            tell(context.getCurrentKey(), now, Optional.of(found), click.atMs(), out);
            wakeAfter(click.atMs(), context);
        }
    }

    private Baseline baseline(boolean isNew) throws Exception {
        @Nullable Baseline known = isNew ? null : baseline.value();
        return known == null ? new Baseline() : known;
    }

    private void keep(TrafficEvent click) throws Exception {
        @Nullable Integer kept = clickCount.value();
        int count = kept == null ? 0 : kept;
        if (count < MOST_CLICKS) {
            clicks.add(click);
            clickCount.update(count + 1);
        }
    }

    private void forgetClicks() {
        clicks.clear();
        clickCount.clear();
    }

    private static void wakeAfter(long atMs, Context context) {
        context.timerService().registerEventTimeTimer(atMs + SurgeDetector.MINUTE_MS);
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<TopicMessage> out)
            throws Exception {
        @Nullable SurgeDetector now = detector.value();
        if (now == null || !now.isAlarmed()) {
            return;
        }
        tell(context.getCurrentKey(), now, Optional.empty(), atMs, out);
        Baseline usual = baseline(false);
        if (!now.passTo(usual, atMs)) {
            wakeAfter(atMs, context);
        }
        baseline.update(usual);
        detector.update(now);
    }

    private void tell(
            String key,
            SurgeDetector now,
            Optional<SurgeDetector.Found> found,
            long atMs,
            Collector<TopicMessage> out)
            throws Exception {
        List<TrafficEvent> untold = new ArrayList<>();
        clicks.get().forEach(untold::add);
        forgetClicks();
        if (untold.isEmpty()) {
            return;
        }
        boolean ofAd = key.startsWith("AD/");
        Optional<Source> source = ofAd ? dominant(untold) : Optional.empty();
        TrafficEvent newest = untold.get(untold.size() - 1);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                Alert.evidence("usual a minute", String.format(Locale.ROOT, "%.3f", now.expected)));
        evidence.add(Alert.evidence("clicks in the newest minute", now.minuteCount));
        found.ifPresent(f -> evidence.add(Alert.evidence("cumulative sum", round(f.sum()))));
        source.ifPresent(s -> evidence.add(Alert.evidence("mostly from", s)));
        var alert =
                new Alert(
                        Rule.CLICK_SURGE,
                        key,
                        Long.toString(now.alarmSinceMinute),
                        newest.advertiserId(),
                        newest.campaignId(),
                        ofAd ? newest.adId() : null,
                        null,
                        evidence,
                        untold,
                        now.alarmSinceMinute * SurgeDetector.MINUTE_MS,
                        newest.atMs(),
                        atMs);
        alert.tell(out);
        source.filter(s -> s.kind() == HoldKind.VISITOR)
                .ifPresent(s -> alert.act(s, from(s, untold), out));
    }

    /** Who made so many of them that the surge is theirs: people come from everywhere. */
    private static Optional<Source> dominant(List<TrafficEvent> clicks) {
        Map<Source, Integer> counts = new HashMap<>();
        for (TrafficEvent click : clicks) {
            if (click.visitor() != null) {
                counts.merge(new Source(HoldKind.VISITOR, click.visitor()), 1, Integer::sum);
            }
            if (click.network() != null && "PUBLIC".equals(click.networkClass())) {
                counts.merge(new Source(HoldKind.NETWORK, click.network()), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .filter(e -> e.getValue() >= SOURCE_CLICKS)
                .filter(e -> e.getValue() >= SOURCE_SHARE * clicks.size())
                .max(
                        Map.Entry.<Source, Integer>comparingByValue()
                                // Of one and the same clicks the visitor, not his network.
                                .thenComparing(e -> e.getKey().kind() == HoldKind.VISITOR))
                .map(Map.Entry::getKey);
    }

    private static List<TrafficEvent> from(Source visitor, List<TrafficEvent> clicks) {
        return clicks.stream().filter(click -> visitor.value().equals(click.visitor())).toList();
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
