package io.recount.analytics.anomaly;

import io.recount.analytics.stream.Sweeping;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.HoldKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Networks and publishers behind which many visitors click few times each, which no rule about one
 * visitor sees. A network's clicks are held and credited; a publisher, with real visitors too, is
 * only told of: people decide about him.
 *
 * <p>All ads shown there count, and of a visitor's clicks three an hour: who clicks more is found
 * by {@link VisitorRules}, and the household or the carrier behind which he sits has done nothing.
 * Clicks without a visitor's id all count, since each may be somebody else's.
 */
final class Sources extends KeyedCoProcessFunction<String, Shows, TrafficEvent, TopicMessage> {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CLICKS = 200;
    private static final int MOST_OF_A_VISITOR = 3;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(12);
    private static final Duration COUNTED_FOR = Duration.ofHours(2);

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<SourceRate> rate;

    /** Not told yet, those of the last hour among them. */
    @SuppressWarnings("NullAway.Init")
    private transient ListState<TrafficEvent> clicks;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Integer> clickCount;

    /** Of a visitor: how many of his clicks counted in which hour, see {@link #counts}. */
    @SuppressWarnings("NullAway.Init")
    private transient MapState<String, Long> counted;

    /** When the alert began that is on. */
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Long> alarmedAt;

    @Override
    public void open(OpenContext context) {
        StateTtlConfig forgotten = StateTtlConfig.newBuilder(FORGOTTEN_AFTER).build();
        var rates = new ValueStateDescriptor<>("rate", TypeInformation.of(SourceRate.class));
        rates.enableTimeToLive(forgotten);
        rate = getRuntimeContext().getState(rates);
        var recent = new ListStateDescriptor<>("clicks", TypeInformation.of(TrafficEvent.class));
        recent.enableTimeToLive(Sweeping.after(FORGOTTEN_AFTER));
        clicks = getRuntimeContext().getListState(recent);
        var count = new ValueStateDescriptor<>("click-count", Types.INT);
        count.enableTimeToLive(forgotten);
        clickCount = getRuntimeContext().getState(count);
        var ofVisitors = new MapStateDescriptor<>("counted", Types.STRING, Types.LONG);
        ofVisitors.enableTimeToLive(Sweeping.after(COUNTED_FOR));
        counted = getRuntimeContext().getMapState(ofVisitors);
        var alarmed = new ValueStateDescriptor<>("alarmed-at", Types.LONG);
        alarmed.enableTimeToLive(forgotten);
        alarmedAt = getRuntimeContext().getState(alarmed);
    }

    @Override
    public void processElement1(Shows shows, Context context, Collector<TopicMessage> out)
            throws Exception {
        SourceRate now = rate().with(shows.count(), 0, shows.atMs());
        rate.update(now);
        if (alarmedAt.value() != null && !now.isTooHigh()) {
            alarmedAt.clear();
        }
    }

    @Override
    public void processElement2(TrafficEvent click, Context context, Collector<TopicMessage> out)
            throws Exception {
        Sweeping.due(context.timerService(), COUNTED_FOR);
        SourceRate now = rate().with(0, counts(click) ? 1 : 0, click.atMs());
        rate.update(now);
        clicks.add(click);
        if (!now.isTooHigh()) {
            keepMost(click);
            return;
        }
        @Nullable Long since = alarmedAt.value();
        if (since == null) {
            since = click.atMs();
            alarmedAt.update(since);
        }
        tell(Source.of(context.getCurrentKey()), since, now, recent(click), out);
        clicks.clear();
        clickCount.clear();
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<TopicMessage> out)
            throws Exception {
        boolean isLeft = clicks.get().iterator().hasNext();
        if (!isLeft) {
            clicks.clear();
        }
        isLeft |= Sweeping.sweep(counted);
        if (isLeft) {
            Sweeping.due(context.timerService(), COUNTED_FOR);
        }
    }

    /** Whether a click is one of the first few of its visitor in this hour. */
    private boolean counts(TrafficEvent click) throws Exception {
        @Nullable String visitor = click.visitor();
        if (visitor == null) {
            return true;
        }
        long begins = Math.floorDiv(click.atMs(), VisitorRules.HOUR_MS) * (MOST_OF_A_VISITOR + 1);
        @Nullable Long known = counted.get(visitor);
        long next = known == null || known < begins ? begins + 1 : known + 1;
        if (next > begins + MOST_OF_A_VISITOR) {
            return false;
        }
        counted.put(visitor, next);
        return true;
    }

    /** Now and then: to go through all of them with each click would be most of the work. */
    private void keepMost(TrafficEvent newest) throws Exception {
        @Nullable Integer before = clickCount.value();
        int count = before == null ? 1 : before + 1;
        if (count > 2 * MOST_CLICKS) {
            List<TrafficEvent> recent = recent(newest);
            clicks.update(recent);
            count = recent.size();
        }
        clickCount.update(count);
    }

    private List<TrafficEvent> recent(TrafficEvent newest) throws Exception {
        List<TrafficEvent> recent = new ArrayList<>();
        for (TrafficEvent earlier : clicks.get()) {
            if (earlier.atMs() > newest.atMs() - VisitorRules.HOUR_MS) {
                recent.add(earlier);
            }
        }
        return recent.subList(Math.max(0, recent.size() - MOST_CLICKS), recent.size());
    }

    private static void tell(
            Source source,
            long since,
            SourceRate rate,
            List<TrafficEvent> clicks,
            Collector<TopicMessage> out) {
        boolean acted = source.kind() == HoldKind.NETWORK;
        long newestMs = clicks.get(clicks.size() - 1).atMs();
        String measured =
                String.format(Locale.ROOT, "%.0f for %.0f ads shown", rate.clicked(), rate.shown());
        clicks.stream()
                .map(TrafficEvent::advertiserId)
                .distinct()
                .map(
                        advertiser ->
                                new Alert(
                                        Rule.SOURCE_CLICK_RATE,
                                        source.toString(),
                                        Long.toString(since),
                                        advertiser,
                                        null,
                                        null,
                                        acted ? source : null,
                                        List.of(
                                                Alert.evidence("source", source),
                                                Alert.evidence("clicks of late", measured)),
                                        Alert.of(advertiser, clicks.toArray(new TrafficEvent[0])),
                                        clicks.get(0).atMs(),
                                        newestMs,
                                        newestMs))
                .forEach(alert -> alert.tell(out));
    }

    private SourceRate rate() throws Exception {
        @Nullable SourceRate known = rate.value();
        return known == null ? SourceRate.NONE : known;
    }
}
