package io.recount.query.metrics;

import io.recount.query.ReadPosition;
import io.recount.query.advertiser.DayZones;
import io.recount.query.metrics.Today.OfAdvertiser;
import io.recount.query.metrics.Today.OfCampaign;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads {@link Today}. All viewers share what was read last, so that a page with a thousand viewers
 * asks the database no more often than a page with one.
 */
@Component
public class TodayReader {
    private final JdbcClient jdbc;
    private final ReadPosition position;
    private final StreamMinutes stream;
    private final Clock clock;

    private @Nullable Today last;

    TodayReader(JdbcClient jdbc, ReadPosition position, StreamMinutes stream, Clock clock) {
        this.jdbc = jdbc;
        this.position = position;
        this.stream = stream;
        this.clock = clock;
    }

    /** What was read last, if that is not older than this; else it is read now. */
    public synchronized Today today(Duration notOlderThan) {
        Instant now = clock.instant();
        Today known = last;
        if (known == null || known.readAt().plus(notOlderThan).isBefore(now)) {
            known = read(now);
            last = known;
        }
        return known;
    }

    private Today read(Instant now) {
        // The position first: what is read after it shows at least that much.
        long shown = position.now();
        Head head = head(shown, now);
        Map<String, AdvertiserRow> advertisers = advertisers(now);
        List<CampaignRow> campaigns = campaigns(advertisers);
        Map<String, Instant> dayStarts =
                campaigns.stream()
                        .collect(Collectors.toMap(CampaignRow::campaignId, CampaignRow::dayStart));
        StreamMinutes.Read minutes = stream.read(dayStarts, now);
        List<OfCampaign> ofCampaigns = withMinutes(campaigns, minutes);
        return new Today(
                now,
                shown,
                head.position(),
                head.lag(),
                minutes.newestResultAt(),
                lastChargeAt(),
                minutes.minutes(),
                withRate(advertisers, ofCampaigns),
                ofCampaigns);
    }

    private record Head(long position, Duration lag) {}

    private Head head(long shown, Instant now) {
        long head =
                jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                        .query(Long.class)
                        .single();
        Duration lag =
                jdbc.sql(
                                """
                                SELECT time_stamp FROM event_log.events WHERE position > ?
                                ORDER BY position LIMIT 1""")
                        .param(shown)
                        .query(String.class)
                        .optional()
                        .map(
                                oldest ->
                                        Duration.between(
                                                OffsetDateTime.parse(oldest).toInstant(), now))
                        .orElse(Duration.ZERO);
        return new Head(head, lag.isNegative() ? Duration.ZERO : lag);
    }

    private @Nullable Instant lastChargeAt() {
        return jdbc.sql(
                        """
                        SELECT at FROM (SELECT at, kind FROM read_model.ledger_lines
                                        ORDER BY position DESC LIMIT 100) newest
                        WHERE kind = 'CHARGE' ORDER BY at DESC LIMIT 1""")
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .optional()
                .orElse(null);
    }

    private record AdvertiserRow(
            String advertiserId,
            String name,
            Instant dayStart,
            Instant nextDay,
            long balanceMicros) {}

    private Map<String, AdvertiserRow> advertisers(Instant now) {
        Map<String, AdvertiserRow> rows = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT advertiser_id, name, time_zone, zone_before, zone_from,
                               balance_micros
                        FROM read_model.advertisers ORDER BY advertiser_id""")
                .query(
                        row -> {
                            DayZones zones = DayZones.of(row);
                            Instant dayStart = zones.dayStart(now);
                            String id = row.getString("advertiser_id");
                            rows.put(
                                    id,
                                    new AdvertiserRow(
                                            id,
                                            row.getString("name"),
                                            dayStart,
                                            zones.nextDay(dayStart),
                                            row.getLong("balance_micros")));
                        });
        return rows;
    }

    /** A campaign before the stream's figures are added. */
    private record CampaignRow(String campaignId, Instant dayStart, OfCampaign figures) {}

    private List<CampaignRow> campaigns(Map<String, AdvertiserRow> advertisers) {
        return jdbc.sql(
                        """
                        SELECT c.*, d.day_start, coalesce(s.spent_micros, 0) AS spent_micros,
                               coalesce(s.clicks, 0) AS clicks
                        FROM read_model.campaigns c
                        JOIN unnest(:ids::text[], :starts::timestamptz[]) d(advertiser_id, day_start)
                             USING (advertiser_id)
                        LEFT JOIN read_model.spend s
                               ON s.campaign_id = c.campaign_id AND s.day_start = d.day_start
                        WHERE c.status <> 'ENDED' OR s.spent_micros > 0
                        ORDER BY c.campaign_id""")
                .param("ids", advertisers.keySet().toArray(String[]::new))
                .param(
                        "starts",
                        advertisers.values().stream()
                                .map(a -> a.dayStart().toString())
                                .toArray(String[]::new))
                .query((row, n) -> campaign(row))
                .list();
    }

    private static CampaignRow campaign(ResultSet row) throws SQLException {
        String id = row.getString("campaign_id");
        Instant dayStart = row.getTimestamp("day_start").toInstant();
        CampaignLife life = CampaignLife.of(row);
        return new CampaignRow(
                id,
                dayStart,
                new OfCampaign(
                        id,
                        row.getString("advertiser_id"),
                        row.getString("name"),
                        life.status(dayStart),
                        life.pauseReasons(dayStart),
                        instant(row.getTimestamp("day_paused_at")),
                        row.getObject("daily_budget_micros", Long.class),
                        row.getObject("total_budget_micros", Long.class),
                        row.getInt("auto_pause_percent"),
                        row.getLong("total_spent_micros"),
                        row.getLong("spent_micros"),
                        row.getLong("clicks"),
                        0,
                        0,
                        List.of()));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static List<OfCampaign> withMinutes(
            List<CampaignRow> campaigns, StreamMinutes.Read stream) {
        Map<String, List<StreamMinutes.Row>> rows =
                stream.lastHour().stream()
                        .collect(Collectors.groupingBy(StreamMinutes.Row::campaignId));
        long first = Math.floorDiv(stream.minutes().first().toEpochMilli(), 60_000);
        List<OfCampaign> complete = new ArrayList<>();
        for (CampaignRow campaign : campaigns) {
            List<Long> clicks = new ArrayList<>(Collections.nCopies(Today.MINUTES, 0L));
            long costMicros = 0;
            for (StreamMinutes.Row row : rows.getOrDefault(campaign.campaignId(), List.of())) {
                clicks.set((int) (row.minute() - first), row.clicks());
                costMicros = Math.addExact(costMicros, row.costMicros());
            }
            complete.add(
                    campaign.figures()
                            .withStream(
                                    stream.impressions().getOrDefault(campaign.campaignId(), 0L),
                                    costMicros,
                                    clicks));
        }
        return complete;
    }

    private static List<OfAdvertiser> withRate(
            Map<String, AdvertiserRow> advertisers, List<OfCampaign> campaigns) {
        Map<String, Long> rates = new HashMap<>();
        campaigns.forEach(
                c -> rates.merge(c.advertiserId(), c.spentLastHourMicros(), Math::addExact));
        return advertisers.values().stream()
                .map(
                        a ->
                                new OfAdvertiser(
                                        a.advertiserId(),
                                        a.name(),
                                        a.dayStart(),
                                        a.nextDay(),
                                        a.balanceMicros(),
                                        rates.getOrDefault(a.advertiserId(), 0L)))
                .toList();
    }
}
