package io.recount.projections.campaign;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Newest;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statements of {@code read_model.advertisers}: written only over an older position. */
final class AdvertiserTables {
    private final JdbcTemplate jdbc;

    AdvertiserTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void putAdvertisers(Newest<AdvertiserRegistered> advertisers) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.advertisers
                    (advertiser_id, name, currency, time_zone, registered_at, version, position,
                     profile_position)
                VALUES (?, ?, ?, ?, ?, 0, ?, ?)
                ON CONFLICT (advertiser_id) DO NOTHING""",
                advertisers.stream()
                        .map(
                                at ->
                                        row(
                                                at.id(),
                                                at.value().getName(),
                                                at.value().getCurrency(),
                                                at.value().getTimeZone(),
                                                at.value().getAt(),
                                                at.position(),
                                                at.position())));
    }

    /**
     * In the order of the log, each by itself: the zone that was in force is told by the row before
     * it.
     */
    void changeAdvertisers(List<Newest.At<AdvertiserChanged>> changes) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.advertisers
                SET name = ?,
                    zone_before = CASE WHEN zone_from > ? THEN zone_before ELSE time_zone END,
                    time_zone = ?, zone_from = ?, version = ?, profile_position = ?,
                    position = greatest(position, ?)
                WHERE advertiser_id = ? AND profile_position < ?""",
                changes.stream()
                        .map(
                                at ->
                                        row(
                                                at.value().getName(),
                                                at.value().getAt(),
                                                at.value().getTimeZone(),
                                                at.value().getZoneFrom(),
                                                at.value().getEditVersion(),
                                                at.position(),
                                                at.position(),
                                                at.id(),
                                                at.position())));
    }

    void putBalances(Newest<Long> balances) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.advertisers
                SET balance_micros = ?, balance_position = ?, position = greatest(position, ?)
                WHERE advertiser_id = ? AND balance_position < ?""",
                balances.stream()
                        .map(
                                at ->
                                        row(
                                                at.value(),
                                                at.position(),
                                                at.position(),
                                                at.id(),
                                                at.position())));
    }
}
