package io.recount.command.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What must hold of every log, whatever happened to the one who wrote it. */
final class LogChecks {
    private LogChecks() {}

    static void allHold(JdbcClient jdbc) {
        assertThat(count(jdbc, "SELECT max(position) - count(*) FROM event_log.events"))
                .as("positions without holes")
                .isZero();
        assertThat(
                        count(
                                jdbc,
                                """
                                SELECT count(*) FROM (
                                    SELECT 1 FROM event_log.events GROUP BY aggregate_identifier
                                    HAVING max(sequence_number) + 1 <> count(*)) AS holed"""))
                .as("aggregates with a hole in their sequence")
                .isZero();
        assertThat(
                        count(
                                jdbc,
                                """
                                SELECT count(*) FROM event_log.decided_clicks AS d
                                FULL JOIN (SELECT position FROM event_log.events
                                    WHERE payload_type LIKE '%.Click%Charged') AS e USING (position)
                                WHERE d.position IS NULL OR e.position IS NULL"""))
                .as("decisions without their event, or events without their decision")
                .isZero();
    }

    static long charged(JdbcClient jdbc, String advertiserId) {
        return count(
                jdbc,
                "SELECT count(*) FROM event_log.events WHERE payload_type LIKE '%.ClickCharged'"
                        + " AND aggregate_identifier = '"
                        + advertiserId
                        + "'");
    }

    static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
