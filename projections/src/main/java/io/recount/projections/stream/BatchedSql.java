package io.recount.projections.stream;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Many rows by one statement. */
public final class BatchedSql {
    private BatchedSql() {}

    /** Runs the statement once for each row of parameters, in one round trip. */
    public static void run(JdbcTemplate jdbc, String sql, Stream<@Nullable Object[]> rows) {
        List<@Nullable Object[]> all = rows.toList();
        if (!all.isEmpty()) {
            jdbc.batchUpdate(sql, all);
        }
    }

    /** A row of parameters; instants become what JDBC takes. */
    public static @Nullable Object[] row(@Nullable Object... values) {
        @Nullable Object[] row = values.clone();
        for (int i = 0; i < row.length; i++) {
            if (row[i] instanceof Instant instant) {
                row[i] = Timestamp.from(instant);
            }
        }
        return row;
    }
}
