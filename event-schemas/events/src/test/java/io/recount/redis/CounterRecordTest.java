package io.recount.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignCreated;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.event.Targeting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class CounterRecordTest {
    private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");
    private static final Instant DAY = Instant.parse("2026-11-16T00:00:00Z");

    @Test
    void aChargeLeavesTheDaysSpendAndTheBalance() {
        ClickCharged charge =
                ClickCharged.newBuilder()
                        .setClickId("adv-1")
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-c")
                        .setAdId("adv-a")
                        .setOutcome(ClickOutcome.CHARGED)
                        .setChargedMicros(70)
                        .setAt(NOON)
                        .setServedAt(NOON)
                        .setDayStart(DAY)
                        .setBalanceAfterMicros(930)
                        .setDaySpentAfterMicros(170)
                        .setDayClicksAfter(2)
                        .setTotalSpentAfterMicros(270)
                        .setDailyBudgetMicros(1_000)
                        .setRulesVersion(1)
                        .build();

        assertThat(CounterRecord.of(charge, 42))
                .containsExactlyInAnyOrder(
                        new CounterRecord(
                                "campaign:adv-c:day",
                                42,
                                Map.of(
                                        "day",
                                        DAY.toEpochMilli(),
                                        "spent",
                                        170L,
                                        "clicks",
                                        2L,
                                        "total",
                                        270L)),
                        new CounterRecord("advertiser:adv:balance", 42, Map.of("balance", 930L)));
    }

    @Test
    void whatMovesABalanceLeavesIt() {
        List<SpecificRecord> events =
                List.of(
                        new FundsDeposited("adv", 500L, 930L, "r", NOON),
                        new FundsRefunded("adv", 500L, 930L, "r", NOON),
                        new ClickCredited(
                                "adv", "adv-1", "adv-c", "adv-a", 70L, 930L, NOON, DAY, "bot", null,
                                NOON));

        assertThat(events)
                .allSatisfy(
                        event ->
                                assertThat(CounterRecord.of(event, 7))
                                        .containsExactly(
                                                new CounterRecord(
                                                        "advertiser:adv:balance",
                                                        7,
                                                        Map.of("balance", 930L))));
        assertThat(CounterRecord.of(new AdvertiserRegistered("adv", "A", "KRW", "UTC", NOON), 1))
                .containsExactly(
                        new CounterRecord("advertiser:adv:balance", 1, Map.of("balance", 0L)));
    }

    @Test
    void aCampaignBeginsWithNothingSpentOnADayBeforeAllOthers() {
        CampaignCreated created =
                CampaignCreated.newBuilder()
                        .setCampaignId("adv-c")
                        .setAdvertiserId("adv")
                        .setName("Autumn")
                        .setMaxCpcMicros(100)
                        .setTargeting(
                                Targeting.newBuilder()
                                        .setKeywords(List.of())
                                        .setCategories(List.of())
                                        .build())
                        .setAt(NOON)
                        .build();

        assertThat(CounterRecord.of(created, 3))
                .containsExactly(
                        new CounterRecord(
                                "campaign:adv-c:day",
                                3,
                                Map.of("day", 0L, "spent", 0L, "clicks", 0L, "total", 0L)));
    }

    @Test
    void theLaterOfTwoIsTheNewer() {
        CounterRecord early = new CounterRecord("k", 1, Map.of("balance", 9L));
        CounterRecord late = new CounterRecord("k", 2, Map.of("balance", 5L));

        assertThat(early.newer(late)).isSameAs(late);
        assertThat(late.newer(early)).isSameAs(late);
    }

    @Test
    void theScriptGetsEachFieldWithItsValueAndThePositionLast() {
        assertThat(new CounterRecord("k", 2, Map.of("balance", 5L)).words())
                .isEqualTo("balance 5 position 2");
    }

    @Test
    void whatTheScriptPublishesIsTheRecordAgain() {
        assertThat(CounterRecord.ofLine("advertiser:adv:balance balance 930 position 7"))
                .contains(new CounterRecord("advertiser:adv:balance", 7, Map.of("balance", 930L)));
    }

    @Test
    void whatIsNoRecordOfACounterIsNone() {
        assertThat(CounterRecord.ofLine("")).isEmpty();
        assertThat(CounterRecord.ofLine("key balance 930")).isEmpty();
        assertThat(CounterRecord.ofLine("key balance 930 position")).isEmpty();
        assertThat(CounterRecord.ofLine("key balance much position 7")).isEmpty();
        assertThat(CounterRecord.ofFields("key", Map.of())).isEmpty();
    }

    @Test
    void aKeySaysWhoseCounterItIs() {
        assertThat(RedisKeys.campaignOfDay(RedisKeys.campaignDay("adv-c"))).isEqualTo("adv-c");
        assertThat(RedisKeys.campaignOfDay("campaign:adv-c:metrics:1m")).isNull();
        assertThat(RedisKeys.campaignOfDay("campaign:day")).isNull();
        assertThat(RedisKeys.advertiserOfBalance(RedisKeys.advertiserBalance("adv")))
                .isEqualTo("adv");
        assertThat(RedisKeys.advertiserOfBalance("campaign:adv:day")).isNull();
    }
}
