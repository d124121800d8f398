package io.recount.command.groupcommit;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a database that is away, or has no room, from a statement that is wrong. */
public final class Outages {
    /**
     * SQLState classes: connection exceptions, operator intervention, insufficient resources, and
     * the time-outs that end a transaction.
     */
    private static final Set<String> CLASSES = Set.of("08", "57", "53");

    private static final Set<String> TIME_OUTS = Set.of("25P02", "25P03", "25P04", "55P03");

    private Outages() {}

    public static boolean isOutage(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotCreateTransactionException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof SQLTransientException
                    || (cause instanceof SQLException sql && isOutage(sql))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return state == null // The pool's own, such as "Connection is closed".
                || TIME_OUTS.contains(state)
                || (state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
