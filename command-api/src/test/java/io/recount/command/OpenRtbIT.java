package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.BidNotice;
import io.recount.event.NoticeKind;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bids and notices over REST, in a marketplace of won. */
class OpenRtbIT extends OnSharedParts {
    private static final String BANNER = "\"banner\": {\"w\": 300, \"h\": 250}";

    @Test
    void aBidsClickIsChargedAndItsNoticesAreEvents() {
        // given
        Live live = live(1_000 * WON, 500 * WON);

        // when
        Reply reply = ask(request(live.keyword(), BANNER, ""));

        // then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-openrtb-version")).isEqualTo("2.6");
        assertThat(reply.text("cur")).isEqualTo("KRW");
        JsonNode bid = reply.body().at("/seatbid/0/bid/0");
        assertThat(reply.body().at("/seatbid/0/seat").asString()).isEqualTo(live.advertiserId());
        assertThat(bid.path("price").decimalValue()).isPositive();
        assertThat(bid.path("adid").asString()).isEqualTo(live.adId());
        String clickId = bid.path("id").asString();

        // when: the exchange calls, with its values for the macros
        assertThat(called(bid, "nurl", "1.25", "102")).isEqualTo(204);
        assertThat(called(bid, "burl", "1.25", "102")).isEqualTo(204);
        assertThat(called(bid, "burl", "1.25", "102")).isEqualTo(204);
        assertThat(called(bid, "lurl", "AUDIT", "102")).isEqualTo(204);

        // then
        BidNotice billing = notice(clickId, NoticeKind.BILLING);
        assertThat(billing.getAdId()).isEqualTo(live.adId());
        assertThat(billing.getClearingCpmMicros()).isEqualTo(1_250_000);
        assertThat(billing.getCurrency()).isEqualTo("KRW");
        assertThat(billing.getPublisher()).isEqualTo("local-publisher");
        BidNotice loss = notice(clickId, NoticeKind.LOSS);
        assertThat(loss.getLossReason()).isEqualTo(102);
        assertThat(loss.getClearingCpmMicros()).isNull();
        assertThat(notice(clickId, NoticeKind.WIN).getLossReason()).isNull();

        // when: somebody clicks
        String click = bid.path("adm").asString().replaceAll("(?s).*href=\"([^\"]+)\".*", "$1");
        Reply redirect = get(URI.create(click).getPath(), null);

        // then
        assertThat(redirect.header("Location")).endsWith("rcid=" + clickId + "#top");
        assertThat(redirect.header("X-Click-Outcome")).isEqualTo("CHARGED");
    }

    @Test
    void aTestsBidsCostNothing() {
        Live live = live(1_000 * WON, 500 * WON);

        JsonNode bid =
                ask(request(live.keyword(), BANNER, ", \"test\": 1")).body().at("/seatbid/0/bid/0");

        assertThat(called(bid, "burl", "1", "0")).isEqualTo(204);
        String click = bid.path("adm").asString().replaceAll("(?s).*href=\"([^\"]+)\".*", "$1");
        assertThat(get(URI.create(click).getPath(), null).header("X-Click-Outcome"))
                .isEqualTo("TEST");
    }

    @Test
    void withoutABidThereIsNoContentUnlessTheExchangeAsksWhy() {
        Reply silent = ask(request("nobody bids for that", BANNER, ""));
        Reply told = ask(request("nobody bids for that", BANNER, ", \"ext\": {\"explain\": true}"));

        assertThat(silent.status()).isEqualTo(204);
        assertThat(silent.raw().body()).isEmpty();
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.number("nbr")).isEqualTo(500);
        assertThat(told.body().at("/ext/reasons/0/reason").asString()).isEqualTo("NO_AD");
        assertThat(told.body().at("/ext/reasons/0/auction").asString()).isNotEmpty();
    }

    @Test
    void noTimeIsNoBid() {
        Live live = live(1_000 * WON, 500 * WON);
        String hurry = ", \"tmax\": 5, \"ext\": {\"explain\": true}";

        assertThat(ask(request(live.keyword(), BANNER, hurry)).number("nbr")).isEqualTo(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'imp': [{'id': '1'}]} | MALFORMED_BID_REQUEST | /id",
                "{'id': 'r', 'imp': [{'id': '1'}, {'id': '1'}]} | MALFORMED_BID_REQUEST |"
                        + " /imp/1/id",
                "{'id': {}, 'imp': [{'id': '1'}]} | WRONG_TYPE | /id",
                "{'id': 'r', 'imp': {}} | WRONG_TYPE | /imp",
                "{'id': 'r', 'imp': [{'id': '1', 'banner': {'w': 1.5}}]} | WRONG_TYPE |"
                        + " /imp/0/banner/w",
                "{'id': 'r', 'imp': [{'id': '1', 'bidfloor': 'x'}]} | WRONG_TYPE |"
                        + " /imp/0/bidfloor",
            })
    void whatIsMalformedIsPointedAt(String body, String code, String pointer) {
        Reply reply = ask(body.replace('\'', '"'));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.body().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void aBodyOverTheLimitIsRefusedAndOneThatNamesNoFormatIsJson() {
        assertThat(ask(request("x".repeat(300_000), BANNER, "")).status()).isEqualTo(413);
        Reply unnamed =
                send(
                        HttpRequest.newBuilder(URI.create(url("/openrtb2/bid")))
                                .POST(BodyPublishers.ofString(request("nothing", BANNER, ""))),
                        "local-publisher");
        assertThat(unnamed.status()).isEqualTo(204);
        assertThat(post("/openrtb2/bid", null, "{}").status()).isEqualTo(401);
        assertThat(post("/openrtb2/bid", "local-auditor", "{}").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?price=&loss=",
                "?price=-1&loss=-1",
                "?price=1e999999999&loss=99999999999",
                "?price=%24%7BAUCTION_PRICE%7D&loss=%24%7BAUCTION_LOSS%7D&currency=%00",
                "?price=9999999999.999999&currency=krw",
            })
    void garbageInANoticeIsNoError(String query) {
        Live live = live(1_000 * WON, 500 * WON);
        JsonNode bid = ask(request(live.keyword(), BANNER, "")).body().at("/seatbid/0/bid/0");
        String path = URI.create(bid.path("burl").asString().replaceAll("\\?.*", "")).getPath();

        assertThat(get(path + query, null).status()).isEqualTo(204);

        BidNotice notice = notice(bid.path("id").asString(), NoticeKind.BILLING);
        assertThat(notice.getCurrency()).isNull();
        assertThat(notice.getLossReason()).isNull();
    }

    @Test
    void aTokenThatIsNoBidsHasNoNotices() {
        Live live = live(1_000 * WON, 500 * WON);

        assertThat(get("/t/w/" + token(live), null).status()).isEqualTo(404);
        assertThat(get("/t/b/x", null).status()).isEqualTo(404);
    }

    private Reply ask(String body) {
        return post("/openrtb2/bid", "local-publisher", body);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private int called(JsonNode bid, String notice, String price, String loss) {
        URI url =
                URI.create(
                        bid.path(notice)
                                .asString()
                                .replace("${AUCTION_PRICE}", price)
                                .replace("${AUCTION_CURRENCY}", "KRW")
                                .replace("${AUCTION_LOSS}", loss));
        return get(url.getPath() + "?" + url.getQuery(), null).status();
    }

    private static BidNotice notice(String clickId, NoticeKind kind) {
        return TrackingEvents.find(
                BidNotice.class,
                notice -> notice.getClickId().equals(clickId) && notice.getKind() == kind);
    }

    private static String request(String keyword, String media, String more) {
        return """
        {"id": "r", "imp": [{"id": "1", "bidfloor": 0.01, "bidfloorcur": "KRW", %s}],
         "site": {"keywords": "%s"}, "user": {"id": "u"}%s}"""
                .formatted(media, keyword, more);
    }
}
