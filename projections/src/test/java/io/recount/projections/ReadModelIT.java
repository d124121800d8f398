package io.recount.projections;

import static io.recount.projections.SampleLog.WON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueCampaign;
import io.recount.ops.parts.RealParts;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadModelIT {
    private RunningProjections projections;
    private SampleLog hana;

    @BeforeEach
    void start() {
        projections = new RunningProjections();
        hana = new SampleLog(projections, "hana");
    }

    @AfterEach
    void stop() {
        projections.close();
    }

    @Test
    void tablesShowWhatWasLogged() {
        // when
        hana.register().deposit(10_000 * WON).campaign().click().click();
        projections.awaitCaughtUp();

        // then
        assertThat(row("SELECT * FROM read_model.advertisers"))
                .containsEntry("advertiser_id", "hana")
                .containsEntry("name", "Hana Books")
                .containsEntry("currency", "KRW")
                .containsEntry("time_zone", "Asia/Seoul")
                .containsEntry("balance_micros", 9_860 * WON)
                .containsEntry("position", 9L);
        assertThat(row("SELECT *, targeting ->> 'keywords' AS keywords FROM read_model.campaigns"))
                .containsEntry("campaign_id", "hana-c1")
                .containsEntry("name", "Spring")
                .containsEntry("status", "ACTIVE")
                .containsEntry("max_cpc_micros", 500 * WON)
                .containsEntry("daily_budget_micros", 100_000 * WON)
                .containsEntry("total_budget_micros", null)
                .containsEntry("auto_pause_percent", 95)
                .containsEntry("keywords", "[\"books\"]")
                .containsEntry("total_spent_micros", 140 * WON)
                .containsEntry("version", 2L)
                .containsEntry("position", 7L)
                .containsEntry("budget_position", 4L);
        assertThat(row("SELECT * FROM read_model.ads"))
                .containsEntry("ad_id", "hana-ad1")
                .containsEntry("landing_url", "https://books.example/land")
                .containsEntry("status", "ACTIVE");
        assertThat(row("SELECT * FROM read_model.spend"))
                .containsEntry("campaign_id", "hana-c1")
                .containsEntry("spent_micros", 140 * WON)
                .containsEntry("clicks", 2L)
                .containsEntry("position", 9L);
        assertThat(
                        projections
                                .jdbc()
                                .sql(
                                        """
                                        SELECT position, kind, amount_micros, balance_after_micros
                                        FROM read_model.ledger_lines ORDER BY position""")
                                .query()
                                .listOfRows())
                .extracting(Map::values)
                .map(List::copyOf)
                .containsExactly(
                        List.of(2L, "DEPOSIT", 10_000 * WON, 10_000 * WON),
                        List.of(8L, "CHARGE", -70 * WON, 9_930 * WON),
                        List.of(9L, "CHARGE", -70 * WON, 9_860 * WON));
    }

    @Test
    void redisShowsWhatWasLogged() {
        // when
        hana.register().deposit(10_000 * WON).campaign().click();
        projections.awaitCaughtUp();
        projections.awaitRedisReady();

        // then
        CatalogueCampaign entry = entry();
        assertThat(entry.getStatus()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(entry.getAds()).hasSize(1);
        assertThat(entry.getDailyBudgetMicros()).isEqualTo(100_000 * WON);
        assertThat(entry.getAutoPausePercent()).isEqualTo(95);
        assertThat(entry.getPosition()).isEqualTo(7);
        assertThat(projections.redis().xlen(RedisKeys.CATALOGUE_CHANGES)).isPositive();
        assertThat(projections.records().get(RedisKeys.campaignDay("hana-c1")))
                .containsEntry("day", Long.toString(SampleLog.DAY.toEpochMilli()))
                .containsEntry("spent", Long.toString(70 * WON))
                .containsEntry("clicks", "1")
                .containsEntry("total", Long.toString(70 * WON))
                .containsEntry("position", "8");
        assertThat(projections.records().get(RedisKeys.advertiserBalance("hana")))
                .containsEntry("balance", Long.toString(9_930 * WON))
                .containsEntry("position", "8");
    }

    @Test
    void aDayRecordBeginsWithTheCampaignAndABudgetLeavesItAlone() {
        // given
        projections.awaitRedisReady();
        hana.register().create();
        projections.awaitCaughtUp();
        String key = RedisKeys.campaignDay("hana-c1");
        assertThat(projections.records().get(key)).containsEntry("spent", "0");

        // when
        hana.deposit(1_000 * WON).click().budgetSet(9_000 * WON);
        projections.awaitCaughtUp();

        // then
        assertThat(projections.records().get(key)).containsEntry("spent", "" + 70 * WON);
    }

    @Test
    void handlingTheWholeLogASecondTimeChangesNothing() {
        // given
        hana.everything().end();
        projections.awaitCaughtUp();
        projections.awaitRedisReady();
        var tables = projections.tables();
        var records = projections.records();
        projections.jdbc().sql("DELETE FROM read_model.token_entry").update();
        projections.stop();

        // when
        projections.start();
        projections.awaitCaughtUp();

        // then
        assertThat(projections.tables()).isEqualTo(tables);
        assertThat(projections.records()).isEqualTo(records);
    }

    @Test
    void anOutageOfRedisDelaysAndSkipsNothing() {
        // given
        hana.register().deposit(10_000 * WON).campaign();
        projections.awaitCaughtUp();
        projections.awaitRedisReady();
        RealParts.redis().stop();

        // when
        try {
            hana.click().click();
        } finally {
            RealParts.redis().start();
        }

        // then
        projections.awaitCaughtUp();
        projections.awaitRedisReady();
        await().atMost(RunningProjections.LIMIT)
                .until(
                        () -> projections.records().get(RedisKeys.campaignDay("hana-c1")),
                        day -> day != null && day.get("clicks").equals("2"));
        assertThat(deadLetters()).isZero();
    }

    @Test
    void anOutageOfTheDatabaseDelaysAndSkipsNothing() {
        // given
        hana.register().deposit(10_000 * WON).campaign();
        projections.awaitCaughtUp();

        // when
        RealParts.postgres().stop();
        RealParts.postgres().start();
        await().atMost(RunningProjections.LIMIT)
                .ignoreExceptions()
                .until(() -> projections.head() > 0);
        hana.click();

        // then
        projections.awaitCaughtUp();
        assertThat(row("SELECT clicks FROM read_model.spend")).containsEntry("clicks", 1L);
        assertThat(deadLetters()).isZero();
    }

    @Test
    void aLostRedisIsBuiltAnewAndMarkedReady() {
        // given
        hana.register().deposit(10_000 * WON).campaign().click().click();
        projections.awaitCaughtUp();
        projections.awaitRedisReady();
        var records = projections.records();

        // when
        projections.redis().flushall();
        projections.awaitRedisReady();

        // then
        assertThat(projections.records()).isEqualTo(records);

        // and it goes on from there
        hana.click();
        projections.awaitCaughtUp();
        await().atMost(RunningProjections.LIMIT)
                .until(
                        () -> projections.records().get(RedisKeys.campaignDay("hana-c1")),
                        day -> day.get("clicks").equals("3"));
    }

    private CatalogueCampaign entry() {
        return AvroCodec.decode(
                projections.redis().hget(RedisKeys.CATALOGUE, "hana-c1"), CatalogueCampaign.class);
    }

    private Map<String, Object> row(String sql) {
        return projections.jdbc().sql(sql).query().singleRow();
    }

    private long deadLetters() {
        return projections
                .jdbc()
                .sql("SELECT count(*) FROM read_model.dead_letter_entry")
                .query(Long.class)
                .single();
    }
}
