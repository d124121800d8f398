package io.recount.ops.drill.stream;

import io.recount.event.Attribution;
import io.recount.event.ConversionAttributed;
import io.recount.event.MetricScope;
import io.recount.event.PauseThresholdReached;
import io.recount.event.WindowResult;
import io.recount.ops.drill.stream.StreamEvents.Sold;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, counted window by window, order by order and budget by budget without Flink,
 * against what Flink told: of each window the newest result, and beside it that of its late events.
 */
final class Recount {
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1));

    private final Map<Window, Counts> sent = new HashMap<>();
    private final Map<Window, WindowResult> told = new HashMap<>();
    private final Map<Window, WindowResult> toldLate = new HashMap<>();
    private final Map<String, Attribution> orders = new HashMap<>();
    private final Map<String, Attribution> toldOrders = new HashMap<>();

    private final Map<String, Long> reached = new TreeMap<>();
    private final Map<String, Set<Long>> toldReached = new TreeMap<>();

    private record Window(MetricScope scope, String id, long windowMs, long startMs) {}

    /** Of events; the revision is their number. */
    record Counts(
            long impressions,
            long clicks,
            long invalidClicks,
            long conversions,
            long costMicros,
            long revision) {
        static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0);
        static final Counts IMPRESSION = new Counts(1, 0, 0, 0, 0, 1);
        static final Counts INVALID_CLICK = new Counts(0, 0, 1, 0, 0, 1);
        static final Counts CONVERSION = new Counts(0, 0, 0, 1, 0, 1);

        static Counts click(long micros) {
            return new Counts(0, 1, 0, 0, micros, 1);
        }

        static Counts of(@Nullable WindowResult result) {
            return result == null
                    ? NOTHING
                    : new Counts(
                            result.getImpressions(),
                            result.getClicks(),
                            result.getInvalidClicks(),
                            result.getConversionCount(),
                            result.getCostMicros(),
                            result.getRevision());
        }

        Counts plus(Counts other) {
            return new Counts(
                    impressions + other.impressions,
                    clicks + other.clicks,
                    invalidClicks + other.invalidClicks,
                    conversions + other.conversions,
                    costMicros + other.costMicros,
                    revision + other.revision);
        }
    }

    /** An event, once however often it was sent. */
    void sent(String campaignId, String adId, long atMs, Counts one) {
        for (Duration window : WINDOWS) {
            long windowMs = window.toMillis();
            long startMs = atMs - Math.floorMod(atMs, windowMs);
            sent.merge(new Window(MetricScope.AD, adId, windowMs, startMs), one, Counts::plus);
            Window ofCampaign = new Window(MetricScope.CAMPAIGN, campaignId, windowMs, startMs);
            sent.merge(ofCampaign, one, Counts::plus);
        }
    }

    /** An order, whose window is counted as any event's is; all are within a day of their click. */
    void ordered(String conversionId, Sold click, long atMs) {
        Attribution due =
                click.atMs() == Sold.NEVER
                        ? Attribution.TOO_LATE // Its campaign is known, so it had a click once.
                        : atMs < click.atMs() ? Attribution.UNMATCHED : Attribution.ATTRIBUTED;
        orders.put(conversionId, due);
    }

    /** By campaign, the day's spend with which its threshold was reached. */
    void reached(Map<String, Long> all) {
        reached.putAll(all);
    }

    void told(Object result) {
        if (result instanceof WindowResult window) {
            told(window);
        } else if (result instanceof ConversionAttributed order) {
            toldOrders.put(order.getConversionId(), order.getAttribution());
        } else if (result instanceof PauseThresholdReached pause) {
            toldReached
                    .computeIfAbsent(pause.getCampaignId(), unused -> new TreeSet<>())
                    .add(pause.getDaySpentMicros());
        }
    }

    private void told(WindowResult result) {
        Window window =
                new Window(
                        result.getScope(),
                        result.getId(),
                        result.getWindowMs(),
                        result.getWindowStart().toEpochMilli());
        (result.getLate() ? toldLate : told).merge(window, result, Recount::newer);
    }

    private static WindowResult newer(WindowResult old, WindowResult now) {
        if (now.getRevision() != old.getRevision()) {
            return now.getRevision() > old.getRevision() ? now : old;
        }
        return old.getComplete() ? old : now;
    }

    int windows() {
        return sent.size();
    }

    int orders() {
        return orders.size();
    }

    /** Campaigns whose threshold was reached. */
    int pauses() {
        return reached.size();
    }

    /** What is not as it was sent, in words. */
    List<String> wrong() {
        return Stream.of(
                        sent.keySet().stream().filter(window -> !isRight(window)).map(this::words),
                        Stream.concat(told.keySet().stream(), toldLate.keySet().stream())
                                .filter(window -> !sent.containsKey(window))
                                .map(window -> "never sent: " + words(window)),
                        orders.keySet().stream()
                                .filter(order -> orders.get(order) != toldOrders.get(order))
                                .map(this::words),
                        wrongPauses())
                .flatMap(words -> words)
                .toList();
    }

    /** Told once, or again the same after a restart; and of no other campaign. */
    private Stream<String> wrongPauses() {
        Set<String> campaigns = new TreeSet<>(reached.keySet());
        campaigns.addAll(toldReached.keySet());
        return campaigns.stream()
                .filter(
                        id ->
                                !Set.of(reached.getOrDefault(id, 0L))
                                        .equals(toldReached.getOrDefault(id, Set.of())))
                .map(
                        id ->
                                "threshold of %s: reached with %s, told with %s"
                                        .formatted(id, reached.get(id), toldReached.get(id)));
    }

    /** When all is over a window is told to be complete. */
    private boolean isRight(Window window) {
        @Nullable WindowResult own = told.get(window);
        return all(window).equals(sent.get(window)) && (own == null || own.getComplete());
    }

    private String words(Window window) {
        return window + ": sent " + sent.get(window) + ", told " + all(window);
    }

    private String words(String order) {
        return order + ": " + orders.get(order) + " and told " + toldOrders.get(order);
    }

    private Counts all(Window window) {
        return Counts.of(told.get(window)).plus(Counts.of(toldLate.get(window)));
    }

    long eventsSent() {
        return sent.entrySet().stream()
                .filter(entry -> isMinuteOfAd(entry.getKey()))
                .mapToLong(entry -> entry.getValue().revision())
                .sum();
    }

    /** That came when their windows were closed. */
    long eventsLate() {
        return toldLate.entrySet().stream()
                .filter(entry -> isMinuteOfAd(entry.getKey()))
                .mapToLong(entry -> entry.getValue().getRevision())
                .sum();
    }

    private static boolean isMinuteOfAd(Window window) {
        return window.scope() == MetricScope.AD && window.windowMs() == WINDOWS.get(0).toMillis();
    }
}
