package io.recount.ops.traffic;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What happened so far, in one line. */
final class Tally {
    final LongAdder requests = new LongAdder();
    final LongAdder fills = new LongAdder();
    final LongAdder impressions = new LongAdder();
    final LongAdder clicks = new LongAdder();
    final LongAdder charged = new LongAdder();
    final LongAdder conversions = new LongAdder();
    final LongAdder acts = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder leftOut = new LongAdder();

    private static final long MOST_MICROSECONDS = 60_000_000;

    /** Ad requests, in microseconds, since the last line. */
    private final Recorder latency = new Recorder(MOST_MICROSECONDS, 2);

    void answered(long tookNs) {
        latency.recordValue(Math.min(MOST_MICROSECONDS, tookNs / 1_000));
    }

    String line() {
        Histogram since = latency.getIntervalHistogram();
        return String.format(
                Locale.ROOT,
                "requests %d  fills %d  impressions %d  clicks %d  charged %d  conversions %d"
                        + "  acts %d  errors %d  left out %d  p50 %.1f ms  p99 %.1f ms",
                requests.sum(),
                fills.sum(),
                impressions.sum(),
                clicks.sum(),
                charged.sum(),
                conversions.sum(),
                acts.sum(),
                errors.sum(),
                leftOut.sum(),
                since.getValueAtPercentile(50) / 1e3,
                since.getValueAtPercentile(99) / 1e3);
    }
}
