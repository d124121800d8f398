package io.recount.analytics.anomaly;

import io.recount.analytics.stream.IdHash;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.ClickOutcome;
import io.recount.event.Evidence;
import io.recount.event.HoldKind;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
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
 * Holds each visitor's clicks against {@link VisitorRules}: at once, and again a moment later, when
 * it is certain which of them have no impression. Then it hands them on: to the pattern what clicks
 * a lot did last, in order; to the quality scores what honest visitors clicked, with the slot.
 *
 * <p>A visitor is forgotten an hour after the last sign of life.
 */
final class Visitors extends KeyedCoProcessFunction<Long, Sighting, TrafficEvent, TopicMessage> {
    static final OutputTag<Step> STEPS = new OutputTag<>("steps", TypeInformation.of(Step.class));
    static final OutputTag<SlottedClick> HONEST =
            new OutputTag<>("honest-clicks", TypeInformation.of(SlottedClick.class));

    /** By then an impression that was told after its click has come. */
    static final long SETTLED_MS = 10_000;

    private static final long serialVersionUID = 1L;

    // Seeds: a visitor and a network never meet.
    private static final long VISITOR = 1;
    private static final long NETWORK = 2;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Shown> shown;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Visitor> visitor;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Long> forgetAt;

    @SuppressWarnings("NullAway.Init")
    private transient Counter alerts;

    private transient int keyGroups;

    @Override
    public void open(OpenContext context) {
        var runtime = getRuntimeContext();
        shown =
                runtime.getState(
                        new ValueStateDescriptor<>("shown", TypeInformation.of(Shown.class)));
        visitor =
                runtime.getState(
                        new ValueStateDescriptor<>("visitor", TypeInformation.of(Visitor.class)));
        forgetAt =
                runtime.getState(
                        new ValueStateDescriptor<>("forget-at", TypeInformation.of(Long.class)));
        alerts = runtime.getMetricGroup().counter("botAlerts");
        keyGroups = runtime.getTaskInfo().getMaxNumberOfParallelSubtasks();
    }

    @Override
    public void processElement1(Sighting ad, Context context, Collector<TopicMessage> out)
            throws Exception {
        @Nullable Shown known = shown.value();
        if (known == null) {
            remember(ad.atMs(), context);
        }
        shown.update((known == null ? Shown.NOTHING : known).with(ad));
    }

    @Override
    public void processElement2(TrafficEvent click, Context context, Collector<TopicMessage> out)
            throws Exception {
        if (!says(click.outcome())) {
            return;
        }
        remember(click.atMs(), context);
        Visitor now = visitor().with(click);
        visitor.update(judged(now, click.atMs(), out));
        context.timerService().registerEventTimeTimer(click.atMs() + SETTLED_MS);
    }

    private void remember(long atMs, Context context) throws Exception {
        if (forgetAt.value() == null) {
            forgetAt(atMs + VisitorRules.HOUR_MS, context);
        }
    }

    /** A repeat or a test says nothing new about who it was. */
    private static boolean says(@Nullable ClickOutcome outcome) {
        return outcome != ClickOutcome.DUPLICATE && outcome != ClickOutcome.TEST;
    }

    private Visitor judged(Visitor now, long atMs, Collector<TopicMessage> out) {
        if (!now.isOne()) {
            return now;
        }
        var broken = VisitorRules.broken(now.clicks(), now.unseen(), now.settled());
        if (broken.isEmpty() && now.rule() == null) {
            return now;
        }
        Visitor suspect = now;
        if (now.rule() == null) {
            suspect = now.suspected(broken.get().rule());
            alerts.inc();
        } else if (now.told() == now.clicks().length) {
            return now;
        }
        List<Evidence> evidence = broken.map(VisitorRules.Broken::evidence).orElse(List.of());
        tell(suspect, evidence, atMs, out);
        return suspect.toldAll();
    }

    private static void tell(
            Visitor suspect, List<Evidence> evidence, long atMs, Collector<TopicMessage> out) {
        TrafficEvent[] untold = suspect.untold();
        Source source = new Source(HoldKind.VISITOR, suspect.id());
        Rule rule = Rule.valueOf(String.valueOf(suspect.rule()));
        Set<String> advertisers = new LinkedHashSet<>();
        Arrays.stream(untold).forEach(click -> advertisers.add(click.advertiserId()));
        for (String advertiser : advertisers) {
            new Alert(
                            rule,
                            source.toString(),
                            String.valueOf(suspect.begun()),
                            advertiser,
                            null,
                            null,
                            source,
                            evidence,
                            Alert.of(advertiser, untold),
                            suspect.clicks()[0].atMs(),
                            suspect.newestMs(),
                            atMs)
                    .tell(out);
        }
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<TopicMessage> out)
            throws Exception {
        @Nullable Visitor before = visitor.value();
        if (before != null) {
            Visitor now = judged(settle(before, atMs, context), atMs, out);
            visitor.update(now);
        }
        @Nullable Long due = forgetAt.value();
        if (due != null && due <= atMs) {
            forget(context);
        }
    }

    /** Looks up where the ads were shown that were clicked long enough ago. */
    private Visitor settle(Visitor before, long atMs, Context context) throws Exception {
        Shown seen = shown();
        int[] slots = before.slots().clone();
        boolean settled = false;
        for (int i = 0; i < slots.length; i++) {
            TrafficEvent click = before.clicks()[i];
            if (slots[i] == Visitor.UNKNOWN && click.atMs() + SETTLED_MS <= atMs) {
                slots[i] = seen.slotOf(click.clickId());
                settled = true;
                handOn(before, click, slots[i], context);
            }
        }
        if (!settled) {
            return before;
        }
        Visitor now = before.withSlots(slots);
        if (now.clicks().length >= ClicksEverything.TIMES && now.isOne()) {
            handOnInOrder(now, seen, context);
        }
        return now;
    }

    private static void handOn(Visitor of, TrafficEvent click, int slot, Context context) {
        if (of.rule() == null && click.isCharged()) {
            context.output(
                    HONEST,
                    new SlottedClick(
                            click.adId(),
                            click.campaignId(),
                            click.advertiserId(),
                            slot,
                            click.atMs()));
        }
    }

    /** The last things done, all of them each time: the pattern starts from nothing. */
    private void handOnInOrder(Visitor now, Shown seen, Context context) {
        String visitor = now.id();
        int slot = KeyGroupRangeAssignment.assignToKeyGroup(context.getCurrentKey(), keyGroups);
        int click = now.clicks().length;
        int ad = seen.size();
        // An ad after the last click may be clicked yet: with it, a bot is known only by luck.
        while (ad > 0 && seen.atMs(ad - 1) > now.newestMs()) {
            ad--;
        }
        Step[] last = new Step[Math.min(2 * ClicksEverything.TIMES, ad + click)];
        for (int i = last.length - 1; i >= 0; i--) {
            boolean clicked =
                    ad == 0 || (click > 0 && now.clicks()[click - 1].atMs() >= seen.atMs(ad - 1));
            if (clicked) {
                TrafficEvent done = now.clicks()[--click];
                last[i] = new Step(slot, visitor, Shown.hash(done.clickId()), done.atMs(), done);
            } else {
                ad--;
                last[i] = new Step(slot, visitor, seen.hashAt(ad), seen.atMs(ad), null);
            }
        }
        // Else the pattern, which costs more than all of this, cannot match.
        if (Arrays.stream(last).filter(step -> step.click() != null).count()
                == ClicksEverything.TIMES) {
            Arrays.stream(last).forEach(step -> context.output(STEPS, step));
        }
    }

    private void forget(Context context) throws Exception {
        long newestMs = visitor().newestMs();
        Shown seen = shown();
        if (seen.size() > 0) {
            newestMs = Math.max(newestMs, seen.atMs(seen.size() - 1));
        }
        long next = newestMs + VisitorRules.HOUR_MS;
        if (newestMs > Long.MIN_VALUE && next > context.timestamp()) {
            forgetAt(next, context);
            return;
        }
        shown.clear();
        visitor.clear();
        forgetAt.clear();
    }

    private void forgetAt(long atMs, Context context) throws Exception {
        forgetAt.update(atMs);
        context.timerService().registerEventTimeTimer(atMs);
    }

    private Shown shown() throws Exception {
        @Nullable Shown known = shown.value();
        return known == null ? Shown.NOTHING : known;
    }

    private Visitor visitor() throws Exception {
        @Nullable Visitor known = visitor.value();
        return known == null ? Visitor.NEW : known;
    }

    /** A hash of who it is; who tells no id is kept with the others of his network. */
    static long keyOf(TrafficEvent event) {
        @Nullable String known = event.visitor();
        return known != null
                ? IdHash.of(known, VISITOR)
                : IdHash.of(String.valueOf(event.network()), NETWORK);
    }

    /** Whether it says who it was: behind a private address is everyone. */
    static boolean isSomebody(TrafficEvent event) {
        return event.visitor() != null
                || (event.network() != null && "PUBLIC".equals(event.networkClass()));
    }
}
