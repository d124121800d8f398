package io.recount.query.dashboard;

import io.recount.query.dashboard.Overview.Stamp;
import io.recount.query.metrics.Today;
import java.time.Duration;
import java.time.Instant;

/** How old the page may say its figures are, by source. */
record Freshness(Today today, Instant now, Words words) {
    /** Ledger and stream are both due on the page within this time. */
    private static final Duration DUE = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Of the page as a whole; its position follows the text. */
    Stamp page() {
        Duration age = ledgerAge();
        return isLate(age)
                ? new Stamp("%s old, due within 5 s, position".formatted(Words.age(age)), true)
                : new Stamp("Live, %s old, position".formatted(Words.age(age)), false);
    }

    Stamp ledger() {
        Duration age = ledgerAge();
        return new Stamp("Ledger, " + Words.age(age), isLate(age));
    }

    private Duration ledgerAge() {
        return Duration.between(today.readAt(), now).plus(today.ledgerLag());
    }

    private static boolean isLate(Duration age) {
        return age.compareTo(DUE) > 0;
    }

    /** A quiet stream is not a late one: late is what misses a charge that the ledger shows. */
    Stamp stream() {
        Instant newest = today.newestResultAt();
        Instant charge = today.lastChargeAt();
        boolean behind =
                charge != null
                        && charge.isAfter(today.minutes().first())
                        && (newest == null || newest.isBefore(charge))
                        && charge.isBefore(now.minus(DUE));
        if (behind) {
            Duration since = Duration.between(charge, now);
            return new Stamp("Stream, %s behind".formatted(Words.age(since)), true);
        }
        if (newest == null) {
            return new Stamp("Stream, quiet for an hour", false);
        }
        Duration age = Duration.between(newest, now);
        return new Stamp(
                age.compareTo(IDLE) > 0
                        ? "Stream, last at " + words.time(newest)
                        : "Stream, " + Words.age(age),
                false);
    }
}
