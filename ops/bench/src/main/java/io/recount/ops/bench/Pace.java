package io.recount.ops.bench;

import java.time.Duration;

/** How a benchmark is run: so many clients, so many rounds of each contender, so long. */
record Pace(int clients, int rounds, Duration warmUp, Duration round) {}
