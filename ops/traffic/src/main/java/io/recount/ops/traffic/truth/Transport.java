package io.recount.ops.traffic.truth;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What happens to messages on their way: one in a hundred is sent twice, as a client does that had
 * no answer, one in twenty comes out of order, and one in two hundred hours late.
 */
public final class Transport {
    public static final Duration DISORDER = Duration.ofSeconds(20);
    public static final Duration LATE = Duration.ofHours(2);

    private static final int TWICE_IN_1000 = 10;
    private static final int OUT_OF_ORDER_IN_1000 = 50;
    private static final int LATE_IN_1000 = 5;

    private final SplittableRandom random;
    private long sent;
    private long twice;
    private long outOfOrder;
    private long late;

    public Transport(SplittableRandom random) {
        this.random = random;
    }

    /** How often the next message is sent. */
    public int times() {
        sent++;
        if (random.nextInt(1_000) < TWICE_IN_1000) {
            twice++;
            return 2;
        }
        return 1;
    }

    /** When something happened that arrives at that time. */
    public long happened(long arrivesMs) {
        int chance = random.nextInt(1_000);
        if (chance < LATE_IN_1000) {
            late++;
            return arrivesMs - LATE.toMillis();
        }
        if (chance < LATE_IN_1000 + OUT_OF_ORDER_IN_1000) {
            outOfOrder++;
            return arrivesMs - random.nextLong(DISORDER.toMillis());
        }
        return arrivesMs;
    }

    /** Each of them once. */
    public long sent() {
        return sent;
    }

    public long twice() {
        return twice;
    }

    public long outOfOrder() {
        return outOfOrder;
    }

    public long late() {
        return late;
    }
}
