package io.recount.command.openrtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.recount.http.Problem;
import io.recount.http.Problem.FieldError;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRulesTest {
    private static final String BANNER = "'banner': {'w': 300, 'h': 250}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'imp': [{'id': '1'}]} | /id",
                "{'id': ' ', 'imp': [{'id': '1'}]} | /id",
                "{'id': 'r'} | /imp",
                "{'id': 'r', 'imp': []} | /imp",
                "{'id': 'r', 'imp': [null]} | /imp/0",
                "{'id': 'r', 'imp': [{'id': '1'}, {}]} | /imp/1/id",
                "{'id': 'r', 'imp': [{'id': '1'}, {'id': '1'}]} | /imp/1/id",
                "{'id': 'r', 'imp': [{'id': '1', 'bidfloor': -0.1}]} | /imp/0/bidfloor",
                "{'id': 'r', 'imp': [{'id': '1', 'bidfloor': 1e99999}]} | /imp/0/bidfloor",
                "{'id': 'r', 'imp': [{'id': '1', 'bidfloor': 1e-99999}]} | /imp/0/bidfloor",
                "{'id': 'r', 'imp': [{'id': '1', 'native': {}}]} | /imp/0/native/request",
                "{'id': 'r', 'imp': [{'id': '1', 'banner': {'format': [null]}}]}"
                        + " | /imp/0/banner/format/0",
                "{'id': 'r', 'imp': [{'id': '1', 'pmp': {'deals': [{}]}}]}"
                        + " | /imp/0/pmp/deals/0/id",
                "{'id': 'r', 'imp': [{'id': '1'}], 'badv': ['a.com', null]} | /badv/1",
                "{'id': 'r', 'imp': [{'id': '1'}], 'site': {}, 'app': {}} | /",
            })
    void whatIsWrongIsPointedAt(String body, String pointer) {
        BidRequest request = Exchange.JSON.readValue(body.replace('\'', '"'), BidRequest.class);

        assertThatThrownBy(() -> RequestRules.check(request))
                .asInstanceOf(type(Problem.class))
                .satisfies(problem -> assertThat(problem.status().value()).isEqualTo(400))
                .extracting(problem -> problem.errors().get(0))
                .extracting(FieldError::pointer)
                .isEqualTo(pointer);
    }

    @Test
    void impressionsHaveALimit() {
        String imps =
                IntStream.rangeClosed(0, RequestRules.IMPS_MAX)
                        .mapToObj(i -> "{\"id\": \"" + i + "\"}")
                        .collect(Collectors.joining(","));
        BidRequest request =
                Exchange.JSON.readValue(
                        "{\"id\": \"r\", \"imp\": [" + imps + "]}", BidRequest.class);

        assertThatThrownBy(() -> RequestRules.check(request)).hasMessageContaining("at most 20");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"not JSON", "{}", "{'assets': []}", "{'assets': [{'id': 'a'}]}", "7", "[[["})
    void aNativeLayoutThatIsNoneIsPointedAt(String layout) {
        String body =
                "{'id': 'r', 'imp': [{'id': '1', 'native': {'request': '%s'}}]}"
                        .replace('\'', '"')
                        .formatted(layout.replace("'", "\\\""));

        assertThatThrownBy(() -> new Exchange().ask(body))
                .asInstanceOf(type(Problem.class))
                .extracting(problem -> problem.errors().get(0).pointer())
                .asString()
                .startsWith("/imp/0/native");
    }

    @Test
    void fieldsThatNobodyKnowsAreIgnored() {
        String body =
                """
                {"id": "r", "news": {"deep": [1, {"er": null}]},
                 "imp": [{"id": "1", %s, "more": 1.5, "ext": [2]}]}"""
                        .formatted(BANNER.replace('\'', '"'));

        assertThat(new Exchange().with("a", 1, 2, null).ask(body)).isPresent();
    }
}
