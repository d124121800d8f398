package io.recount.query.audit;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import io.recount.query.TimeRange;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The event log as JSON: pages for looking, NDJSON for taking it all along. */
@RestController
class AuditController {
    private static final String LIST = "events";
    private static final int EXPORT_BATCH = 500;

    /** Exports keep a thread and the database busy, so only a few run at once. */
    private static final int EXPORTS_MAX = 4;

    private final EventLog log;
    private final JsonMapper json;
    private final Semaphore exports = new Semaphore(EXPORTS_MAX);

    AuditController(EventLog log, JsonMapper json) {
        this.log = log;
        this.json = json;
    }

    @GetMapping(path = "/v1/audit/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<AuditEvent> page(
            Caller caller,
            @RequestParam @Nullable String aggregateId,
            @RequestParam @Nullable String type,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam(defaultValue = "0") long fromPosition,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        EventFilter filter = filter(caller, aggregateId, type, from, to, fromPosition);
        int rows = Page.limit(limit);
        long after = Cursor.position(LIST, cursor, -1);
        return Page.of(
                log.read(filter, after, Long.MAX_VALUE, rows + 1),
                rows,
                last -> Cursor.after(LIST, last.position()),
                event -> event);
    }

    /** Everything that matches up to the log's head as it is now, one event a line. */
    @GetMapping(path = "/v1/audit/events", produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    void export(
            Caller caller,
            HttpServletResponse response,
            @RequestParam @Nullable String aggregateId,
            @RequestParam @Nullable String type,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam(defaultValue = "0") long fromPosition,
            @RequestParam @Nullable String cursor)
            throws IOException {
        EventFilter filter = filter(caller, aggregateId, type, from, to, fromPosition);
        long after = Cursor.position(LIST, cursor, -1);
        if (!exports.tryAcquire()) {
            throw Problem.unavailable(
                    "EXPORTS_BUSY",
                    EXPORTS_MAX + " exports run already; ask again",
                    Duration.ofSeconds(5));
        }
        try {
            long head = log.head();
            List<AuditEvent> batch = log.read(filter, after, head, EXPORT_BATCH);
            response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
            OutputStream out = response.getOutputStream();
            while (!batch.isEmpty()) {
                for (AuditEvent event : batch) {
                    out.write(json.writeValueAsBytes(event));
                    out.write('\n');
                }
                long last = batch.get(batch.size() - 1).position();
                batch =
                        batch.size() < EXPORT_BATCH
                                ? List.of()
                                : log.read(filter, last, head, EXPORT_BATCH);
            }
            out.flush();
        } finally {
            exports.release();
        }
    }

    private static EventFilter filter(
            Caller caller,
            @Nullable String aggregateId,
            @Nullable String type,
            @Nullable Instant from,
            @Nullable Instant to,
            long fromPosition) {
        if (aggregateId != null) {
            caller.mustSee(EventFilter.advertiserOf(aggregateId), "Aggregate " + aggregateId);
        }
        return new EventFilter(
                caller.advertiserId(), aggregateId, type, new TimeRange(from, to), fromPosition);
    }
}
