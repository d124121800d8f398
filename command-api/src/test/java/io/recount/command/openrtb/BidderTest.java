package io.recount.command.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.serving.AdQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BidderTest {
    private static final long D = Exchange.DOLLAR;
    private static final String BANNER = "'banner': {'w': 300, 'h': 250}";
    private static final String NATIVE =
            "'native': {'request': {'assets': [{'id': 1, 'required': 1, 'img': {'type': 3}}]}}";

    /** Their impressions are worth 10 and 5 dollars a thousand, at most 20 and 30. */
    private final Exchange exchange =
            new Exchange().with("a", D, 2 * D, null).with("b", D / 2, 3 * D, "https://i.example/b");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'video': {'mimes': ['video/mp4']} | '' | MEDIA",
                "'audio': {} | '' | MEDIA",
                "'banner': {} | '' | SIZE",
                "'banner': {'w': 20, 'h': 20} | '' | SIZE",
                "'banner': {'w': 300, 'h': 250, 'btype': [1, 2, 3]} | '' | SIZE",
                "'banner': {'w': 300, 'h': 250}, 'qty': {'multiplier': 2.5} | '' |"
                        + " UNSUPPORTED_DEVICE",
                "'banner': {'w': 300, 'h': 250} | 'dooh': {} | UNSUPPORTED_DEVICE",
                "'banner': {'w': 300, 'h': 250} | 'cur': ['EUR', 'KRW'] | CURRENCY",
                "'banner': {'w': 300, 'h': 250}, 'bidfloor': 1, 'bidfloorcur': 'EUR' | '' |"
                        + " CURRENCY",
                "'banner': {'w': 300, 'h': 250}, 'bidfloor': 30.01 | '' | BELOW_FLOOR",
                "'banner': {'w': 300, 'h': 250} | 'wseat': ['nobody'] | NO_AD",
                "'banner': {'w': 300, 'h': 250} | 'bseat': ['a', 'b'] | NO_AD",
                "'banner': {'w': 300, 'h': 250}, 'pmp': {'private_auction': 1} | '' | NO_DEAL",
                "'banner': {'w': 300, 'h': 250}, 'pmp': {'private_auction': 1, 'deals': [{'id':"
                        + " 'd', 'wadomain': ['c.com']}]} | '' | NO_DEAL",
                "'native': {'request': {'assets': [{'id': 1, 'required': 1, 'video': {}}]}} | '' |"
                        + " ASSETS",
            })
    void thereIsAReasonForNotBidding(String imp, String more, String reason) {
        assertThat(exchange.whyNot(request(imp, more.equals("''") ? "" : ", " + more)))
                .isEqualTo(reason);
    }

    @Test
    void whatIsLateIsNoBid() {
        assertThat(exchange.tooLate().whyNot(request(BANNER, ""))).isEqualTo("INSUFFICIENT_TIME");
        assertThat(exchange.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, a, 10.000000", "15.5, a, 15.500000", "20, a, 20.000000", "25, b, 25.000000"})
    void aFloorLiftsThePriceOfAClickUpToItsCeilingAndThenTheNextAdIsTaken(
            String floor, String advertiser, String price) {
        JsonNode bid = exchange.bid(request(BANNER + ", 'bidfloor': " + floor, ""));

        assertThat(bid.path("adid").asString()).isEqualTo(advertiser + "-ad");
        assertThat(bid.path("price").toString()).isEqualTo(price);
    }

    @Test
    void aFloorOfZeroIsOneInAnyCurrency() {
        assertThat(exchange.ask(request(BANNER + ", 'bidfloor': 0, 'bidfloorcur': 'EUR'", "")))
                .get()
                .matches(response -> response.has("seatbid"));
    }

    @Test
    void aDealOfAFixedPriceIsBidAtItsPrice() {
        JsonNode bid =
                exchange.bid(
                        request(
                                BANNER
                                        + ", 'pmp': {'deals': [{'id': 'd', 'at': 3, 'bidfloor': 7,"
                                        + " 'wadomain': ['A.com']}]}",
                                ""));

        assertThat(bid.path("dealid").asString()).isEqualTo("d");
        assertThat(bid.path("price").toString()).isEqualTo("7.000000");
    }

    @Test
    void outsideOfAPrivateAuctionADealIsNoCondition() {
        JsonNode bid =
                exchange.bid(
                        request(
                                BANNER
                                        + ", 'pmp': {'deals': [{'id': 'd', 'bidfloor': 99,"
                                        + " 'bidfloorcur': 'USD'}]}",
                                ""));

        assertThat(bid.has("dealid")).isFalse();
        assertThat(bid.path("adid").asString()).isEqualTo("a-ad");
    }

    @Test
    void anAdvertiserHasOneAdInAnAnswer() {
        String body =
                "{'id': 'r', 'imp': [{'id': '1', %s}, {'id': '2', %s}, {'id': '3', %s}]}"
                        .formatted(BANNER, BANNER, BANNER);

        JsonNode response = exchange.ask(body.replace('\'', '"')).orElseThrow();

        assertThat(response.path("seatbid")).hasSize(2);
        assertThat(response.at("/seatbid/0/bid/0/impid").asString()).isEqualTo("1");
        assertThat(response.at("/seatbid/1/bid/0/impid").asString()).isEqualTo("2");
        assertThat(response.at("/seatbid/1/seat").asString()).isEqualTo("b");
    }

    @Test
    void anAdWithoutARequiredPictureIsPassedOver() {
        JsonNode bid = exchange.bid(request(NATIVE, ""));

        assertThat(bid.path("adid").asString()).isEqualTo("b-ad");
        assertThat(bid.path("adm").asString())
                .contains("\"img\":{\"url\":\"https://i.example/b\"}", "\"imptrackers\":[");
    }

    @Test
    void anAnswerInTheFormOfNativeOneIsWrappedAsItsRequest() {
        String request = "{'ver': '1.0', 'native': {'assets': [{'id': 1, 'title': {'len': 90}}]}}";
        String body = request("'native': {'request': " + request + ", 'ver': '1.0'}", "");

        JsonNode markup = Exchange.JSON.readTree(exchange.bid(body).path("adm").asString());

        assertThat(markup.at("/native/assets/0/title/text").asString()).startsWith("Good");
    }

    @Test
    void theFirstSizeThatHoldsAnAdIsTaken() {
        JsonNode bid =
                exchange.bid(
                        request(
                                "'banner': {'format': [{'w': 1, 'h': 1}, {'w': 320, 'h': 50}]}",
                                ""));

        assertThat(bid.path("w").intValue()).isEqualTo(320);
        assertThat(bid.path("h").intValue()).isEqualTo(50);
    }

    @Test
    void aPageIsAskedForByItsWordsItsCategoriesAndItsReader() {
        exchange.ask(
                request(
                        BANNER,
                        ", 'app': {'keywords': 'red shoes, hats', 'kwarray': ['스니커즈'], 'cat':"
                                + " ['IAB2'], 'content': {'keywords': 'cars', 'cat': ['52']}}, 'device':"
                                + " {'devicetype': 5, 'geo': {'country': 'KOR'}}, 'test': 1"));

        AdQuery query = exchange.asked.get(0);
        assertThat(query.queries()).containsExactly("red shoes", "hats", "스니커즈", "cars");
        assertThat(query.categories()).containsExactly("IAB2", "52");
        assertThat(query.country()).isEqualTo("KR");
        assertThat(query.device()).isEqualTo("tablet");
        assertThat(query.test()).isTrue();
        assertThat(query.requestId()).isEqualTo("r/1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'regs': {'coppa': 1} | false",
                "'regs': {'gdpr': 1} | false",
                "'device': {'lmt': 1} | false",
                "'device': {'dnt': 1} | false",
                "'device': {'lmt': 0}, 'regs': {'gdpr': 0} | true",
            })
    void nobodyIsFollowedWhomTheLawOrTheDeviceProtects(String more, boolean followed) {
        String body = request(BANNER, ", 'user': {'id': 'x', 'buyeruid': 'ours'}, " + more);

        Person person = Person.of(Exchange.JSON.readValue(body, BidRequest.class));

        assertThat(person.followed()).isEqualTo(followed);
        assertThat(person.userId()).isEqualTo("ours");
    }

    private static String request(String imp, String more) {
        return "{'id': 'r', 'ext': {'explain': true}, 'imp': [{'id': '1', %s}]%s}"
                .formatted(imp, more)
                .replace('\'', '"');
    }
}
