package io.recount.eventlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/**
 * A process that appends one event, says so, and leaves its transaction open until it reads a byte;
 * then it commits, and says whether that went well.
 */
final class StalledWriter {
    static final String AGGREGATE = "stalled";

    private StalledWriter() {}

    public static void main(String[] arguments) {
        try (TestLog log = new TestLog(arguments[0], arguments[1])) {
            EventStorageEngine engine =
                    arguments[2].equals("ours")
                            ? log.engine
                            : StockLog.engine(log, Duration.ofMinutes(1));
            log.inTransaction.executeWithoutResult(
                    status -> {
                        engine.appendEvents(TestLog.event(AGGREGATE, 0));
                        say("APPENDED");
                        waitForAByte();
                    });
            say("COMMITTED");
        } catch (RuntimeException e) {
            say("FAILED " + e);
        }
    }

    private static void say(String word) {
        System.out.println("writer: " + word);
        System.out.flush();
    }

    private static void waitForAByte() {
        try {
            System.in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
