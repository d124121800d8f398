package io.recount.worker.budget;

import io.recount.event.CounterDrift;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Each difference becomes a row of {@code counter_corrections}; {@link Corrections} do it. */
@Repository
class Drifts implements MessageHandler<CounterDrift> {
    private final JdbcTemplate jdbc;

    Drifts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Topic topic() {
        return Topic.BUDGET_MANAGEMENT;
    }

    @Override
    public Class<CounterDrift> type() {
        return CounterDrift.class;
    }

    @Override
    public Optional<String> refusal(CounterDrift drift) {
        long smallest =
                LongStream.of(
                                drift.getPosition(),
                                drift.getLedgerSpentMicros(),
                                drift.getLedgerDayClicks(),
                                drift.getLedgerTotalMicros() - drift.getLedgerSpentMicros())
                        .min()
                        .getAsLong();
        return smallest < 0
                ? Optional.of("CounterDrift with a negative value, or a day above the total")
                : Optional.empty();
    }

    @Override
    public void apply(List<CounterDrift> drifts) {
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.counter_corrections
                    (campaign_id, advertiser_id, day_start, seen_position, seen_spent_micros,
                     position, ledger_spent_micros, ledger_day_clicks, ledger_total_micros,
                     detected_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (campaign_id, detected_at) DO NOTHING""",
                drifts.stream()
                        .sorted(Comparator.comparing(CounterDrift::getCampaignId))
                        .map(Drifts::row)
                        .toList());
    }

    private static @Nullable Object[] row(CounterDrift drift) {
        boolean seen = drift.getRedisPosition() != null;
        return new @Nullable Object[] {
            drift.getCampaignId(),
            drift.getAdvertiserId(),
            Timestamp.from(drift.getDayStart()),
            drift.getRedisPosition(),
            seen ? drift.getRedisSpentMicros() : null,
            drift.getPosition(),
            drift.getLedgerSpentMicros(),
            drift.getLedgerDayClicks(),
            drift.getLedgerTotalMicros(),
            Timestamp.from(drift.getAt())
        };
    }
}
