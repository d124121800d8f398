package io.recount.projections.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.CampaignBudgetSet;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.projections.counters.CountersFold.Counter;
import io.recount.projections.stream.LoggedEvent;
import io.recount.redis.RedisKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class CountersFoldTest {
    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

    private final List<Counter> written = new ArrayList<>();
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
                        new Counter(
                                RedisKeys.advertiserBalance("hana"),
                                3,
                                Map.of("balance", 770L),
                                false));
    }

    @Test
    void anotherBudgetOnlyBeginsARecordThatIsNotThereYet() {
        // when
        add(1, new CampaignBudgetSet("hana", "hana-c", 5_000L, null, 95, AT));
        add(2, new CampaignBudgetSet("hana", "hana-c", 9_000L, null, 95, AT));
        fold.write();

        // then
        assertThat(written)
                .containsExactly(
                        new Counter(
                                RedisKeys.campaignDay("hana-c"),
                                1,
                                Map.of("day", 0L, "spent", 0L, "clicks", 0L),
                                true));
    }

    private void add(long position, SpecificRecord event) {
        fold.add(new LoggedEvent("event-" + position, position, position, event));
    }
}
