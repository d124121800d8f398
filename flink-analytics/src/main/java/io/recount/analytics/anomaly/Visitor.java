package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TrafficEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The clicks of a visitor within an hour, oldest first, and what was made of them.
 *
 * @param slots of each click where its ad was shown; 0 nowhere, {@link #UNKNOWN} not looked at yet
 * @param told how many of the clicks are in an alert already
 * @param rule that was broken first; null of a visitor who is not suspected
 * @param begun id of the click that the alert began with
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Visitor(
        TrafficEvent[] clicks,
        int[] slots,
        int told,
        @Nullable String rule,
        @Nullable String begun) {
    static final int UNKNOWN = -1;
    static final Visitor NEW = new Visitor(new TrafficEvent[0], new int[0], 0, null, null);

    /** With that click; without those that are an hour older, or more than are looked at. */
    Visitor with(TrafficEvent click) {
        int from = Math.max(0, clicks.length + 1 - VisitorRules.MOST_CLICKS);
        while (from < clicks.length && clicks[from].atMs() <= click.atMs() - VisitorRules.HOUR_MS) {
            from++;
        }
        int kept = clicks.length - from;
        TrafficEvent[] next = new TrafficEvent[kept + 1];
        int[] nextSlots = new int[kept + 1];
        System.arraycopy(clicks, from, next, 0, kept);
        System.arraycopy(slots, from, nextSlots, 0, kept);
        int place = kept;
        while (place > 0 && next[place - 1].atMs() > click.atMs()) {
            next[place] = next[place - 1];
            nextSlots[place] = nextSlots[place - 1];
            place--;
        }
        next[place] = click;
        nextSlots[place] = UNKNOWN;
        // One that came out of order among those told is told with the next one again.
        return new Visitor(next, nextSlots, Math.min(Math.max(0, told - from), place), rule, begun);
    }

    /** Rules about a visitor say nothing of all who share a network: see {@link Sources}. */
    boolean isOne() {
        return clicks.length > 0 && clicks[0].visitor() != null;
    }

    String id() {
        return String.valueOf(clicks[0].visitor());
    }

    Visitor withSlots(int[] next) {
        return new Visitor(clicks, next, told, rule, begun);
    }

    Visitor suspected(Rule by) {
        return new Visitor(clicks, slots, told, by.name(), clicks[0].clickId());
    }

    Visitor toldAll() {
        return new Visitor(clicks, slots, clicks.length, rule, begun);
    }

    int settled() {
        return (int) Arrays.stream(slots).filter(slot -> slot != UNKNOWN).count();
    }

    int unseen() {
        return (int) Arrays.stream(slots).filter(slot -> slot == 0).count();
    }

    TrafficEvent[] untold() {
        return Arrays.copyOfRange(clicks, told, clicks.length);
    }

    long newestMs() {
        return clicks.length == 0 ? Long.MIN_VALUE : clicks[clicks.length - 1].atMs();
    }
}
