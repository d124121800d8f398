package io.recount.query.advertiser;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import io.recount.query.TimeRange;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An advertiser's statement: pages for looking, CSV for taking all of a range along. */
@RestController
class StatementController {
    private static final String LIST = "statement";
    private static final String PATH = "/v1/advertisers/{id}/statement";
    private static final String CSV = "text/csv";
    private static final int CSV_BATCH = 1_000;
    private static final String CSV_HEAD =
            "position,eventId,at,kind,amountMicros,balanceAfterMicros,campaignId,clickId,reference";

    private final Advertisers advertisers;
    private final Statements statements;

    StatementController(Advertisers advertisers, Statements statements) {
        this.advertisers = advertisers;
        this.statements = statements;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<StatementLine> page(
            Caller caller,
            @PathVariable String id,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        mustSee(caller, id);
        int rows = Page.limit(limit);
        long after = Cursor.position(LIST, cursor, -1);
        return Page.of(
                statements.read(id, new TimeRange(from, to), after, rows + 1),
                rows,
                last -> Cursor.after(LIST, last.position()),
                line -> line);
    }

    /** From the cursor, if any, to the newest line. */
    @GetMapping(path = PATH, produces = CSV)
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    void csv(
            Caller caller,
            HttpServletResponse response,
            @PathVariable String id,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable String cursor)
            throws IOException {
        mustSee(caller, id);
        TimeRange range = new TimeRange(from, to);
        List<StatementLine> batch =
                statements.read(id, range, Cursor.position(LIST, cursor, -1), CSV_BATCH);
        response.setContentType(CSV + ";charset=UTF-8");
        Writer out = response.getWriter();
        out.write(CSV_HEAD + "\r\n");
        while (!batch.isEmpty()) {
            for (StatementLine line : batch) {
                out.write(csv(line));
            }
            long last = batch.get(batch.size() - 1).position();
            batch =
                    batch.size() < CSV_BATCH
                            ? List.of()
                            : statements.read(id, range, last, CSV_BATCH);
        }
        out.flush();
    }

    private void mustSee(Caller caller, String id) {
        String what = "Advertiser " + id;
        caller.mustSee(id, what);
        if (advertisers.findById(id).isEmpty()) {
            throw Problem.notFound("NOT_FOUND", what + " does not exist");
        }
    }

    private static String csv(StatementLine line) {
        return String.join(
                        ",",
                        Long.toString(line.position()),
                        line.eventId(),
                        line.at().toString(),
                        line.kind(),
                        Long.toString(line.amountMicros()),
                        Long.toString(line.balanceAfterMicros()),
                        quoted(line.campaignId()),
                        quoted(line.clickId()),
                        quoted(line.reference()))
                + "\r\n";
    }

    /**
     * As RFC 4180 quotes a text. One that a spreadsheet would take for a formula gets an apostrophe
     * in front: whoever pays writes the reference, someone else opens the file.
     */
    static String quoted(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String harmless = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
