package io.recount.ops.drill.invariant;

import io.recount.audit.PublishedHead;
import io.recount.ops.drill.load.Attempt;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the checks look at. They run in one transaction of the database, so that tables which
 * are written meanwhile are seen as they stood at one moment.
 */
public final class Evidence {
    private final Connection database;
    private final List<PublishedHead> heads;
    private final @Nullable List<Attempt> attempts;
    private final @Nullable Blocks seen;
    private @Nullable Decisions decisions;

    /**
     * Takes what there is.
     *
     * @param database in a transaction that sees one moment: {@link #openAt} gives such a one
     * @param heads of the log, as they were published outside the database; read before the
     *     transaction began
     * @param attempts what the clients wrote down, null where there were none of ours
     * @param seen the log as a reader saw it that followed it, null where there was none
     */
    public Evidence(
            Connection database,
            List<PublishedHead> heads,
            @Nullable List<Attempt> attempts,
            @Nullable Blocks seen) {
        this.database = database;
        this.heads = List.copyOf(heads);
        this.attempts = attempts == null ? null : List.copyOf(attempts);
        this.seen = seen;
    }

    /** A connection that only reads, and sees the database as it is at its first statement. */
    public static Connection openAt(String jdbcUrl) throws SQLException {
        Connection database = DriverManager.getConnection(jdbcUrl);
        database.setReadOnly(true);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        database.setAutoCommit(false);
        return database;
    }

    Connection database() {
        return database;
    }

    List<PublishedHead> heads() {
        return heads;
    }

    @Nullable List<Attempt> attempts() {
        return attempts;
    }

    @Nullable Blocks seen() {
        return seen;
    }

    /** What the log says about clicks; read once for all who ask. */
    Decisions decisions() throws SQLException {
        Decisions read = decisions;
        if (read == null) {
            read = Decisions.read(database);
            decisions = read;
        }
        return read;
    }
}
