package io.recount.command.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.9,                 cb0071",
        "203.0.113.255,               cb0071",
        "2001:db8:1:2::3,             20010db80001",
        "::ffff:203.0.113.9,          cb0071",
    })
    void aNetworkIsA24OrA48(String address, String network) {
        assertThat(Addresses.network(address)).contains(network);
    }

    @ParameterizedTest
    @CsvSource({"localhost", "example.com", "1.2.3", "256.1.1.1", "12345", "gg::1", "a.b.c.d"})
    void aNameIsNoAddressAndIsNeverLookedUp(String text) {
        assertThat(Addresses.isAddress(text)).isFalse();
    }
}
