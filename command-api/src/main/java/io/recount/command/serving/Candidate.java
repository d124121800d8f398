package io.recount.command.serving;

import io.recount.command.serving.AdQuery.Blocks;
import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.catalogue.Snapshot;
import io.recount.event.CandidateOutcome;
import io.recount.rules.auction.Bid;
import io.recount.rules.auction.TieBreak;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that matched a request. It bids with the best of its ads; of equal ones a hash
 * decides, and not before somebody wants to know.
 */
final class Candidate implements Bid {
    private final Snapshot snapshot;
    private final int slot;
    private final long bidMicros;
    private final Request request;

    /** Of the best ad that the page does not block; 0 when it blocks all. */
    private final long qualityE4;

    private @Nullable ServingAd ad;
    private boolean isAsked;
    private @Nullable CandidateOutcome refusal;

    /** What all candidates of a request share. */
    record Request(Blocks blocks, TieBreak ties, long armE4) {
        boolean allowsAll() {
            return blocks.equals(Blocks.NONE);
        }

        boolean allowsAllDomains() {
            return blocks.domains().isEmpty();
        }

        boolean allows(ServingAd ad) {
            if (allowsAllDomains()) {
                return true;
            }
            String domain = Domains.of(ad.landingUrl());
            if (domain != null) {
                for (String blocked : blocks.domains()) {
                    if (Domains.isOf(domain, blocked)) {
                        return false;
                    }
                }
            }
            return true;
        }

        boolean allows(String advertiserId) {
            Set<String> allowed = blocks.allowedAdvertisers();
            return !blocks.advertisers().contains(advertiserId)
                    && (allowed == null || allowed.contains(advertiserId));
        }

        boolean allows(List<String> categories) {
            if (!blocks.categories().isEmpty()) {
                for (String category : categories) {
                    if (isBlocked(category)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** It, or what it is part of: {@code IAB25} of {@code IAB25-3}. */
        private boolean isBlocked(String category) {
            if (blocks.categories().contains(category)) {
                return true;
            }
            int dash = category.indexOf('-');
            return dash > 0 && blocks.categories().contains(category.substring(0, dash));
        }
    }

    Candidate(Snapshot snapshot, int slot, long bidMicros, long bestQualityE4, Request request) {
        this.snapshot = snapshot;
        this.slot = slot;
        this.bidMicros = bidMicros;
        this.request = request;
        this.qualityE4 = request.allowsAllDomains() ? bestQualityE4 : bestAllowedQuality();
        this.refusal = block();
    }

    private long bestAllowedQuality() {
        long best = 0;
        List<ServingAd> ads = campaign().ads();
        for (int i = 0; i < ads.size(); i++) {
            if (ads.get(i).qualityE4() > best && request.allows(ads.get(i))) {
                best = ads.get(i).qualityE4();
            }
        }
        return best;
    }

    private @Nullable CandidateOutcome block() {
        if (request.allowsAll()) {
            return null;
        }
        if (qualityE4 == 0 || !request.allows(campaign().advertiserId())) {
            return CandidateOutcome.ADVERTISER_BLOCKED;
        }
        return request.allows(campaign().categories()) ? null : CandidateOutcome.CATEGORY_BLOCKED;
    }

    /** Only of those in front: what ranks them is here, and the catalogue's objects are far. */
    ServingCampaign campaign() {
        return snapshot.campaign(slot);
    }

    /** The one that it would show. */
    ServingAd ad() {
        if (ad == null) {
            for (ServingAd other : campaign().ads()) {
                if (other.qualityE4() == qualityE4
                        && request.allows(other)
                        && (ad == null || request.ties().compare(other.adId(), ad.adId()) < 0)) {
                    ad = other;
                }
            }
        }
        return Objects.requireNonNull(ad, "Its page blocks all ads of it");
    }

    /** Null while nothing but its rank speaks against it. */
    @Nullable CandidateOutcome refusal() {
        return refusal;
    }

    /** Whether the gates were asked about it. */
    boolean isAsked() {
        return isAsked;
    }

    void answered(@Nullable CandidateOutcome gatesRefusal) {
        isAsked = true;
        refusal = gatesRefusal;
    }

    @Override
    public String advertiserId() {
        return campaign().advertiserId();
    }

    @Override
    public String campaignId() {
        return campaign().campaignId();
    }

    @Override
    public String adId() {
        return ad().adId();
    }

    @Override
    public long bidMicros() {
        return bidMicros;
    }

    @Override
    public long qualityE4() {
        return qualityE4;
    }

    @Override
    public long armE4() {
        return request.armE4();
    }
}
