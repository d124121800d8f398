package io.recount.analytics.budgetsync;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.AsyncRetryStrategy;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;

/**
 * Redis first and the ledger after it: what stood in Redis is in the log by then. It never fails:
 * what cannot be compared is waiting, is looked up again, and in the end left to the next period.
 */
final class LookUp extends RichAsyncFunction<ActiveCampaign, Compared> {
    /**
     * As many as fall due in the minute that one may take: full, it would hold up checkpoints while
     * PostgreSQL is away, and with them the clicks that meet its answers.
     */
    static final int AT_ONCE = 10_000;

    static final long TIMEOUT_MS = 60_000;

    private static final long serialVersionUID = 1L;

    /** A read model is milliseconds behind as a rule; half a minute outlasts a restart of it. */
    private static final int ATTEMPTS = 60;

    private static final long PAUSE_MS = 500;

    private final String redisUrl;
    private final String jdbcUrl;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient CounterReader counters;

    @SuppressWarnings("NullAway.Init")
    private transient LedgerReader ledger;

    @SuppressWarnings("NullAway.Init")
    private transient Counter waited;

    LookUp(String redisUrl, String jdbcUrl) {
        this.redisUrl = redisUrl;
        this.jdbcUrl = jdbcUrl;
    }

    static AsyncRetryStrategy<Compared> untilCompared() {
        Predicate<Collection<Compared>> waiting =
                (Predicate<Collection<Compared>> & Serializable)
                        results -> results.stream().anyMatch(c -> c.waitingFor() != null);
        return new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<Compared>(ATTEMPTS, PAUSE_MS)
                .ifResult(waiting)
                .build();
    }

    @Override
    public void open(OpenContext context) {
        counters = new CounterReader(redisUrl);
        ledger = new LedgerReader(jdbcUrl);
        waited = getRuntimeContext().getMetricGroup().counter("waited");
    }

    @Override
    public void asyncInvoke(ActiveCampaign campaign, ResultFuture<Compared> result) {
        var unused =
                counters.counter(campaign.campaignId())
                        .thenCompose(
                                found ->
                                        found.isEmpty()
                                                ? waiting(campaign, "the counters")
                                                : compare(campaign, found.get()))
                        .exceptionally(
                                problem -> Compared.waiting(campaign, problem.toString(), now()))
                        .thenAccept(compared -> complete(result, compared));
    }

    private CompletionStage<Compared> compare(ActiveCampaign campaign, Compared.Counter counter) {
        return ledger.ledger(campaign, counter.upTo())
                .thenApply(read -> Compared.of(campaign, counter, read, now()));
    }

    private static CompletionStage<Compared> waiting(ActiveCampaign campaign, String what) {
        return CompletableFuture.completedFuture(Compared.waiting(campaign, what, now()));
    }

    @Override
    public void timeout(ActiveCampaign campaign, ResultFuture<Compared> result) {
        complete(result, Compared.waiting(campaign, "an answer", now()));
    }

    private void complete(ResultFuture<Compared> result, Compared compared) {
        if (compared.waitingFor() != null) {
            waited.inc();
        }
        result.complete(List.of(compared));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public void close() {
        if (counters != null) {
            counters.close();
        }
        if (ledger != null) {
            ledger.close();
        }
    }
}
