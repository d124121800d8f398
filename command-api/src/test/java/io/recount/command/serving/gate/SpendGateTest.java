package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpendGateTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final Instant TODAY = Instant.parse("2026-11-15T15:00:00Z");
    private static final long PRICE = 100;

    private final SpendMirror mirror = new SpendMirror();
    private final ClickDelay delay = new ClickDelay();
    private final InFlight inFlight = new InFlight(delay);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Asked redis = new Asked();
    private final SpendGate gate =
            new SpendGate(
                    mirror,
                    inFlight,
                    new ClickRates(delay),
                    delay,
                    new Days(),
                    redis,
                    Clock.systemUTC(),
                    meters);

    private final ServingCampaign campaign = SomeCampaign.ofDay(100_000).build();
    private long position;

    /** A Redis that may be asked. */
    private final class Asked implements SpendLookup {
        private boolean stale;
        private int times;
        private CounterRecord answer = balance(0);

        @Override
        public boolean isStale() {
            return stale;
        }

        @Override
        public void refresh(ServingCampaign asked) {
            times++;
            mirror.put(answer);
        }
    }

    @Test
    void servesWhileThereIsMoney() {
        knows(day(TODAY, 0, 0), balance(1_000_000));

        assertThat(check(campaign)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void aCampaignOfWhichNothingIsKnownIsNotServed() {
        assertThat(check(campaign)).isEqualTo(Verdict.NO_RECORD);

        knows(day(TODAY, 0, 0));
        assertThat(check(campaign)).isEqualTo(Verdict.NO_RECORD);
    }

    @Test
    void aTotalBudgetNeedsToKnowWhatWasSpentInAll() {
        knows(
                new CounterRecord(
                        RedisKeys.campaignDay("adv-c"),
                        1,
                        Map.of("day", TODAY.toEpochMilli(), "spent", 0L)),
                balance(1_000_000));

        assertThat(check(campaign)).isEqualTo(Verdict.OPEN);
        assertThat(check(SomeCampaign.ofDay(100_000).ofAll(500_000).build()))
                .isEqualTo(Verdict.NO_RECORD);
    }

    @Test
    void theLastAffordableClickIsServedAndNoneAfterIt() {
        knows(day(TODAY, 99_900, 0), balance(1_000_000));
        assertThat(check(campaign)).isEqualTo(Verdict.OPEN);

        knows(day(TODAY, 99_901, 0));
        assertThat(check(campaign)).isEqualTo(Verdict.DAY_USED);
    }

    @Test
    void namesTheLimitThatIsUsedUpInTheOrderOfAClicksDecision() {
        ServingCampaign withTotal = SomeCampaign.ofDay(100_000).ofAll(500_000).build();

        knows(day(TODAY, 100_000, 500_000), balance(0));
        assertThat(check(withTotal)).isEqualTo(Verdict.BALANCE_USED);

        knows(balance(1_000_000));
        assertThat(check(withTotal)).isEqualTo(Verdict.TOTAL_USED);

        knows(day(TODAY, 100_000, 400_000));
        assertThat(check(withTotal)).isEqualTo(Verdict.DAY_USED);
        assertThat(meters.get("recount.gate.refusals").tag("verdict", "TOTAL_USED").counter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
    }

    @Test
    void anOlderDayMeansThatNothingIsSpentToday() {
        knows(day(TODAY, 100_000, 0), balance(1_000_000));
        Instant lastMoment = TODAY.plus(Duration.ofDays(1)).minusMillis(1);

        assertThat(gate.check(campaign, PRICE, lastMoment)).isEqualTo(Verdict.DAY_USED);
        assertThat(gate.check(campaign, PRICE, lastMoment.plusMillis(1))).isEqualTo(Verdict.OPEN);
    }

    @Test
    void whatIsInFlightIsHeldBackAndGivenFreeAgain() {
        // given: room for ten clicks
        knows(day(TODAY, 99_000, 0), balance(1_000_000));

        // when
        int served = 0;
        while (check(campaign) == Verdict.OPEN) {
            gate.served(campaign, SomeCampaign.AD, PRICE, NOON);
            served++;
        }

        // then: more than ten ads for ten clicks, and by far not all that may be clicked
        assertThat(served).isBetween(50, 500);
        assertThat(inFlight.expected("adv-c", NOON.toEpochMilli())).isBetween(300.0, 1_000.0);
        assertThat(gate.check(campaign, PRICE, NOON.plusSeconds(300))).isEqualTo(Verdict.OPEN);
    }

    @Test
    void campaignsOfAnAdvertiserShareWhatIsInFlightOnItsBalance() {
        // given: balance for ten clicks of either
        ServingCampaign other = SomeCampaign.ofDay(100_000).named("adv-d").build();
        knows(day(TODAY, 0, 0), balance(1_000));
        mirror.put(
                new CounterRecord(
                        RedisKeys.campaignDay("adv-d"), 1, Map.of("day", 0L, "spent", 0L)));
        assertThat(check(other)).isEqualTo(Verdict.OPEN);

        // when
        while (check(campaign) == Verdict.OPEN) {
            gate.served(campaign, SomeCampaign.AD, PRICE, NOON);
        }

        // then
        assertThat(check(other)).isEqualTo(Verdict.BALANCE_USED);
    }

    @Test
    void aClickMakesRoomForWhatItWasHeldBackFor() {
        knows(day(TODAY, 99_000, 0), balance(1_000_000));
        gate.served(campaign, SomeCampaign.AD, PRICE, NOON);
        double before = inFlight.expected("adv-c", NOON.toEpochMilli());

        gate.clicked("adv", "adv-c", SomeCampaign.AD, PRICE, NOON, NOON);

        assertThat(before).isPositive();
        assertThat(inFlight.expected("adv-c", NOON.toEpochMilli())).isLessThan(before / 10);
        assertThat(inFlight.expected("adv", NOON.toEpochMilli())).isLessThan(before / 10);
    }

    @Test
    void redisIsAskedOnlyWhereItDecides() {
        // given
        redis.stale = true;
        knows(day(TODAY, 0, 0), balance(1_000_000));

        // then
        assertThat(check(campaign)).isEqualTo(Verdict.OPEN);
        assertThat(redis.times).isZero();

        knows(balance(0));
        redis.answer = balance(1_000_000);
        assertThat(check(campaign)).isEqualTo(Verdict.OPEN);
        assertThat(redis.times).isEqualTo(1);
    }

    @Test
    void aMirrorThatIsCurrentDecidesAlone() {
        knows(day(TODAY, 0, 0), balance(0));

        assertThat(check(campaign)).isEqualTo(Verdict.BALANCE_USED);
        assertThat(redis.times).isZero();
    }

    private Verdict check(ServingCampaign asked) {
        return gate.check(asked, PRICE, NOON);
    }

    private void knows(CounterRecord... records) {
        mirror.committed(List.of(records));
    }

    private CounterRecord day(Instant start, long spent, long total) {
        return new CounterRecord(
                RedisKeys.campaignDay("adv-c"),
                ++position,
                Map.of("day", start.toEpochMilli(), "spent", spent, "total", total));
    }

    private CounterRecord balance(long micros) {
        return new CounterRecord(
                RedisKeys.advertiserBalance("adv"), ++position, Map.of("balance", micros));
    }
}
