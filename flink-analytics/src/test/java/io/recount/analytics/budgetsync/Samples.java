package io.recount.analytics.budgetsync;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ChargedClick;
import java.util.Map;

/** One campaign with a day's budget of 1,000 and pause at 95 %, amounts in whole micros. */
final class Samples {
    static final long DAY = 1_700_000_000_000L;
    static final String ADVERTISER = "adv";
    static final String CAMPAIGN = "adv-c1";
    static final ActiveCampaign ACTIVE = new ActiveCampaign(CAMPAIGN, ADVERTISER, 1_000, 95, 10);

    private Samples() {}

    /** The {@code number}-th charge of its day, after which {@code spentAfter} is spent. */
    static ChargedClick charge(long dayStartMs, long number, long micros, long spentAfter) {
        return new ChargedClick(
                "click-" + dayStartMs + "-" + number,
                ADVERTISER,
                CAMPAIGN,
                CAMPAIGN + "-a1",
                Arm.NONE,
                dayStartMs + number,
                dayStartMs,
                dayStartMs,
                micros,
                spentAfter,
                spentAfter,
                number,
                1_000,
                null,
                95,
                100 + number);
    }

    static Compared.Counter counter(long position, long day, long spent, long total) {
        return Compared.Counter.of(position, Map.of("day", day, "spent", spent, "total", total));
    }

    /** A ledger whose last charge is within that day; everybody stands at the log's head. */
    static Ledger ledger(long head, long day, long spent, long clicks, long total) {
        return new Ledger(head, head, head, day, spent, clicks, total);
    }

    /** Equal on both sides. */
    static Compared equal(long day, long spent, long clicks, long atMs) {
        return Compared.of(
                ACTIVE,
                counter(200, day, spent, spent),
                ledger(300, day, spent, clicks, spent),
                atMs);
    }
}
