package io.recount.query.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.query.Marketplace;
import io.recount.query.QueryApi;
import io.recount.query.TestDatabase;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may open the page, away from a local stack. */
class SignInIT {
    private static QueryApi api;

    @BeforeAll
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        Marketplace marketplace = new Marketplace(database);
        marketplace.open(QueryApi.now());
        marketplace.key("an-advertisers-key", "advertiser", Marketplace.advertiserId(1));
        marketplace.key("a-publishers-key", "publisher", null);
        api = QueryApi.start(database, "spring.profiles.active=default");
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void asksForAKeyAndShowsAnAdvertiserItsOwnCampaigns() {
        // given
        assertThat(api.get("/").headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/sign-in"));
        assertThat(api.get("/v1/live").statusCode()).isEqualTo(401);

        // when
        HttpResponse<String> signedIn = api.postForm("/sign-in", "key=an-advertisers-key");

        // then
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        HttpResponse<String> page =
                api.get("/", "Cookie", cookie.substring(0, cookie.indexOf(';')));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Winter clearance").doesNotContain("Serum launch");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).startsWith("default-src 'self'; "));
        assertThat(page.body()).doesNotContain("style=", "onclick", "<style");
    }

    @Test
    void refusesUnknownKeysPublishersAndFormsOfOtherSites() {
        assertThat(api.postForm("/sign-in", "key=nonsense").statusCode()).isEqualTo(403);
        assertThat(api.postForm("/sign-in", "key=local-operator").statusCode()).isEqualTo(403);
        assertThat(api.postForm("/sign-in", "key=a-publishers-key").body())
                .contains("publisher’s key has no dashboard");
        assertThat(
                        api.postForm(
                                        "/sign-in",
                                        "key=an-advertisers-key",
                                        "Sec-Fetch-Site",
                                        "cross-site")
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void signsOut() {
        HttpResponse<String> out = api.postForm("/sign-out", "");
        assertThat(out.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(
                        cookie ->
                                assertThat(cookie)
                                        .startsWith("recount_key=;")
                                        .contains("Max-Age=0"));
    }
}
