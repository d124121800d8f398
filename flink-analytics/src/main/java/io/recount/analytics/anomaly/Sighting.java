package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TrafficEvent;

/**
 * An ad that somebody was shown, as little of it as {@link Visitors} keeps: nine events in ten are
 * one and each goes to another task.
 *
 * @param viewer see {@link Visitors#keyOf}
 * @param click short hash of its click id
 */
public record Sighting(long viewer, long click, int slot, long atMs) {
    static Sighting of(TrafficEvent impression) {
        return new Sighting(
                Visitors.keyOf(impression),
                Shown.hash(impression.clickId()),
                impression.slot(),
                impression.atMs());
    }
}
