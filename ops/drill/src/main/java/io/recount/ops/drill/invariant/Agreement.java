package io.recount.ops.drill.invariant;

import io.recount.event.AdvertiserRegistered;
import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.rules.Ledger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The log, the ledger and the read model tell of the same money: entry by entry for the ledger, and
 * for the read model as far as the projections have come.
 */
final class Agreement implements Invariant {
    @Override
    public String id() {
        return "I2";
    }

    @Override
    public String says() {
        return "agreement: charges minus credits are the same in log, ledger and read model";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        Connection database = evidence.database();
        ReadModel readModel = ReadModel.open(database);
        try (Statement sql = database.createStatement()) {
            sql.setFetchSize(2_000);
            try (ResultSet entries =
                    sql.executeQuery(
                            """
                            SELECT position, advertiser_id, account, amount_micros,
                                   balance_after_micros, currency
                            FROM event_log.ledger_entries ORDER BY position, entry""")) {
                Books books = new Books(entries, readModel);
                EventLog.forEach(database, books::add);
                books.end();
                if (books.firstWrong != null) {
                    return new Broken(books.firstWrong);
                }
                String difference = readModel.firstDifference(database);
                return difference == null
                        ? new Holds(
                                "%,d transfers, %,d micros net of credits; %s"
                                        .formatted(
                                                books.transfers, books.netMicros, readModel.says()))
                        : new Broken(difference);
            }
        }
    }

    /** Walks through the log with the ledger beside it, both in the order of positions. */
    private static final class Books {
        private final ResultSet entries;
        private final ReadModel readModel;
        private final Map<String, String> currencies = new HashMap<>();
        private long transfers;
        private long netMicros;
        private @Nullable String firstWrong;

        Books(ResultSet entries, ReadModel readModel) {
            this.entries = entries;
            this.readModel = readModel;
        }

        void add(long position, SpecificRecord event) throws SQLException {
            if (event instanceof AdvertiserRegistered registered) {
                currencies.put(registered.getAdvertiserId(), registered.getCurrency());
            }
            Ledger.Transfer transfer = Ledger.transfer(event);
            if (transfer == null || firstWrong != null) {
                return;
            }
            transfers++;
            if (transfer.other() != Ledger.Account.WORLD) {
                netMicros -= transfer.receivedMicros();
            }
            for (Ledger.Entry entry : transfer.entries()) {
                compare(position, transfer.advertiserId(), entry);
            }
            readModel.add(position, event, transfer);
        }

        private void compare(long position, String advertiserId, Ledger.Entry entry)
                throws SQLException {
            String expected =
                    line(
                            position,
                            advertiserId,
                            entry.account().name().toLowerCase(Locale.ROOT),
                            entry.amountMicros(),
                            entry.balanceAfterMicros(),
                            currencies.get(advertiserId));
            String found = next();
            if (firstWrong == null && !expected.equals(found)) {
                firstWrong =
                        "by the log the ledger has [%s], it has [%s]".formatted(expected, found);
            }
        }

        void end() throws SQLException {
            String more = firstWrong == null ? next() : "";
            if (firstWrong == null && !more.isEmpty()) {
                firstWrong = "the ledger has [" + more + "], the log no such transfer";
            }
        }

        private String next() throws SQLException {
            return entries.next()
                    ? line(
                            entries.getLong(1),
                            entries.getString(2),
                            entries.getString(3),
                            entries.getLong(4),
                            (Long) entries.getObject(5),
                            entries.getString(6))
                    : "";
        }

        private static String line(
                long position,
                String advertiserId,
                String account,
                long amountMicros,
                @Nullable Long balanceAfterMicros,
                @Nullable String currency) {
            return "position %d, %s of %s: %d %s, balance %s"
                    .formatted(
                            position,
                            account,
                            advertiserId,
                            amountMicros,
                            currency,
                            balanceAfterMicros == null ? "–" : balanceAfterMicros);
        }
    }
}
