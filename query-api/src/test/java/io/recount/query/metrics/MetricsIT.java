package io.recount.query.metrics;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.query.Marketplace;
import io.recount.query.QueryApi;
import io.recount.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Windows of campaigns and ads. */
class MetricsIT {
    private static Marketplace marketplace;
    private static List<String> campaigns;
    private static QueryApi api;

    @BeforeAll
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        marketplace = new Marketplace(database);
        campaigns = marketplace.open(QueryApi.now());
        api = QueryApi.start(database);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void rollsMinutesUpToAnyWindow() {
        // given
        String campaign = marketplace.campaign("rolledup", 90, "Rolled up", "ACTIVE", 1_000_000);
        marketplace.advertiser("rolledup", "Rolled up", "Asia/Seoul", 1_000);
        Instant nine = Instant.parse("2026-11-10T00:00:00Z");
        for (int minute = 0; minute < 120; minute++) {
            marketplace.minute(
                    "CAMPAIGN",
                    campaign,
                    campaign,
                    nine.plus(Duration.ofMinutes(minute)),
                    100,
                    minute < 60 ? 3 : 0,
                    minute < 60 ? 10 : 0,
                    true,
                    nine);
        }
        String range = "&from=2026-11-10T00:00:00Z&to=2026-11-10T02:00:00Z";

        // when
        JsonNode minutes = metrics(campaign, "1m" + range);
        JsonNode fives = metrics(campaign, "5m" + range);
        JsonNode hours = metrics(campaign, "1h" + range);

        // then
        assertThat(minutes).hasSize(120);
        assertThat(fives).hasSize(24);
        assertThat(hours).hasSize(2);
        JsonNode first = hours.get(0);
        assertThat(first.get("windowStart").asString()).isEqualTo("2026-11-10T00:00:00Z");
        assertThat(first.get("impressions").asLong()).isEqualTo(6_000);
        assertThat(first.get("clicks").asLong()).isEqualTo(180);
        assertThat(first.get("costMicros").asLong()).isEqualTo(600_000_000L);
        assertThat(first.get("ctr").asDouble()).isEqualTo(0.03);
        assertThat(first.get("cpcMicros").asLong()).isEqualTo(3_333_333);
        assertThat(first.get("final").asBoolean()).isTrue();
        assertThat(first.get("creditedClicks").asLong()).isZero();
        JsonNode second = hours.get(1);
        assertThat(second.get("cpcMicros").isNull()).isTrue();
        assertThat(second.get("cvr").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Seoul, 2026-11-09T15:00:00Z",
        "Asia/Kolkata, 2026-11-09T18:30:00Z",
        "Asia/Kathmandu, 2026-11-09T18:15:00Z",
        "UTC, 2026-11-10T00:00:00Z",
    })
    void foldsADayInTheAdvertisersOwnZone(String zone, Instant midnight) {
        // given
        String owner = "in" + zone.replace("/", "").toLowerCase(Locale.ROOT);
        marketplace.advertiser(owner, "In " + zone, zone, 1_000);
        String campaign = marketplace.campaign(owner, 1, "Folded", "ACTIVE", 1_000);
        for (int minute : new int[] {-1, 0, 1439, 1440}) {
            marketplace.minute(
                    "CAMPAIGN",
                    campaign,
                    campaign,
                    midnight.plus(Duration.ofMinutes(minute)),
                    minute + 2,
                    0,
                    0,
                    true,
                    midnight);
        }

        // when
        JsonNode days =
                metrics(campaign, "1d&from=" + midnight + "&to=" + midnight.plusSeconds(60));

        // then
        assertThat(days).hasSize(1);
        assertThat(days.get(0).get("windowStart").asString()).isEqualTo(midnight.toString());
        assertThat(days.get(0).get("impressions").asLong()).isEqualTo(2 + 1441);
    }

    @Test
    void givesTheLastSixtyWindowsWithoutARange() {
        JsonNode minutes = metrics(campaigns.get(4), "1m");
        assertThat(minutes.size()).isBetween(58, 60);
        assertThat(minutes.get(minutes.size() - 1).get("final").asBoolean()).isFalse();
    }

    @Test
    void aCreditStandsInTheWindowInWhichItsClickWasCharged() {
        // given: charged at nine o'clock, credited an hour later
        String campaign = marketplace.campaign("credited", 91, "Credited", "ACTIVE", 1_000_000);
        marketplace.advertiser("credited", "Credited", "Asia/Seoul", 1_000);
        String its = marketplace.ad(campaign, "Its ad");
        Instant nine = Instant.parse("2026-11-10T00:00:00Z");
        for (int minute : new int[] {0, 1, 60}) {
            Instant start = nine.plus(Duration.ofMinutes(minute));
            marketplace.minute("CAMPAIGN", campaign, campaign, start, 100, 3, 210, true, nine);
            marketplace.minute("AD", its, campaign, start, 100, 3, 210, true, nine);
        }
        marketplace.credit(campaign, its, 70, nine.plusSeconds(5));
        marketplace.credit(campaign, its, 70, nine.plusSeconds(59));
        marketplace.credit(campaign, "another", 50, nine.plusSeconds(65));
        String range = "&from=2026-11-10T00:00:00Z&to=2026-11-10T02:00:00Z";

        // then
        assertThat(credits(metrics(campaign, "1m" + range)))
                .containsExactly("2 140", "1 50", "0 0");
        assertThat(credits(metrics(campaign, "1h" + range))).containsExactly("3 190", "0 0");
        assertThat(credits(metrics(campaign, "1d" + range))).containsExactly("3 190");
        assertThat(credits(ofAd(its, "1m" + range))).containsExactly("2 140", "0 0", "0 0");
        JsonNode first = metrics(campaign, "1m" + range).get(0);
        assertThat(first.get("clicks").asLong()).isEqualTo(3);
        assertThat(first.get("costMicros").asLong()).isEqualTo(210_000_000L);
    }

    @Test
    void aConversionStandsInItsClicksWindowAndWhatCameLateIsAdded() {
        // given: clicked at nine o'clock, ordered at ten
        String campaign = marketplace.campaign("converted", 93, "Converted", "ACTIVE", 1_000_000);
        marketplace.advertiser("converted", "Converted", "Asia/Seoul", 1_000);
        String its = marketplace.ad(campaign, "Its ad");
        Instant nine = Instant.parse("2026-11-10T00:00:00Z");
        marketplace.minute("CAMPAIGN", campaign, campaign, nine, 100, 3, 210, true, nine);
        marketplace.lateClick(campaign, nine);
        marketplace.conversion(campaign, its, "order-1", nine.plusSeconds(20));
        marketplace.conversion(campaign, its, "order-2", nine.plusSeconds(70));
        String range = "&from=2026-11-10T00:00:00Z&to=2026-11-10T02:00:00Z";

        // when
        JsonNode minute = metrics(campaign, "1m" + range).get(0);
        JsonNode hour = metrics(campaign, "1h" + range).get(0);

        // then
        assertThat(minute.get("clicks").asLong()).isEqualTo(4);
        assertThat(minute.get("costMicros").asLong()).isEqualTo(280_000_000L);
        assertThat(minute.get("conversionsByClickTime").asLong()).isEqualTo(1);
        assertThat(hour.get("conversionsByClickTime").asLong()).isEqualTo(2);
    }

    @Test
    void aDayWhoseMinutesAreGoneIsTakenFromItsSums() {
        // given
        String campaign = marketplace.campaign("old", 94, "Old", "ACTIVE", 1_000_000);
        marketplace.advertiser("old", "Old", "Asia/Seoul", 1_000);
        Instant midnight = Instant.parse("2026-05-09T15:00:00Z");
        marketplace.day(campaign, midnight, midnight.plus(Duration.ofDays(1)), 900, 30);
        String range = "&from=" + midnight + "&to=" + midnight.plusSeconds(60);

        // when
        JsonNode day = metrics(campaign, "1d" + range).get(0);

        // then
        assertThat(day.get("windowStart").asString()).isEqualTo(midnight.toString());
        assertThat(day.get("impressions").asLong()).isEqualTo(900);
        assertThat(day.get("clicks").asLong()).isEqualTo(30);
        assertThat(day.get("final").asBoolean()).isTrue();
        assertThat(metrics(campaign, "1h" + range)).isEmpty();
    }

    @Test
    void theNewestMinuteShowsItsCreditsToo() {
        // given
        String campaign = marketplace.campaign("fresh", 92, "Fresh", "ACTIVE", 1_000_000);
        marketplace.advertiser("fresh", "Fresh", "Asia/Seoul", 1_000);
        Instant minute = Instant.parse("2026-11-18T05:30:00Z");
        marketplace.minute("CAMPAIGN", campaign, campaign, minute, 100, 3, 210, true, minute);
        marketplace.credit(campaign, "its-ad", 70, minute.plusSeconds(7));

        // when
        JsonNode newest =
                json(api.getAs("local-auditor", "/v1/campaigns/" + campaign)).get("liveMetrics");

        // then
        assertThat(newest.get("creditedClicks").asLong()).isEqualTo(1);
        assertThat(newest.get("creditedMicros").asLong()).isEqualTo(70_000_000L);
    }

    private static List<String> credits(JsonNode windows) {
        List<String> credits = new ArrayList<>();
        windows.forEach(
                window ->
                        credits.add(
                                window.get("creditedClicks").asLong()
                                        + " "
                                        + window.get("creditedMicros").asLong() / 1_000_000));
        return credits;
    }

    private static JsonNode ofAd(String id, String window) {
        return json(api.getAs("local-auditor", "/v1/ads/" + id + "/metrics?window=" + window))
                .get("items");
    }

    private static JsonNode metrics(String campaign, String window) {
        HttpResponse<String> response =
                api.getAs(
                        "local-auditor", "/v1/campaigns/" + campaign + "/metrics?window=" + window);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("items");
    }
}
