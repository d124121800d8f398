package io.recount.query.advertiser;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.query.QueryApi;
import io.recount.query.ReadModelRows;
import io.recount.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StatementIT {
    private static final String PATH = "/v1/advertisers/hana/statement";
    private static final Instant NOON = Instant.parse("2026-11-18T03:00:00Z");

    private static QueryApi api;

    @BeforeAll
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        ReadModelRows rows = new ReadModelRows(database);
        rows.advertiser("hana", "Hana", "Asia/Seoul", 930);
        rows.advertiser("other", "Other", "Asia/Seoul", 0);
        rows.key("key-of-hana", "advertiser", "hana");
        rows.line("DEPOSIT", "hana", 1_000, 1_000, NOON);
        rows.line("DEPOSIT", "other", 5, 5, NOON);
        rows.line("CHARGE", "hana", -70, 930, NOON.plusSeconds(60));
        rows.line("REFUND", "hana", -70, 860, NOON.plusSeconds(120));
        rows.line("CREDIT", "hana", 70, 930, NOON.plusSeconds(180));
        api = QueryApi.start(database);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void listsEveryMovementOldestFirst() {
        // when
        HttpResponse<String> response = api.getAs("key-of-hana", PATH);

        // then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(told(json(response)))
                .containsExactly(
                        "DEPOSIT 1000 1000", "CHARGE -70 930", "REFUND -70 860", "CREDIT 70 930");
        JsonNode first = json(response).get("items").get(0);
        assertThat(first.get("eventId").asString()).startsWith("line-");
        assertThat(first.get("at").asString()).isEqualTo("2026-11-18T03:00:00Z");
    }

    @Test
    void goesByPagesAndByTime() {
        // when
        JsonNode page = json(api.getAs("local-auditor", PATH + "?limit=3"));
        JsonNode rest =
                json(
                        api.getAs(
                                "local-auditor",
                                PATH + "?limit=3&cursor=" + page.get("nextCursor").asString()));
        JsonNode between =
                json(
                        api.getAs(
                                "local-auditor",
                                PATH + "?from=2026-11-18T03:01:00Z&to=2026-11-18T03:02:00Z"));

        // then
        assertThat(told(page)).hasSize(3);
        assertThat(told(rest)).containsExactly("CREDIT 70 930");
        assertThat(rest.get("nextCursor").isNull()).isTrue();
        assertThat(told(between)).containsExactly("CHARGE -70 930");
    }

    @Test
    void isAFileForASpreadsheetWhereThatIsAskedFor() {
        // when
        HttpResponse<String> response =
                api.get(PATH, "X-Api-Key", "key-of-hana", "Accept", "text/csv");

        // then
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        List<String> lines = response.body().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).startsWith("position,eventId,at,kind,amountMicros");
        assertThat(lines.get(2))
                .contains(",2026-11-18T03:01:00Z,CHARGE,-70000000,930000000,,,")
                .endsWith("\"'=CHARGE\"");
    }

    @Test
    void isItsAdvertisersAlone() {
        assertThat(status("key-of-hana", "/v1/advertisers/other/statement")).isEqualTo(404);
        assertThat(status("local-auditor", "/v1/advertisers/nobody/statement")).isEqualTo(404);
        assertThat(status("local-publisher", PATH)).isEqualTo(403);
    }

    private static int status(String key, String path) {
        return api.getAs(key, path).statusCode();
    }

    private static List<String> told(JsonNode page) {
        List<String> told = new ArrayList<>();
        page.get("items")
                .forEach(
                        line ->
                                told.add(
                                        "%s %d %d"
                                                .formatted(
                                                        line.get("kind").asString(),
                                                        line.get("amountMicros").asLong()
                                                                / 1_000_000,
                                                        line.get("balanceAfterMicros").asLong()
                                                                / 1_000_000)));
        return told;
    }
}
