package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Finding;
import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.load.Exhaustion;
import io.recount.ops.parts.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Budgets that run out while Redis is of no use. One instance: what two know of each other goes
 * through Redis.
 */
final class RedisFaults implements Drill {
    /** The fault comes when so much of the budgets is used. */
    private static final double BEFORE = 0.3;

    private static final double FREE_MOST = 0.005;
    private static final long SLOW_MS = 2_000;
    private static final long BREATH_MS = 20;

    private final List<Invariants.Row> found = new ArrayList<>();

    /** What is done to Redis from then on until the budgets are used up. */
    private enum Fault {
        NONE("as it should be"),
        HALTED("halted, its connections open"),
        SLOW("answering in 2 s"),
        STOPPED("stopped"),
        EMPTIED("emptied");

        private final String says;

        Fault(String says) {
            this.says = says;
        }
    }

    @Override
    public String name() {
        return "redis-faults";
    }

    @Override
    public String says() {
        return "Redis halted, slow, stopped and emptied while budgets of 200 clicks run out";
    }

    /** The visitors whose answers are timed are others. */
    @Override
    public Duration rest() {
        return Duration.ofMillis(500);
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        found.clear();
        List<String> facts = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            Exhaustion.Result result = exhaust(scene, fault);
            String fact = "Redis " + fault.says + ": " + result.text();
            scene.progress().step(fact);
            facts.add(fact);
            found.add(row(fault, result));
        }
        return facts;
    }

    private static Exhaustion.Result exhaust(Scene scene, Fault fault) throws Exception {
        Redis redis = scene.stack().redis();
        try (Exhaustion exhaustion =
                Exhaustion.start(scene.instance(0).api(), scene.random().split())) {
            exhaustion.awaitUsed(BEFORE);
            switch (fault) {
                case NONE, SLOW -> {}
                case HALTED -> redis.halt();
                case STOPPED -> redis.stop();
                case EMPTIED -> redis.empty();
            }
            Thread slowness = new Thread(() -> slow(redis), "slow-redis");
            try {
                if (fault == Fault.SLOW) {
                    slowness.start();
                }
                return exhaustion.awaitEnd();
            } finally {
                slowness.interrupt();
                slowness.join();
                switch (fault) {
                    case NONE, SLOW, EMPTIED -> {}
                    case HALTED -> redis.goOn();
                    case STOPPED -> redis.start();
                }
            }
        }
    }

    /** Halts it for two seconds at a time, so whoever asks waits up to that long. */
    private static void slow(Redis redis) {
        try {
            while (true) {
                redis.halt();
                try {
                    TimeUnit.MILLISECONDS.sleep(SLOW_MS);
                } finally {
                    redis.goOn();
                }
                TimeUnit.MILLISECONDS.sleep(BREATH_MS);
            }
        } catch (InterruptedException e) {
            // The budgets are used up.
        }
    }

    private static Invariants.Row row(Fault fault, Exhaustion.Result result) {
        String text =
                "%d of %d clicks for nothing"
                        .formatted(result.free(), Exhaustion.BUDGETS * Exhaustion.CLICKS_A_BUDGET);
        return new Invariants.Row(
                "I13",
                "bounded over-delivery, Redis " + fault.says,
                result.freeShare() <= FREE_MOST
                        ? new Finding.Holds(text)
                        : new Finding.Broken(text));
    }

    @Override
    public List<Invariants.Row> found() {
        return List.copyOf(found);
    }
}
