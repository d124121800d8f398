package io.recount.projections.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.projections.SampleLog;
import io.recount.projections.stream.LoggedEvent;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class CountersFoldTest {
    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

    private final List<CounterRecord> written = new ArrayList<>();
    private long position;
    private final CountersFold fold = new CountersFold(written::addAll);

    @Test
    void aBalanceIsTheNewestOfDepositsRefundsAndCredits() {
        // when
        add(1, new FundsDeposited("hana", 1_000L, 1_000L, "in", AT));
        add(2, new FundsRefunded("hana", 300L, 700L, "out", AT));
        add(
                3,
                ClickCredited.newBuilder()
                        .setAdvertiserId("hana")
                        .setClickId("hana-click")
                        .setCampaignId("hana-c")
                        .setAdId("hana-ad")
                        .setCreditedMicros(70)
                        .setBalanceAfterMicros(770)
                        .setChargedAt(AT)
                        .setDayStart(AT)
                        .setReason("A robot")
                        .setAt(AT)
                        .build());
        fold.write();

        // then
        assertThat(written)
                .containsExactly(
                        new CounterRecord(
                                RedisKeys.advertiserBalance("hana"), 3, Map.of("balance", 770L)));
    }

    @Test
    void aDayBeginsWithTheCampaignAndIsTheNewestOfItsCharges() {
        // when
        SampleLog hana = new SampleLog((id, event) -> add(++position, event), "hana");
        hana.register().create().budgetSet(5_000).click().click().budgetSet(9_000);
        fold.write();

        // then
        long won = SampleLog.WON;
        assertThat(written)
                .contains(
                        new CounterRecord(
                                RedisKeys.campaignDay("hana-c1"),
                                5,
                                Map.of(
                                        "day",
                                        SampleLog.DAY.toEpochMilli(),
                                        "spent",
                                        140 * won,
                                        "clicks",
                                        2L,
                                        "total",
                                        140 * won)));
    }

    private void add(long position, SpecificRecord event) {
        fold.add(new LoggedEvent("event-" + position, position, position, event));
    }
}
