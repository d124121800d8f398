package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.audit.Verdict.Intact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A writer is stopped (SIGSTOP) inside its open transaction while another one goes on. In short:
 * the database cuts a stalled writer off after 300 ms instead of 2 s, and the stock engine gives a
 * gap up after 500 ms instead of 60 s.
 */
class StalledWriterIT {
    private static final int EVENTS = 20;
    private static final String CUT_OFF_SOON =
            "SET idle_in_transaction_session_timeout = '300ms'; SET lock_timeout = '10s'";
    private static final Duration GAP_TIMEOUT = Duration.ofMillis(500);

    private final TestLog log = TestLog.fresh();
    private final List<String> seen = new ArrayList<>();
    private Process writer;
    private BufferedReader words;

    @AfterEach
    void close() throws InterruptedException {
        if (writer != null) {
            writer.destroyForcibly().waitFor();
        }
        log.close();
    }

    @Test
    void aStalledWriterIsCutOffAndNoConsumerSkipsAnEvent() throws Exception {
        // given: it holds the append lock
        startWriter("ours", CUT_OFF_SOON);
        signal("STOP");

        // when: the other one goes on, a consumer reads, and the stalled one wakes up
        for (int i = 0; i < EVENTS; i++) {
            log.append("other", 1);
        }
        TrackingToken token = consume(log.engine, log.engine.createTailToken());
        signal("CONT");
        String last = goOn();
        log.append("other", 1);
        consume(log.engine, token);

        // then: it was told that it failed, and what is in the log was seen
        assertThat(last).startsWith("writer: FAILED");
        assertThat(seen).isEqualTo(idsOf("event_log.events", "event_identifier", "position"));
        assertThat(seen).hasSize(EVENTS + 1);
        assertThat(log.verify(List.of())).isEqualTo(new Intact(EVENTS + 1, 0));
    }

    /** What our engine is for. The event is in the table, and no consumer ever gets it. */
    @Test
    void axonsOwnEngineSkipsForGoodWhatAStalledWriterCommitsLate() throws Exception {
        // given
        StockLog.create(log);
        EventStorageEngine stock = StockLog.engine(log, GAP_TIMEOUT);
        startWriter("stock", "SELECT 1");
        signal("STOP");

        // when: a consumer comes by after the gap's time is over
        for (int i = 0; i < EVENTS; i++) {
            stock.appendEvents(TestLog.event("other", i));
        }
        Instant appended = Instant.now();
        await().until(() -> Instant.now().isAfter(appended.plus(GAP_TIMEOUT.multipliedBy(2))));
        TrackingToken token = consume(stock, stock.createTailToken());
        signal("CONT");
        String last = goOn();
        stock.appendEvents(TestLog.event("other", EVENTS));
        consume(stock, token);

        // then: it was told that all is well
        List<String> stored = idsOf(StockLog.TABLE, "eventIdentifier", "globalIndex");
        assertThat(last).isEqualTo("writer: COMMITTED");
        assertThat(stored).hasSize(EVENTS + 2);
        assertThat(seen).isEqualTo(stored.subList(1, stored.size()));
    }

    private void startWriter(String engine, String connectionInitSql) throws IOException {
        writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.recount.event",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StalledWriter.class.getName(),
                                log.url(),
                                connectionInitSql,
                                engine)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        words = writer.inputReader(StandardCharsets.UTF_8);
        assertThat(nextWord()).isEqualTo("writer: APPENDED");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(writer.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS) && kill.exitValue() == 0).isTrue();
    }

    /** Lets the writer commit; what it says of that. */
    private String goOn() throws IOException {
        try (OutputStream in = writer.getOutputStream()) {
            in.write('\n');
        }
        return nextWord();
    }

    private String nextWord() throws IOException {
        String line = words.readLine();
        while (line != null && !line.startsWith("writer: ")) { // Its log is here too.
            line = words.readLine();
        }
        return line == null ? "nothing" : line;
    }

    private TrackingToken consume(EventStorageEngine engine, TrackingToken from) {
        TrackingToken token = from;
        for (TrackedEventMessage<?> event : engine.readEvents(from, false).toList()) {
            seen.add(event.getIdentifier());
            token = event.trackingToken();
        }
        return token;
    }

    private List<String> idsOf(String table, String id, String order) {
        return log.jdbc
                .sql("SELECT %s FROM %s ORDER BY %s".formatted(id, table, order))
                .query(String.class)
                .list();
    }
}
