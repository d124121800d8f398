package io.recount.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Statements that go to the database together and are answered together. A thread that writes for
 * all others spends most of its time waiting for answers; six waits a transaction became three.
 *
 * <p>Each is a statement of its own to the server, with a snapshot of its own: one behind the
 * append lock sees what was committed up to when the lock was given.
 */
public final class RoundTrip {
    private final List<String> statements = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();
    private final List<@Nullable RowCallbackHandler> readers = new ArrayList<>();

    /**
     * Adds a statement without an answer.
     *
     * @param statement one statement, parameters as question marks
     * @param values of the parameters, arrays for those of a PostgreSQL array type
     */
    public RoundTrip write(String statement, @Nullable Object... values) {
        return add(statement, null, values);
    }

    /**
     * Adds a question.
     *
     * @param reader called for each row of the answer
     */
    public RoundTrip ask(String query, RowCallbackHandler reader, @Nullable Object... values) {
        return add(query, reader, values);
    }

    private RoundTrip add(
            String statement, @Nullable RowCallbackHandler reader, @Nullable Object... values) {
        statements.add(statement);
        readers.add(reader);
        Collections.addAll(parameters, values);
        return this;
    }

    /** All of another one behind all of this. */
    RoundTrip then(RoundTrip other) {
        statements.addAll(other.statements);
        readers.addAll(other.readers);
        parameters.addAll(other.parameters);
        return this;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    /** In the current transaction, where there is one. */
    public void run(JdbcTemplate sql) {
        if (!isEmpty()) {
            ConnectionCallback<Boolean> all = this::run;
            sql.execute(all);
        }
    }

    private boolean run(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(String.join(";\n", statements))) {
            for (int i = 0; i < parameters.size(); i++) {
                all.setObject(i + 1, parameters.get(i));
            }
            all.execute();
            for (RowCallbackHandler reader : readers) {
                if (reader != null) {
                    read(all.getResultSet(), reader);
                }
                all.getMoreResults();
            }
            return true;
        }
    }

    private static void read(ResultSet rows, RowCallbackHandler reader) throws SQLException {
        while (rows.next()) {
            reader.processRow(rows);
        }
    }
}
