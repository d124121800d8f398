package io.recount.query.advertiser;

import io.recount.rules.BudgetDay;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * By which zone's midnights an advertiser's days begin. One that moved keeps its old zone until the
 * new one's next midnight.
 *
 * @param zone the one that was asked for last
 * @param before the one that counts until {@code from}; the same when it never moved
 */
public record DayZones(ZoneId zone, ZoneId before, Instant from) {
    public static DayZones of(String zone, @Nullable String before, @Nullable Instant from) {
        ZoneId now = ZoneId.of(zone);
        return before == null || from == null
                ? new DayZones(now, now, Instant.EPOCH)
                : new DayZones(now, ZoneId.of(before), from);
    }

    /** Of a row with the columns {@code time_zone}, {@code zone_before} and {@code zone_from}. */
    public static DayZones of(ResultSet row) throws SQLException {
        Timestamp from = row.getTimestamp("zone_from");
        return of(
                row.getString("time_zone"),
                row.getString("zone_before"),
                from == null ? null : from.toInstant());
    }

    /** The start of the day in which that instant lies; a day is named by it. */
    public Instant dayStart(Instant at) {
        return BudgetDay.startOf(at, before, from, zone);
    }

    /** The start of the day after the one that starts there. */
    public Instant nextDay(Instant dayStart) {
        boolean old = dayStart.isBefore(from);
        Instant next = BudgetDay.midnightAfter(dayStart, old ? before : zone);
        return old && from.isBefore(next) ? from : next;
    }
}
