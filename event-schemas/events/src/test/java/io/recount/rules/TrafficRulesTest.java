package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.HoldKind;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficRulesTest {
    private static final long MIN_CLICK_MS = 100;

    @ParameterizedTest
    @EnumSource(
            value = AgentClass.class,
            names = {"BROWSER", "APP", "UNKNOWN"})
    void whoIsNoKnownCrawlerMayClick(AgentClass agent) {
        assertThat(broken(agent, NetworkClass.PUBLIC, Set.of(), 100, false)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkClass.class,
            names = {"PUBLIC", "PRIVATE", "UNKNOWN"})
    void whoSitsInNoDataCentreMayClick(NetworkClass network) {
        assertThat(broken(AgentClass.BROWSER, network, Set.of(), 100, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-5, true", "0, true", "99, true", "100, false", "86400000, false"})
    void aClickUnderAHundredMillisecondsIsTooFast(long sinceServedMs, boolean refused) {
        Optional<TrafficRule> rule =
                broken(AgentClass.BROWSER, NetworkClass.PUBLIC, Set.of(), sinceServedMs, false);

        assertThat(rule).isEqualTo(refused ? Optional.of(TrafficRule.TOO_FAST) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "NETWORK,   HELD_NETWORK",
        "AGENT,     HELD_AGENT",
        "VISITOR,   HELD_VISITOR",
        "PUBLISHER, HELD_PUBLISHER",
    })
    void aHoldRefusesWhatItIsOn(HoldKind kind, TrafficRule rule) {
        assertThat(broken(AgentClass.BROWSER, NetworkClass.PUBLIC, Set.of(kind), 100, false))
                .contains(rule);
    }

    @Test
    void aVisitorThatClicksTheSameAdAgainIsRefused() {
        assertThat(broken(AgentClass.BROWSER, NetworkClass.PUBLIC, Set.of(), 100, true))
                .contains(TrafficRule.REPEATED_VISITOR);
    }

    @Property(tries = 2_000)
    void theFirstBrokenRuleNamesTheRefusal(
            @ForAll AgentClass agent,
            @ForAll NetworkClass network,
            @ForAll Set<HoldKind> holds,
            @ForAll @IntRange(min = -200, max = 200) int sinceServedMs,
            @ForAll boolean repeated) {
        Optional<TrafficRule> first =
                Set.of(TrafficRule.values()).stream()
                        .filter(
                                rule ->
                                        switch (rule) {
                                            case KNOWN_CRAWLER -> agent == AgentClass.CRAWLER;
                                            case DATA_CENTRE -> network == NetworkClass.DATA_CENTRE;
                                            case HELD_NETWORK -> holds.contains(HoldKind.NETWORK);
                                            case HELD_AGENT -> holds.contains(HoldKind.AGENT);
                                            case HELD_VISITOR -> holds.contains(HoldKind.VISITOR);
                                            case HELD_PUBLISHER ->
                                                    holds.contains(HoldKind.PUBLISHER);
                                            case TOO_FAST -> sinceServedMs < MIN_CLICK_MS;
                                            case REPEATED_VISITOR -> repeated;
                                        })
                        .min(Enum::compareTo);

        assertThat(broken(agent, network, holds, sinceServedMs, repeated)).isEqualTo(first);
    }

    private static Optional<TrafficRule> broken(
            AgentClass agent,
            NetworkClass network,
            Set<HoldKind> holds,
            long sinceServedMs,
            boolean repeated) {
        return TrafficRules.broken(
                new TrafficFeatures(agent, network, holds, sinceServedMs, repeated), MIN_CLICK_MS);
    }
}
