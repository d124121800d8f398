package io.recount.projections.campaign;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.FrequencyCap;
import io.recount.event.PauseCause;
import io.recount.event.Targeting;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Newest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statements of {@code read_model.campaigns}. Each writes absolute values and only over an
 * older position, so any of them may run again. A row is begun by whichever comes first, its
 * creation or its budget.
 */
final class CampaignTables {
    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    CampaignTables(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** As the read model shows it. */
    private record TargetingJson(
            List<String> keywords,
            List<String> categories,
            List<String> countries,
            List<String> devices,
            List<Integer> hours) {}

    private record FrequencyCapJson(int impressions, int perHours) {}

    void putCampaigns(Newest<CampaignCreated> campaigns) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.campaigns
                    (campaign_id, advertiser_id, name, max_cpc_micros, pacing, targeting,
                     frequency_cap, created_at, position)
                VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
                ON CONFLICT (campaign_id) DO UPDATE SET
                    name = excluded.name, max_cpc_micros = excluded.max_cpc_micros,
                    pacing = excluded.pacing, targeting = excluded.targeting,
                    frequency_cap = excluded.frequency_cap, created_at = excluded.created_at,
                    position = excluded.position
                WHERE excluded.position > campaigns.position""",
                campaigns.stream().map(this::campaignRow));
    }

    private @Nullable Object[] campaignRow(Newest.At<CampaignCreated> at) {
        CampaignCreated e = at.value();
        return row(
                e.getCampaignId(),
                e.getAdvertiserId(),
                e.getName(),
                e.getMaxCpcMicros(),
                e.getPacing().name(),
                targeting(e.getTargeting()),
                frequencyCap(e.getFrequencyCap()),
                e.getAt(),
                at.position());
    }

    /** A part that is null stays as it is. */
    void changeCampaigns(Newest<CampaignChange> changes) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.campaigns
                SET name = coalesce(?, name), max_cpc_micros = coalesce(?, max_cpc_micros),
                    pacing = coalesce(?, pacing), targeting = coalesce(?::jsonb, targeting),
                    frequency_cap = CASE WHEN ? THEN ?::jsonb ELSE frequency_cap END,
                    status = coalesce(?, status), user_paused = coalesce(?, user_paused),
                    on_hold = coalesce(?, on_hold),
                    paused_day = CASE WHEN ? THEN ?::timestamptz ELSE paused_day END,
                    day_paused_at = CASE WHEN ? THEN ?::timestamptz ELSE day_paused_at END,
                    version = ?, position = ?
                WHERE campaign_id = ? AND position < ?""",
                changes.stream().map(this::changeRow));
    }

    private @Nullable Object[] changeRow(Newest.At<CampaignChange> at) {
        CampaignChange change = at.value();
        CampaignChanged profile = change.profile();
        CampaignChange.Pause day = change.pauses().get(PauseCause.DAY);
        return row(
                profile == null ? null : profile.getName(),
                profile == null ? null : profile.getMaxCpcMicros(),
                profile == null ? null : profile.getPacing().name(),
                profile == null ? null : targeting(profile.getTargeting()),
                profile != null,
                profile == null ? null : frequencyCap(profile.getFrequencyCap()),
                change.status() == null ? null : change.status().name(),
                change.paused(PauseCause.USER),
                change.paused(PauseCause.HOLD),
                day != null,
                day == null ? null : day.day(),
                day != null,
                day == null ? null : day.since(),
                change.version(),
                at.position(),
                at.id(),
                at.position());
    }

    private String targeting(Targeting targeting) {
        return json.writeValueAsString(
                new TargetingJson(
                        targeting.getKeywords(),
                        targeting.getCategories(),
                        targeting.getCountries(),
                        targeting.getDevices(),
                        targeting.getHours()));
    }

    private @Nullable String frequencyCap(@Nullable FrequencyCap cap) {
        return cap == null
                ? null
                : json.writeValueAsString(
                        new FrequencyCapJson(cap.getImpressions(), cap.getPerHours()));
    }

    void putBudgets(Newest<CampaignBudgetSet> budgets) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.campaigns
                    (campaign_id, advertiser_id, daily_budget_micros, total_budget_micros,
                     auto_pause_percent, created_at, budget_position)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (campaign_id) DO UPDATE SET
                    daily_budget_micros = excluded.daily_budget_micros,
                    total_budget_micros = excluded.total_budget_micros,
                    auto_pause_percent = excluded.auto_pause_percent,
                    budget_position = excluded.budget_position
                WHERE excluded.budget_position > campaigns.budget_position""",
                budgets.stream()
                        .map(
                                at -> {
                                    CampaignBudgetSet e = at.value();
                                    return row(
                                            e.getCampaignId(),
                                            e.getAdvertiserId(),
                                            e.getDailyBudgetMicros(),
                                            e.getTotalBudgetMicros(),
                                            e.getAutoPausePercent(),
                                            e.getAt(),
                                            at.position());
                                }));
    }

    void putLines(Newest<Optional<Instant>> closedAt) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.campaigns SET line_closed_at = ?, line_position = ?
                WHERE campaign_id = ? AND line_position < ?""",
                closedAt.stream()
                        .map(
                                at ->
                                        row(
                                                at.value().orElse(null),
                                                at.position(),
                                                at.id(),
                                                at.position())));
    }

    void putTotals(Newest<Long> totals) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.campaigns SET total_spent_micros = ?, spent_position = ?
                WHERE campaign_id = ? AND spent_position < ?""",
                totals.stream().map(at -> row(at.value(), at.position(), at.id(), at.position())));
    }
}
