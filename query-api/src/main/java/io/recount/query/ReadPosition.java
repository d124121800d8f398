package io.recount.query;

import io.recount.http.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the read model has come, and waiting until it has come far enough. */
@Component
public class ReadPosition {
    /** Cheap to ask, and well under what a person notices. */
    private static final long ASK_AGAIN_MS = 15;

    private final JdbcClient jdbc;
    private final QueryProperties properties;

    ReadPosition(JdbcClient jdbc, QueryProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** The position up to which all processors of the read model have come; 0 before the first. */
    public long now() {
        List<String> names = properties.readModelProcessors();
        return jdbc.sql(
                        """
                        SELECT CASE WHEN count(DISTINCT name) = :expected
                               THEN coalesce(min(position), 0) ELSE 0 END
                        FROM read_model.progress WHERE name IN (:names)""")
                .param("expected", names.size())
                .param("names", names)
                .query(Long.class)
                .single();
    }

    /**
     * Returns once the read model shows everything up to that position.
     *
     * @throws Problem 503 when it does not in time
     */
    public void await(long position) {
        Duration wait = properties.positionWaitMax();
        long deadlineNanos = System.nanoTime() + wait.toNanos();
        long reached = now();
        while (reached < position) {
            if (System.nanoTime() >= deadlineNanos || !pause()) {
                throw Problem.unavailable(
                        "POSITION_NOT_REACHED",
                        "The read model is at position %d, not yet at %d"
                                .formatted(reached, position),
                        Duration.ofSeconds(1));
            }
            reached = now();
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
