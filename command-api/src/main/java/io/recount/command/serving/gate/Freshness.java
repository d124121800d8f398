package io.recount.command.serving.gate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Since when the mirror may lack something. It is current as of the last ping on the connection of
 * the pushes that came back: what was pushed before stood in front of the answer.
 */
@Component
class Freshness {
    private final long staleAfterNanos;

    private volatile boolean loaded;
    private volatile long currentNanos = System.nanoTime();

    Freshness(
            @Value("${recount.serving.mirror-stale-after:250ms}") Duration staleAfter,
            MeterRegistry meters) {
        this.staleAfterNanos = staleAfter.toNanos();
        Gauge.builder("recount.gate.staleness", this, freshness -> freshness.age().toNanos() / 1e9)
                .description("Time since the mirror of spend and balances was known to be current")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Everything that Redis pushed up to that moment is in the mirror. */
    void currentAsOf(long nanos) {
        currentNanos = nanos;
    }

    /** Everything that Redis has is in the mirror. */
    void loaded() {
        loaded = true;
    }

    /** Pushes may have been missed. */
    void mayLack() {
        loaded = false;
    }

    boolean isLoaded() {
        return loaded;
    }

    boolean isStale() {
        return !loaded || System.nanoTime() - currentNanos > staleAfterNanos;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - currentNanos);
    }
}
