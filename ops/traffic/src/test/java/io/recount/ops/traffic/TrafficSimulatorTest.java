package io.recount.ops.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficSimulatorTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80"})
    void takesThisMachineForItsTarget(String url) {
        assertThat(TrafficSimulator.isLoopback(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1:8080", "http://192.168.1.1", "nonsense", ""})
    void leavesOtherMachinesAlone(String url) {
        assertThat(TrafficSimulator.isLoopback(url)).isFalse();
    }

    @Test
    void everyProductCanBeSearchedFor() {
        // given
        var searches = Market.searches();

        // then
        assertThat(Market.ADVERTISERS)
                .flatExtracting(Market.Advertiser::products)
                .allSatisfy(product -> assertThat(searches).containsAll(product.keywords()));
        assertThat(searches).doesNotHaveDuplicates();
    }
}
