package io.recount.analytics.quality;

import io.recount.analytics.stream.TopicMessage;
import io.recount.event.QualityScored;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The ads of a group, scored against one another at every interval of event time. A score is told
 * when it has moved by two percent, at most once per ad and interval; an ad that did nothing for
 * four weeks is forgotten.
 */
final class GroupScores extends KeyedProcessFunction<String, Told, TopicMessage> {
    private static final long serialVersionUID = 1L;
    private static final double MOVED = 0.02;
    private static final long FORGOTTEN_AFTER_MS = Duration.ofDays(28).toMillis();
    private static final double PPM = 1e6;

    /** Conversions below which an ad's own conversion rate is not spoken of. */
    private static final double LEAST_CONVERSIONS = 3;

    private final long everyMs;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient MapState<String, AdRecord> ads;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<double[]> slotEffect;

    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Long> dueAt;

    GroupScores(Duration every) {
        everyMs = every.toMillis();
    }

    @Override
    public void open(OpenContext context) {
        ads =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "ads", Types.STRING, TypeInformation.of(AdRecord.class)));
        slotEffect =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "slot-effect", TypeInformation.of(double[].class)));
        dueAt = getRuntimeContext().getState(new ValueStateDescriptor<>("due-at", Types.LONG));
    }

    @Override
    public void processElement(Told told, Context context, Collector<TopicMessage> out)
            throws Exception {
        @Nullable AdRecord known = ads.get(told.adId());
        AdRecord ad = known == null ? new AdRecord() : known;
        ad.advertiserId = told.advertiserId();
        ad.campaignId = told.campaignId();
        switch (told.kind()) {
            case SHOWN -> ad.show(told.slot(), told.count(), told.atMs());
            case CLICKED -> ad.click(told.slot(), told.atMs());
            case CONVERTED -> ad.convert(told.atMs());
        }
        ads.put(told.adId(), ad);
        if (dueAt.value() == null) {
            wakeAt(told.atMs() - Math.floorMod(told.atMs(), everyMs) + everyMs, context);
        }
    }

    private void wakeAt(long atMs, Context context) throws Exception {
        dueAt.update(atMs);
        context.timerService().registerEventTimeTimer(atMs);
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<TopicMessage> out)
            throws Exception {
        Map<String, AdRecord> now = upToDate(atMs);
        dueAt.clear();
        if (now.isEmpty()) {
            slotEffect.clear();
            return;
        }
        double @Nullable [] before = slotEffect.value();
        double[] effect = SlotEffect.of(now.values(), before == null ? SlotEffect.start() : before);
        slotEffect.update(effect);
        tellMoved(now, effect, context.getCurrentKey(), atMs, out);
        wakeAt(atMs + everyMs, context);
    }

    private Map<String, AdRecord> upToDate(long atMs) throws Exception {
        Map<String, AdRecord> now = new LinkedHashMap<>();
        List<String> forgotten = new ArrayList<>();
        for (var entry : ads.entries()) {
            if (entry.getValue().atMs < atMs - FORGOTTEN_AFTER_MS) {
                forgotten.add(entry.getKey());
            } else {
                now.put(entry.getKey(), entry.getValue());
            }
        }
        for (String ad : forgotten) {
            ads.remove(ad);
        }
        return now;
    }

    private void tellMoved(
            Map<String, AdRecord> now,
            double[] effect,
            String group,
            long atMs,
            Collector<TopicMessage> out)
            throws Exception {
        Prior clicking = prior(now, ad -> ad.clicks(), ad -> ad.exposure(effect));
        Prior buying = prior(now, ad -> ad.conversions, AdRecord::clicks);
        for (var entry : now.entrySet()) {
            AdRecord ad = entry.getValue();
            Prior.Estimate ctr = clicking.estimate(ad.clicks(), ad.exposure(effect));
            Score score = Score.of(ctr, clicking.mean());
            if (Math.abs(score.scoreE4() - ad.toldScoreE4) < MOVED * ad.toldScoreE4) {
                continue;
            }
            ad.toldScoreE4 = score.scoreE4();
            ad.toldAtMs = atMs;
            ads.put(entry.getKey(), ad);
            @Nullable Long cvr =
                    ad.conversions < LEAST_CONVERSIONS
                            ? null
                            : ppm(buying.estimate(ad.conversions, ad.clicks()).rate());
            out.collect(message(entry.getKey(), ad, score, ppm(ctr.rate()), cvr, group, atMs));
        }
    }

    private static Prior prior(
            Map<String, AdRecord> ads,
            ToDoubleFunction<AdRecord> events,
            ToDoubleFunction<AdRecord> exposure) {
        return Prior.fit(
                ads.values().stream().mapToDouble(events).toArray(),
                ads.values().stream().mapToDouble(exposure).toArray());
    }

    private static long ppm(double rate) {
        return Math.round(rate * PPM);
    }

    private static TopicMessage message(
            String adId,
            AdRecord ad,
            Score score,
            long ctrPpm,
            @Nullable Long cvrPpm,
            String group,
            long atMs) {
        QualityScored scored =
                QualityScored.newBuilder()
                        .setAdId(adId)
                        .setAdvertiserId(ad.advertiserId)
                        .setCampaignId(ad.campaignId)
                        .setScoreE4(score.scoreE4())
                        .setLowE4(score.lowE4())
                        .setHighE4(score.highE4())
                        .setClicks(Math.round(ad.clicks()))
                        .setImpressions(Math.round(ad.impressions()))
                        .setAt(Instant.ofEpochMilli(atMs))
                        .setCtrPpm(ctrPpm)
                        .setCvrPpm(cvrPpm)
                        .setComparedWith(group)
                        .build();
        return new TopicMessage(adId, "quality/" + adId + "/" + atMs, AvroCodec.encode(scored));
    }
}
