package io.recount.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.audit.LogEntry;
import io.recount.event.ClickCharged;
import io.recount.event.ClickOutcome;
import io.recount.http.ApiKeys;
import io.recount.ops.parts.LogRows;
import io.recount.wire.AvroCodec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows as projections, worker and command-api write them: a marketplace of ten advertisers and
 * twelve campaigns in the middle of a working day.
 */
public final class Marketplace {
    public static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final long KRW = 1_000_000;
    private static final long MINUTE_MS = 60_000;

    private static final DateTimeFormatter TIME_STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JdbcClient jdbc;
    private final String url;
    private final Random random = new Random(20261118);
    private long position;

    public Marketplace(TestDatabase database) {
        jdbc = database.jdbc();
        url = database.url();
    }

    /** A campaign's day: amounts in whole KRW. */
    public record Day(
            String name,
            String owner,
            String status,
            long budget,
            long spent,
            long clicks,
            long impressions) {}

    public static final List<Day> DAYS =
            List.of(
                    new Day("겨울 보약 상담", "정담한의원", "ACTIVE", 5_000_000, 4_999_470, 7_622, 514_863),
                    new Day(
                            "Winter clearance",
                            "Kestrel Bikes",
                            "ACTIVE",
                            8_000_000,
                            7_602_640,
                            18_361,
                            956_240),
                    new Day(
                            "TOEIC 900 in 8 weeks",
                            "Brightside English",
                            "ACTIVE",
                            7_000_000,
                            439_240,
                            2_441,
                            259_562),
                    new Day(
                            "Serum launch",
                            "Fernway Skincare",
                            "ACTIVE",
                            12_000_000,
                            8_055_830,
                            25_243,
                            577_566),
                    new Day(
                            "제주 겨울 특가",
                            "푸른하늘 여행",
                            "ACTIVE",
                            16_000_000,
                            9_324_210,
                            30_164,
                            1_050_862),
                    new Day("김장철 신선식품", "소담마켓", "ACTIVE", 10_000_000, 6_836_420, 22_817, 704_283),
                    new Day("새벽배송 첫 주문", "소담마켓", "ACTIVE", 6_000_000, 3_749_210, 14_476, 554_810),
                    new Day("크리스마스 선물", "도토리 키즈", "ACTIVE", 9_000_000, 5_366_610, 17_423, 635_763),
                    new Day("동계 텐트", "온새미로 캠핑", "ACTIVE", 4_000_000, 1_930_820, 7_041, 320_024),
                    new Day(
                            "Subscription, first bag free",
                            "Larkfield Coffee",
                            "ACTIVE",
                            3_000_000,
                            1_665_430,
                            8_019,
                            222_167),
                    new Day("올해의 책", "달빛서점", "ACTIVE", 2_400_000, 1_178_030, 7_763, 256_964),
                    new Day(
                            "Tailored suits",
                            "Marlow & Finch",
                            "PAUSED",
                            3_600_000,
                            823_210,
                            1_682,
                            151_364));

    /** Ids of the campaigns, in the order of {@link #DAYS}. */
    public List<String> open(Instant now) {
        List<String> owners = DAYS.stream().map(Day::owner).distinct().toList();
        for (int n = 0; n < owners.size(); n++) {
            long balance =
                    owners.get(n).equals("푸른하늘 여행") ? 1_588_000 : 40_000_000 + n * 7_654_321L;
            advertiser(advertiserId(n), owners.get(n), SEOUL.getId(), balance);
        }
        List<String> campaigns = new ArrayList<>();
        for (int n = 0; n < DAYS.size(); n++) {
            Day day = DAYS.get(n);
            String owner = advertiserId(owners.indexOf(day.owner()));
            String campaign = campaign(owner, n, day.name(), day.status(), day.budget());
            campaigns.add(campaign);
            spend(campaign, owner, dayStart(now), day.spent(), day.clicks());
            hour(campaign, day, now);
        }
        reached(position);
        return campaigns;
    }

    public static Instant dayStart(Instant now) {
        return now.atZone(SEOUL).with(LocalTime.MIN).toInstant();
    }

    public static String advertiserId(int n) {
        return "0hq8z3k5v%04d".formatted(n);
    }

    public void advertiser(String id, String name, String zone, long balance) {
        jdbc.sql(
                        """
                        INSERT INTO read_model.advertisers
                        VALUES (?, ?, 'KRW', ?, ?, now(), 1, ?)""")
                .params(id, name, zone, balance * KRW, ++position)
                .update();
    }

    public String campaign(String owner, int n, String name, String status, long budget) {
        String id = owner + "-0hq8z3k6c%04d".formatted(n);
        jdbc.sql(
                        """
                        INSERT INTO read_model.campaigns (campaign_id, advertiser_id, name, status,
                            max_cpc_micros, daily_budget_micros, targeting, pause_reasons,
                            total_spent_micros, version, created_at, position)
                        VALUES (?, ?, ?, ?, 500000000, ?, '{"keywords": ["선물"], "hours": [1, 2]}',
                            CASE ? WHEN 'PAUSED' THEN '{USER}'::text[] ELSE '{}' END, 0, 3, now(), ?)""")
                .params(id, owner, name, status, budget * KRW, status, ++position)
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
                        ON CONFLICT (scope, id, window_ms, window_start) DO UPDATE
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

    /** The last hour in a lively way, and the rest of the day's impressions in its first minute. */
    private void hour(String campaign, Day day, Instant now) {
        Instant open = Instant.ofEpochMilli(now.toEpochMilli() / MINUTE_MS * MINUTE_MS);
        double usual = day.clicks() / 720.0;
        boolean stopped = day.status().equals("PAUSED");
        long price = day.spent() / day.clicks();
        long shown = 0;
        for (int ago = 59; ago >= 0 && !stopped; ago--) {
            boolean usedUp = day.name().startsWith("겨울") && ago < 34;
            double level = usedUp ? 0 : usual * (0.85 + 0.3 * random.nextDouble());
            if (day.name().equals("Serum launch") && ago < 4) {
                level *= 3.6;
            }
            long clicks = Math.round(ago == 0 ? level * 0.13 : level);
            long impressions = clicks * 38;
            shown += impressions;
            minute(
                    "CAMPAIGN",
                    campaign,
                    campaign,
                    open.minusMillis(ago * MINUTE_MS),
                    impressions,
                    clicks,
                    clicks * price,
                    ago > 0,
                    now.minusMillis(1_100));
        }
        minute(
                "CAMPAIGN",
                campaign,
                campaign,
                dayStart(now),
                day.impressions() - shown,
                0,
                0,
                true,
                now.minusSeconds(3600));
    }

    /** All of the log's events so far are in the read model. */
    public void reached(long at) {
        for (String processor : List.of("campaign", "spend")) {
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

    /** Appends to the log; the position. */
    public long event(String aggregate, long sequence, Instant at, SpecificRecord event) {
        return event(
                aggregate, sequence, at, event.getSchema().getFullName(), AvroCodec.encode(event));
    }

    public long event(String aggregate, long sequence, Instant at, String type, byte[] payload) {
        LogEntry entry =
                new LogEntry(
                        0,
                        "event-" + aggregate + "-" + sequence,
                        aggregate,
                        sequence,
                        "Budget",
                        TIME_STAMP.format(at),
                        type,
                        null,
                        payload,
                        ("{\"actorKeyId\": \"local-operator\", \"actorRole\": \"OPERATOR\","
                                        + " \"correlationId\": \"cause-1\", \"traceId\": \"chain-1\"}")
                                .getBytes(UTF_8));
        try (Connection connection = DriverManager.getConnection(url)) {
            return LogRows.append(connection, entry);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ClickCharged charge(String campaign, long amount, Instant at) {
        String owner = campaign.substring(0, campaign.indexOf('-'));
        return ClickCharged.newBuilder()
                .setClickId(owner + "-click")
                .setAdvertiserId(owner)
                .setCampaignId(campaign)
                .setAdId(owner + "-ad")
                .setOutcome(ClickOutcome.CHARGED)
                .setChargedMicros(amount * KRW)
                .setAt(at)
                .setServedAt(at.minusSeconds(20))
                .setDayStart(dayStart(at))
                .setBalanceAfterMicros(1_000 * KRW)
                .setDaySpentAfterMicros(amount * KRW)
                .setDayClicksAfter(1)
                .setTotalSpentAfterMicros(amount * KRW)
                .setDailyBudgetMicros(5_000_000 * KRW)
                .setRulesVersion(1)
                .build();
    }
}
