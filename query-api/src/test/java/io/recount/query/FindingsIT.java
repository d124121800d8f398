package io.recount.query;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What the stream and the worker found and settled, as the lists show it. */
class FindingsIT {
    private static final String HANA = "key-of-hana";
    private static final String AUDITOR = "local-auditor";

    private static String ad;
    private static QueryApi api;

    @BeforeAll
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        ReadModelRows rows = new ReadModelRows(database);
        rows.advertiser("hana", "Hana", "Asia/Seoul", 930);
        rows.key(HANA, "advertiser", "hana");
        rows.key("key-of-other", "advertiser", "other");
        ad = rows.ad(rows.campaign("hana", 1, "Spring", "ACTIVE", 1_000), "Its ad");
        alerts(database.jdbc());
        comparisons(database.jdbc());
        settlements(database.jdbc());
        database.jdbc()
                .sql(
                        """
                        INSERT INTO analytics.quality_scores
                            (ad_id, campaign_id, advertiser_id, score_e4, low_e4, high_e4, clicks,
                             impressions, ctr_ppm, cvr_ppm, compared_with, scored_at)
                        VALUES (:ad, 'c', 'hana', 50000, 40000, 60000, 5, 100, 31000, NULL, 'all',
                                '2026-11-18T01:00:00Z'),
                               (:ad, 'c', 'hana', 61234, 58000, 64000, 9, 200, 45000, 1200, 'all',
                                '2026-11-18T02:00:00Z')""")
                .param("ad", ad)
                .update();
        api = QueryApi.start(database);
    }

    private static void alerts(JdbcClient jdbc) {
        for (int n = 1; n <= 4; n++) {
            jdbc.sql(
                            """
                            INSERT INTO analytics.alerts VALUES ('alert-' || :n, 'BOT', 'HIGH',
                                'SOPHISTICATED', :owner, 'c', NULL, 'CLICK_RATE', 2,
                                '2026-11-18T00:00:00Z', '2026-11-18T00:05:00Z', 3,
                                '[{"name": "clicks a minute", "value": "40"}]',
                                '2026-11-18T00:05:00Z', now())""")
                    .param("n", n)
                    .param("owner", n == 4 ? "other" : "hana")
                    .update();
        }
        jdbc.sql(
                        """
                        INSERT INTO read_model.alert_verdicts
                        VALUES ('alert-1', 'TRUE', 'A robot', '2026-11-18T01:00:00Z', 7),
                               ('alert-2', 'FALSE', NULL, '2026-11-18T01:00:00Z', 8),
                               ('alert-4', 'TRUE', NULL, '2026-11-18T01:00:00Z', 9)""")
                .update();
        jdbc.sql(
                        """
                        INSERT INTO analytics.alert_credits (outbox_id, alert_id, advertiser_id,
                            click_count, reason, requested_at, status, credited_clicks,
                            credited_micros, proposal_id)
                        VALUES (1, 'alert-1', 'hana', 2, 'r', now(), 'CREDITED', 2, 140, NULL),
                               (2, 'alert-1', 'hana', 1, 'r', now(), 'CREDITED', 1, 70, NULL),
                               (3, 'alert-2', 'hana', 9, 'r', now(), 'PROPOSED', 0, 0, 'credit-1')""")
                .update();
        jdbc.sql(
                        """
                        INSERT INTO read_model.credit_proposals
                        VALUES ('credit-1', 'hana', '{hana-1,hana-2}', 140, 'Robots', 'WAITING',
                                '2026-11-18T01:00:00Z', NULL, 10),
                               ('credit-2', NULL, '{hana-3,other-1}', 140, 'Robots', 'APPROVED',
                                '2026-11-18T02:00:00Z', '2026-11-18T03:00:00Z', 12)""")
                .update();
    }

    private static void comparisons(JdbcClient jdbc) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.budget_comparisons
                        SELECT 'hana-c' || n, at::timestamptz, 'hana', '2026-11-17T15:00:00Z',
                               redis, 50, 100, stream, 50, 5000, ppm, ppm >= 50000
                        FROM (VALUES (1, '2026-11-18T05:20:00Z', 100, 100, 0),
                                     (2, '2026-11-18T05:20:00Z', 100, 100, 0),
                                     (3, '2026-11-18T05:20:00Z', 100, 100, 0),
                                     (1, '2026-11-18T05:30:00Z', 93, NULL, 70000),
                                     (1, '2026-11-10T05:30:00Z', 100, 100, 0))
                             compared(n, at, redis, stream, ppm)""")
                .update();
        jdbc.sql(
                        """
                        INSERT INTO analytics.counter_corrections (campaign_id, advertiser_id,
                            day_start, position, ledger_spent_micros, ledger_day_clicks,
                            ledger_total_micros, detected_at, status, found_spent_micros,
                            settled_at)
                        VALUES ('hana-c1', 'hana', '2026-11-17T15:00:00Z', 60, 100, 1, 100,
                                '2026-11-18T05:30:00Z', 'APPLIED', 94, '2026-11-18T05:30:01Z')""")
                .update();
        jdbc.sql(
                        """
                        INSERT INTO analytics.reconciliations
                        VALUES (1, 'WINDOWS', '2026-11-16T00:00:00Z', '2026-11-17T00:00:00Z', NULL,
                                NULL, 200, 1, 995000, true, 1, '2026-11-18T02:00:00Z'),
                               (2, 'LEDGER', NULL, NULL, 0, 90, 90, 0, 1000000, false, 2,
                                '2026-11-18T03:00:00Z')""")
                .update();
        jdbc.sql(
                        """
                        INSERT INTO analytics.reconciliation_differences
                        VALUES (1, 'hana-a1', '2026-11-16T04:00:00Z', 'clicks', 7, 6)""")
                .update();
    }

    private static void settlements(JdbcClient jdbc) {
        for (int day = 15; day <= 16; day++) {
            jdbc.sql(
                            """
                            INSERT INTO analytics.settlements VALUES ('hana', :start::timestamptz,
                                :start::timestamptz + interval '1 day', 'Asia/Seoul', 'KRW', 0,
                                100000000, 0, 0, 70500000, 500000, 30000000, 100, 0, 0, 71, 1, 30,
                                2, 1, 5, 9, 90, 3, now())""")
                    .param("start", "2026-11-" + day + "T15:00:00Z")
                    .update();
            jdbc.sql(
                            """
                            INSERT INTO analytics.settlement_lines
                            VALUES ('hana', :start::timestamptz, 'hana-c1', '', 2, 70500000, 1,
                                    500000, 71, 1),
                                   ('hana', :start::timestamptz, 'hana-c1', 'hana-a1', 2, 70500000,
                                    1, 500000, 71, 1)""")
                    .param("start", "2026-11-" + day + "T15:00:00Z")
                    .update();
        }
        jdbc.sql(
                        """
                        INSERT INTO analytics.settlement_late VALUES ('hana', 5,
                            '2026-11-16T15:00:00Z', '2026-11-16T14:59:59Z', 'CHARGE', 'hana-c1',
                            'hana-a1', 'hana-x1', 500000)""")
                .update();
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void alertsComeWithTheirVerdictTheirCreditsAndHowOftenTheyWereRight() {
        // when
        JsonNode page = get(HANA, "/v1/alerts?limit=2");
        JsonNode rest = get(HANA, "/v1/alerts?limit=2&cursor=" + page.get("nextCursor").asString());
        JsonNode everybodys = get(AUDITOR, "/v1/alerts?campaignId=c");

        // then
        assertThat(texts(page, "alertId")).containsExactly("alert-3", "alert-2");
        assertThat(texts(rest, "alertId")).containsExactly("alert-1");
        assertThat(rest.get("nextCursor").isNull()).isTrue();
        JsonNode first = rest.get("items").get(0);
        assertThat(first.at("/verdict/verdict").asString()).isEqualTo("TRUE");
        assertThat(first.at("/verdict/note").asString()).isEqualTo("A robot");
        assertThat(first.get("creditedMicros").asLong()).isEqualTo(210);
        assertThat(first.get("creditedClicks").asLong()).isEqualTo(3);
        assertThat(first.at("/evidence/0/value").asString()).isEqualTo("40");
        assertThat(page.get("items").get(0).has("verdict")).isFalse();
        assertThat(page.get("accuracy")).hasToString("{\"judged\":2,\"right\":1,\"ratio\":0.5}");
        assertThat(everybodys.get("items")).hasSize(4);
        assertThat(everybodys.at("/accuracy/judged").asLong()).isEqualTo(3);
        assertThat(status(HANA, "/v1/alerts?advertiserId=other")).isEqualTo(404);
    }

    @Test
    void aProposalOfSeveralAdvertisersIsSeenByNoneOfThem() {
        assertThat(texts(get(HANA, "/v1/credit-proposals"), "proposalId"))
                .containsExactly("credit-1");
        JsonNode all = get(AUDITOR, "/v1/credit-proposals");
        assertThat(texts(all, "status")).containsExactly("APPROVED", "WAITING");
        JsonNode waiting = all.get("items").get(1);
        assertThat(waiting.get("alertId").asString()).isEqualTo("alert-2");
        assertThat(waiting.get("clickIds")).hasToString("[\"hana-1\",\"hana-2\"]");
        assertThat(waiting.has("decidedAt")).isFalse();
    }

    @Test
    void everyComparisonIsListedAndTheLastDaysAccuracyIsTold() {
        // when
        JsonNode day = get(HANA, "/v1/budget-syncs?limit=3");
        JsonNode rest =
                get(HANA, "/v1/budget-syncs?limit=3&cursor=" + day.get("nextCursor").asString());
        JsonNode since = get(HANA, "/v1/budget-syncs?campaignId=hana-c1&from=2026-11-01T00:00:00Z");

        // then
        assertThat(texts(day, "campaignId")).containsExactly("hana-c1", "hana-c3", "hana-c2");
        assertThat(texts(rest, "campaignId")).containsExactly("hana-c1");
        JsonNode drifted = day.get("items").get(0);
        assertThat(drifted.get("difference").decimalValue()).isEqualByComparingTo("0.07");
        assertThat(drifted.at("/correction/status").asString()).isEqualTo("APPLIED");
        assertThat(drifted.at("/correction/foundSpentMicros").asLong()).isEqualTo(94);
        assertThat(drifted.has("streamSpentMicros")).isFalse();
        assertThat(rest.get("items").get(0).has("correction")).isFalse();
        assertThat(day.at("/accuracy/compared").asLong()).isEqualTo(4);
        assertThat(day.at("/accuracy/accurate").asLong()).isEqualTo(3);
        assertThat(day.at("/accuracy/ratio").decimalValue()).isEqualByComparingTo("0.75");
        assertThat(since.get("items")).hasSize(3);
        assertThat(get("key-of-other", "/v1/budget-syncs").at("/accuracy/ratio").isNull()).isTrue();
    }

    @Test
    void aReconciliationNamesWhatDiffers() {
        // when
        JsonNode all = get(AUDITOR, "/v1/reconciliations");

        // then
        assertThat(texts(all, "kind")).containsExactly("LEDGER", "WINDOWS");
        assertThat(all.get("items").get(0).get("differences")).isEmpty();
        JsonNode windows = all.get("items").get(1);
        assertThat(windows.get("agreement").decimalValue()).isEqualByComparingTo("0.995");
        assertThat(windows.at("/differences/0/subject").asString()).isEqualTo("hana-a1");
        assertThat(windows.at("/differences/0/found").asLong()).isEqualTo(6);
        assertThat(texts(get(AUDITOR, "/v1/reconciliations?kind=WINDOWS"), "kind")).hasSize(1);
        assertThat(status(HANA, "/v1/reconciliations")).isEqualTo(403);
    }

    @Test
    void aSettledDayShowsItsCampaignsAndAds() {
        // when
        JsonNode page = get(HANA, "/v1/settlements?limit=1");
        JsonNode rest =
                get(HANA, "/v1/settlements?limit=1&cursor=" + page.get("nextCursor").asString());

        // then
        assertThat(texts(page, "dayStart")).containsExactly("2026-11-16T15:00:00Z");
        assertThat(texts(rest, "dayStart")).containsExactly("2026-11-15T15:00:00Z");
        JsonNode day = page.get("items").get(0);
        assertThat(day.at("/micros/closing").asLong()).isEqualTo(30_000_000);
        assertThat(day.at("/minor/charged").asLong()).isEqualTo(71);
        assertThat(day.get("lines")).hasSize(2);
        assertThat(day.at("/lines/0").has("adId")).isFalse();
        assertThat(day.at("/lines/1/adId").asString()).isEqualTo("hana-a1");
        assertThat(day.at("/late/0/at").asString()).isEqualTo("2026-11-16T14:59:59Z");
        assertThat(day.at("/late/0/clickId").asString()).isEqualTo("hana-x1");
        assertThat(get("key-of-other", "/v1/settlements").get("items")).isEmpty();
    }

    @Test
    void settledDaysAreAFileForASpreadsheetWhereThatIsAskedFor() {
        // when
        HttpResponse<String> response =
                api.get(
                        "/v1/settlements?from=2026-11-16T00:00:00Z",
                        "X-Api-Key",
                        HANA,
                        "Accept",
                        "text/csv");

        // then
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(response.body().lines().skip(1))
                .containsExactly(
                        "hana,2026-11-16T15:00:00Z,2026-11-17T15:00:00Z,Asia/Seoul,KRW,DAY,,,2,1,"
                                + "100000000,0,0,70500000,500000,30000000,71,1,30",
                        "hana,2026-11-16T15:00:00Z,2026-11-17T15:00:00Z,Asia/Seoul,KRW,CAMPAIGN,"
                                + "hana-c1,,2,1,,,,70500000,500000,,71,1,",
                        "hana,2026-11-16T15:00:00Z,2026-11-17T15:00:00Z,Asia/Seoul,KRW,AD,"
                                + "hana-c1,hana-a1,2,1,,,,70500000,500000,,71,1,",
                        "hana,2026-11-16T15:00:00Z,2026-11-17T15:00:00Z,Asia/Seoul,KRW,LATE,"
                                + "hana-c1,hana-a1,1,,,,,500000,,,,,");
    }

    @Test
    void anAdsScoresAreItsAdvertisersAlone() {
        // when
        JsonNode scores = get(HANA, "/v1/quality-scores?limit=1&adId=" + ad);
        String cursor = scores.get("nextCursor").asString();
        JsonNode rest = get(HANA, "/v1/quality-scores?limit=1&adId=" + ad + "&cursor=" + cursor);

        // then
        assertThat(scores.get("items").get(0).get("score").decimalValue())
                .isEqualByComparingTo("6.1234");
        assertThat(scores.get("items").get(0).get("cvr").decimalValue())
                .isEqualByComparingTo("0.0012");
        assertThat(rest.get("items").get(0).has("cvr")).isFalse();
        assertThat(status("key-of-other", "/v1/quality-scores?adId=" + ad)).isEqualTo(404);
        assertThat(status(AUDITOR, "/v1/quality-scores?adId=nothing")).isEqualTo(404);
        assertThat(status(AUDITOR, "/v1/quality-scores")).isEqualTo(400);
    }

    private static JsonNode get(String key, String path) {
        HttpResponse<String> response = api.getAs(key, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static int status(String key, String path) {
        return api.getAs(key, path).statusCode();
    }

    private static List<String> texts(JsonNode page, String field) {
        List<String> texts = new ArrayList<>();
        page.get("items").forEach(item -> texts.add(item.get(field).asString()));
        return texts;
    }
}
