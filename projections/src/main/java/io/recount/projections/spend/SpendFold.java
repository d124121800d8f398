package io.recount.projections.spend;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.ClickCharged;
import io.recount.event.FundsDeposited;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Newest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The last charge of each campaign and day, which carries the day's sum, and a line each event. */
final class SpendFold implements Fold {
    private final JdbcTemplate jdbc;
    private final Newest<ClickCharged> days = new Newest<>();
    private final List<@Nullable Object[]> lines = new ArrayList<>();

    SpendFold(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(LoggedEvent event) {
        if (event.content() instanceof FundsDeposited e) {
            lines.add(
                    row(
                            event.id(),
                            event.position(),
                            e.getAdvertiserId(),
                            e.getAt(),
                            "DEPOSIT",
                            e.getAmountMicros(),
                            e.getBalanceAfterMicros(),
                            null,
                            null,
                            e.getReference()));
        } else if (event.content() instanceof ClickCharged e) {
            days.put(e.getCampaignId() + " " + e.getDayStart().toEpochMilli(), event.position(), e);
            lines.add(
                    row(
                            event.id(),
                            event.position(),
                            e.getAdvertiserId(),
                            e.getAt(),
                            "CHARGE",
                            Math.negateExact(e.getChargedMicros()),
                            e.getBalanceAfterMicros(),
                            e.getCampaignId(),
                            e.getClickId(),
                            null));
        }
    }

    @Override
    public void write() {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.ledger_lines
                    (event_id, position, advertiser_id, at, kind, amount_micros,
                     balance_after_micros, campaign_id, click_id, reference)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (event_id) DO NOTHING""",
                lines.stream());
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.spend
                    (campaign_id, day_start, advertiser_id, spent_micros, clicks, position)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (campaign_id, day_start) DO UPDATE SET
                    spent_micros = excluded.spent_micros, clicks = excluded.clicks,
                    position = excluded.position
                WHERE excluded.position > spend.position""",
                days.stream()
                        .map(
                                at ->
                                        row(
                                                at.value().getCampaignId(),
                                                at.value().getDayStart(),
                                                at.value().getAdvertiserId(),
                                                at.value().getDaySpentAfterMicros(),
                                                at.value().getDayClicksAfter(),
                                                at.position())));
    }
}
