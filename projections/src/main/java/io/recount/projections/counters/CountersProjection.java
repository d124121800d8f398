package io.recount.projections.counters;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.Projection;
import io.recount.redis.CounterRecord;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

/**
 * Keeps the day records and the balances. command-api writes the same ones after its commits; this
 * is the writer that misses none and that can build them anew.
 */
@Component
class CountersProjection implements Projection {
    private final CounterRecords records;

    CountersProjection(CounterRecords records) {
        this.records = records;
    }

    @Override
    public String name() {
        return "counters";
    }

    @Override
    public Set<Class<? extends SpecificRecord>> eventTypes() {
        return CounterRecord.EVENTS;
    }

    @Override
    public Fold newFold() {
        return new CountersFold(records::put);
    }

    @Override
    public Fold newWholeFold() {
        return new CountersFold(records::replace);
    }

    @Override
    public boolean replaysAsAWhole() {
        return true;
    }

    @Override
    public void prepareReplay() {
        // What stands there gates serving until the replay's end.
    }

    @Override
    public boolean isReady() {
        return records.isReady();
    }
}
