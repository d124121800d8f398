package io.recount.query.advertiser;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** What advertisers spent: today by the ledger, in the last hour by the stream. */
@Component
class AdvertiserSpend {
    private static final long HOUR_S = 3600;

    private final NamedParameterJdbcTemplate jdbc;

    AdvertiserSpend(NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Micros by advertiser, of each one's present day; who spent nothing is not in it. */
    Map<String, Long> today(Collection<Advertiser> advertisers, Instant now) {
        List<Object[]> days = new ArrayList<>();
        for (Advertiser advertiser : advertisers) {
            days.add(new Object[] {advertiser.advertiserId(), advertiser.dayStart(now).toString()});
        }
        return days.isEmpty()
                ? Map.of()
                : sums(
                        """
                        SELECT c.advertiser_id, sum(s.spent_micros)::bigint
                        FROM (VALUES :days) today(advertiser_id, day_start)
                        JOIN read_model.campaigns c USING (advertiser_id)
                        JOIN read_model.spend s ON s.campaign_id = c.campaign_id
                         AND s.day_start = today.day_start::timestamptz
                        GROUP BY c.advertiser_id""",
                        new MapSqlParameterSource("days", days));
    }

    /** Micros by advertiser over the last hour; who spent nothing is not in it. */
    Map<String, Long> lastHour(Collection<Advertiser> advertisers, Instant now) {
        List<String> ids = advertisers.stream().map(Advertiser::advertiserId).toList();
        return ids.isEmpty()
                ? Map.of()
                : sums(
                        """
                        SELECT c.advertiser_id, sum(w.cost_micros)::bigint
                        FROM read_model.campaigns c
                        JOIN analytics.window_results w ON w.campaign_id = c.campaign_id
                         AND w.window_ms = 60000 AND w.scope = 'CAMPAIGN'
                         AND w.window_start >= :from::timestamptz
                        WHERE c.advertiser_id IN (:ids)
                        GROUP BY c.advertiser_id""",
                        new MapSqlParameterSource("ids", ids)
                                .addValue("from", now.minusSeconds(HOUR_S).toString()));
    }

    private Map<String, Long> sums(String sql, MapSqlParameterSource parameters) {
        Map<String, Long> sums = new HashMap<>();
        jdbc.query(
                sql,
                parameters,
                row -> {
                    sums.put(row.getString(1), row.getLong(2));
                });
        return sums;
    }
}
