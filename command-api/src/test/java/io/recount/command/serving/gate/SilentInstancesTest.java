package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Instances that serve one budget and cannot hear one another, as without Redis: each knows the
 * charges that it made itself. Together they must not give away more than they may with it.
 */
class SilentInstancesTest {
    private static final long PRICE = SomeCampaign.BID_MICROS;
    private static final int CLICKS = 200;
    private static final int RUNS = 20;
    private static final ServingCampaign CAMPAIGN = SomeCampaign.ofDay(CLICKS * PRICE).build();
    private static final Instant NOW = Instant.parse("2026-11-16T03:00:00Z");
    private static final long TODAY = CAMPAIGN.dayStart(NOW).toEpochMilli();

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void keepToTheBudgetAndGoOnServing(int instances) {
        double free = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Market market = new Market(seed, instances);
            market.run(CLICKS / 2);
            long before = market.spent;

            market.silence();
            market.run(Integer.MAX_VALUE);

            assertThat(market.spent).isGreaterThan(before + 20 * PRICE);
            free += market.free;
        }
        assertThat(free / RUNS / CLICKS).isLessThanOrEqualTo(0.005);
    }

    private static final class Instance {
        private final SpendMirror mirror = new SpendMirror();
        private final ClickDelay delay = new ClickDelay();
        private final InFlight inFlight = new InFlight(delay);
        private final SpendGate gate =
                new SpendGate(
                        mirror,
                        inFlight,
                        new ClickRates(delay),
                        delay,
                        new Days(),
                        SpendLookup.NONE,
                        Clock.systemUTC(),
                        new SimpleMeterRegistry());
    }

    private record Click(long servedMs, long atMs) {}

    /** Requests to any instance, clicks to any, and one budget that decides. */
    private static final class Market {
        private final Random random;
        private final List<Instance> instances;
        private final PriorityQueue<Click> clicks =
                new PriorityQueue<>(Comparator.comparingLong(Click::atMs));
        private boolean silent;
        private long at = NOW.toEpochMilli();
        private long spent;
        private long position;
        private int free;

        Market(int seed, int count) {
            random = new Random(seed);
            instances = IntStream.range(0, count).mapToObj(i -> new Instance()).toList();
            instances.forEach(this::show);
        }

        void silence() {
            silent = true;
            instances.forEach(instance -> instance.inFlight.standStill(at));
        }

        /** Until so many clicks came, or nothing is served for long. */
        void run(int most) {
            int came = 0;
            int refused = 0;
            for (int requests = 0; came < most && refused < 10_000; requests++) {
                at += 50;
                if (!silent && requests % 5 == 0) {
                    tell();
                }
                while (!clicks.isEmpty() && clicks.element().atMs <= at) {
                    click(clicks.remove());
                    came++;
                }
                refused = serve() ? 0 : refused + 1;
            }
        }

        private boolean serve() {
            Instance instance = any();
            Instant now = Instant.ofEpochMilli(at);
            if (instance.gate.check(CAMPAIGN, PRICE, now) != Verdict.OPEN) {
                return false;
            }
            instance.gate.served(CAMPAIGN, SomeCampaign.AD, PRICE, now);
            if (random.nextDouble() < 0.02) {
                clicks.add(
                        new Click(
                                at, at + Math.round(-10_000 * Math.log(1 - random.nextDouble()))));
            }
            return true;
        }

        private void click(Click click) {
            Instance clicked = any();
            if (spent + PRICE > CAMPAIGN.dailyBudgetMicros()) {
                free++;
            } else {
                spent += PRICE;
                position++;
                (silent ? List.of(clicked) : instances).forEach(this::show);
            }
            clicked.gate.clicked(
                    "adv",
                    "adv-c",
                    SomeCampaign.AD,
                    PRICE,
                    Instant.ofEpochMilli(click.servedMs),
                    Instant.ofEpochMilli(click.atMs));
        }

        private void show(Instance instance) {
            instance.mirror.committed(
                    List.of(
                            new CounterRecord(
                                    RedisKeys.campaignDay("adv-c"),
                                    position,
                                    Map.of("day", TODAY, "spent", spent)),
                            new CounterRecord(
                                    RedisKeys.advertiserBalance("adv"),
                                    position,
                                    Map.of("balance", 1_000_000L))));
        }

        private void tell() {
            for (int i = 0; i < instances.size(); i++) {
                String said = instances.get(i).inFlight.tell("i" + i, at);
                for (int j = 0; j < instances.size(); j++) {
                    instances.get(j).inFlight.hear(said, "i" + j, at);
                }
            }
        }

        private Instance any() {
            return instances.get(random.nextInt(instances.size()));
        }
    }
}
