package io.recount.analytics.attribution;

import static io.recount.analytics.attribution.Orders.START;
import static io.recount.analytics.attribution.Orders.click;
import static io.recount.analytics.attribution.Orders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.Attribution;
import io.recount.event.ConversionAttributed;
import io.recount.event.ExperimentArm;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class LastClickTest {
    private static final Attributed FIRST = attributed("c1", START);
    private static final Attributed SECOND = attributed("c2", START + 1_000);
    private static final Attributed LATE =
            Attributed.of(
                    order("o", "c0", START + 5_000),
                    click("c0", START - Orders.DAY_MS),
                    Attribution.TOO_LATE);
    private static final Attributed NOBODY =
            Attributed.withoutClick(Orders.ofUnknownClick("o", "nobody", START + 5_000));

    @Test
    void theLastOfSeveralClicksHasTheOrder() throws Exception {
        assertThat(told(FIRST, SECOND)).containsExactly("c1 ATTRIBUTED", "c2 ATTRIBUTED replaces");
    }

    @Test
    void anEarlierClickThatIsHeardOfLaterChangesNothing() throws Exception {
        assertThat(told(SECOND, FIRST)).containsExactly("c2 ATTRIBUTED");
    }

    @Test
    void whatIsSaidAgainIsToldOnce() throws Exception {
        assertThat(told(FIRST, FIRST, NOBODY, FIRST)).containsExactly("c1 ATTRIBUTED");
    }

    @Test
    void anyClickInTimeIsBetterThanNone() throws Exception {
        assertThat(told(NOBODY, LATE, FIRST))
                .containsExactly("nobody UNMATCHED", "c0 TOO_LATE", "c1 ATTRIBUTED");
    }

    @Test
    void theMessageNamesTheClickItsTimeAndItsArms() {
        // when
        var message = SECOND.told(true, START + 9_000).toMessage();
        // then
        var told = (ConversionAttributed) AvroCodec.decode(message.value());
        assertThat(message.key()).isEqualTo("conversion-of-o");
        assertThat(message.eventId()).isEqualTo("attributed/conversion-of-o/c2/ATTRIBUTED");
        assertThat(told.getClickedAt()).isEqualTo(Instant.ofEpochMilli(START + 1_000));
        assertThat(told.getAdId()).isEqualTo(SECOND.order().adId());
        assertThat(told.getArms()).containsExactly(new ExperimentArm("experiment", "dearer"));
        assertThat(told.getAt()).isEqualTo(Instant.ofEpochMilli(START + 9_000));
    }

    @Test
    void anUnmatchedOrderNamesNoCampaign() {
        // when
        var told = (ConversionAttributed) AvroCodec.decode(NOBODY.toMessage().value());
        // then
        assertThat(told.getAttribution()).isEqualTo(Attribution.UNMATCHED);
        assertThat(told.getCampaignId()).isNull();
        assertThat(told.getClickedAt()).isNull();
    }

    private static Attributed attributed(String clickId, long clickedAtMs) {
        return Attributed.of(
                order("o", clickId, START + 5_000),
                click(clickId, clickedAtMs),
                Attribution.ATTRIBUTED);
    }

    private static List<String> told(Attributed... arriving) throws Exception {
        try (var orders =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new LastClick()),
                        (Attributed attributed) -> attributed.order().conversionId(),
                        Types.STRING)) {
            orders.open();
            for (Attributed attributed : arriving) {
                orders.processElement(attributed, START);
            }
            return orders.extractOutputValues().stream()
                    .map(
                            told ->
                                    told.order().clickId()
                                            + " "
                                            + told.attribution()
                                            + (told.replaces() ? " replaces" : ""))
                    .toList();
        }
    }
}
