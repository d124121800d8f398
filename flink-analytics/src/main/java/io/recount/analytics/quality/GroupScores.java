package io.recount.analytics.quality;

import io.recount.analytics.stream.Sweeping;
import io.recount.analytics.stream.TopicMessage;
import io.recount.event.QualityScored;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * All ads, scored against those of their category at every interval of event time. A score is told
 * when it has moved by two percent, at most once per ad and interval; an ad that did nothing for
 * four weeks is forgotten. A campaign that changes its category takes what is known of it along.
 */
final class GroupScores
        extends KeyedCoProcessFunction<String, Told, CampaignCategory, TopicMessage> {
    private static final long serialVersionUID = 1L;
    private static final double MOVED = 0.02;
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(28);
    private static final double PPM = 1e6;

    /** Conversions below which an ad's own conversion rate is not spoken of. */
    private static final double LEAST_CONVERSIONS = 3;

    private final long everyMs;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient MapState<String, AdRecord> ads;

    /** By campaign. */
    @SuppressWarnings("NullAway.Init")
    private transient MapState<String, String> categories;

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
        var ofCampaigns = new MapStateDescriptor<>("categories", Types.STRING, Types.STRING);
        ofCampaigns.enableTimeToLive(Sweeping.after(FORGOTTEN_AFTER));
        categories = getRuntimeContext().getMapState(ofCampaigns);
        slotEffect =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "slot-effect", TypeInformation.of(double[].class)));
        dueAt = getRuntimeContext().getState(new ValueStateDescriptor<>("due-at", Types.LONG));
    }

    @Override
    public void processElement1(Told told, Context context, Collector<TopicMessage> out)
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

    @Override
    public void processElement2(
            CampaignCategory listed, Context context, Collector<TopicMessage> out)
            throws Exception {
        if (listed.category().isEmpty()) {
            categories.remove(listed.campaignId());
        } else {
            categories.put(listed.campaignId(), listed.category());
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
        Sweeping.sweep(categories);
        dueAt.clear();
        if (now.isEmpty()) {
            slotEffect.clear();
            return;
        }
        double @Nullable [] before = slotEffect.value();
        double[] effect = SlotEffect.of(now.values(), before == null ? SlotEffect.start() : before);
        slotEffect.update(effect);
        Groups groups = new Groups(now.values(), effect);
        for (var group : byCategory(now).entrySet()) {
            tellMoved(
                    groups.of(group.getKey(), group.getValue().values()),
                    group.getValue(),
                    atMs,
                    out);
        }
        wakeAt(atMs + everyMs, context);
    }

    private Map<String, AdRecord> upToDate(long atMs) throws Exception {
        Map<String, AdRecord> now = new LinkedHashMap<>();
        List<String> forgotten = new ArrayList<>();
        for (var entry : ads.entries()) {
            if (entry.getValue().atMs < atMs - FORGOTTEN_AFTER.toMillis()) {
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

    private Map<String, Map<String, AdRecord>> byCategory(Map<String, AdRecord> now)
            throws Exception {
        Map<String, Map<String, AdRecord>> groups = new TreeMap<>();
        for (var ad : now.entrySet()) {
            @Nullable String category = categories.get(ad.getValue().campaignId);
            groups.computeIfAbsent(category == null ? "" : category, c -> new LinkedHashMap<>())
                    .put(ad.getKey(), ad.getValue());
        }
        return groups;
    }

    private void tellMoved(
            Groups.Group group, Map<String, AdRecord> ads, long atMs, Collector<TopicMessage> out)
            throws Exception {
        for (var entry : ads.entrySet()) {
            AdRecord ad = entry.getValue();
            Prior.Estimate ctr = group.clicked(ad);
            Score score = group.score(ctr);
            if (Math.abs(score.scoreE4() - ad.toldScoreE4) < MOVED * ad.toldScoreE4) {
                continue;
            }
            ad.toldScoreE4 = score.scoreE4();
            ad.toldAtMs = atMs;
            this.ads.put(entry.getKey(), ad);
            @Nullable Long cvr =
                    ad.conversions < LEAST_CONVERSIONS ? null : ppm(group.bought(ad).rate());
            out.collect(
                    message(entry.getKey(), ad, score, ppm(ctr.rate()), cvr, group.name(), atMs));
        }
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
