package io.recount.worker.performance;

import io.recount.event.ArmWindowResult;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import io.recount.worker.retention.DayPartitions;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Keeps the newest revision of every window of a price experiment's arms in {@code
 * analytics.arm_window_results}, by the rule of {@link WindowResults}.
 */
@Repository
class ArmWindowResults implements MessageHandler<ArmWindowResult> {
    private static final Comparator<ArmWindowResult> AGE =
            Comparator.comparingLong(ArmWindowResult::getRevision)
                    .thenComparing(ArmWindowResult::getComplete);

    private static final String UPSERT =
            """
            INSERT INTO analytics.arm_window_results AS stored
                (experiment_id, arm, window_ms, window_start, impressions, clicks, invalid_clicks,
                 conversions, cost_micros, revision, complete, computed_at, late)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (experiment_id, arm, window_ms, window_start, late) DO UPDATE SET
                impressions = excluded.impressions,
                clicks = excluded.clicks,
                invalid_clicks = excluded.invalid_clicks,
                conversions = excluded.conversions,
                cost_micros = excluded.cost_micros,
                revision = excluded.revision,
                complete = excluded.complete,
                computed_at = excluded.computed_at,
                stored_at = now()
            WHERE excluded.revision > stored.revision
               OR (excluded.revision = stored.revision AND excluded.complete
                   AND NOT stored.complete)""";

    private final JdbcTemplate jdbc;
    private final DayPartitions partitions;

    ArmWindowResults(JdbcTemplate jdbc, DayPartitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    /** In the order of the primary key: two writers then lock rows in the same order. */
    private record Key(
            String experimentId, String arm, long windowMs, Instant windowStart, boolean late) {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::experimentId)
                        .thenComparing(Key::arm)
                        .thenComparing(Key::windowMs)
                        .thenComparing(Key::windowStart)
                        .thenComparing(Key::late);

        static Key of(ArmWindowResult result) {
            return new Key(
                    result.getExperimentId(),
                    result.getArm(),
                    result.getWindowMs(),
                    result.getWindowStart(),
                    result.getLate());
        }
    }

    @Override
    public Topic topic() {
        return Topic.PERFORMANCE_METRICS;
    }

    @Override
    public Class<ArmWindowResult> type() {
        return ArmWindowResult.class;
    }

    @Override
    public boolean isSideBySide() {
        return true;
    }

    /** The same rules as the table's CHECKs. */
    @Override
    public Optional<String> refusal(ArmWindowResult result) {
        if (result.getExperimentId().isBlank() || result.getArm().isBlank()) {
            return Optional.of("ArmWindowResult without an experiment or arm");
        }
        long smallest =
                LongStream.of(
                                result.getWindowMs() - 1,
                                result.getRevision(),
                                result.getImpressions(),
                                result.getClicks(),
                                result.getInvalidClicks(),
                                result.getConversionCount(),
                                result.getCostMicros())
                        .min()
                        .getAsLong();
        return smallest < 0
                ? Optional.of("ArmWindowResult with a negative count or no length")
                : Optional.empty();
    }

    @Override
    public void apply(List<ArmWindowResult> results) {
        partitions.ensure(
                "arm_window_results",
                results.stream().map(ArmWindowResult::getWindowStart).toList());
        jdbc.batchUpdate(UPSERT, newest(results).stream().map(ArmWindowResults::row).toList());
    }

    /** One row a window, since one statement cannot update the same row twice. */
    private static Collection<ArmWindowResult> newest(List<ArmWindowResult> results) {
        TreeMap<Key, ArmWindowResult> newest = new TreeMap<>(Key.ORDER);
        for (ArmWindowResult result : results) {
            newest.merge(
                    Key.of(result),
                    result,
                    (held, next) -> AGE.compare(next, held) > 0 ? next : held);
        }
        return newest.values();
    }

    private static Object[] row(ArmWindowResult result) {
        return new Object[] {
            result.getExperimentId(),
            result.getArm(),
            result.getWindowMs(),
            Timestamp.from(result.getWindowStart()),
            result.getImpressions(),
            result.getClicks(),
            result.getInvalidClicks(),
            result.getConversionCount(),
            result.getCostMicros(),
            result.getRevision(),
            result.getComplete(),
            Timestamp.from(result.getComputedAt()),
            result.getLate()
        };
    }
}
