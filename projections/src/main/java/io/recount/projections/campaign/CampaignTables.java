package io.recount.projections.campaign;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.AdAdded;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignCreated;
import io.recount.event.FrequencyCap;
import io.recount.event.Targeting;
import io.recount.projections.campaign.CampaignFold.Life;
import io.recount.projections.campaign.CampaignFold.Versioned;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Newest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statements. Each writes absolute values and only over an older position, so any of them may
 * run again. A campaign's row is begun by whichever comes first, its creation or its budget.
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
            List<Integer> hours) {
        static TargetingJson of(Targeting targeting) {
            return new TargetingJson(
                    targeting.getKeywords(),
                    targeting.getCategories(),
                    targeting.getCountries(),
                    targeting.getDevices(),
                    targeting.getHours());
        }
    }

    private record FrequencyCapJson(int impressions, int perHours) {}

    void putAdvertisers(Newest<Versioned<AdvertiserRegistered>> advertisers) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.advertisers
                    (advertiser_id, name, currency, time_zone, registered_at, version, position)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (advertiser_id) DO UPDATE SET
                    name = excluded.name, currency = excluded.currency,
                    time_zone = excluded.time_zone, registered_at = excluded.registered_at,
                    version = excluded.version, position = excluded.position
                WHERE excluded.position > advertisers.position""",
                advertisers.stream()
                        .map(
                                at -> {
                                    AdvertiserRegistered e = at.value().event();
                                    return row(
                                            e.getAdvertiserId(),
                                            e.getName(),
                                            e.getCurrency(),
                                            e.getTimeZone(),
                                            e.getAt(),
                                            at.value().version(),
                                            at.position());
                                }));
    }

    void putBalances(Newest<Long> balances) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.advertisers SET balance_micros = ?, position = ?
                WHERE advertiser_id = ? AND position < ?""",
                balances.stream()
                        .map(at -> row(at.value(), at.position(), at.id(), at.position())));
    }

    void putCampaigns(Newest<Versioned<CampaignCreated>> campaigns) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.campaigns
                    (campaign_id, advertiser_id, name, max_cpc_micros, pacing, targeting,
                     frequency_cap, version, created_at, created_position, position)
                VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
                ON CONFLICT (campaign_id) DO UPDATE SET
                    name = excluded.name, max_cpc_micros = excluded.max_cpc_micros,
                    pacing = excluded.pacing, targeting = excluded.targeting,
                    frequency_cap = excluded.frequency_cap,
                    version = greatest(campaigns.version, excluded.version),
                    created_at = excluded.created_at,
                    created_position = excluded.created_position,
                    position = greatest(campaigns.position, excluded.position)
                WHERE excluded.created_position > campaigns.created_position""",
                campaigns.stream().map(this::campaignRow));
    }

    private @Nullable Object[] campaignRow(Newest.At<Versioned<CampaignCreated>> at) {
        CampaignCreated e = at.value().event();
        return row(
                e.getCampaignId(),
                e.getAdvertiserId(),
                e.getName(),
                e.getMaxCpcMicros(),
                e.getPacing().name(),
                json.writeValueAsString(TargetingJson.of(e.getTargeting())),
                frequencyCap(e.getFrequencyCap()),
                at.value().version(),
                e.getAt(),
                at.position(),
                at.position());
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

    void putLives(Newest<Life> lives) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.campaigns
                SET status = coalesce(?, status), version = ?, position = ?
                WHERE campaign_id = ? AND position < ?""",
                lives.stream()
                        .map(
                                at ->
                                        row(
                                                at.value().status() == null
                                                        ? null
                                                        : at.value().status().name(),
                                                at.value().version(),
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

    void putAds(Newest<AdAdded> ads) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.ads
                    (ad_id, campaign_id, advertiser_id, title, description, landing_url,
                     display_url, image_url, created_at, position)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (ad_id) DO UPDATE SET
                    title = excluded.title, description = excluded.description,
                    landing_url = excluded.landing_url, display_url = excluded.display_url,
                    image_url = excluded.image_url, created_at = excluded.created_at,
                    position = excluded.position
                WHERE excluded.position > ads.position""",
                ads.stream()
                        .map(
                                at -> {
                                    AdAdded e = at.value();
                                    return row(
                                            e.getAdId(),
                                            e.getCampaignId(),
                                            e.getAdvertiserId(),
                                            e.getTitle(),
                                            e.getDescription(),
                                            e.getLandingUrl(),
                                            e.getDisplayUrl(),
                                            e.getImageUrl(),
                                            e.getAt(),
                                            at.position());
                                }));
    }
}
