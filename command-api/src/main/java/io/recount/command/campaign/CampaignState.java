package io.recount.command.campaign;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignEnded;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.QualityScoresSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * A campaign at one point of its history. Immutable: an event makes the next one.
 *
 * @param life DRAFT, ACTIVE or ENDED; whether it is paused is for its causes to say
 * @param version how often its user edited it: its ETag
 * @param last the instant of the newest event; time never runs back behind it
 */
record CampaignState(
        String campaignId,
        String advertiserId,
        CampaignTerms terms,
        CampaignStatus life,
        PauseCauses pauses,
        Map<String, Ad> ads,
        long version,
        Instant last) {

    static CampaignState of(CampaignCreated event) {
        return new CampaignState(
                event.getCampaignId(),
                event.getAdvertiserId(),
                CampaignTerms.of(event),
                CampaignStatus.DRAFT,
                PauseCauses.NONE,
                Map.of(),
                0,
                event.getAt());
    }

    /** The state after an event; every event of a campaign but the first. */
    CampaignState evolve(SpecificRecord event) {
        if (event instanceof AdAdded ad) {
            return with(ad.getAdId(), Ad.of(ad)).edited(ad.getEditVersion(), ad.getAt());
        }
        if (event instanceof AdChanged ad) {
            return with(ad.getAdId(), Ad.of(ad)).edited(ad.getEditVersion(), ad.getAt());
        }
        if (event instanceof CampaignChanged changed) {
            return with(CampaignTerms.of(changed))
                    .edited(changed.getEditVersion(), changed.getAt());
        }
        if (event instanceof CampaignActivated activated) {
            return with(CampaignStatus.ACTIVE, pauses)
                    .edited(activated.getEditVersion(), activated.getAt());
        }
        if (event instanceof CampaignPaused paused) {
            return with(life, pauses.with(paused)).edited(paused.getEditVersion(), paused.getAt());
        }
        if (event instanceof CampaignResumed resumed) {
            return with(life, pauses.without(resumed.getCause()))
                    .edited(resumed.getEditVersion(), resumed.getAt());
        }
        if (event instanceof CampaignEnded ended) {
            return with(CampaignStatus.ENDED, pauses).edited(ended.getEditVersion(), ended.getAt());
        }
        if (event instanceof QualityScoresSet scores) {
            return edited(version, scores.getAt());
        }
        throw new IllegalArgumentException(
                "No event of a campaign: " + event.getSchema().getName());
    }

    /** How it stands on the day that starts then. */
    CampaignStatus status(Instant today) {
        return life == CampaignStatus.ACTIVE && !pauses.on(today).isEmpty()
                ? CampaignStatus.PAUSED
                : life;
    }

    /** The instant that a decision taken now gets: now, but never before the newest event. */
    Instant timeOf(Instant now) {
        return now.isBefore(last) ? last : now;
    }

    private CampaignState with(String adId, Ad ad) {
        Map<String, Ad> more = new HashMap<>(ads);
        more.put(adId, ad);
        return new CampaignState(
                campaignId, advertiserId, terms, life, pauses, Map.copyOf(more), version, last);
    }

    private CampaignState with(CampaignTerms newTerms) {
        return new CampaignState(
                campaignId, advertiserId, newTerms, life, pauses, ads, version, last);
    }

    private CampaignState with(CampaignStatus newLife, PauseCauses newPauses) {
        return new CampaignState(
                campaignId, advertiserId, terms, newLife, newPauses, ads, version, last);
    }

    private CampaignState edited(long newVersion, Instant at) {
        return new CampaignState(
                campaignId, advertiserId, terms, life, pauses, ads, newVersion, at);
    }
}
