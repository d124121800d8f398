package io.recount.ops.parts;

import io.recount.audit.ChainHash;
import io.recount.audit.LogEntry;
import io.recount.audit.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Falsifies {@code event_log.events} as somebody with the owner's rights could. All of it happens
 * in the connection's transaction, so a test looks at the rows through it and then rolls back.
 */
public final class Tampers {
    /** Rows on their way wait here: far above any position of a test. */
    private static final long ASIDE = 1_000_000_000;

    private static final List<String> CHANGES =
            List.of(
                    "event_identifier = event_identifier || 'x'",
                    "aggregate_identifier = aggregate_identifier || 'x'",
                    "sequence_number = sequence_number + 1000000",
                    "type = coalesce(type, '') || 'x'",
                    "time_stamp = '2001' || substr(time_stamp, 5)",
                    "payload_type = payload_type || 'x'",
                    "payload_revision = coalesce(payload_revision, '') || '2'",
                    "payload = set_bit(payload, length(payload) * 8 - 1,"
                            + " 1 - get_bit(payload, length(payload) * 8 - 1))",
                    "meta_data = convert_to('{\"actorKeyId\":\"nobody\"}', 'UTF8')",
                    "hash = set_byte(hash, 0, 255 - get_byte(hash, 0))");

    private final Connection connection;
    private final Random random;
    private final long head;

    private Tampers(Connection connection, Random random, long head) {
        this.connection = connection;
        this.random = random;
        this.head = head;
    }

    /** A way to falsify. */
    public enum Kind {
        /** One column of one row. */
        UPDATE,
        /** One row taken out. */
        DELETE,
        /** Two rows in each other's place. */
        SWAP,
        /** A row put in, what follows moved up. */
        INSERT,
        /** Everything from a row on taken away. */
        CUT,
        /** One row changed, and every hash from there on computed anew. */
        REWRITE
    }

    /**
     * What was done.
     *
     * @param position the first that is not as it was
     */
    public record Tamper(Kind kind, long position) {
        /**
         * Whether it was found and its place named. A sound chain written anew shows only at the
         * next published head: the place is between the last good head and that one.
         */
        public boolean isNamedBy(Verdict verdict) {
            return verdict instanceof Verdict.Broken broken
                    && (kind == Kind.REWRITE
                            ? broken.vouchedTo() < position && position <= broken.position()
                            : broken.position() == position);
        }
    }

    /** Does one, on a log of at least two events. */
    public static Tamper any(Connection connection, Random random) throws SQLException {
        Tampers tampers = new Tampers(connection, random, head(connection));
        tampers.execute("ALTER TABLE event_log.events DISABLE TRIGGER append_only");
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        return new Tamper(
                kind,
                switch (kind) {
                    case UPDATE -> tampers.update();
                    case DELETE -> tampers.delete();
                    case SWAP -> tampers.swap();
                    case INSERT -> tampers.insert();
                    case CUT -> tampers.cut();
                    case REWRITE -> tampers.rewrite();
                });
    }

    private long update() throws SQLException {
        long position = anyPosition();
        change(position, CHANGES.get(random.nextInt(CHANGES.size())));
        return position;
    }

    private long delete() throws SQLException {
        long position = anyPosition();
        execute("DELETE FROM event_log.events WHERE position = " + position);
        return position;
    }

    private long swap() throws SQLException {
        long one = anyPosition();
        long other = 1 + (one + random.nextLong(head - 1)) % head;
        change(one, "position = " + ASIDE);
        change(other, "position = " + one);
        change(ASIDE, "position = " + other);
        return Math.min(one, other);
    }

    private long insert() throws SQLException {
        long position = anyPosition();
        LogEntry like = entries(anyPosition()).get(0);
        execute(
                "UPDATE event_log.events SET position = position + %d WHERE position >= %d"
                        .formatted(ASIDE, position));
        execute(
                "UPDATE event_log.events SET position = position - %d WHERE position >= %d"
                        .formatted(ASIDE - 1, ASIDE));
        LogEntry alien =
                new LogEntry(
                        position,
                        new UUID(random.nextLong(), random.nextLong()).toString(),
                        like.aggregateIdentifier(),
                        like.sequenceNumber() + ASIDE,
                        like.type(),
                        like.timeStamp(),
                        like.payloadType(),
                        like.payloadRevision(),
                        like.payload(),
                        like.metaData());
        byte[] hash = new byte[ChainHash.LENGTH];
        random.nextBytes(hash);
        LogRows.insert(connection, alien, hash);
        return position;
    }

    private long cut() throws SQLException {
        long position = anyPosition();
        execute("DELETE FROM event_log.events WHERE position >= " + position);
        return position;
    }

    private long rewrite() throws SQLException {
        long position = anyPosition();
        change(position, CHANGES.get(random.nextInt(CHANGES.size() - 1))); // Not the hash.
        byte[] hash = hashOf(position - 1);
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE event_log.events SET hash = ? WHERE position = ?")) {
            for (LogEntry entry : entries(position)) {
                hash = ChainHash.next(hash, entry);
                update.setBytes(1, hash);
                update.setLong(2, entry.position());
                update.addBatch();
            }
            update.executeBatch();
        }
        return position;
    }

    private long anyPosition() {
        return 1 + random.nextLong(head);
    }

    private void change(long position, String set) throws SQLException {
        execute("UPDATE event_log.events SET %s WHERE position = %d".formatted(set, position));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<LogEntry> entries(long from) throws SQLException {
        List<LogEntry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT * FROM event_log.events WHERE position >= %d ORDER BY position"
                                        .formatted(from))) {
            while (rows.next()) {
                entries.add(LogRows.entry(rows));
            }
        }
        return entries;
    }

    private byte[] hashOf(long position) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT hash FROM event_log.events WHERE position = " + position)) {
            return row.next() ? row.getBytes(1) : ChainHash.genesis();
        }
    }

    private static long head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT max(position) FROM event_log.events")) {
            row.next();
            return row.getLong(1);
        }
    }
}
