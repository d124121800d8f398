package io.recount.ops.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Rows like one that was read, but for a few columns, inserted in a batch. */
final class Rows {
    private final @Nullable Object[] sample;
    private final PreparedStatement insert;

    private Rows(@Nullable Object[] sample, PreparedStatement insert) {
        this.sample = sample;
        this.insert = insert;
    }

    static Rows sample(Connection connection, String select, String insert) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            if (!row.next()) {
                throw new IllegalStateException("No row: " + select);
            }
            @Nullable Object[] sample = new Object[row.getMetaData().getColumnCount()];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = row.getObject(i + 1);
            }
            return new Rows(sample, connection.prepareStatement(insert));
        }
    }

    interface Change {
        void of(Rows row) throws SQLException;
    }

    void add(Change change) throws SQLException {
        for (int i = 0; i < sample.length; i++) {
            insert.setObject(i + 1, sample[i]);
        }
        change.of(this);
        insert.addBatch();
    }

    Rows set(int column, Object value) throws SQLException {
        insert.setObject(column, value);
        return this;
    }

    void insert() throws SQLException {
        insert.executeBatch();
    }
}
