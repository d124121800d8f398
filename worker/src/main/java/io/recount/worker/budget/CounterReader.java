package io.recount.worker.budget;

import io.recount.redis.CounterRecord;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Counters in Redis as they stand, for whoever checks them. */
@Component
public class CounterReader {
    private final Counters counters;

    CounterReader(Counters counters) {
        this.counters = counters;
    }

    /** Empty where there is no readable record. */
    public Optional<CounterRecord> read(String key) {
        return CounterRecord.ofFields(key, counters.read(key));
    }
}
