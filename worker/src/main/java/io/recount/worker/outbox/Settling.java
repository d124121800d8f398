package io.recount.worker.outbox;

import io.recount.worker.outbox.CallEnd.Status;
import io.recount.worker.outbox.OutboxRows.Call;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stores what became of a call, together with what its cause keeps of it. */
@Component
class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(5);
    private static final BackOff RETRIES =
            new BackOff(Duration.ofMillis(500), Duration.ofMinutes(1));

    private final OutboxRows rows;
    private final Map<CallKind, CallListener> listeners = new EnumMap<>(CallKind.class);
    private final JsonMapper json;
    private final int attemptsMax;

    Settling(
            OutboxRows rows,
            List<CallListener> listeners,
            JsonMapper json,
            @Value("${recount.outbox.attempts-max}") int attemptsMax) {
        this.rows = rows;
        listeners.forEach(listener -> this.listeners.put(listener.kind(), listener));
        this.json = json;
        this.attemptsMax = attemptsMax;
    }

    @Transactional
    public void settle(Call call, Reply reply) {
        if (reply instanceof Reply.Done done) {
            end(call.id(), call.kind(), Status.DONE, done.httpStatus(), done.body(), null);
        } else if (reply instanceof Reply.Moot moot) {
            end(call.id(), call.kind(), Status.MOOT, moot.httpStatus(), null, moot.cause());
        } else if (reply instanceof Reply.Refused refused) {
            park(call, refused.httpStatus(), refused.cause());
        } else if (reply instanceof Reply.Later later) {
            if (!later.outage() && call.attempts() >= attemptsMax) {
                park(call, later.httpStatus(), later.cause());
            } else {
                rows.postpone(call.id(), delay(call, later), later.httpStatus(), later.cause());
            }
        }
    }

    private void park(Call call, @Nullable Integer httpStatus, String cause) {
        LOG.warn("Parked call {} ({} {}): {}", call.id(), call.method(), call.path(), cause);
        end(call.id(), call.kind(), Status.PARKED, httpStatus, null, cause);
    }

    /** Lets a parked call go. */
    @Transactional
    public void drop(long id, CallKind kind, String cause) {
        end(id, kind, Status.DROPPED, null, null, cause);
    }

    private void end(
            long id,
            CallKind kind,
            Status status,
            @Nullable Integer httpStatus,
            @Nullable String answer,
            @Nullable String cause) {
        CallListener listener = listeners.get(kind);
        if (rows.settle(id, status, httpStatus, answer, cause) && listener != null) {
            listener.ended(new CallEnd(id, status, httpStatus, parsed(answer)));
        }
    }

    private static Duration delay(Call call, Reply.Later later) {
        Duration backOff = RETRIES.after(call.attempts());
        Duration asked = later.after();
        if (asked == null || asked.compareTo(backOff) < 0) {
            return backOff;
        }
        return asked.compareTo(RETRY_AFTER_MAX) < 0 ? asked : RETRY_AFTER_MAX;
    }

    private @Nullable JsonNode parsed(@Nullable String answer) {
        try {
            return answer == null || answer.isBlank() ? null : json.readTree(answer);
        } catch (JacksonException e) {
            return null;
        }
    }
}
