package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TrafficEvent;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a visitor who clicks a lot did, in the order in which it was done.
 *
 * @param slot stands for the visitor, as few as key groups: CEP never forgets a key
 * @param hash of the click id
 * @param click null where an ad was shown
 */
public record Step(int slot, String visitor, long hash, long atMs, @Nullable TrafficEvent click) {}
