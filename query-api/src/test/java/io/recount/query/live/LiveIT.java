package io.recount.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.query.Marketplace;
import io.recount.query.QueryApi;
import io.recount.query.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The live event stream as a program sees it. */
class LiveIT {
    private static final int VIEWERS_MAX = 3;

    private static TestDatabase database;
    private static Marketplace marketplace;
    private static List<String> campaigns;
    private static QueryApi api;

    @BeforeAll
    static void open() {
        database = TestDatabase.migrated();
        marketplace = new Marketplace(database);
        campaigns = marketplace.open(QueryApi.now());
        marketplace.key("key-of-owner", "advertiser", Marketplace.advertiserId(1));
        api = QueryApi.start(database, "recount.query.live-clients-max=" + VIEWERS_MAX);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void sendsEverythingFirstThenOnlyWhatChanged() throws IOException {
        try (InputStream stream = stream("local-auditor")) {
            // given
            String first = eventWith(stream, "regions", "\"figures\"");
            assertThat(first).contains("\"rows\"", "\"totals\"", "겨울 보약 상담");

            // when
            String campaign = campaigns.get(9);
            marketplace.spend(
                    campaign,
                    campaign.substring(0, campaign.indexOf('-')),
                    Marketplace.dayStart(QueryApi.now()),
                    1_665_640,
                    8_020);

            // then: what names a minute ("used up at 15:11") may have changed too
            String changed = eventWith(stream, "regions", "1,665,640");
            assertThat(changed)
                    .contains("\"c-" + campaign + "\"", "\"figures\"", "\"totals\"")
                    .doesNotContain("c-" + campaigns.get(0));
        }
    }

    @Test
    void anAdvertisersStreamHoldsItsOwnCampaignsOnly() throws IOException {
        try (InputStream stream = stream("key-of-owner")) {
            assertThat(eventWith(stream, "regions", "\"rows\""))
                    .contains("Winter clearance", "1 campaign")
                    .doesNotContain("Serum launch", "51,971,120");
        }
    }

    @Test
    void saysThatFiguresAreAwayAndRecovers() throws IOException {
        try (InputStream stream = stream("local-auditor")) {
            // given
            eventWith(stream, "regions", "\"figures\"");

            // when
            rename("advertisers", "gone");

            // then
            try {
                assertThat(eventWith(stream, "away", "")).contains("READ_MODEL_NOT_READY");
            } finally {
                rename("gone", "advertisers");
            }
            assertThat(eventWith(stream, "regions", "\"now\"")).isNotEmpty();
        }
    }

    @Test
    void takesNoMoreViewersThanItCanServe() throws IOException {
        // given
        List<InputStream> open = new ArrayList<>();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> viewers() == 0);
            for (int n = 0; n < VIEWERS_MAX; n++) {
                open.add(stream("local-auditor"));
            }

            // when
            HttpResponse<String> refused = api.getAs("local-auditor", "/v1/live");

            // then
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> viewers() == 0);
    }

    private static double viewers() {
        return api.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("recount_live_viewers"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void rename(String from, String to) {
        database.jdbc().sql("ALTER TABLE read_model.%s RENAME TO %s".formatted(from, to)).update();
    }

    private static InputStream stream(String key) {
        HttpResponse<InputStream> response =
                api.client()
                        .sendAsync(
                                api.request("/v1/live", "X-Api-Key", key).build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .join();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return response.body();
    }

    /** Reads on to the next event of that name with that text in it; its data. */
    private static String eventWith(InputStream stream, String name, String text)
            throws IOException {
        String current = "";
        for (String line = line(stream); line != null; line = line(stream)) {
            if (line.startsWith("event:")) {
                current = line.substring("event:".length());
            } else if (line.startsWith("data:") && current.equals(name) && line.contains(text)) {
                return line.substring("data:".length());
            }
        }
        throw new AssertionError("The stream ended without " + name + " with " + text);
    }

    private static String line(InputStream stream) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        for (int b = stream.read(); b != '\n'; b = stream.read()) {
            if (b < 0) {
                return null;
            }
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
