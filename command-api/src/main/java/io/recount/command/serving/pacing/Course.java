package io.recount.command.serving.pacing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How a campaign's spend is kept on the course of its day, by letting a share of its requests pass.
 *
 * <p>The course begins where the campaign is first seen that day, or where its budget changes, and
 * leads from what is spent then to the whole budget along the traffic that is expected: so nothing
 * has to be made up for, and no change leaves it dark. The share is what is wanted per ms over what
 * comes per ms: requests that were seen, times what one that passed turned out to be worth. Wanted
 * is what the course asks, and a part of the distance from it, as if that were to be made good in
 * {@link #CATCH_UP_MS}; but never so little that it goes dark, nor much faster than what is left
 * would last.
 */
final class Course {
    static final long PERIOD_MS = 3_000;

    private static final double CATCH_UP_MS = 600_000;
    private static final double SLOWEST = 0.1;
    private static final double FASTEST = 3;

    private static final double SUPPLY_MEAN_MS = 60_000;
    private static final double WORTH_MEAN_MS = 180_000;

    /** The first guess of what a pass is worth counts as so many passes. */
    private static final double GUESS_PASSES = 5;

    /** Of a campaign of which nothing is known yet, for a second. */
    private static final double FIRST_SHARE = 0.1;

    private static final long FIRST_MS = 1_000;

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong passes = new AtomicLong();

    private volatile double share = FIRST_SHARE;
    private volatile long dueMs;

    private long updatedMs = -1;
    private double requestsPerMs = -1;
    private double passesSeen;
    private double worthSeen;
    private double everMicros;

    private long dayStartMs = Long.MIN_VALUE;
    private double budget;
    private double beganSpent;
    private double beganPassed;

    /**
     * What a campaign looks like now.
     *
     * @param budget what it should have spent when the day ends, in micros
     * @param spent what it has spent that day, what is expected of ads in flight too
     * @param everMicros expected of all that this instance ever served of it
     * @param guessedWorth of a pass, in micros: click rate × bid
     * @param instances that share its requests
     */
    record Sight(
            DayPlan plan,
            double budget,
            double spent,
            double everMicros,
            double guessedWorth,
            int instances) {}

    boolean isDue(long atMs) {
        return atMs >= dueMs;
    }

    double share() {
        return share;
    }

    /** Whether a request passes whose place among all is given, from 0 to 1. */
    boolean lets(double place) {
        requests.incrementAndGet();
        boolean passes = place < share;
        if (passes) {
            this.passes.incrementAndGet();
        }
        return passes;
    }

    synchronized void update(Sight sight, long atMs) {
        if (!isDue(atMs)) {
            return; // Somebody else just did.
        }
        if (updatedMs < 0) {
            dueMs = atMs + FIRST_MS;
            everMicros = sight.everMicros;
            begin(sight, atMs);
        } else {
            dueMs = atMs + PERIOD_MS;
            learn(sight, atMs - updatedMs);
            if (sight.plan.day().startMs() != dayStartMs || sight.budget != budget) {
                begin(sight, atMs);
            }
            share = share(sight, atMs);
        }
        updatedMs = atMs;
    }

    private void begin(Sight sight, long atMs) {
        dayStartMs = sight.plan.day().startMs();
        budget = sight.budget;
        beganSpent = Math.min(sight.spent, budget);
        beganPassed = sight.plan.passed(atMs);
    }

    private void learn(Sight sight, long elapsedMs) {
        double seenPerMs = (double) requests.getAndSet(0) / elapsedMs;
        double fresh = 1 - Math.exp(-elapsedMs / SUPPLY_MEAN_MS);
        requestsPerMs =
                requestsPerMs < 0 ? seenPerMs : requestsPerMs + fresh * (seenPerMs - requestsPerMs);
        double kept = Math.exp(-elapsedMs / WORTH_MEAN_MS);
        passesSeen = passesSeen * kept + passes.getAndSet(0);
        worthSeen = worthSeen * kept + Math.max(0, sight.everMicros - everMicros);
        everMicros = sight.everMicros;
    }

    private double share(Sight sight, long atMs) {
        double worth =
                (worthSeen + GUESS_PASSES * sight.guessedWorth) / (passesSeen + GUESS_PASSES);
        double comes = requestsPerMs * worth;
        double wanted = wantedPerMs(sight, atMs) / sight.instances;
        return comes <= wanted ? 1 : wanted / comes;
    }

    /** Micros per ms. */
    private double wantedPerMs(Sight sight, long atMs) {
        double left = budget - sight.spent;
        if (left <= 0) {
            return 0;
        }
        double ahead = 1 - sight.plan.passed(atMs);
        if (ahead <= 0) {
            return left / PERIOD_MS; // The day is about to end: what is left may go at once.
        }
        double perMs = sight.plan.perMs(atMs);
        double part = (budget - beganSpent) / (1 - beganPassed);
        double due = beganSpent + part * (sight.plan.passed(atMs) - beganPassed);
        double wanted = part * perMs + (due - sight.spent) / CATCH_UP_MS;
        double lasting = left / ahead * perMs;
        return Math.max(SLOWEST * lasting, Math.min(FASTEST * lasting, wanted));
    }
}
