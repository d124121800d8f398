package io.recount.worker.budget;

import io.recount.event.BudgetCompared;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import io.recount.worker.retention.DayPartitions;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Records every comparison of Redis with the ledger in {@code analytics.budget_comparisons}. */
@Repository
class Comparisons implements MessageHandler<BudgetCompared> {
    private final JdbcTemplate jdbc;
    private final DayPartitions partitions;

    Comparisons(JdbcTemplate jdbc, DayPartitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
    }

    @Override
    public Topic topic() {
        return Topic.BUDGET_MANAGEMENT;
    }

    @Override
    public Class<BudgetCompared> type() {
        return BudgetCompared.class;
    }

    @Override
    public Optional<String> refusal(BudgetCompared comparison) {
        return comparison.getLedgerSpentMicros() < 0 || comparison.getDifferencePpm() < 0
                ? Optional.of("BudgetCompared with a negative spend or difference")
                : Optional.empty();
    }

    @Override
    public void apply(List<BudgetCompared> comparisons) {
        partitions.ensure(
                "budget_comparisons", comparisons.stream().map(BudgetCompared::getAt).toList());
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.budget_comparisons
                    (campaign_id, compared_at, advertiser_id, day_start, redis_spent_micros,
                     redis_position, ledger_spent_micros, stream_spent_micros, position,
                     daily_budget_micros, difference_ppm, drifted)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (campaign_id, compared_at) DO NOTHING""",
                comparisons.stream()
                        .sorted(Comparator.comparing(BudgetCompared::getCampaignId))
                        .map(Comparisons::row)
                        .toList());
    }

    private static @Nullable Object[] row(BudgetCompared comparison) {
        return new @Nullable Object[] {
            comparison.getCampaignId(),
            Timestamp.from(comparison.getAt()),
            comparison.getAdvertiserId(),
            Timestamp.from(comparison.getDayStart()),
            comparison.getRedisSpentMicros(),
            comparison.getRedisPosition(),
            comparison.getLedgerSpentMicros(),
            comparison.getStreamSpentMicros(),
            comparison.getPosition(),
            comparison.getDailyBudgetMicros(),
            comparison.getDifferencePpm(),
            comparison.getDrifted()
        };
    }
}
