package io.recount.worker.performance;

import io.recount.event.WindowResult;
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
 * Keeps the newest revision of every window in {@code analytics.window_results}. A larger revision
 * wins; at an equal one, the complete result. So order and repetition of messages do not matter.
 */
@Repository
class WindowResults implements MessageHandler<WindowResult> {
    private static final Comparator<WindowResult> AGE =
            Comparator.comparingLong(WindowResult::getRevision)
                    .thenComparing(WindowResult::getComplete);

    private static final String UPSERT =
            """
            INSERT INTO analytics.window_results AS stored
                (scope, id, window_ms, window_start, advertiser_id, campaign_id, impressions,
                 clicks, invalid_clicks, conversions, cost_micros, revision, complete, computed_at,
                 credited_clicks, credited_micros, late)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (scope, id, window_ms, window_start, late) DO UPDATE SET
                advertiser_id = excluded.advertiser_id,
                campaign_id = excluded.campaign_id,
                impressions = excluded.impressions,
                clicks = excluded.clicks,
                invalid_clicks = excluded.invalid_clicks,
                conversions = excluded.conversions,
                cost_micros = excluded.cost_micros,
                revision = excluded.revision,
                complete = excluded.complete,
                computed_at = excluded.computed_at,
                credited_clicks = excluded.credited_clicks,
                credited_micros = excluded.credited_micros,
                stored_at = now()
            WHERE excluded.revision > stored.revision
               OR (excluded.revision = stored.revision AND excluded.complete
                   AND NOT stored.complete)""";

    private final JdbcTemplate jdbc;
    private final DayPartitions partitions;

    WindowResults(JdbcTemplate jdbc, DayPartitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    /** In the order of the primary key: two writers then lock rows in the same order. */
    private record Key(String scope, String id, long windowMs, Instant windowStart, boolean late)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::scope)
                        .thenComparing(Key::id)
                        .thenComparing(Key::windowMs)
                        .thenComparing(Key::windowStart)
                        .thenComparing(Key::late);

        static Key of(WindowResult result) {
            return new Key(
                    result.getScope().name(),
                    result.getId(),
                    result.getWindowMs(),
                    result.getWindowStart(),
                    result.getLate());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public Topic topic() {
        return Topic.PERFORMANCE_METRICS;
    }

    @Override
    public Class<WindowResult> type() {
        return WindowResult.class;
    }

    @Override
    public boolean isSideBySide() {
        return true;
    }

    /** The same rules as the table's CHECKs. */
    @Override
    public Optional<String> refusal(WindowResult result) {
        if (result.getId().isBlank()) {
            return Optional.of("WindowResult without an id");
        }
        if (result.getWindowMs() <= 0 || result.getRevision() < 0) {
            return Optional.of(
                    "WindowResult with windowMs %d and revision %d"
                            .formatted(result.getWindowMs(), result.getRevision()));
        }
        long smallest =
                LongStream.of(
                                result.getImpressions(),
                                result.getClicks(),
                                result.getInvalidClicks(),
                                result.getConversionCount(),
                                result.getCostMicros(),
                                result.getCreditedClicks(),
                                result.getCreditedMicros())
                        .min()
                        .getAsLong();
        return smallest < 0
                ? Optional.of("WindowResult with a negative count: " + smallest)
                : Optional.empty();
    }

    @Override
    public void apply(List<WindowResult> results) {
        partitions.ensure(
                "window_results", results.stream().map(WindowResult::getWindowStart).toList());
        jdbc.batchUpdate(UPSERT, newest(results).stream().map(WindowResults::row).toList());
    }

    /** One row a window, since one statement cannot update the same row twice. */
    private static Collection<WindowResult> newest(List<WindowResult> results) {
        TreeMap<Key, WindowResult> newest = new TreeMap<>();
        for (WindowResult result : results) {
            newest.merge(
                    Key.of(result),
                    result,
                    (held, next) -> AGE.compare(next, held) > 0 ? next : held);
        }
        return newest.values();
    }

    private static Object[] row(WindowResult result) {
        return new Object[] {
            result.getScope().name(),
            result.getId(),
            result.getWindowMs(),
            Timestamp.from(result.getWindowStart()),
            result.getAdvertiserId(),
            result.getCampaignId(),
            result.getImpressions(),
            result.getClicks(),
            result.getInvalidClicks(),
            result.getConversionCount(),
            result.getCostMicros(),
            result.getRevision(),
            result.getComplete(),
            Timestamp.from(result.getComputedAt()),
            result.getCreditedClicks(),
            result.getCreditedMicros(),
            result.getLate()
        };
    }
}
