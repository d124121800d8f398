package io.recount.command.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainsTest {
    @ParameterizedTest
    @CsvSource({
        "https://shop.example/shoes?color=red#top, shop.example",
        "https://WWW.Ford.com, ford.com",
        "https://www2.ford.com:8443/x, www2.ford.com",
        "https://a b/, ",
        "mailto:x, "
    })
    void anAdsDomainIsItsHostWithoutWww(String url, String domain) {
        assertThat(Domains.of(url)).isEqualTo(domain);
    }

    @Test
    void whatIsBelowADomainIsOfIt() {
        assertThat(Domains.isOf("ford.com", "ford.com")).isTrue();
        assertThat(Domains.isOf("shop.ford.com", "ford.com")).isTrue();
        assertThat(Domains.isOf("oxford.com", "ford.com")).isFalse();
        assertThat(Domains.isOf("com", "ford.com")).isFalse();
    }
}
