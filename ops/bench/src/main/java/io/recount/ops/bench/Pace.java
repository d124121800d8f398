package io.recount.ops.bench;

import java.time.Duration;

/** How a benchmark is run: so many clients, so many rounds of each contender, so long. */
record Pace(int clients, int rounds, Duration warmUp, Duration round) {
    private static final int MORE_TO_COMPILE = 4;

    /** For a whole service: the compiler was at it for a minute, at a third of a core. */
    Pace forAService() {
        return new Pace(clients, rounds, warmUp.multipliedBy(MORE_TO_COMPILE), round);
    }
}
