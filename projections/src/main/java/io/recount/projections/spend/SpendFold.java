package io.recount.projections.spend;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Newest;
import io.recount.projections.stream.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The last charge of each campaign and day, which carries the day's sum, a line each event, and the
 * days of which something was credited.
 */
final class SpendFold implements Fold {
    static final Routes<SpendFold> ROUTES =
            new Routes<SpendFold>()
                    .on(FundsDeposited.class, SpendFold::deposited)
                    .on(FundsRefunded.class, SpendFold::refunded)
                    .on(ClickCharged.class, SpendFold::charged)
                    .on(ClickCredited.class, SpendFold::credited);

    private final JdbcTemplate jdbc;
    private final Newest<ClickCharged> days = new Newest<>();
    private final List<@Nullable Object[]> lines = new ArrayList<>();
    private final List<@Nullable Object[]> credits = new ArrayList<>();
    private final Set<CreditedDay> creditedDays = new LinkedHashSet<>();

    SpendFold(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record CreditedDay(String campaignId, Instant dayStart) {}

    @Override
    public void add(LoggedEvent event) {
        ROUTES.take(this, event);
    }

    private void deposited(FundsDeposited e, LoggedEvent event) {
        line(
                event,
                e.getAdvertiserId(),
                e.getAt(),
                "DEPOSIT",
                e.getAmountMicros(),
                e.getBalanceAfterMicros(),
                null,
                null,
                e.getReference());
    }

    private void refunded(FundsRefunded e, LoggedEvent event) {
        line(
                event,
                e.getAdvertiserId(),
                e.getAt(),
                "REFUND",
                Math.negateExact(e.getAmountMicros()),
                e.getBalanceAfterMicros(),
                null,
                null,
                e.getReference());
    }

    private void charged(ClickCharged e, LoggedEvent event) {
        days.put(e.getCampaignId() + " " + e.getDayStart().toEpochMilli(), event.position(), e);
        line(
                event,
                e.getAdvertiserId(),
                e.getAt(),
                "CHARGE",
                Math.negateExact(e.getChargedMicros()),
                e.getBalanceAfterMicros(),
                e.getCampaignId(),
                e.getClickId(),
                null);
    }

    private void credited(ClickCredited e, LoggedEvent event) {
        creditedDays.add(new CreditedDay(e.getCampaignId(), e.getDayStart()));
        credits.add(
                row(
                        event.id(),
                        event.position(),
                        e.getAdvertiserId(),
                        e.getAt(),
                        e.getCreditedMicros(),
                        e.getBalanceAfterMicros(),
                        e.getCampaignId(),
                        e.getClickId(),
                        e.getReason(),
                        e.getAdId(),
                        e.getChargedAt(),
                        e.getDayStart()));
    }

    private void line(LoggedEvent event, @Nullable Object... rest) {
        @Nullable Object[] values = new @Nullable Object[rest.length + 2];
        values[0] = event.id();
        values[1] = event.position();
        System.arraycopy(rest, 0, values, 2, rest.length);
        lines.add(row(values));
    }

    /** Lines before days: a day's credits are added up from its lines. */
    @Override
    public void write() {
        writeLines();
        writeDays();
        writeCredits();
    }

    private void writeLines() {
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
                INSERT INTO read_model.ledger_lines
                    (event_id, position, advertiser_id, at, kind, amount_micros,
                     balance_after_micros, campaign_id, click_id, reference,
                     ad_id, charged_at, charged_day)
                VALUES (?, ?, ?, ?, 'CREDIT', ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (event_id) DO NOTHING""",
                credits.stream());
    }

    private void writeDays() {
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

    private void writeCredits() {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.spend s
                SET credited_micros = c.micros, credited_clicks = c.clicks
                FROM (SELECT campaign_id, charged_day, sum(amount_micros)::bigint AS micros,
                             count(*) AS clicks
                      FROM read_model.ledger_lines
                      WHERE kind = 'CREDIT' AND campaign_id = ? AND charged_day = ?
                      GROUP BY campaign_id, charged_day) c
                WHERE s.campaign_id = c.campaign_id AND s.day_start = c.charged_day""",
                creditedDays.stream().map(day -> row(day.campaignId(), day.dayStart())));
    }
}
