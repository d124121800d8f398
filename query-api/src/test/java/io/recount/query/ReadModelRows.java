package io.recount.query;

import io.recount.http.ApiKeys;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows as projections, worker and command-api write them; amounts in whole KRW. */
public class ReadModelRows {
    static final long KRW = 1_000_000;

    private final JdbcClient jdbc;
    private long position;

    public ReadModelRows(TestDatabase database) {
        jdbc = database.jdbc();
    }

    public void advertiser(String id, String name, String zone, long balance) {
        jdbc.sql(
                        """
                        INSERT INTO read_model.advertisers
                        VALUES (?, ?, 'KRW', ?, ?, now(), 1, ?)""")
                .params(id, name, zone, balance * KRW, ++position)
                .update();
    }

    /** Status PAUSED: by its user. */
    public String campaign(String owner, int n, String name, String status, long budget) {
        String id = owner + "-0hq8z3k6c%04d".formatted(n);
        jdbc.sql(
                        """
                        INSERT INTO read_model.campaigns (campaign_id, advertiser_id, name, status,
                            max_cpc_micros, daily_budget_micros, targeting, user_paused,
                            total_spent_micros, version, created_at, position)
                        VALUES (?, ?, ?, CASE ? WHEN 'PAUSED' THEN 'ACTIVE' ELSE ? END, 500000000,
                            ?, '{"keywords": ["선물"], "hours": [1, 2]}', ? = 'PAUSED', 0, 3, now(),
                            ?)""")
                .params(id, owner, name, status, status, budget * KRW, status, ++position)
                .update();
        return id;
    }

    public String ad(String campaign, String title) {
        String owner = campaign.substring(0, campaign.indexOf('-'));
        String id = owner + "-0hq8z3k7a" + campaign.substring(campaign.length() - 4);
        jdbc.sql(
                        """
                        INSERT INTO read_model.ads VALUES (?, ?, ?, ?, 'Description',
                            'https://example.com/landing', 'example.com', NULL, 'ACTIVE', now(), ?)""")
                .params(id, campaign, owner, title, ++position)
                .update();
        return id;
    }

    public void spend(String campaign, String owner, Instant dayStart, long spent, long clicks) {
        jdbc.sql(
                        """
                        INSERT INTO read_model.spend VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (campaign_id, day_start) DO UPDATE
                        SET spent_micros = EXCLUDED.spent_micros, clicks = EXCLUDED.clicks""")
                .params(campaign, Timestamp.from(dayStart), owner, spent * KRW, clicks, ++position)
                .update();
    }

    /** A minute's result; {@code ago} counts minutes back from the open one. */
    public void minute(
            String scope,
            String id,
            String campaign,
            Instant start,
            long impressions,
            long clicks,
            long cost,
            boolean complete,
            Instant computedAt) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.window_results
                        VALUES (?, ?, 60000, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
                        ON CONFLICT (scope, id, window_ms, window_start, late) DO UPDATE
                        SET impressions = EXCLUDED.impressions, clicks = EXCLUDED.clicks,
                            cost_micros = EXCLUDED.cost_micros, revision = EXCLUDED.revision,
                            complete = EXCLUDED.complete, computed_at = EXCLUDED.computed_at""")
                .params(
                        scope,
                        id,
                        Timestamp.from(start),
                        campaign.substring(0, campaign.indexOf('-')),
                        campaign,
                        impressions,
                        clicks,
                        clicks / 10,
                        cost * KRW,
                        impressions + clicks,
                        complete,
                        Timestamp.from(computedAt))
                .update();
    }

    /** Of events that came too late for their minute: one impression and one click for 70. */
    public void lateClick(String campaign, Instant minute) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.window_results
                        VALUES ('CAMPAIGN', ?, 60000, ?, ?, ?, 1, 1, 0, 0, 70000000, 2, true, now(),
                                now(), 0, 0, true)""")
                .params(
                        campaign,
                        Timestamp.from(minute),
                        campaign.substring(0, campaign.indexOf('-')),
                        campaign)
                .update();
    }

    /** A finished day, as the worker folds it. */
    public void day(String campaign, Instant start, Instant end, long impressions, long clicks) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.day_results
                        VALUES ('CAMPAIGN', ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, 0, now())""")
                .params(
                        campaign,
                        Timestamp.from(start),
                        Timestamp.from(end),
                        campaign.substring(0, campaign.indexOf('-')),
                        campaign,
                        impressions,
                        clicks,
                        impressions + clicks)
                .update();
    }

    /** An order that came an hour after its click. */
    public void conversion(String campaign, String ad, String order, Instant clickedAt) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.conversions
                            (conversion_id, order_id, click_id, attribution, advertiser_id,
                             campaign_id, ad_id, clicked_at, value_micros, occurred_at, computed_at)
                        VALUES (?, ?, 'click', 'ATTRIBUTED', ?, ?, ?, ?, 5000000, ?, ?)""")
                .params(
                        order,
                        order,
                        campaign.substring(0, campaign.indexOf('-')),
                        campaign,
                        ad,
                        Timestamp.from(clickedAt),
                        Timestamp.from(clickedAt.plusSeconds(3600)),
                        Timestamp.from(clickedAt.plusSeconds(3601)))
                .update();
    }

    /** A credit of a click that was charged then. */
    public void credit(String campaign, String ad, long amount, Instant chargedAt) {
        line("CREDIT", campaign.substring(0, campaign.indexOf('-')), amount, 0, chargedAt);
        jdbc.sql(
                        """
                        UPDATE read_model.ledger_lines
                        SET campaign_id = ?, ad_id = ?, click_id = 'click', charged_at = at,
                            charged_day = at, at = at + interval '1 hour'
                        WHERE position = ?""")
                .params(campaign, ad, position)
                .update();
    }

    public void line(String kind, String advertiser, long amount, long balanceAfter, Instant at) {
        jdbc.sql(
                        """
                        INSERT INTO read_model.ledger_lines VALUES
                            ('line-' || ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)""")
                .params(
                        position + 1,
                        ++position,
                        advertiser,
                        Timestamp.from(at),
                        kind,
                        amount * KRW,
                        balanceAfter * KRW,
                        "=" + kind)
                .update();
    }

    /** With a control arm that nobody clicked, and another one. */
    public void experiment(String id, String name, Instant startsAt, @Nullable Instant endsAt) {
        jdbc.sql(
                        """
                        INSERT INTO read_model.price_experiments
                        VALUES (?, ?, 'default', ?, ?, NULL, ?, ?)""")
                .params(
                        id,
                        name,
                        Timestamp.from(startsAt),
                        endsAt == null ? null : Timestamp.from(endsAt),
                        Timestamp.from(startsAt),
                        ++position)
                .update();
        jdbc.sql(
                        """
                        INSERT INTO read_model.price_arms
                        VALUES (?, 'other', 1, 1, 8000, 3, 250000001),
                               (?, 'control', 0, 9, 10000, 0, 0)""")
                .params(id, id)
                .update();
        jdbc.sql(
                        """
                        INSERT INTO analytics.arm_window_results
                        VALUES (?, 'other', 3600000, ?, 30, 2, 0, 1, 140000000, 33, true, now()),
                               (?, 'other', 3600000, ?, 10, 1, 0, 0, 70000000, 11, true, now())""")
                .params(
                        id,
                        Timestamp.from(startsAt),
                        id,
                        Timestamp.from(startsAt.plusSeconds(3600)))
                .update();
    }

    /** All of the log's events so far are in the read model. */
    public void reached(long at) {
        for (String processor : List.of("campaign", "spend", "experiment", "review")) {
            jdbc.sql(
                            """
                            INSERT INTO read_model.token_entry
                            VALUES (?, 0, convert_to(?, 'UTF8'), 'GlobalSequenceTrackingToken', '2026-11-18T05:32:08Z', 'me')
                            ON CONFLICT (processor_name, segment) DO UPDATE SET token = EXCLUDED.token""")
                    .params(processor, "{\"globalIndex\": " + at + "}")
                    .update();
        }
    }

    public long position() {
        return position;
    }

    public void key(String key, String role, String advertiserId) {
        jdbc.sql("INSERT INTO command.api_keys VALUES (?, ?, ?, ?, 'test', now(), NULL)")
                .params(
                        "key-of-" + role + "-" + advertiserId,
                        ApiKeys.hash(key),
                        role.toUpperCase(Locale.ROOT),
                        advertiserId)
                .update();
    }
}
