package io.recount.analytics.metrics;

import io.recount.analytics.stream.AdEvent;
import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.Timings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds events up in the task that read them, so that a thousand of an ad and minute go over the
 * network as one part, and of their campaign as another.
 *
 * <p>It keeps nothing beyond a moment: parts leave before a watermark passes, so that none is later
 * than its events were; before a checkpoint, so that it needs no state; and {@link #FLUSH_AFTER_MS}
 * after the first event at the latest, for while the relay hangs no watermark comes.
 */
final class AddEvents extends AbstractStreamOperator<Part>
        implements OneInputStreamOperator<AdEvent, Part> {
    private static final long serialVersionUID = 1L;

    /** Of the second within which an early result is told. */
    private static final long FLUSH_AFTER_MS = Duration.ofMillis(200).toMillis();

    private static final int MAX_PARTS = 50_000;

    private transient Map<AdMinute, AdSums> ads = new HashMap<>();
    private transient Map<ArmMinute, Sums> arms = new HashMap<>();
    private transient boolean flushIsDue;

    private record AdMinute(String adId, long minuteMs) {}

    private record ArmMinute(Arm arm, long minuteMs) {}

    private record CampaignMinute(Subject campaign, long minuteMs) {}

    private record AdSums(Subject ad, Sums sums) {}

    @Override
    public void open() throws Exception {
        super.open();
        ads = new HashMap<>();
        arms = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<AdEvent> element) {
        AdEvent event = element.getValue();
        long minuteMs = Timings.windowStart(event.atMs());
        ads.computeIfAbsent(
                        new AdMinute(event.adId(), minuteMs),
                        unused -> new AdSums(Subject.ad(event), new Sums()))
                .sums()
                .add(event);
        for (Arm arm : event.arms()) {
            arms.computeIfAbsent(new ArmMinute(arm, minuteMs), unused -> new Sums()).add(event);
        }
        if (ads.size() + arms.size() > MAX_PARTS) {
            flush();
        } else if (!flushIsDue) {
            flushIsDue = true;
            long nowMs = getProcessingTimeService().getCurrentProcessingTime();
            var unused =
                    getProcessingTimeService()
                            .registerTimer(nowMs + FLUSH_AFTER_MS, time -> flush());
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void finish() {
        flush();
    }

    private void flush() {
        flushIsDue = false;
        Map<CampaignMinute, Totals> campaigns = new HashMap<>();
        ads.forEach(
                (minute, ad) -> {
                    Totals totals = ad.sums().totals();
                    emit(ad.ad(), minute.minuteMs(), totals);
                    campaigns.merge(
                            new CampaignMinute(ad.ad().campaign(), minute.minuteMs()),
                            totals,
                            Totals::plus);
                });
        campaigns.forEach(
                (campaign, totals) -> emit(campaign.campaign(), campaign.minuteMs(), totals));
        arms.forEach(
                (minute, sums) ->
                        emit(Subject.arm(minute.arm()), minute.minuteMs(), sums.totals()));
        ads.clear();
        arms.clear();
    }

    private void emit(Subject subject, long minuteMs, Totals totals) {
        output.collect(new StreamRecord<>(new Part(subject, minuteMs, totals), minuteMs));
    }
}
