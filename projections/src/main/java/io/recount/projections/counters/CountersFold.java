package io.recount.projections.counters;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.redis.CounterRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Of each record the newest value. */
final class CountersFold implements Fold {
    private final Map<String, CounterRecord> newest = new HashMap<>();
    private final Consumer<Collection<CounterRecord>> writer;

    CountersFold(Consumer<Collection<CounterRecord>> writer) {
        this.writer = writer;
    }

    @Override
    public void add(LoggedEvent event) {
        CounterRecord.of(event.content(), event.position())
                .forEach(record -> newest.merge(record.key(), record, CounterRecord::newer));
    }

    @Override
    public void write() {
        writer.accept(newest.values());
    }
}
