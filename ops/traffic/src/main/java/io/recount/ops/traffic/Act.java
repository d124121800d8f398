package io.recount.ops.traffic;

import java.util.random.RandomGenerator;

/**
 * What someone who advertises does now and then, drawn before anything is asked of the server, so
 * that the same seed gives the same acts.
 *
 * @param who which of the campaigns or advertisers, as a share of them all
 * @param share of a budget to raise it by, or of a refund's largest sum
 * @param pauseMs how long a pause lasts
 */
record Act(Kind kind, double who, double share, long pauseMs) {
    private static final long LEAST_PAUSE_MS = 15_000;
    private static final long MOST_PAUSE_MS = 60_000;

    enum Kind {
        PAUSE,
        RAISE,
        REFUND
    }

    static Act draw(RandomGenerator random) {
        double kind = random.nextDouble();
        return new Act(
                kind < 0.5 ? Kind.PAUSE : kind < 0.8 ? Kind.RAISE : Kind.REFUND,
                random.nextDouble(),
                random.nextDouble(),
                random.nextLong(LEAST_PAUSE_MS, MOST_PAUSE_MS));
    }
}
