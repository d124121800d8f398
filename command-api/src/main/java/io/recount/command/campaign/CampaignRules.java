package io.recount.command.campaign;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdQuality;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignEnded;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.PauseCause;
import io.recount.event.QualityScoresSet;
import io.recount.http.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every decision about a campaign: the event that grants a wish, or the refusal, thrown. Functions
 * of the state, the wish and the time; they change nothing.
 */
final class CampaignRules {
    /** A request chooses among them one by one. */
    static final int ADS_MAX = 100;

    private CampaignRules() {}

    static CampaignChanged change(CampaignState state, CampaignTerms terms, Instant now) {
        mustNotBeEnded(state);
        return CampaignChanged.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setName(terms.name())
                .setMaxCpcMicros(terms.maxCpcMicros())
                .setTargeting(terms.targeting())
                .setFrequencyCap(terms.frequencyCap())
                .setPacing(terms.pacing())
                .setEditVersion(state.version() + 1)
                .setAt(state.timeOf(now))
                .build();
    }

    static AdAdded addAd(CampaignState state, String adId, Ad ad, Instant now) {
        mustNotBeEnded(state);
        if (state.ads().size() >= ADS_MAX) {
            throw Problem.unprocessable(
                    "TOO_MANY_ADS", "A campaign has at most " + ADS_MAX + " ads");
        }
        return AdAdded.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setAdId(adId)
                .setTitle(ad.title())
                .setDescription(ad.description())
                .setLandingUrl(ad.landingUrl())
                .setDisplayUrl(ad.displayUrl())
                .setImageUrl(ad.imageUrl())
                .setEditVersion(state.version() + 1)
                .setAt(state.timeOf(now))
                .build();
    }

    static AdChanged changeAd(CampaignState state, String adId, Ad ad, Instant now) {
        mustNotBeEnded(state);
        return AdChanged.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setAdId(adId)
                .setTitle(ad.title())
                .setDescription(ad.description())
                .setLandingUrl(ad.landingUrl())
                .setDisplayUrl(ad.displayUrl())
                .setImageUrl(ad.imageUrl())
                .setStatus(ad.status())
                .setEditVersion(state.version() + 1)
                .setAt(state.timeOf(now))
                .build();
    }

    static CampaignActivated activate(CampaignState state, Instant now) {
        if (state.life() != CampaignStatus.DRAFT) {
            throw wrongState("Only a DRAFT can be activated; this campaign is " + state.life());
        }
        if (state.ads().isEmpty()) {
            throw Problem.conflict("NO_ADS", "A campaign needs an ad before it can be activated");
        }
        return CampaignActivated.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setEditVersion(state.version() + 1)
                .setAt(state.timeOf(now))
                .build();
    }

    /**
     * One cause more.
     *
     * @param day of {@code DAY} the day that is used up
     * @param today the advertiser's
     * @return null when it is so already, or the day is another one than today: nothing changes
     */
    static @Nullable CampaignPaused pause(
            CampaignState state,
            PauseCause cause,
            @Nullable Instant day,
            @Nullable String reason,
            Instant today,
            Instant now) {
        if (cause == PauseCause.DAY && !today.equals(day)) {
            return null;
        }
        mustBeActivated(state, "paused");
        if (state.pauses().on(today).contains(cause)) {
            if (cause == PauseCause.USER) {
                throw wrongState("This campaign is paused by its user already");
            }
            return null;
        }
        return CampaignPaused.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setCause(cause)
                .setDay(cause == PauseCause.DAY ? day : null)
                .setReason(reason)
                .setEditVersion(state.version() + (cause == PauseCause.USER ? 1 : 0))
                .setAt(state.timeOf(now))
                .build();
    }

    /**
     * One cause less.
     *
     * @return null when a service takes a cause away that is not there: nothing changes
     */
    static @Nullable CampaignResumed resume(
            CampaignState state,
            PauseCause cause,
            @Nullable String reason,
            Instant today,
            Instant now) {
        mustBeActivated(state, "resumed");
        if (!state.pauses().on(today).contains(cause)) {
            if (cause == PauseCause.USER) {
                throw wrongState(
                        "This campaign is not paused by its user; it is "
                                + state.status(today)
                                + " "
                                + state.pauses().on(today));
            }
            return null;
        }
        return CampaignResumed.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setCause(cause)
                .setReason(reason)
                .setEditVersion(state.version() + (cause == PauseCause.USER ? 1 : 0))
                .setAt(state.timeOf(now))
                .build();
    }

    static CampaignEnded end(CampaignState state, @Nullable String reason, Instant now) {
        mustNotBeEnded(state);
        return CampaignEnded.newBuilder()
                .setCampaignId(state.campaignId())
                .setAdvertiserId(state.advertiserId())
                .setReason(reason)
                .setEditVersion(state.version() + 1)
                .setAt(state.timeOf(now))
                .build();
    }

    static QualityScoresSet setQuality(CampaignState state, List<AdQuality> scores, Instant now) {
        for (int i = 0; i < scores.size(); i++) {
            if (!state.ads().containsKey(scores.get(i).getAdId())) {
                String detail = "This campaign has no ad " + scores.get(i).getAdId();
                throw Problem.unprocessable("UNKNOWN_AD", detail)
                        .withError("/scores/" + i + "/adId", detail);
            }
        }
        return new QualityScoresSet(
                state.campaignId(), state.advertiserId(), scores, state.timeOf(now));
    }

    private static void mustBeActivated(CampaignState state, String what) {
        if (state.life() != CampaignStatus.ACTIVE) {
            throw wrongState("A campaign that is " + state.life() + " cannot be " + what);
        }
    }

    private static void mustNotBeEnded(CampaignState state) {
        if (state.life() == CampaignStatus.ENDED) {
            throw wrongState("This campaign is ENDED, for good");
        }
    }

    private static Problem wrongState(String detail) {
        return Problem.conflict("WRONG_STATE", detail);
    }
}
