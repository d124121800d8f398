package io.recount.ops.drill.invariant;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.rules.Ledger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the read model must show at the positions to which its projections have come: built from the
 * log, then compared with its tables.
 */
final class ReadModel {
    /** Where a database has none: nothing is ever behind that position. */
    private static final long NONE = -1;

    private final long spendTo;
    private final long campaignsTo;
    private final Map<CampaignDay, Spend> spend = new HashMap<>();
    private final Map<Long, Long> balanceByPosition = new TreeMap<>();
    private final Map<String, Long> balances = new HashMap<>();

    private record CampaignDay(String campaignId, Instant dayStart) {}

    private record Spend(long micros, long clicks, long creditedMicros, long creditedClicks) {
        static final Spend NOTHING = new Spend(0, 0, 0, 0);

        Spend charged(long more) {
            return new Spend(micros + more, clicks + 1, creditedMicros, creditedClicks);
        }

        Spend credited(long more) {
            return new Spend(micros, clicks, creditedMicros + more, creditedClicks + 1);
        }
    }

    private ReadModel(long spendTo, long campaignsTo) {
        this.spendTo = spendTo;
        this.campaignsTo = campaignsTo;
    }

    static ReadModel open(Connection database) throws SQLException {
        try (Statement sql = database.createStatement()) {
            try (ResultSet there =
                    sql.executeQuery("SELECT to_regclass('read_model.progress') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) {
                    return new ReadModel(NONE, NONE);
                }
            }
            Map<String, Long> positions = new HashMap<>();
            try (ResultSet progress =
                    sql.executeQuery("SELECT name, position FROM read_model.progress")) {
                while (progress.next()) {
                    positions.put(progress.getString(1), progress.getLong(2));
                }
            }
            return new ReadModel(
                    positions.getOrDefault("spend", NONE),
                    positions.getOrDefault("campaign", NONE));
        }
    }

    void add(long position, SpecificRecord event, Ledger.Transfer transfer) {
        if (position <= campaignsTo) {
            balances.put(transfer.advertiserId(), transfer.balanceAfterMicros());
        }
        if (position > spendTo) {
            return;
        }
        balanceByPosition.put(position, transfer.balanceAfterMicros());
        if (event instanceof ClickCharged charged) {
            spend.merge(
                    new CampaignDay(charged.getCampaignId(), charged.getDayStart()),
                    Spend.NOTHING.charged(charged.getChargedMicros()),
                    (sum, one) -> sum.charged(one.micros()));
        } else if (event instanceof ClickCredited credited) {
            spend.computeIfPresent(
                    new CampaignDay(credited.getCampaignId(), credited.getDayStart()),
                    (day, sum) -> sum.credited(credited.getCreditedMicros()));
        }
    }

    String says() {
        return spendTo == NONE
                ? "no read model to compare with"
                : "read model equal up to position %,d".formatted(spendTo);
    }

    /** Null when the tables show what the log says. */
    @Nullable String firstDifference(Connection database) throws SQLException {
        if (spendTo == NONE) {
            return null;
        }
        try (Statement sql = database.createStatement()) {
            String line = firstLine(sql);
            String day = line == null ? firstDay(sql) : line;
            return day == null ? firstBalance(sql) : day;
        }
    }

    private @Nullable String firstLine(Statement sql) throws SQLException {
        Set<Long> missing = new HashSet<>(balanceByPosition.keySet());
        try (ResultSet row =
                sql.executeQuery(
                        """
                        SELECT position, balance_after_micros FROM read_model.ledger_lines
                        ORDER BY position""")) {
            while (row.next()) {
                long position = row.getLong(1);
                missing.remove(position);
                if (!Objects.equals(balanceByPosition.get(position), row.getLong(2))) {
                    return "read_model.ledger_lines: position %d says balance %d, the log %s"
                            .formatted(position, row.getLong(2), balanceByPosition.get(position));
                }
            }
        }
        return missing.isEmpty()
                ? null
                : "read_model.ledger_lines has nothing of position "
                        + missing.stream().min(Long::compare).orElseThrow();
    }

    private @Nullable String firstDay(Statement sql) throws SQLException {
        Map<CampaignDay, Spend> expected = new HashMap<>(spend);
        try (ResultSet row =
                sql.executeQuery(
                        """
                        SELECT campaign_id, day_start, spent_micros, clicks, credited_micros,
                               credited_clicks
                        FROM read_model.spend ORDER BY campaign_id, day_start""")) {
            while (row.next()) {
                CampaignDay day =
                        new CampaignDay(
                                row.getString(1),
                                row.getObject(2, OffsetDateTime.class).toInstant());
                Spend found =
                        new Spend(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
                Spend logged = expected.remove(day);
                if (!found.equals(logged)) {
                    return "read_model.spend: %s is %s, by the log %s"
                            .formatted(day, found, logged);
                }
            }
        }
        return expected.isEmpty() ? null : "read_model.spend lacks " + expected;
    }

    private @Nullable String firstBalance(Statement sql) throws SQLException {
        try (ResultSet row =
                sql.executeQuery(
                        """
                        SELECT advertiser_id, balance_micros FROM read_model.advertisers
                        ORDER BY advertiser_id""")) {
            while (row.next()) {
                long logged = balances.getOrDefault(row.getString(1), 0L);
                if (row.getLong(2) != logged) {
                    return "read_model.advertisers: %s has %d micros, by the log %d"
                            .formatted(row.getString(1), row.getLong(2), logged);
                }
            }
        }
        return null;
    }
}
