package io.recount.analytics.stream;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets events pass, ends heartbeats, and counts broken messages; none of them stops the job.
 *
 * <p>Broken messages are kept with their bytes by the worker's archive, which reads the same topic.
 */
final class SortArrivals extends ProcessFunction<Arrival, DecodedEvent> {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(SortArrivals.class);

    @SuppressWarnings("NullAway.Init") // Set by open().
    private transient Counter brokenMessages;

    @Override
    public void open(OpenContext context) {
        brokenMessages = getRuntimeContext().getMetricGroup().counter("brokenMessages");
    }

    @Override
    public void processElement(Arrival arrival, Context context, Collector<DecodedEvent> out) {
        @Nullable DecodedEvent event = arrival.event();
        if (event != null) {
            out.collect(event);
        }
        @Nullable String broken = arrival.broken();
        if (broken != null) {
            brokenMessages.inc();
            log.warn("Cannot read {}", broken);
        }
    }
}
