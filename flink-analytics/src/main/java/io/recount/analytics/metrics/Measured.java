package io.recount.analytics.metrics;

import io.recount.analytics.stream.AdEvent;
import io.recount.event.MetricScope;
import org.apache.flink.util.Collector;

/** An event as it counts for one thing that is measured: its ad, or its campaign. */
public record Measured(MetricScope scope, String id, AdEvent event) {

    /** Both of an event's measures. */
    static void spread(AdEvent event, Collector<Measured> out) {
        out.collect(new Measured(MetricScope.AD, event.adId(), event));
        out.collect(new Measured(MetricScope.CAMPAIGN, event.campaignId(), event));
    }

    /** Text, because an enum's hash differs from process to process and keys must not. */
    String key() {
        return scope.name() + "/" + id;
    }
}
