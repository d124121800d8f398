package io.recount.query.audit;

import io.recount.query.audit.OtherServices.Service;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Messages that the worker could not apply and parked in {@code analytics.parked_messages}. */
@Component
class ParkedMessages {
    /** Enough to see what it is; the row keeps the whole. */
    private static final int BYTES_SHOWN_MAX = 512;

    private final JdbcClient jdbc;

    ParkedMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Row(long id, Map<String, Object> item) {}

    /** Those still parked with an id below that one, newest first. */
    List<Row> before(long id, int limit) {
        return jdbc.sql(
                        """
                        SELECT id, topic, "partition", kafka_offset, key, cause, parked_at, status,
                               octet_length(value) AS value_bytes,
                               substring(value FROM 1 FOR :shown) AS value_head
                        FROM analytics.parked_messages
                        WHERE id < :id AND status = 'PARKED' ORDER BY id DESC LIMIT :limit""")
                .param("shown", BYTES_SHOWN_MAX)
                .param("id", id)
                .param("limit", limit)
                .query((row, n) -> new Row(row.getLong("id"), item(row)))
                .list();
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("source", Service.WORKER.text());
        item.put("id", DeadLetterController.id(Service.WORKER, row.getString("id")));
        item.put("topic", row.getString("topic"));
        item.put("partition", row.getInt("partition"));
        item.put("offset", row.getLong("kafka_offset"));
        item.put("cause", row.getString("cause"));
        item.put("parkedAt", row.getTimestamp("parked_at").toInstant());
        item.put("status", row.getString("status"));
        putBase64(item, "key", row.getBytes("key"));
        putBase64(item, "valueHead", row.getBytes("value_head"));
        item.put("valueBytes", row.getInt("value_bytes"));
        return item;
    }

    private static void putBase64(Map<String, Object> item, String name, byte[] bytes) {
        if (bytes != null) {
            item.put(name, Base64.getEncoder().encodeToString(bytes));
        }
    }
}
