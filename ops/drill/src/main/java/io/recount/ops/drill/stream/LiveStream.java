package io.recount.ops.drill.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The load by the clock, and how far behind it the job is. The clock of the stream is a day slow:
 * so its end, when every window is over, is in the past too.
 */
final class LiveStream {
    /** What is asked for: the watermark is no further behind than this. */
    private static final Duration CURRENT = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration RELAY_BEHIND_BEFORE = Duration.ofSeconds(30);
    private static final int HISTORY_PER_SECOND = 10;
    private static final long TICK_MS = 100;

    private final StreamLoad load;
    private final FlinkCluster cluster;
    private final int perSecond;
    private final Consumer<String> progress;
    private long sentUpToMs = nowMs();
    private long owedThousandths;

    LiveStream(StreamLoad load, FlinkCluster cluster, int perSecond, Consumer<String> progress) {
        this.load = load;
        this.cluster = cluster;
        this.perSecond = perSecond;
        this.progress = progress;
    }

    /** Written at once; the relay is behind all the time. */
    void history(Duration length) {
        long endMs = nowMs();
        for (long ms = endMs - length.toMillis(); ms < endMs; ms += 1_000) {
            load.slice(ms, ms + 1_000, HISTORY_PER_SECOND, RELAY_BEHIND_BEFORE);
        }
        sentUpToMs = endMs;
    }

    void run(Duration time, Duration relayLag) throws InterruptedException {
        long untilMs = nowMs() + time.toMillis();
        while (nowMs() < untilMs) {
            tick(relayLag);
        }
    }

    /** Until the job has caught up with the clock. */
    void awaitCurrent() throws InterruptedException {
        awaitWatermarkAfter(nowMs());
    }

    /** Returns how long it took until the job had caught up with the clock, in milliseconds. */
    long killAndRecover() throws IOException, InterruptedException {
        long restarts = cluster.restarts();
        long killedMs = nowMs();
        cluster.killTaskManager();
        // A watermark of after the kill is known to all tasks: those that were lost run again.
        awaitWatermarkAfter(killedMs + 1);
        long tookMs = nowMs() - killedMs;
        if (cluster.restarts() <= restarts) {
            throw new IllegalStateException("The job did not notice that a task manager was lost");
        }
        progress.accept("killed a task manager; the watermark was current after " + tookMs + " ms");
        cluster.startTaskManager();
        return tookMs;
    }

    void end() {
        load.end(Math.max(sentUpToMs, nowMs()));
    }

    private void awaitWatermarkAfter(long afterMs) throws InterruptedException {
        long untilMs = nowMs() + LIMIT.toMillis();
        OptionalLong watermark = OptionalLong.empty();
        while (nowMs() < untilMs) {
            tick(Duration.ZERO);
            watermark = cluster.watermarkMs();
            if (watermark.isPresent()
                    && watermark.getAsLong() > afterMs
                    && nowMs() - watermark.getAsLong() < CURRENT.toMillis()) {
                return;
            }
        }
        throw new IllegalStateException(
                "The watermark is at %s, the stream at %d".formatted(watermark, nowMs()));
    }

    private void tick(Duration relayLag) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(TICK_MS);
        long toMs = nowMs();
        owedThousandths += (toMs - sentUpToMs) * perSecond;
        int events = Math.toIntExact(owedThousandths / 1_000);
        owedThousandths %= 1_000;
        load.slice(sentUpToMs, toMs, events, relayLag);
        sentUpToMs = toMs;
    }

    private static long nowMs() {
        return System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);
    }
}
