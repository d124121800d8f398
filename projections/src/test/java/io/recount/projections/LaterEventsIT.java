package io.recount.projections;

import static io.recount.projections.SampleLog.WON;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.event.PauseCause;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What refunds, credits, edits, pauses, scores and the end of a campaign make of the read model.
 */
class LaterEventsIT {
    private static RunningProjections projections;

    @BeforeAll
    static void start() {
        projections = new RunningProjections();
        projections.awaitRedisReady();
        new SampleLog(projections, "hana").everything();
        new SampleLog(projections, "past").everything().end();
        projections.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        projections.close();
    }

    @Test
    void tablesShowWhatWasChangedSince() {
        assertThat(row("SELECT * FROM read_model.advertisers WHERE advertiser_id = 'hana'"))
                .containsEntry("name", "Hana Books and Tea")
                .containsEntry("time_zone", "Europe/London")
                .containsEntry("zone_before", "Asia/Seoul")
                .containsEntry("version", 1L)
                .containsEntry("balance_micros", 8_860 * WON);
        assertThat(
                        row(
                                """
                                SELECT *, targeting ->> 'keywords' AS keywords,
                                       line_closed_at IS NOT NULL AS line_closed,
                                       extract(epoch FROM paused_day)::bigint AS day
                                FROM read_model.campaigns WHERE advertiser_id = 'hana'"""))
                .containsEntry("name", "Late spring")
                .containsEntry("max_cpc_micros", 350 * WON)
                .containsEntry("pacing", "EVEN")
                .containsEntry("keywords", "[\"books\", \"tea\"]")
                .containsEntry("frequency_cap", null)
                .containsEntry("status", "ACTIVE")
                .containsEntry("user_paused", true)
                .containsEntry("on_hold", false)
                .containsEntry("day", SampleLog.DAY.getEpochSecond())
                .containsEntry("day_paused_at", Timestamp.from(SampleLog.AT))
                .containsEntry("line_closed", true)
                .containsEntry("daily_budget_micros", 200_000 * WON)
                .containsEntry("total_spent_micros", 210 * WON)
                .containsEntry("version", 5L);
        assertThat(row("SELECT * FROM read_model.ads WHERE advertiser_id = 'hana'"))
                .containsEntry("title", "Read even more")
                .containsEntry("landing_url", "https://books.example/new")
                .containsEntry("status", "PAUSED")
                .containsEntry("quality_e4", 61_234L)
                .containsEntry("quality_clicks", 120L);
    }

    @Test
    void aCreditStandsBesideTheDayItsClickWasChargedOn() {
        assertThat(row("SELECT * FROM read_model.spend WHERE advertiser_id = 'hana'"))
                .containsEntry("spent_micros", 210 * WON)
                .containsEntry("clicks", 3L)
                .containsEntry("credited_micros", 70 * WON)
                .containsEntry("credited_clicks", 1L);
        assertThat(
                        projections
                                .jdbc()
                                .sql(
                                        """
                                        SELECT kind || ' ' || amount_micros / 1000000 || ' '
                                               || balance_after_micros / 1000000
                                        FROM read_model.ledger_lines
                                        WHERE advertiser_id = 'hana' ORDER BY position""")
                                .query(String.class)
                                .list())
                .containsExactly(
                        "DEPOSIT 10000 10000",
                        "CHARGE -70 9930",
                        "CHARGE -70 9860",
                        "REFUND -1000 8860",
                        "CREDIT 70 8930",
                        "CHARGE -70 8860");
        assertThat(projections.records().get(RedisKeys.advertiserBalance("hana")))
                .containsEntry("balance", Long.toString(8_860 * WON));
    }

    @Test
    void theLastWordOnAnAlertCounts() {
        assertThat(row("SELECT * FROM read_model.alert_verdicts WHERE alert_id = 'alert-hana'"))
                .containsEntry("verdict", "FALSE")
                .containsEntry("note", "A sale")
                .containsEntry("judged_at", Timestamp.from(SampleLog.LATER));
    }

    @Test
    void aProposalTellsWhoseClicksTheyAreAndWhatWasDecided() {
        assertThat(
                        row(
                                """
                                SELECT *, cardinality(click_ids) AS clicks
                                FROM read_model.credit_proposals
                                WHERE proposal_id = 'credit-hana'"""))
                .containsEntry("advertiser_id", "hana")
                .containsEntry("clicks", 1)
                .containsEntry("amount_micros", 70 * WON)
                .containsEntry("status", "APPROVED")
                .containsEntry("decided_at", Timestamp.from(SampleLog.LATER));
        assertThat(
                        row(
                                """
                                SELECT * FROM read_model.credit_proposals
                                WHERE proposal_id = 'credit-hana2'"""))
                .containsEntry("advertiser_id", null)
                .containsEntry("status", "WAITING")
                .containsEntry("decided_at", null);
    }

    @Test
    void anExperimentAddsUpTheClicksOfEachArm() {
        assertThat(
                        row(
                                """
                                SELECT name, layer, stopped_at FROM read_model.price_experiments
                                WHERE experiment_id = 'exp-hana'"""))
                .containsEntry("name", "Cheaper clicks")
                .containsEntry("layer", "price")
                .containsEntry("stopped_at", Timestamp.from(SampleLog.LATER));
        assertThat(
                        projections
                                .jdbc()
                                .sql(
                                        """
                                        SELECT arm || ' ' || weight || ' ' || bid_multiplier_e4
                                               || ' ' || clicks || ' ' || cost_micros / 1000000
                                        FROM read_model.price_arms
                                        WHERE experiment_id = 'exp-hana' ORDER BY ordinal""")
                                .query(String.class)
                                .list())
                .containsExactly("control 9 10000 0 0", "cheaper 1 8000 2 140");
    }

    @Test
    void theCatalogueShowsPausesAndEdits() {
        CatalogueCampaign paused = entry("hana-c1");
        assertThat(paused.getStatus()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(paused.getPauseCauses()).containsExactly(PauseCause.USER, PauseCause.DAY);
        assertThat(paused.getPausedDay()).isEqualTo(SampleLog.DAY);
        assertThat(paused.getMaxCpcMicros()).isEqualTo(350 * WON);
        assertThat(paused.getAds().get(0).getStatus()).isEqualTo(AdStatus.PAUSED);
        assertThat(paused.getAds().get(0).getQualityE4()).isEqualTo(61_234);
        assertThat(paused.getDailyBudgetMicros()).isEqualTo(200_000 * WON);
    }

    @Test
    void theCatalogueShowsWhereAnAdvertiserMovesAndWhichExperimentsThereAre() {
        assertThat(
                        AvroCodec.decode(
                                projections.redis().hget(RedisKeys.CATALOGUE_ADVERTISERS, "hana"),
                                CatalogueAdvertiser.class))
                .satisfies(
                        hana -> {
                            assertThat(hana.getTimeZone()).isEqualTo("Europe/London");
                            assertThat(hana.getZoneBefore()).isEqualTo("Asia/Seoul");
                            assertThat(hana.getZoneFrom())
                                    .isEqualTo(SampleLog.DAY.plus(Duration.ofDays(1)));
                        });
        assertThat(
                        AvroCodec.decode(
                                projections
                                        .redis()
                                        .hget(RedisKeys.CATALOGUE_EXPERIMENTS, "exp-hana"),
                                CatalogueExperiment.class))
                .satisfies(
                        experiment -> {
                            assertThat(experiment.getArms()).hasSize(2);
                            assertThat(experiment.getEndsAt()).isEqualTo(SampleLog.LATER);
                        });
    }

    @Test
    void anEndedCampaignKeepsItsLandingPages() {
        assertThat(row("SELECT * FROM read_model.campaigns WHERE advertiser_id = 'past'"))
                .containsEntry("status", "ENDED")
                .containsEntry("version", 6L);
        CatalogueCampaign ended = entry("past-c1");
        assertThat(ended.getStatus()).isEqualTo(CampaignStatus.ENDED);
        assertThat(ended.getAds().get(0).getLandingUrl()).isEqualTo("https://books.example/new");
    }

    private static CatalogueCampaign entry(String campaignId) {
        return AvroCodec.decode(
                projections.redis().hget(RedisKeys.CATALOGUE, campaignId), CatalogueCampaign.class);
    }

    private static Map<String, Object> row(String sql) {
        return projections.jdbc().sql(sql).query().singleRow();
    }
}
