package io.recount.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands in columns, as answers show it, and the way back. */
public final class Columns {
    private static final int RATIO_DIGITS = 6;

    private Columns() {}

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(instantOrNull(row, column));
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column)
            throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Long.class);
    }

    public static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    /** To six digits; null of nothing. */
    public static @Nullable BigDecimal ratio(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part)
                        .divide(BigDecimal.valueOf(whole), RATIO_DIGITS, RoundingMode.HALF_UP);
    }

    /** Parts per million, as a ratio. */
    public static BigDecimal ofPpm(long ppm) {
        return BigDecimal.valueOf(ppm, RATIO_DIGITS);
    }
}
