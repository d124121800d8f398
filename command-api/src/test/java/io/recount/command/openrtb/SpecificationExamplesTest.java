package io.recount.command.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.serving.AdQuery;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The requests of section 6.2 of OpenRTB 2.6, in a marketplace of dollars. */
class SpecificationExamplesTest {
    private static final String SITE =
            """
            "site": {"id": "102855", "domain": "www.foobar.com", "cat": ["IAB3-1"],
              "page": "http://www.foobar.com/1234.html",
              "publisher": {"id": "8953", "name": "foobar.com", "domain": "foobar.com"}}""";
    private static final String USER =
            "\"user\": {\"id\": \"55816b39711f9b5acf3b90e313ed29e51665623f\"}";

    /** A click costs a dollar, so a thousand impressions are worth ten. */
    private final Exchange exchange =
            new Exchange()
                    .with("shoes", Exchange.DOLLAR, 2 * Exchange.DOLLAR, "https://i.example/s.jpg");

    @Test
    void simpleBanner() {
        JsonNode response =
                exchange.ask(
                                """
                                {"id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22", "at": 1,
                                 "cur": ["USD"],
                                 "imp": [{"id": "1", "bidfloor": 0.03,
                                          "banner": {"h": 250, "w": 300, "pos": 0}}],
                                 %s, %s}"""
                                        .formatted(SITE, USER))
                        .orElseThrow();

        assertThat(response.path("id").asString())
                .isEqualTo("80ce30c53c16e6ede735f123ef6e32361bfc7b22");
        assertThat(response.path("cur").asString()).isEqualTo("USD");
        assertThat(response.at("/seatbid/0/seat").asString()).isEqualTo("shoes");
        JsonNode bid = response.at("/seatbid/0/bid/0");
        assertThat(bid.path("impid").asString()).isEqualTo("1");
        assertThat(bid.path("price").toString()).isEqualTo("10.000000");
        assertThat(bid.path("w").intValue()).isEqualTo(300);
        assertThat(bid.path("h").intValue()).isEqualTo(250);
        assertThat(bid.path("mtype").intValue()).isEqualTo(1);
        assertThat(bid.path("adomain").toString()).isEqualTo("[\"shoes.com\"]");
        assertThat(bid.path("cid").asString()).isEqualTo("shoes-c");
        assertThat(bid.path("crid").asString()).isEqualTo("shoes-ad");
        assertThat(bid.path("cat").toString()).isEqualTo("[\"IAB3-1\"]");
        assertThat(bid.path("nurl").asString())
                .startsWith("https://ads.example/t/w/")
                .endsWith("?price=${AUCTION_PRICE}&currency=${AUCTION_CURRENCY}");
        assertThat(bid.path("burl").asString()).startsWith("https://ads.example/t/b/");
        assertThat(bid.path("lurl").asString())
                .startsWith("https://ads.example/t/l/")
                .endsWith("&loss=${AUCTION_LOSS}");
        assertThat(bid.path("adm").asString())
                .contains("https://ads.example/t/c/", "https://ads.example/t/i/")
                .contains("Good &lt;Shoes&gt; &amp; $ {AUCTION_PRICE}")
                .contains("https://i.example/s.jpg");
        AdQuery query = exchange.asked.get(0);
        assertThat(query.categories()).containsExactly("IAB3-1", "IAB3");
        assertThat(query.countsAtServing()).isFalse();
    }

    @Test
    void expandableCreative() {
        JsonNode bid =
                exchange.bid(
                        """
                        {"id": "123456789316e6ede735f123ef6e32361bfc7b22", "at": 2, "cur": ["USD"],
                         "imp": [{"id": "1", "bidfloor": 0.03,
                                  "iframebuster": ["vendor1.com", "vendor2.com"],
                                  "banner": {"h": 250, "w": 300, "pos": 0, "battr": [13],
                                             "expdir": [2, 4]}}],
                         %s,
                         "user": {"id": "55816b39711f9b5acf3b90e313ed29e51665623f",
                           "buyeruid": "545678765467876567898765678987654",
                           "data": [{"id": "12341318394918", "name": "auto intenders"},
                                    {"id": "23423424", "name": "data-provider1-age",
                                     "value": "30-40"}]}}"""
                                .formatted(SITE));

        assertThat(bid.path("impid").asString()).isEqualTo("1");
        assertThat(bid.path("mtype").intValue()).isEqualTo(1);
    }

    @Test
    void mobile() {
        // given: a floor of half a dollar, which the usual default says is one
        JsonNode bid =
                exchange.bid(
                        """
                        {"id": "IxexyLDIIk", "at": 2,
                         "bcat": ["IAB25", "IAB7-39", "IAB8-18", "IAB8-5", "IAB9-9"],
                         "badv": ["apple.com", "go-text.me", "Heywire.com"],
                         "imp": [{"id": "1", "bidfloor": 0.5, "instl": 0,
                                  "tagid": "agltb3B1Yi1pbmNyDQsSBFNpdGUY7fD0FAw",
                                  "banner": {"w": 728, "h": 90, "pos": 1, "btype": [4],
                                             "battr": [14], "api": [3]}}],
                         "app": {"id": "agltb3B1Yi1pbmNyDAsSA0FwcBiJkfIUDA",
                                 "name": "Yahoo Weather", "cat": ["IAB15", "IAB15-10"],
                                 "ver": "1.0.2", "bundle": "12345"},
                         "device": {"dnt": 0, "ua": "Mozilla/5.0 (iPhone)", "os": "iOS",
                                    "osv": "6.1", "js": 1, "connectiontype": 3, "devicetype": 1,
                                    "ifa": "AA000DFE74168477C70D291f574D344790E0BB11"},
                         "user": {"id": "ffffffd5135596709273b3a1a07e466ea2bf4fff"}}""");

        assertThat(bid.path("w").intValue()).isEqualTo(728);
        assertThat(bid.path("adm").asString()).doesNotContain("i.example"); // No room for it.
        AdQuery query = exchange.asked.get(0);
        assertThat(query.device()).isEqualTo("mobile");
        assertThat(query.categories()).containsExactly("IAB15", "IAB15-10");
        assertThat(query.blocks().domains())
                .containsExactlyInAnyOrder("apple.com", "go-text.me", "heywire.com");
        assertThat(query.blocks().categories()).contains("IAB25", "IAB9-9");
    }

    @Test
    void videoForWhichThereIsNoCreative() {
        String body =
                """
                {"id": "1234567893", "at": 2, "tmax": 120,
                 "imp": [{"id": "1", "bidfloor": 0.03,
                          "video": {"w": 640, "h": 480, "pos": 1, "startdelay": 0,
                                    "minduration": 5, "maxduration": 30, "protocols": [2, 3],
                                    "mimes": ["video/x-flv", "video/mp4"], "linearity": 1,
                                    "companionad": [{"id": "1234567893-1", "w": 300, "h": 250}]}}],
                 "site": {"id": "1345135123", "domain": "siteabcd.com",
                          "cat": ["IAB2-1", "IAB2-2"], "privacypolicy": 1,
                          "content": {"id": "1234567", "title": "Car Show", "episode": 23,
                                      "cat": ["IAB2-2"],
                                      "keywords": "keyword-a,keyword-b,keyword-c"}},
                 "device": {"ua": "Mozilla/5.0 (Macintosh)", "os": "OS X", "js": 1}%s}""";

        assertThat(exchange.ask(body.formatted(""))).isEmpty();
        JsonNode response =
                exchange.ask(body.formatted(", \"ext\": {\"explain\": true}")).orElseThrow();
        assertThat(response.path("nbr").intValue()).isEqualTo(NoBid.MEDIA.code());
        assertThat(response.has("seatbid")).isFalse();
        assertThat(exchange.asked).isEmpty();
    }

    @Test
    void privateMarketplaceWithDirectDeals() {
        // given
        exchange.with("Agency2", Exchange.DOLLAR, 2 * Exchange.DOLLAR, null);
        String body =
                """
                {"id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22", "at": 1, "cur": ["USD"],
                 "imp": [{"id": "1", "bidfloor": 0.03, "banner": {"h": 250, "w": 300, "pos": 0},
                          "pmp": {"private_auction": 1, "deals": [
                            {"id": "AB-Agency1-0001", "at": 1, "bidfloor": 2.5,
                             "wseat": ["Agency1"]},
                            {"id": "XY-Agency2-0001", "at": 2, "bidfloor": %s,
                             "wseat": ["Agency2"]}]}}],
                 "ext": {"explain": true}, %s, %s}""";

        // then: the deal's seat bids, and nobody else
        JsonNode response = exchange.ask(body.formatted("2", SITE, USER)).orElseThrow();
        assertThat(response.at("/seatbid/0/seat").asString()).isEqualTo("Agency2");
        assertThat(response.at("/seatbid/0/bid/0/dealid").asString()).isEqualTo("XY-Agency2-0001");
        assertThat(exchange.asked.get(0).blocks().allowedAdvertisers())
                .containsExactlyInAnyOrder("Agency1", "Agency2");

        // and: above what its click may cost nobody does
        assertThat(exchange.whyNot(body.formatted("20.01", SITE, USER))).isEqualTo("BELOW_FLOOR");
    }

    @Test
    void nativeAd() {
        JsonNode bid =
                exchange.bid(
                        """
                        {"id": "7", "at": 2, "cur": ["USD"], %s,
                         "imp": [{"id": "1", "bidfloor": 0.03, "native": {"ver": "1.2",
                           "request": "{\\"ver\\":\\"1.2\\",\\"context\\":2,\\"plcmttype\\":11,\
                        \\"eventtrackers\\":[{\\"event\\":1,\\"methods\\":[1,2]}],\\"assets\\":[\
                        {\\"id\\":123,\\"required\\":1,\\"title\\":{\\"len\\":10}},\
                        {\\"id\\":128,\\"img\\":{\\"wmin\\":836,\\"hmin\\":627,\\"type\\":3}},\
                        {\\"id\\":126,\\"required\\":1,\\"data\\":{\\"type\\":1,\\"len\\":25}},\
                        {\\"id\\":127,\\"required\\":1,\\"data\\":{\\"type\\":2,\\"len\\":140}},\
                        {\\"id\\":129,\\"data\\":{\\"type\\":6}}]}"}}]}"""
                                .formatted(SITE));

        assertThat(bid.path("mtype").intValue()).isEqualTo(4);
        JsonNode markup = Exchange.JSON.readTree(bid.path("adm").asString());
        assertThat(markup.path("ver").asString()).isEqualTo("1.2");
        assertThat(markup.at("/link/url").asString()).startsWith("https://ads.example/t/c/");
        assertThat(markup.at("/eventtrackers/0/event").intValue()).isEqualTo(1);
        assertThat(markup.at("/eventtrackers/0/method").intValue()).isEqualTo(1);
        assertThat(markup.at("/eventtrackers/0/url").asString())
                .startsWith("https://ads.example/t/i/");
        assertThat(markup.has("imptrackers")).isFalse();
        assertThat(markup.path("assets").toString())
                .isEqualTo(
                        """
                        [{"id":123,"title":{"text":"Good <Sho…"}},\
                        {"id":128,"img":{"url":"https://i.example/s.jpg"}},\
                        {"id":126,"data":{"value":"shoes.com"}},\
                        {"id":127,"data":{"value":"Run far"}}]""");
    }
}
