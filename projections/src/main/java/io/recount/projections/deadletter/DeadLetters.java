package io.recount.projections.deadletter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.projections.replay.Supervisor;
import io.recount.projections.stream.Follower;
import io.recount.projections.stream.Followers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The queues of all projections, as rows. Later events of an aggregate whose event is parked wait
 * behind it, so a retry takes the whole sequence in order.
 */
@Component
class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final long LOOK_EVERY_MS = 1_000;

    private static final String SELECT =
            """
            SELECT dead_letter_id, processing_group, sequence_identifier, sequence_index,
                   event_identifier, payload_type, aggregate_identifier, enqueued_at,
                   last_touched, cause_type, cause_message
            FROM read_model.dead_letter_entry
            """;

    private static final RowMapper<DeadLetter> ROW =
            (row, n) ->
                    new DeadLetter(
                            row.getString("dead_letter_id"),
                            row.getString("processing_group"),
                            row.getString("sequence_identifier"),
                            row.getLong("sequence_index"),
                            row.getString("event_identifier"),
                            row.getString("payload_type"),
                            row.getString("aggregate_identifier"),
                            Instant.parse(row.getString("enqueued_at")),
                            Optional.ofNullable(row.getString("last_touched"))
                                    .map(Instant::parse)
                                    .orElse(null),
                            Cause.of(row.getString("cause_type"), row.getString("cause_message")));

    private final JdbcClient jdbc;
    private final Followers followers;
    private final Supervisor supervisor;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    DeadLetters(JdbcClient jdbc, Followers followers, Supervisor supervisor, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.followers = followers;
        this.supervisor = supervisor;
        for (Follower follower : followers.all()) {
            String name = follower.name();
            Gauge.builder("recount.projection.dead.letters", () -> counts.getOrDefault(name, 0L))
                    .tag("projection", name)
                    .register(meters);
        }
    }

    record Cause(String type, @Nullable String message) {
        static @Nullable Cause of(@Nullable String type, @Nullable String message) {
            return type == null ? null : new Cause(type, message);
        }
    }

    /**
     * A parked event.
     *
     * @param cause null when it only waits behind one that is broken
     */
    record DeadLetter(
            String id,
            String projection,
            String sequence,
            long index,
            String eventId,
            String type,
            @Nullable String aggregateId,
            Instant parkedAt,
            @Nullable Instant triedAt,
            @Nullable Cause cause) {}

    /** In the order of projection, sequence and place, after the given id. */
    List<DeadLetter> list(@Nullable String projection, @Nullable String afterId, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                WHERE (:projection::text IS NULL OR processing_group = :projection::text)
                                  AND (:after::text IS NULL
                                       OR (processing_group, sequence_identifier, sequence_index) >
                                          (SELECT processing_group, sequence_identifier, sequence_index
                                           FROM read_model.dead_letter_entry
                                           WHERE dead_letter_id = :after::text))
                                ORDER BY processing_group, sequence_identifier, sequence_index
                                LIMIT :limit""")
                .param("projection", projection)
                .param("after", afterId)
                .param("limit", limit)
                .query(ROW)
                .list();
    }

    Optional<DeadLetter> find(String id) {
        return jdbc.sql(SELECT + "WHERE dead_letter_id = ?").param(id).query(ROW).optional();
    }

    /** Handles the letter's sequence up to it and beyond, until one fails again. */
    void retry(DeadLetter letter) {
        followerOf(letter).retry(letter.sequence());
    }

    /** Lets the letter go; what waited behind it is handled. */
    void discard(DeadLetter letter) {
        Follower follower = followerOf(letter);
        if (follower.discard(letter.sequence(), letter.id())) {
            follower.retry(letter.sequence());
        }
    }

    private Follower followerOf(DeadLetter letter) {
        return followers
                .find(letter.projection())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "No projection is called " + letter.projection()));
    }

    /**
     * Handles sequences at whose head nothing is broken any more: an event may join a sequence just
     * when a retry ends it.
     */
    @Scheduled(fixedDelay = LOOK_EVERY_MS)
    void look() {
        try {
            count();
            for (DeadLetter head : soundHeads()) {
                if (!supervisor.isReplaying(head.projection())) {
                    retry(head);
                }
            }
        } catch (RuntimeException e) {
            log.debug("Dead letters cannot be looked at now", e);
        }
    }

    private void count() {
        Map<String, Long> now = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT processing_group, count(*) AS letters
                        FROM read_model.dead_letter_entry GROUP BY processing_group""")
                .query(
                        row -> {
                            now.put(row.getString("processing_group"), row.getLong("letters"));
                        });
        followers.all().forEach(f -> counts.put(f.name(), now.getOrDefault(f.name(), 0L)));
    }

    private List<DeadLetter> soundHeads() {
        return jdbc.sql(
                        SELECT
                                + """
                                WHERE cause_type IS NULL AND NOT EXISTS (
                                    SELECT FROM read_model.dead_letter_entry earlier
                                    WHERE earlier.processing_group = dead_letter_entry.processing_group
                                      AND earlier.sequence_identifier = dead_letter_entry.sequence_identifier
                                      AND earlier.sequence_index < dead_letter_entry.sequence_index)""")
                .query(ROW)
                .list();
    }
}
