package io.recount.projections.catalogue;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdQuality;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignEnded;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import io.recount.event.QualityScoresSet;
import io.recount.event.Targeting;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Routes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an event makes of a catalogue entry. An ended campaign keeps its entry: its tokens live on
 * for a while, and a visitor who clicks one must get to the landing page.
 */
final class Entries {
    static final Routes<CatalogueCampaign.Builder> ROUTES =
            new Routes<CatalogueCampaign.Builder>()
                    .on(CampaignCreated.class, (entry, e, at) -> create(entry, e))
                    .on(CampaignBudgetSet.class, (entry, e, at) -> limit(entry, e))
                    .on(CampaignChanged.class, (entry, e, at) -> change(entry, e))
                    .on(
                            CampaignActivated.class,
                            (entry, e, at) -> entry.setStatus(CampaignStatus.ACTIVE))
                    .on(CampaignPaused.class, (entry, e, at) -> pause(entry, e))
                    .on(CampaignResumed.class, (entry, e, at) -> resume(entry, e))
                    .on(
                            CampaignEnded.class,
                            (entry, e, at) -> entry.setStatus(CampaignStatus.ENDED))
                    .on(AdAdded.class, (entry, e, at) -> add(entry, e))
                    .on(AdChanged.class, (entry, e, at) -> change(entry, e))
                    .on(QualityScoresSet.class, (entry, e, at) -> score(entry, e));

    private Entries() {}

    static String campaignOf(SpecificRecord event) {
        Schema.Field field = event.getSchema().getField("campaignId");
        if (field == null) {
            throw new IllegalArgumentException(
                    "Not in the catalogue: " + event.getSchema().getName());
        }
        return event.get(field.pos()).toString();
    }

    /**
     * The entry after the event; the same entry when it shows the event already.
     *
     * @throws IllegalStateException the event's campaign was never created
     */
    static CatalogueCampaign apply(@Nullable CatalogueCampaign entry, LoggedEvent event) {
        if (entry != null && entry.getPosition() >= event.position()) {
            return entry;
        }
        CatalogueCampaign.Builder next =
                entry == null ? begin(event.content()) : CatalogueCampaign.newBuilder(entry);
        ROUTES.take(next, event);
        return next.setPosition(event.position()).build();
    }

    /** A campaign's limits are logged just before its creation: they begin the draft. */
    private static CatalogueCampaign.Builder begin(SpecificRecord event) {
        if (event instanceof CampaignCreated) {
            return CatalogueCampaign.newBuilder();
        }
        if (event instanceof CampaignBudgetSet e) {
            return CatalogueCampaign.newBuilder()
                    .setCampaignId(e.getCampaignId())
                    .setAdvertiserId(e.getAdvertiserId())
                    .setStatus(CampaignStatus.DRAFT)
                    .setMaxCpcMicros(0)
                    .setTargeting(
                            Targeting.newBuilder()
                                    .setKeywords(List.of())
                                    .setCategories(List.of())
                                    .build())
                    .setAds(List.of());
        }
        throw new IllegalStateException(
                "Campaign %s has %s but was never created"
                        .formatted(campaignOf(event), event.getSchema().getName()));
    }

    private static void limit(CatalogueCampaign.Builder entry, CampaignBudgetSet e) {
        entry.setDailyBudgetMicros(e.getDailyBudgetMicros())
                .setTotalBudgetMicros(e.getTotalBudgetMicros())
                .setAutoPausePercent(e.getAutoPausePercent());
    }

    private static void create(CatalogueCampaign.Builder entry, CampaignCreated e) {
        entry.setCampaignId(e.getCampaignId())
                .setAdvertiserId(e.getAdvertiserId())
                .setStatus(CampaignStatus.DRAFT)
                .setMaxCpcMicros(e.getMaxCpcMicros())
                .setTargeting(e.getTargeting())
                .setFrequencyCap(e.getFrequencyCap())
                .setPacing(e.getPacing())
                .setTimeZone(e.getTimeZone())
                .setAds(List.of());
    }

    private static void change(CatalogueCampaign.Builder entry, CampaignChanged e) {
        entry.setMaxCpcMicros(e.getMaxCpcMicros())
                .setTargeting(e.getTargeting())
                .setFrequencyCap(e.getFrequencyCap())
                .setPacing(e.getPacing());
    }

    private static void pause(CatalogueCampaign.Builder entry, CampaignPaused e) {
        Set<PauseCause> causes = causes(entry);
        causes.add(e.getCause());
        entry.setPauseCauses(List.copyOf(causes));
        if (e.getCause() == PauseCause.DAY) {
            entry.setPausedDay(e.getDay());
        }
    }

    private static void resume(CatalogueCampaign.Builder entry, CampaignResumed e) {
        Set<PauseCause> causes = causes(entry);
        causes.remove(e.getCause());
        entry.setPauseCauses(List.copyOf(causes));
        if (e.getCause() == PauseCause.DAY) {
            entry.setPausedDay(null);
        }
    }

    private static Set<PauseCause> causes(CatalogueCampaign.Builder entry) {
        Set<PauseCause> causes = EnumSet.noneOf(PauseCause.class);
        if (entry.hasPauseCauses()) {
            causes.addAll(entry.getPauseCauses());
        }
        return causes;
    }

    private static void add(CatalogueCampaign.Builder entry, AdAdded e) {
        List<CatalogueAd> ads = new ArrayList<>(entry.getAds());
        ads.add(
                CatalogueAd.newBuilder()
                        .setAdId(e.getAdId())
                        .setTitle(e.getTitle())
                        .setDescription(e.getDescription())
                        .setLandingUrl(e.getLandingUrl())
                        .setDisplayUrl(e.getDisplayUrl())
                        .setImageUrl(e.getImageUrl())
                        .build());
        entry.setAds(ads);
    }

    private static void change(CatalogueCampaign.Builder entry, AdChanged e) {
        replace(
                entry,
                e.getAdId(),
                ad ->
                        CatalogueAd.newBuilder(ad)
                                .setTitle(e.getTitle())
                                .setDescription(e.getDescription())
                                .setLandingUrl(e.getLandingUrl())
                                .setDisplayUrl(e.getDisplayUrl())
                                .setImageUrl(e.getImageUrl())
                                .setStatus(e.getStatus())
                                .build());
    }

    private static void score(CatalogueCampaign.Builder entry, QualityScoresSet e) {
        for (AdQuality score : e.getScores()) {
            replace(
                    entry,
                    score.getAdId(),
                    ad -> CatalogueAd.newBuilder(ad).setQualityE4(score.getScoreE4()).build());
        }
    }

    private static void replace(
            CatalogueCampaign.Builder entry, String adId, UnaryOperator<CatalogueAd> change) {
        List<CatalogueAd> ads = new ArrayList<>(entry.getAds());
        ads.replaceAll(ad -> ad.getAdId().equals(adId) ? change.apply(ad) : ad);
        entry.setAds(ads);
    }
}
