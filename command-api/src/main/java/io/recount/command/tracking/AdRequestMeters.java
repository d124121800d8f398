package io.recount.command.tracking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How long ad requests take, by what comes of them, and how much of what they ask for they get. */
@Component
class AdRequestMeters {
    private final MeterRegistry meters;
    private final Timer filled;
    private final Timer noFill;
    private final Counter slotsAsked;
    private final Counter slotsFilled;

    AdRequestMeters(MeterRegistry meters) {
        this.meters = meters;
        this.filled = timer("filled");
        this.noFill = timer("no_fill");
        this.slotsAsked = slots("asked");
        this.slotsFilled = slots("filled");
    }

    private Timer timer(String outcome) {
        return Timer.builder("recount.ad.request")
                .description("Choosing the ads of a request and sealing their tokens")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .register(meters);
    }

    private Counter slots(String which) {
        return Counter.builder("recount.ad.slots")
                .description("Slots of ad requests; filled of those asked for is the fill")
                .tag("which", which)
                .register(meters);
    }

    /**
     * An ad request has its answer.
     *
     * @param noFillReason one of a fixed set; null where there is an ad
     */
    void answered(int asked, int placed, @Nullable String noFillReason, long startNanos) {
        (placed == 0 ? noFill : filled)
                .record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
        slotsAsked.increment(asked);
        slotsFilled.increment(placed);
        if (noFillReason != null) {
            meters.counter("recount.ad.nofill", "reason", noFillReason).increment();
        }
    }
}
