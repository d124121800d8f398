package io.recount.eventlog;

import java.util.List;

/**
 * Writes beside the events: in their transaction, on their thread, right after they were inserted
 * and numbered. Each append calls every bean of this type once, with all of its events in order.
 * What it throws takes the whole append back.
 */
@FunctionalInterface
public interface AppendListener {
    void appended(List<Appended> events);
}
