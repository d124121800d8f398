package io.recount.command.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.rules.AgentClass;
import io.recount.rules.NetworkClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassesTest {
    private static final NetworkClasses NETWORKS = networks();
    private static final AgentClasses AGENTS = agents();

    @TempDir Path folder;

    private static NetworkClasses networks() {
        try {
            return new NetworkClasses(settings(null, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AgentClasses agents() {
        try {
            return new AgentClasses(settings(null, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,       PRIVATE",
        "::1,             PRIVATE",
        "10.1.2.3,        PRIVATE",
        "172.31.255.255,  PRIVATE",
        "172.32.0.0,      PUBLIC",
        "192.168.0.7,     PRIVATE",
        "100.64.0.1,      PRIVATE",
        "100.128.0.1,     PUBLIC",
        "169.254.1.1,     PRIVATE",
        "fd00::1,         PRIVATE",
        "fe80::1,         PRIVATE",
        "203.0.113.9,     PUBLIC",
        "3.5.140.2,       DATA_CENTRE",
        "no address,      UNKNOWN",
        ",                UNKNOWN",
    })
    void aNetworkIsOfAKind(@Nullable String address, NetworkClass kind) {
        assertThat(NETWORKS.of(address)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/144.0, BROWSER",
        "Opera/9.80 (Windows NT 6.1) Presto/2.12 Version/12.16,        BROWSER",
        "MyShop/4.2 (Android 14),                                      APP",
        "curl/8.5.0,                                                   CRAWLER",
        "'  ',                                                         UNKNOWN",
        ",                                                             UNKNOWN",
    })
    void anAgentIsOfAKind(@Nullable String agent, AgentClass kind) {
        assertThat(AGENTS.of(agent)).isEqualTo(kind);
        assertThat(AGENTS.of(agent)).as("remembered").isEqualTo(kind);
    }

    @Test
    void anAllowedAgentIsNoCrawlerWhereItBeginsSo() throws IOException {
        AgentClasses classes = new AgentClasses(settings(null, null, "curl/"));

        assertThat(classes.of("curl/8.5.0")).isEqualTo(AgentClass.APP);
        assertThat(classes.of("Googlebot/2.1 curl/8.5.0")).isEqualTo(AgentClass.CRAWLER);
    }

    @Test
    void listsAreReplacedByFiles() throws IOException {
        // given
        Path crawlers = folder.resolve("crawlers.json");
        Path centres = folder.resolve("centres.txt");
        Files.writeString(crawlers, "[{\"pattern\": \"Moonbot\"}]");
        Files.writeString(centres, "203.0.113.0/24");

        // when
        AgentClasses agents = new AgentClasses(settings(crawlers, null));
        NetworkClasses networks = new NetworkClasses(settings(null, centres));

        // then
        assertThat(agents.of("Moonbot/1")).isEqualTo(AgentClass.CRAWLER);
        assertThat(agents.of("curl/8.5.0")).isEqualTo(AgentClass.APP);
        assertThat(networks.of("203.0.113.9")).isEqualTo(NetworkClass.DATA_CENTRE);
        assertThat(networks.of("3.5.140.2")).isEqualTo(NetworkClass.PUBLIC);
    }

    @Test
    void aFileThatIsMissingStopsTheStart() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new AgentClasses(settings(missing, null)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new NetworkClasses(settings(null, missing)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anotherClickOfTheSameVisitorOnTheSameAdIsRepeatedAndTheSameClickIsNot() {
        RecentClicks recent = new RecentClicks(settings(null, null));

        assertThat(recent.isRepeated("visitor", "ad", "click-1")).isFalse();
        assertThat(recent.isRepeated("visitor", "ad", "click-1")).isFalse();
        assertThat(recent.isRepeated("visitor", "ad", "click-2")).isTrue();
        assertThat(recent.isRepeated("visitor", "other ad", "click-3")).isFalse();
        assertThat(recent.isRepeated("other visitor", "ad", "click-4")).isFalse();
    }

    @Test
    void everyVisitOfABusySecondIsRemembered() {
        RecentClicks recent = new RecentClicks(settings(null, null));
        List<String> visitors = IntStream.range(0, 20_000).mapToObj(i -> "visitor " + i).toList();

        assertThat(visitors).noneMatch(visitor -> recent.isRepeated(visitor, "ad", "1 " + visitor));
        assertThat(visitors).allMatch(visitor -> recent.isRepeated(visitor, "ad", "2 " + visitor));
    }

    @Test
    void withoutAPauseNothingIsRepeated() {
        RecentClicks recent =
                new RecentClicks(new TrafficProperties(null, null, List.of(), 100, Duration.ZERO));

        assertThat(recent.isRepeated("visitor", "ad", "click-1")).isFalse();
        assertThat(recent.isRepeated("visitor", "ad", "click-2")).isFalse();
    }

    private static TrafficProperties settings(
            @Nullable Path crawlers, @Nullable Path dataCentres, String... allowed) {
        return new TrafficProperties(
                crawlers, dataCentres, List.of(allowed), 100, Duration.ofMinutes(1));
    }
}
