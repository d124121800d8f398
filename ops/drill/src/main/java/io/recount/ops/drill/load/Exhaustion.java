package io.recount.ops.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.local.Settings;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;

/**
 * Visitors who search, and click one ad in ten a moment later, until the budgets of some campaigns
 * are used up. What they click for nothing, because it was shown when too little was left, is what
 * the budget gate is there to keep small.
 */
public final class Exhaustion implements AutoCloseable {
    public static final int BUDGETS = 8;
    public static final int CLICKS_A_BUDGET = 200;

    private static final int VISITORS = 2;
    private static final int CLICKERS = 16;
    private static final double CLICKED = 0.1;
    private static final double MEAN_DELAY_MS = 500;
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Longer than what was shown stays in flight at the gate when nobody clicks it. */
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(10);

    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(150);
    private static final long LONGEST_US = 60_000_000;

    private final CommandApi api;
    private final Market market;
    private final ScheduledExecutorService visitors =
            Executors.newScheduledThreadPool(VISITORS + CLICKERS);
    private final Recorder answeredUs = new Recorder(LONGEST_US, 3);
    private final AtomicInteger toCome = new AtomicInteger();
    private final AtomicLong lastShownNs = new AtomicLong(System.nanoTime());
    private final LongAdder searches = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder charged = new LongAdder();
    private final LongAdder free = new LongAdder();
    private final LongAdder otherwise = new LongAdder();
    private volatile boolean ended;

    private Exhaustion(CommandApi api, Market market) {
        this.api = api;
        this.market = market;
    }

    /**
     * What came of it.
     *
     * @param charged clicks that were
     * @param free clicks that were not, because too little was left
     * @param text all figures, for the report
     */
    public record Result(long charged, long free, String text) {
        /** Of the budgets. */
        public double freeShare() {
            return (double) free / (BUDGETS * CLICKS_A_BUDGET);
        }
    }

    /** Makes the campaigns, and sends the visitors off when they are served. */
    public static Exhaustion start(CommandApi api, SplittableRandom random) throws IOException {
        Exhaustion exhaustion =
                new Exhaustion(api, Market.ofSmallBudgets(api, BUDGETS, CLICKS_A_BUDGET));
        exhaustion.awaitServed();
        for (int i = 0; i < VISITORS; i++) {
            SplittableRandom own = random.split();
            exhaustion.visitors.execute(() -> exhaustion.visit(own));
        }
        return exhaustion;
    }

    private void awaitServed() throws IOException {
        long begunNs = System.nanoTime();
        while (search().path("ads").size() < BUDGETS) {
            if (System.nanoTime() - begunNs > LIMIT_NS) {
                throw new IllegalStateException("New campaigns are not served: " + search());
            }
            LockSupport.parkNanos(REST_NS);
        }
    }

    private void visit(SplittableRandom random) {
        while (!ended) {
            searches.increment();
            long begunNs = System.nanoTime();
            try {
                JsonNode ads = search().path("ads");
                answeredUs.recordValue(Math.min((System.nanoTime() - begunNs) / 1_000, LONGEST_US));
                for (JsonNode ad : ads) {
                    lastShownNs.set(System.nanoTime());
                    if (random.nextDouble() < CLICKED) {
                        clickLater(ad.path("token").asText(), random);
                    }
                }
            } catch (IOException e) {
                unanswered.increment();
            }
            LockSupport.parkNanos(REST_NS);
        }
    }

    private JsonNode search() throws IOException {
        CommandApi.Answer answer =
                api.post(
                        "/v1/ad-requests",
                        Settings.PUBLISHER_KEY,
                        Map.of(
                                "query",
                                market.coldWord(),
                                "slots",
                                BUDGETS,
                                "floorMicros",
                                Market.BID_MICROS,
                                "user",
                                Map.of("id", UUID.randomUUID().toString())));
        if (answer.status() != 200) {
            throw new IOException("answered " + answer.status());
        }
        return answer.body();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Its outcome is counted where it comes.
    private void clickLater(String token, SplittableRandom random) {
        double delayMs = -MEAN_DELAY_MS * Math.log(1 - random.nextDouble());
        toCome.incrementAndGet();
        visitors.schedule(() -> click(token), (long) delayMs, TimeUnit.MILLISECONDS);
    }

    private void click(String token) {
        try {
            CommandApi.Answer answer =
                    api.post("/v1/clicks", Settings.OPERATOR_KEY, Map.of("token", token));
            switch (answer.body().path("outcome").asText()) {
                case "CHARGED" -> charged.increment();
                case "UNBILLED_BUDGET" -> free.increment();
                default -> otherwise.increment();
            }
        } catch (IOException e) {
            otherwise.increment();
        } finally {
            toCome.decrementAndGet();
        }
    }

    /** Waits until that share of all budgets is used. */
    public void awaitUsed(double share) throws InterruptedException {
        long begunNs = System.nanoTime();
        while (charged.sum() < share * BUDGETS * CLICKS_A_BUDGET) {
            if (System.nanoTime() - begunNs > LIMIT_NS) {
                throw new IllegalStateException("The budgets are not used: " + figures());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Waits until nothing was shown for a while and nobody has a click to make. */
    public Result awaitEnd() throws InterruptedException {
        long begunNs = System.nanoTime();
        while (System.nanoTime() - lastShownNs.get() < QUIET_NS || toCome.get() > 0) {
            if (System.nanoTime() - begunNs > LIMIT_NS) {
                throw new IllegalStateException("No end of the budgets: " + figures());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        ended = true;
        return new Result(charged.sum(), free.sum(), figures());
    }

    private String figures() {
        var times = answeredUs.getIntervalHistogram();
        return String.format(
                Locale.ROOT,
                "%,d searches, p50 %.1f ms, p99 %.1f ms, longest %.0f ms, %d without an answer;"
                        + " of %d budgets %.1f %% used, %d clicks for nothing (%.2f %%), %d otherwise",
                searches.sum(),
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getMaxValue() / 1e3,
                unanswered.sum(),
                BUDGETS,
                100.0 * charged.sum() / (BUDGETS * CLICKS_A_BUDGET),
                free.sum(),
                100.0 * free.sum() / (BUDGETS * CLICKS_A_BUDGET),
                otherwise.sum());
    }

    @Override
    public void close() {
        ended = true;
        visitors.shutdownNow();
    }
}
