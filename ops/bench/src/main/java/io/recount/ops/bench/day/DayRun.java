package io.recount.ops.bench.day;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Requests, clicks and charges of one campaign, in the order of their times. A click is charged
 * while the day's budget has room for its price, else it was given away. Records get to the gate a
 * while after their charge, as they do by way of Redis.
 */
final class DayRun {
    static final long DAY_MS = 24 * Demand.HOUR_MS;
    static final int HOURS = 24;

    private static final long RECORD_DELAY_MS = 50;
    private static final long TICK_MS = 1_000;
    private static final double LOWEST_PRICE = 0.8;
    private static final long PRICE_STEP_MICROS = 10_000_000;
    private static final long BALANCE_MICROS = 1_000_000_000_000_000L;

    private final Serving serving;
    private final Demand demand;
    private final long bidMicros;
    private final long budgetMicros;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMs));

    private long dayStartMs;
    private long spentMicros;
    private long totalMicros;
    private long clicks;
    private long position;
    private long requests;

    DayRun(Serving serving, Demand demand, long bidMicros, long budgetMicros) {
        this.serving = serving;
        this.demand = demand;
        this.bidMicros = bidMicros;
        this.budgetMicros = budgetMicros;
    }

    private record Event(long atMs, Runnable what) {}

    /** What happened on one day, by the hour. */
    static final class Day {
        final long[] spentMicros = new long[HOURS];
        final long[] served = new long[HOURS];
        int free;
        long firstServedMs = -1;

        long spent() {
            return Arrays.stream(spentMicros).sum();
        }
    }

    static double meanPrice(long bidMicros) {
        return bidMicros * (1 + LOWEST_PRICE) / 2;
    }

    /** From then to the end of the day that many days later. */
    Day[] run(long fromMs, int days) {
        long firstDay = Math.floorDiv(fromMs, DAY_MS);
        Day[] run = new Day[days];
        for (int i = 0; i < days; i++) {
            run[i] = new Day();
        }
        dayStartMs = firstDay * DAY_MS;
        serving.record(spent());
        long endMs = (firstDay + days) * DAY_MS;
        tick(fromMs);
        for (long at = demand.next(fromMs); at < endMs; at = demand.next(at)) {
            happen(at);
            request(at, run[(int) (Math.floorDiv(at, DAY_MS) - firstDay)], run, firstDay);
        }
        happen(endMs - 1);
        return run;
    }

    private void happen(long untilMs) {
        while (!events.isEmpty() && events.element().atMs <= untilMs) {
            events.remove().what.run();
        }
    }

    private void tick(long atMs) {
        serving.tick(atMs);
        events.add(new Event(atMs + TICK_MS, () -> tick(atMs + TICK_MS)));
    }

    private void request(long atMs, Day day, Day[] run, long firstDay) {
        int hour = hour(atMs);
        long price = price();
        if (!serving.lets(Long.toString(++requests), price, atMs)) {
            return;
        }
        day.served[hour]++;
        if (day.firstServedMs < 0) {
            day.firstServedMs = atMs;
        }
        serving.served(price, atMs);
        if (demand.isClicked()) {
            long clickMs = atMs + demand.delayMs();
            events.add(new Event(clickMs, () -> click(price, atMs, clickMs, run, firstDay)));
        }
    }

    private long price() {
        double share = LOWEST_PRICE + (1 - LOWEST_PRICE) * demand.nextDouble();
        return Math.round(bidMicros * share / PRICE_STEP_MICROS) * PRICE_STEP_MICROS;
    }

    private void click(long price, long servedMs, long atMs, Day[] run, long firstDay) {
        int index = (int) (Math.floorDiv(atMs, DAY_MS) - firstDay);
        if (index >= run.length) {
            return;
        }
        if (dayStartMs < (firstDay + index) * DAY_MS) {
            dayStartMs = (firstDay + index) * DAY_MS;
            spentMicros = 0;
            clicks = 0;
        }
        if (spentMicros + price > budgetMicros) {
            run[index].free++;
        } else {
            spentMicros += price;
            totalMicros += price;
            clicks++;
            position++;
            run[index].spentMicros[hour(atMs)] += price;
            Serving.Spent left = spent();
            long seenMs = atMs + RECORD_DELAY_MS;
            events.add(new Event(seenMs, () -> serving.record(left)));
        }
        serving.clicked(price, servedMs, atMs);
    }

    private static int hour(long atMs) {
        return (int) (Math.floorMod(atMs, DAY_MS) / Demand.HOUR_MS);
    }

    private Serving.Spent spent() {
        return new Serving.Spent(
                dayStartMs,
                spentMicros,
                totalMicros,
                clicks,
                BALANCE_MICROS - totalMicros,
                position);
    }
}
