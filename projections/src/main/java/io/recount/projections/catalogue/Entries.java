package io.recount.projections.catalogue;

import io.recount.event.AdAdded;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.projections.stream.LoggedEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What an event makes of a catalogue entry. */
final class Entries {
    private Entries() {}

    static String campaignOf(SpecificRecord event) {
        if (event instanceof CampaignCreated e) {
            return e.getCampaignId();
        }
        if (event instanceof AdAdded e) {
            return e.getCampaignId();
        }
        if (event instanceof CampaignActivated e) {
            return e.getCampaignId();
        }
        throw new IllegalArgumentException("Not in the catalogue: " + event.getSchema().getName());
    }

    /**
     * The entry after the event; the same entry when it shows the event already.
     *
     * @throws IllegalStateException the event's campaign was never created
     */
    static CatalogueCampaign apply(@Nullable CatalogueCampaign entry, LoggedEvent event) {
        SpecificRecord content = event.content();
        if (entry != null && entry.getPosition() >= event.position()) {
            return entry;
        }
        if (content instanceof CampaignCreated e) {
            return created(e, event.position());
        }
        if (entry == null) {
            throw new IllegalStateException(
                    "Campaign %s has %s but was never created"
                            .formatted(campaignOf(content), content.getSchema().getName()));
        }
        CatalogueCampaign.Builder next =
                CatalogueCampaign.newBuilder(entry).setPosition(event.position());
        if (content instanceof AdAdded e) {
            next.setAds(with(entry.getAds(), e));
        } else if (content instanceof CampaignActivated) {
            next.setStatus(CampaignStatus.ACTIVE);
        }
        return next.build();
    }

    private static CatalogueCampaign created(CampaignCreated e, long position) {
        return CatalogueCampaign.newBuilder()
                .setCampaignId(e.getCampaignId())
                .setAdvertiserId(e.getAdvertiserId())
                .setStatus(CampaignStatus.DRAFT)
                .setMaxCpcMicros(e.getMaxCpcMicros())
                .setTargeting(e.getTargeting())
                .setFrequencyCap(e.getFrequencyCap())
                .setPacing(e.getPacing())
                .setTimeZone(e.getTimeZone())
                .setAds(List.of())
                .setPosition(position)
                .build();
    }

    private static List<CatalogueAd> with(List<CatalogueAd> ads, AdAdded e) {
        List<CatalogueAd> all = new ArrayList<>(ads);
        all.removeIf(ad -> ad.getAdId().equals(e.getAdId()));
        all.add(
                CatalogueAd.newBuilder()
                        .setAdId(e.getAdId())
                        .setTitle(e.getTitle())
                        .setDescription(e.getDescription())
                        .setLandingUrl(e.getLandingUrl())
                        .setDisplayUrl(e.getDisplayUrl())
                        .setImageUrl(e.getImageUrl())
                        .build());
        return all;
    }
}
