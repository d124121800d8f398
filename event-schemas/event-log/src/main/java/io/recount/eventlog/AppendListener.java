package io.recount.eventlog;

import java.util.List;

/**
 * Writes beside the events, in their transaction. Each append calls every bean of this type once,
 * with all of its events in order, numbered and not yet sent; what it adds to the round trip is
 * executed right behind them. What it throws takes the whole append back.
 */
@FunctionalInterface
public interface AppendListener {
    void appended(List<Appended> events, RoundTrip trip);
}
