package io.recount.query;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.ops.parts.RealParts;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Before the tables are there, and while the database is away: 503, and no harm done. */
class NotReadyIT {
    private static QueryApi early;

    @BeforeAll
    static void open() {
        early = QueryApi.start(TestDatabase.empty());
    }

    @AfterAll
    static void close() {
        early.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/advertisers",
                "/v1/campaigns",
                "/v1/campaigns/x/metrics",
                "/v1/audit/events",
                "/v1/dead-letters",
                "/v1/advertisers?minPosition=1"
            })
    void aQueryBeforeTheTablesExistIsEarly(String path) {
        HttpResponse<String> response = early.getAs("local-auditor", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(json(response).get("code").asString()).isEqualTo("READ_MODEL_NOT_READY");
    }

    @Test
    void thePageSaysThatItCannotShowFiguresAndComesBackWithTheDatabase() {
        // given
        TestDatabase database = TestDatabase.migrated();
        new Marketplace(database).open(QueryApi.now());
        RealParts.postgres().stop();
        try (QueryApi api = QueryApi.start(database)) {
            // when
            HttpResponse<String> away;
            try {
                away = api.get("/");
                assertThat(api.getAs("local-auditor", "/v1/advertisers").statusCode())
                        .isEqualTo(503);
            } finally {
                RealParts.postgres().start();
            }

            // then
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body()).contains("The figures cannot be had now");
            await().atMost(Duration.ofSeconds(60)).until(() -> api.get("/").statusCode() == 200);
        }
    }
}
