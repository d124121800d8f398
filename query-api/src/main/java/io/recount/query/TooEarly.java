package io.recount.query;

import io.recount.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The tables belong to other services and come with their first start; a query before that is
 * early, not wrong, and gets a 503. So does one that the database could not finish in time.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class TooEarly {
    private static final Logger LOG = LoggerFactory.getLogger(TooEarly.class);

    /** SQLSTATE: undefined table, undefined column, unknown schema. */
    private static final Set<String> MISSING = Set.of("42P01", "42703", "3F000");

    /** SQLSTATE: cancelled, by statement_timeout or by a shutdown. */
    private static final Set<String> CUT_SHORT = Set.of("57014", "57P01", "57P02", "57P03");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final HandlerExceptionResolver problems;

    TooEarly(@Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @ExceptionHandler(DataAccessException.class)
    void answer(DataAccessException e, HttpServletRequest request, HttpServletResponse response) {
        problems.resolveException(request, response, null, problemOf(e));
    }

    /** The refusal that a failed read deserves. */
    public static Problem problemOf(DataAccessException e) {
        String state = sqlState(e);
        if (MISSING.contains(state)) {
            return Problem.unavailable(
                    "READ_MODEL_NOT_READY",
                    "What this query reads is not set up yet; ask again",
                    RETRY_AFTER);
        }
        // Class 08 is a lost connection; without a state the pool had none to give.
        if (CUT_SHORT.contains(state) || state.startsWith("08") || state.isEmpty()) {
            LOG.warn("Database away: {}", e.getMessage());
            return Problem.unavailable(
                    "DATABASE_UNAVAILABLE",
                    "The database cannot answer now; ask again",
                    RETRY_AFTER);
        }
        LOG.error("Query failed", e);
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "INTERNAL_ERROR",
                "Something went wrong here; the service's log has the cause");
    }

    private static String sqlState(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
