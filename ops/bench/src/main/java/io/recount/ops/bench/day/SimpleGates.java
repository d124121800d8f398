package io.recount.ops.bench.day;

import java.util.ArrayDeque;

/** What one would write first. Each knows the day's budget and no in-flight estimate. */
final class SimpleGates {
    private static final long DAY_MS = 24 * Demand.HOUR_MS;

    private SimpleGates() {}

    /** Serves while the counter, current to the click, has room for one more. */
    static class Counter implements Serving {
        final long budgetMicros;
        private long dayStartMs;
        private long spentMicros;

        Counter(long budgetMicros) {
            this.budgetMicros = budgetMicros;
        }

        @Override
        public boolean lets(String requestId, long priceMicros, long atMs) {
            return spent(atMs) + priceMicros <= budgetMicros;
        }

        long spent(long atMs) {
            return dayStartMs < dayStart(atMs) ? 0 : spentMicros;
        }

        @Override
        public void served(long priceMicros, long atMs) {}

        @Override
        public void clicked(long priceMicros, long servedMs, long atMs) {}

        @Override
        public void record(Spent spent) {
            dayStartMs = spent.dayStartMs();
            spentMicros = spent.micros();
        }
    }

    static long dayStart(long atMs) {
        return Math.floorDiv(atMs, DAY_MS) * DAY_MS;
    }

    /** As the counter, which it looks at once in a while. */
    static final class Poll extends Counter {
        private final long everyMs;
        private long seen;
        private long seenDayMs;
        private long nextMs;

        Poll(long budgetMicros, long everyMs) {
            super(budgetMicros);
            this.everyMs = everyMs;
        }

        @Override
        public boolean lets(String requestId, long priceMicros, long atMs) {
            if (atMs >= nextMs) {
                seen = spent(atMs);
                seenDayMs = dayStart(atMs);
                nextMs = atMs + everyMs;
            }
            return (seenDayMs < dayStart(atMs) ? 0 : seen) + priceMicros <= budgetMicros;
        }
    }

    /** Holds back the price of each ad served until it is clicked or its token has expired. */
    static final class FullHold extends Counter {
        private final long lifeMs;
        private final ArrayDeque<long[]> held = new ArrayDeque<>();
        private long heldMicros;

        FullHold(long budgetMicros, long lifeMs) {
            super(budgetMicros);
            this.lifeMs = lifeMs;
        }

        @Override
        public boolean lets(String requestId, long priceMicros, long atMs) {
            while (!held.isEmpty() && held.peek()[0] + lifeMs <= atMs) {
                heldMicros -= held.remove()[1];
            }
            return spent(atMs) + heldMicros + priceMicros <= budgetMicros;
        }

        @Override
        public void served(long priceMicros, long atMs) {
            held.add(new long[] {atMs, priceMicros});
            heldMicros += priceMicros;
        }

        @Override
        public void clicked(long priceMicros, long servedMs, long atMs) {
            for (long[] one : held) {
                if (one[0] == servedMs && one[1] == priceMicros) {
                    one[1] = 0;
                    heldMicros -= priceMicros;
                    return;
                }
            }
        }
    }
}
