package io.recount.ops.bench.detection;

import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.ClickOutcome;
import io.recount.ops.traffic.truth.Seen;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Numbers of minutes, one after the other, to what is seen in them. */
final class Minutes extends RichFlatMapFunction<Long, TrafficEvent> {
    private static final long serialVersionUID = 1L;
    private static final long PRICE_MICROS = 100_000_000;

    private final Truth truth;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient LongFunction<List<Seen>> minutes;

    /** Makes the same ground truth again on the task that tells it. */
    interface Truth extends Serializable {
        LongFunction<List<Seen>> make();
    }

    Minutes(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void open(OpenContext context) {
        minutes = truth.make();
    }

    @Override
    public void flatMap(Long minute, Collector<TrafficEvent> out) {
        minutes.apply(minute).forEach(seen -> out.collect(event(seen)));
    }

    private static TrafficEvent event(Seen seen) {
        boolean refused =
                seen.agentClass().equals("CRAWLER") || seen.networkClass().equals("DATA_CENTRE");
        @Nullable ClickOutcome outcome =
                !seen.click()
                        ? null
                        : refused ? ClickOutcome.INVALID_TRAFFIC : ClickOutcome.CHARGED;
        return new TrafficEvent(
                outcome,
                seen.clickId(),
                seen.advertiserId(),
                seen.campaignId(),
                seen.adId(),
                seen.atMs(),
                seen.servedAtMs(),
                seen.slot(),
                outcome == ClickOutcome.CHARGED ? PRICE_MICROS : 0,
                known(seen.visitor()),
                known(seen.network()),
                known(seen.publisher()),
                known(seen.agentClass()),
                known(seen.networkClass()),
                null);
    }

    private static @Nullable String known(String text) {
        return text.isEmpty() ? null : text;
    }
}
