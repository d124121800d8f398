package io.recount.worker.reconciliation;

import io.recount.rules.Ledger;
import io.recount.rules.Ledger.Entry;
import io.recount.rules.Ledger.Transfer;
import io.recount.wire.AvroCodec;
import io.recount.worker.reconciliation.Comparison.Kind;
import io.recount.worker.reconciliation.Comparison.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Each event of the log that moves money against its two entries in the ledger. */
@Repository
class LedgerAgainstLog {
    private static final long POSITIONS_AT_A_TIME = 10_000;

    private final JdbcTemplate jdbc;

    LedgerAgainstLog(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** An entry, and whose transfer it belongs to. */
    private record Booked(
            String advertiserId, String account, long amount, @Nullable Long balance) {}

    Comparison compare(long from, long to) {
        Comparison comparison = new Comparison(Kind.LEDGER, Span.of(from, to));
        for (long position = from; position < to; position += POSITIONS_AT_A_TIME) {
            long last = Math.min(position + POSITIONS_AT_A_TIME, to);
            Map<Long, List<Booked>> expected = ofLog(position, last);
            Map<Long, List<Booked>> found = ofLedger(position, last);
            TreeSet<Long> positions = new TreeSet<>(expected.keySet());
            positions.addAll(found.keySet());
            for (long one : positions) {
                comparison.add(
                        differences(
                                one,
                                expected.getOrDefault(one, List.of()),
                                found.getOrDefault(one, List.of())));
            }
        }
        return comparison;
    }

    private Map<Long, List<Booked>> ofLog(long from, long to) {
        Map<Long, List<Booked>> booked = new HashMap<>();
        jdbc.query(
                """
                SELECT position, payload FROM event_log.events
                WHERE position > ? AND position <= ?
                  AND payload_type IN ('io.recount.event.ClickCharged',
                      'io.recount.event.ClickCredited', 'io.recount.event.FundsDeposited',
                      'io.recount.event.FundsRefunded')""",
                row -> {
                    Transfer transfer =
                            Objects.requireNonNull(
                                    Ledger.transfer(AvroCodec.decode(row.getBytes(2))));
                    booked.put(
                            row.getLong(1),
                            transfer.entries().stream()
                                    .map(entry -> booked(transfer, entry))
                                    .toList());
                },
                from,
                to);
        return booked;
    }

    private static Booked booked(Transfer transfer, Entry entry) {
        return new Booked(
                transfer.advertiserId(),
                entry.account().name().toLowerCase(Locale.ROOT),
                entry.amountMicros(),
                entry.balanceAfterMicros());
    }

    private Map<Long, List<Booked>> ofLedger(long from, long to) {
        Map<Long, List<Booked>> booked = new HashMap<>();
        jdbc.query(
                """
                SELECT position, advertiser_id, account, amount_micros, balance_after_micros
                FROM event_log.ledger_entries
                WHERE position > ? AND position <= ? ORDER BY position, entry""",
                row -> {
                    booked.computeIfAbsent(row.getLong(1), position -> new ArrayList<>())
                            .add(
                                    new Booked(
                                            row.getString(2),
                                            row.getString(3),
                                            row.getLong(4),
                                            row.getObject(5, Long.class)));
                },
                from,
                to);
        return booked;
    }

    private static List<Difference> differences(
            long position, List<Booked> expected, List<Booked> found) {
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            Booked logged = i < expected.size() ? expected.get(i) : null;
            Booked entry = i < found.size() ? found.get(i) : null;
            if (!Objects.equals(logged, entry)) {
                differences.add(
                        new Difference(
                                Long.toString(position),
                                null,
                                "entry " + (i + 1) + " of " + accounts(logged, entry),
                                logged == null ? null : logged.amount(),
                                entry == null ? null : entry.amount()));
            }
        }
        return differences;
    }

    private static String accounts(@Nullable Booked logged, @Nullable Booked entry) {
        Booked known = logged != null ? logged : Objects.requireNonNull(entry);
        return known.advertiserId() + "'s " + known.account();
    }
}
