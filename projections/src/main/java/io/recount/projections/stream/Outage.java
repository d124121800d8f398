package io.recount.projections.stream;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Tells what is wrong with the world from what is wrong with an event. The first is tried again for
 * as long as it takes, the second is parked.
 */
public final class Outage {
    private static final String REDIS = "io.lettuce.core.";

    private Outage() {}

    /** Whether the same event may well go through later. */
    public static boolean is(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataIntegrityViolationException) {
                return false;
            }
            if (cause instanceof DataAccessException
                    || cause instanceof TransactionException
                    || cause instanceof SQLException
                    || cause instanceof NotReadyException
                    || cause instanceof InterruptedException
                    // By name: only those who write to Redis import its client.
                    || cause.getClass().getName().startsWith(REDIS)) {
                return true;
            }
        }
        return false;
    }
}
