package io.recount.command.serving.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.ClickDelay;
import io.recount.command.serving.gate.ClickRates;
import io.recount.command.serving.gate.Days;
import io.recount.command.serving.gate.InFlight;
import io.recount.command.serving.gate.SomeCampaign;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.serving.gate.SpendLookup;
import io.recount.command.serving.gate.SpendMirror;
import io.recount.command.serving.gate.Verdict;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-16T00:00:00Z");
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final double CLICK_RATE = 0.02;

    @Test
    void whatWantsToSpendAsSoonAsPossibleIsNeverHeld() {
        Market market = new Market(1, SomeCampaign.ofDay(20_000).build());

        assertThat(IntStream.range(0, 1_000))
                .allMatch(i -> market.pacer.lets(market.campaign, "r" + i, MIDNIGHT));
    }

    @Test
    void theSameRequestGetsTheSameAnswer() {
        Market market = new Market(1, even(20_000));
        market.run(0, HOUR_MS, 5_000);
        Instant at = MIDNIGHT.plusMillis(HOUR_MS);

        for (int i = 0; i < 1_000; i++) {
            String request = "r" + i;
            boolean first = market.pacer.wouldLet(market.campaign, request, at);
            assertThat(market.pacer.lets(market.campaign, request, at)).isEqualTo(first);
        }
    }

    @Test
    void requestsAndCampaignsAreDrawnEvenly() {
        double[] places = new double[20_000];
        for (int i = 0; i < places.length; i++) {
            places[i] = Pacer.place("r" + i % 200, "adv-" + i / 200);
        }

        for (int tenth = 0; tenth < 10; tenth++) {
            double from = tenth / 10.0;
            long in = Arrays.stream(places).filter(p -> p >= from && p < from + 0.1).count();
            assertThat(in).isCloseTo(2_000, within(250L));
        }
    }

    @Property(tries = 12)
    void leavesNoHourDarkAndIsNeverOver(
            @ForAll @IntRange(min = 1, max = 1_000_000) int seed,
            @ForAll @IntRange(min = 100, max = 600) int clicksADay,
            @ForAll @DoubleRange(min = 2_000, max = 20_000) double requestsAnHour,
            @ForAll @IntRange(min = 0, max = 11) int firstHour) {
        Market market = new Market(seed, even(clicksADay * SomeCampaign.BID_MICROS));

        market.run(firstHour * HOUR_MS, DAY_MS, requestsAnHour);

        assertThat(market.spent).isLessThanOrEqualTo(market.campaign.dailyBudgetMicros());
        for (int hour = firstHour; hour < 24; hour++) {
            assertThat(market.served[hour]).as("served in hour " + hour).isPositive();
        }
    }

    @Test
    void followsTheTrafficThatIsExpected() {
        Market market = new Market(3, even(200_000));

        market.run(0, DAY_MS, 20_000);

        double mean = 200_000 / 24.0;
        double squares = 0;
        for (int hour = 0; hour < 24; hour++) {
            double planned =
                    200_000
                            * curve(hour)
                            / IntStream.range(0, 24).mapToDouble(PacerTest::curve).sum();
            squares += Math.pow(market.spentAt[hour] - planned, 2) / 24;
        }
        assertThat(Math.sqrt(squares) / mean).isLessThan(0.1);
        assertThat(market.spent).isGreaterThan(198_000);
    }

    @Test
    void aBudgetChangeIsFollowedByNoDarkness() {
        // given: two thirds of the day's money are spent, and then there is half as much
        Market market = new Market(4, even(100_000));
        market.run(0, 16 * HOUR_MS, 20_000);
        assertThat(market.spent).isBetween(50_000L, 75_000L);

        // when
        market.campaign = even(market.spent + 10_000);
        market.run(16 * HOUR_MS, DAY_MS, 20_000);

        // then
        for (int hour = 16; hour < 24; hour++) {
            assertThat(market.served[hour]).as("served in hour " + hour).isPositive();
        }
        assertThat(market.spent).isCloseTo(market.campaign.dailyBudgetMicros(), within(500L));
    }

    @Test
    void whatFellBehindIsCaughtUp() {
        // given: hours in which next to nobody came
        Market market = new Market(5, even(100_000));
        market.run(0, 8 * HOUR_MS, 20_000);
        market.run(8 * HOUR_MS, 12 * HOUR_MS, 50);

        // when
        market.run(12 * HOUR_MS, DAY_MS, 20_000);

        // then
        assertThat(market.spent).isGreaterThan(99_000);
        assertThat(market.spentAt[23]).isPositive();
    }

    @Test
    void targetedHoursShareTheWholeBudget() {
        List<Integer> office =
                IntStream.range(0, 168).filter(h -> h % 24 >= 9 && h % 24 < 18).boxed().toList();
        Market market = new Market(6, SomeCampaign.ofDay(100_000).paced("UTC", office).build());

        market.run(9 * HOUR_MS, 18 * HOUR_MS, 20_000);

        assertThat(market.spent).isGreaterThan(98_500);
        assertThat(market.spentAt[17]).isPositive();
    }

    private static ServingCampaign even(long dailyMicros) {
        return SomeCampaign.ofDay(dailyMicros).paced("UTC", List.of()).build();
    }

    private static double curve(int hour) {
        return 1 + 0.7 * Math.sin((hour - 9) * Math.PI / 12);
    }

    /** Requests, clicks and charges of a day, each click coming at once. */
    private static final class Market {
        private final Random random;
        private final SpendMirror mirror = new SpendMirror();
        private final Pacer pacer;
        private final SpendGate gate;
        private final long[] served = new long[24];
        private final long[] spentAt = new long[24];
        private ServingCampaign campaign;
        private long spent;
        private long position;
        private long requests;

        Market(long seed, ServingCampaign campaign) {
            this.random = new Random(seed);
            this.campaign = campaign;
            ClickDelay delay = new ClickDelay();
            ClickRates rates = new ClickRates(delay);
            InFlight inFlight = new InFlight(delay);
            Days days = new Days();
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            TrafficCurve curve = new TrafficCurve();
            Map<Long, Long> lastWeek = new HashMap<>();
            long hour = MIDNIGHT.toEpochMilli() / HOUR_MS;
            for (int i = 1; i <= 168; i++) {
                lastWeek.put(hour - i, Math.round(1e6 * curve((int) Math.floorMod(hour - i, 24L))));
            }
            curve.learn(lastWeek, MIDNIGHT);
            pacer = new Pacer(mirror, inFlight, rates, days, curve, meters);
            gate =
                    new SpendGate(
                            mirror,
                            inFlight,
                            rates,
                            delay,
                            days,
                            SpendLookup.NONE,
                            Clock.systemUTC(),
                            meters);
            charge(0);
        }

        void run(long fromMs, long toMs, double requestsAnHour) {
            double at = fromMs;
            while (at < toMs) {
                int hour = (int) (at / HOUR_MS);
                request(MIDNIGHT.plusMillis((long) at), hour);
                at -= Math.log(1 - random.nextDouble()) * HOUR_MS / requestsAnHour / curve(hour);
            }
        }

        private void request(Instant at, int hour) {
            long price = SomeCampaign.BID_MICROS;
            if (gate.check(campaign, price, at) != Verdict.OPEN
                    || !pacer.lets(campaign, "r" + requests++, at)) {
                return;
            }
            served[hour]++;
            gate.served(campaign, SomeCampaign.AD, price, at);
            if (random.nextDouble() < CLICK_RATE && spent + price <= campaign.dailyBudgetMicros()) {
                charge(price);
                spentAt[hour] += price;
                gate.clicked("adv", campaign.campaignId(), SomeCampaign.AD, price, at, at);
            }
        }

        private void charge(long price) {
            spent += price;
            List<CounterRecord> records = new ArrayList<>();
            records.add(
                    new CounterRecord(
                            RedisKeys.campaignDay(campaign.campaignId()),
                            ++position,
                            Map.of("day", MIDNIGHT.toEpochMilli(), "spent", spent)));
            records.add(
                    new CounterRecord(
                            RedisKeys.advertiserBalance("adv"),
                            position,
                            Map.of("balance", 1_000_000_000L)));
            mirror.committed(records);
        }
    }
}
