package io.recount.command.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickUrlsTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.example,            https://a.example?rcid=c-1",
        "https://a.example/p?x=1,      https://a.example/p?x=1&rcid=c-1",
        "https://a.example/p?,         https://a.example/p?rcid=c-1",
        "https://a.example/p?x=%20+#f, https://a.example/p?x=%20+&rcid=c-1#f",
        "https://a.example/#f?x,       https://a.example/?rcid=c-1#f?x",
    })
    void theClickIdIsAddedAndAllElseStays(String url, String expected) {
        assertThat(ClickUrls.withClickId(url, "c-1")).isEqualTo(expected);
    }
}
