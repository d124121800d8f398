package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TrafficEvent;
import org.apache.flink.util.Collector;

/**
 * A click as one of an ad, or of a campaign.
 *
 * @param ofAd else of the campaign
 */
public record ScopedClick(boolean ofAd, TrafficEvent click) {
    String key() {
        return ofAd ? "AD/" + click.adId() : "CAMPAIGN/" + click.campaignId();
    }

    static void spread(TrafficEvent event, Collector<ScopedClick> out) {
        if (event.isCharged()) {
            out.collect(new ScopedClick(true, event));
            out.collect(new ScopedClick(false, event));
        }
    }
}
