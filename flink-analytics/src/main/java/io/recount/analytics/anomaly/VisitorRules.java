package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.Evidence;
import io.recount.rules.AgentClass;
import io.recount.rules.NetworkClass;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a visitor's clicks of the last hour say about it. People click now and then: the gaps
 * between their clicks differ by more than half of what they are, they need a second to read, and
 * what they click they have seen. The limits are such that a person breaks one by chance less than
 * once in a million hours of use; the most active ones are what CLICK_RATE is held against.
 */
final class VisitorRules {
    static final long HOUR_MS = 3_600_000;

    /** Clicks that are looked at; more of them say no more. */
    static final int MOST_CLICKS = 40;

    private static final long MINUTE_MS = 60_000;
    private static final int LISTED = 3;
    private static final int IN_A_MINUTE = 8;
    private static final int IN_TEN_MINUTES = 15;
    private static final int IN_AN_HOUR = 30;
    private static final int GAPS = 7;

    /** Standard deviation of the gaps over their mean: 1 where clicks come by chance. */
    private static final double REGULAR = 0.2;

    private static final int HASTY = 4;
    private static final long HASTY_MS = 1_000;
    private static final double HASTY_SHARE = 0.7;
    private static final int UNSEEN = 4;
    private static final double UNSEEN_SHARE = 0.7;
    private static final int NETWORKS = 4;

    private VisitorRules() {}

    /** A rule that is broken, and by what. */
    record Broken(Rule rule, List<Evidence> evidence) {}

    /**
     * The first rule that is broken.
     *
     * @param clicks of an hour at most, oldest first
     * @param unseen of those whose impression would have come by now, how many have none
     * @param settled of how many one would know
     */
    static Optional<Broken> broken(TrafficEvent[] clicks, int unseen, int settled) {
        return listed(clicks)
                .or(() -> rate(clicks))
                .or(() -> unseen(unseen, settled))
                .or(() -> hasty(clicks))
                .or(() -> regular(clicks))
                .or(() -> networks(clicks));
    }

    private static Optional<Broken> listed(TrafficEvent[] clicks) {
        long listed = Arrays.stream(clicks).filter(VisitorRules::isListed).count();
        return when(listed >= LISTED, Rule.LISTED_SOURCE, "listed clicks", listed);
    }

    private static boolean isListed(TrafficEvent click) {
        return AgentClass.CRAWLER.name().equals(click.agentClass())
                || NetworkClass.DATA_CENTRE.name().equals(click.networkClass());
    }

    private static Optional<Broken> rate(TrafficEvent[] clicks) {
        long minute = within(clicks, MINUTE_MS);
        long ten = within(clicks, 10 * MINUTE_MS);
        long hour = within(clicks, HOUR_MS);
        boolean broken = minute >= IN_A_MINUTE || ten >= IN_TEN_MINUTES || hour >= IN_AN_HOUR;
        return when(
                broken,
                Rule.CLICK_RATE,
                "clicks in 1, 10, 60 min",
                minute + ", " + ten + ", " + hour);
    }

    private static long within(TrafficEvent[] clicks, long ms) {
        long newestMs = clicks[clicks.length - 1].atMs();
        return Arrays.stream(clicks).filter(click -> click.atMs() > newestMs - ms).count();
    }

    private static Optional<Broken> unseen(int unseen, int settled) {
        return when(
                unseen >= UNSEEN && unseen >= UNSEEN_SHARE * settled,
                Rule.UNSEEN_AD,
                "clicks without an impression",
                unseen + " of " + settled);
    }

    private static Optional<Broken> hasty(TrafficEvent[] clicks) {
        long hasty =
                Arrays.stream(clicks).filter(c -> c.atMs() - c.servedAtMs() < HASTY_MS).count();
        return when(
                hasty >= HASTY && hasty >= HASTY_SHARE * clicks.length,
                Rule.CLICK_SPEED,
                "clicks within 1 s",
                hasty + " of " + clicks.length);
    }

    private static Optional<Broken> regular(TrafficEvent[] clicks) {
        int gaps = Math.min(clicks.length - 1, 2 * GAPS);
        if (gaps < GAPS) {
            return Optional.empty();
        }
        double[] gapMs = new double[gaps];
        for (int i = 0; i < gaps; i++) {
            int newer = clicks.length - 1 - i;
            gapMs[i] = clicks[newer].atMs() - clicks[newer - 1].atMs();
        }
        double mean = Arrays.stream(gapMs).average().orElse(0);
        double variance = Arrays.stream(gapMs).map(g -> (g - mean) * (g - mean)).sum() / (gaps - 1);
        double irregular = Math.sqrt(variance) / Math.max(1, mean);
        return when(
                irregular < REGULAR,
                Rule.CLICK_RHYTHM,
                "gap between clicks",
                Math.round(mean) + " ms ± " + Math.round(Math.sqrt(variance)));
    }

    private static Optional<Broken> networks(TrafficEvent[] clicks) {
        long newestMs = clicks[clicks.length - 1].atMs();
        long networks =
                Arrays.stream(clicks)
                        .filter(click -> click.atMs() > newestMs - 10 * MINUTE_MS)
                        .map(TrafficEvent::network)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count();
        return when(networks >= NETWORKS, Rule.MANY_NETWORKS, "networks in 10 min", networks);
    }

    private static Optional<Broken> when(
            boolean broken, Rule rule, String measure, Object evidence) {
        return broken
                ? Optional.of(new Broken(rule, List.of(Alert.evidence(measure, evidence))))
                : Optional.empty();
    }
}
