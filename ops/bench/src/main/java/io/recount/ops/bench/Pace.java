package io.recount.ops.bench;

import java.time.Duration;

/** How a benchmark is run: so many clients, so many rounds of each contender, so long. */
record Pace(int clients, int rounds, Duration warmUp, Duration round) {
    private static final int MORE_TO_COMPILE = 6;
    private static final int CONNECTIONS = 128;

    /**
     * For a whole service: behind half a minute of clicks the compiler still took a sixth of a
     * core; and visitors come over many connections.
     */
    Pace forAService() {
        return new Pace(CONNECTIONS, rounds, warmUp.multipliedBy(MORE_TO_COMPILE), round);
    }
}
