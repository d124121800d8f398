package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.AnomalyDetected;
import io.recount.event.CreditRequested;
import io.recount.event.HoldKind;
import io.recount.event.HoldRequested;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class SourcesTest {
    private static final long BEGAN = Clicks.BEGAN_MS;
    private static final String NETWORK = "NETWORK/net";

    @Test
    void manyVisitorsOfANetworkWhoClickTooMuchAreHeldAndCredited() throws Exception {
        try (var sources = opened(NETWORK)) {
            // when: two of three ads are clicked, by thirty visitors
            show(sources, NETWORK, 60);
            for (int i = 0; i < 40; i++) {
                click(sources, "visitor" + i % 30, i);
            }
            // then
            List<TopicMessage> out = sources.extractOutputValues();
            var alerts = Clicks.told(out, AnomalyDetected.class);
            assertThat(alerts)
                    .isNotEmpty()
                    .allSatisfy(
                            alert -> {
                                assertThat(alert.getRuleId()).isEqualTo("SOURCE_CLICK_RATE");
                                assertThat(alert.getEvidence()).isNotEmpty();
                            });
            assertThat(alerts).extracting(AnomalyDetected::getAlertId).containsOnly(id(alerts));
            assertThat(alerts.stream().flatMap(alert -> alert.getClickIds().stream()))
                    .hasSize(40)
                    .doesNotHaveDuplicates();
            assertThat(Clicks.told(out, HoldRequested.class))
                    .isNotEmpty()
                    .allSatisfy(
                            hold -> {
                                assertThat(hold.getKind()).isEqualTo(HoldKind.NETWORK);
                                assertThat(hold.getValue()).isEqualTo("net");
                            });
            assertThat(
                            Clicks.told(out, CreditRequested.class).stream()
                                    .flatMap(credit -> credit.getClickIds().stream()))
                    .hasSize(40);
        }
    }

    @Test
    void oneWhoClicksEverythingGivesHisNetworkNoBadName() throws Exception {
        try (var sources = opened(NETWORK)) {
            // when
            show(sources, NETWORK, 220);
            for (int i = 0; i < 200; i++) {
                click(sources, "bot", i);
            }
            for (int i = 200; i < 210; i++) {
                click(sources, "visitor" + i, i);
            }
            // then
            assertThat(sources.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void eachClickWithoutAVisitorsIdCounts() throws Exception {
        try (var sources = opened(NETWORK)) {
            // when
            show(sources, NETWORK, 60);
            for (int i = 0; i < 40; i++) {
                click(sources, null, i);
            }
            // then
            assertThat(Clicks.told(sources.extractOutputValues(), HoldRequested.class))
                    .isNotEmpty();
        }
    }

    @Test
    void aNetworkWhoseImpressionsAreNotToldIsNotJudged() throws Exception {
        try (var sources = opened(NETWORK)) {
            // when
            show(sources, NETWORK, 5);
            for (int i = 0; i < 40; i++) {
                click(sources, "visitor" + i, i);
            }
            // then
            assertThat(sources.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void aPublisherIsOnlyToldOf() throws Exception {
        String publisher = "PUBLISHER/publisher";
        try (var sources = opened(publisher)) {
            // when
            show(sources, publisher, 60);
            for (int i = 0; i < 40; i++) {
                click(sources, "visitor" + i, i);
            }
            // then
            List<TopicMessage> out = sources.extractOutputValues();
            assertThat(Clicks.told(out, AnomalyDetected.class)).isNotEmpty();
            assertThat(Clicks.told(out, HoldRequested.class)).isEmpty();
            assertThat(Clicks.told(out, CreditRequested.class)).isEmpty();
        }
    }

    @Test
    void anAudienceThatClicksMuchIsNoSource() throws Exception {
        try (var sources = opened(NETWORK)) {
            // when: one in seven
            show(sources, NETWORK, 700);
            for (int i = 0; i < 100; i++) {
                click(sources, "visitor" + i, i);
            }
            // then
            assertThat(sources.extractOutputValues()).isEmpty();
        }
    }

    private static String id(List<AnomalyDetected> alerts) {
        return alerts.get(0).getAlertId();
    }

    private static void show(
            KeyedTwoInputStreamOperatorTestHarness<String, Shows, TrafficEvent, TopicMessage> to,
            String source,
            long count)
            throws Exception {
        to.processElement1(new Shows(source, "adv", "adv-c", 0, count, BEGAN), BEGAN);
    }

    private static void click(
            KeyedTwoInputStreamOperatorTestHarness<String, Shows, TrafficEvent, TopicMessage> to,
            @Nullable String visitor,
            int number)
            throws Exception {
        long atMs = BEGAN + number * 10_000L;
        to.processElement2(Clicks.clickOf(visitor, number, atMs), atMs);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Shows, TrafficEvent, TopicMessage>
            opened(String source) throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new Sources()),
                        Shows::key,
                        click -> source,
                        Types.STRING);
        harness.open();
        return harness;
    }
}
