package io.recount.analytics.budgetsync;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All active campaigns, whenever a list is due. A list that fails is tried at the next tick. */
final class ListCampaigns extends RichAsyncFunction<Long, ActiveCampaign> {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ListCampaigns.class);

    private final String jdbcUrl;
    private final long everyNanos;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient LedgerReader ledger;

    @SuppressWarnings("NullAway.Init")
    private transient Counter failedLists;

    private transient volatile long dueNanos;

    ListCampaigns(String jdbcUrl, Duration every) {
        this.jdbcUrl = jdbcUrl;
        this.everyNanos = every.toNanos();
    }

    @Override
    public void open(OpenContext context) {
        ledger = new LedgerReader(jdbcUrl);
        failedLists = getRuntimeContext().getMetricGroup().counter("failedLists");
        dueNanos = System.nanoTime();
    }

    @Override
    public void asyncInvoke(Long tick, ResultFuture<ActiveCampaign> result) {
        long now = System.nanoTime();
        if (now - dueNanos < 0) {
            result.complete(List.of());
            return;
        }
        dueNanos = now + everyNanos;
        var unused =
                ledger.activeCampaigns()
                        .whenComplete(
                                (campaigns, problem) -> {
                                    if (problem == null) {
                                        result.complete(campaigns);
                                    } else {
                                        failed(problem, result);
                                    }
                                });
    }

    @Override
    public void timeout(Long tick, ResultFuture<ActiveCampaign> result) {
        failed(new IllegalStateException("No answer in time"), result);
    }

    private void failed(Throwable problem, ResultFuture<ActiveCampaign> result) {
        log.warn("Active campaigns cannot be listed: {}", problem.toString());
        failedLists.inc();
        dueNanos = System.nanoTime();
        result.complete(List.of());
    }

    @Override
    public void close() {
        if (ledger != null) {
            ledger.close();
        }
    }
}
