package io.recount.command.tracking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.event.AuctionTraced;
import io.recount.event.CandidateOutcome;
import io.recount.event.TracedCandidate;
import io.recount.http.Caller;
import io.recount.rules.auction.Auction;
import io.recount.rules.auction.Offer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got what it got: the outcome of every campaign that was asked for. Whoever may not
 * see an advertiser's money sees the outcome alone.
 *
 * @param catalogueVersion the log's position of the newest event in the catalogue
 * @param floorMicros the request's floor or the marketplace's reserve, whichever is higher
 * @param incrementMicros null for whoever sees no money
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
        long catalogueVersion,
        int filled,
        int slots,
        long floorMicros,
        @Nullable Long incrementMicros,
        List<Told> candidates) {
    /** Of bid × quality × arm, in micros and two numbers of four decimals. */
    private static final int SCORE_DECIMALS = 14;

    private static final int DECIMALS = 4;

    /**
     * One campaign's.
     *
     * @param otherCampaignId of a winner whose score made its price; of a loser who has the last
     *     slot; with {@code SAME_ADVERTISER} the advertiser's better campaign
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Told(
            String campaignId,
            @Nullable String adId,
            CandidateOutcome outcome,
            @Nullable Integer slot,
            @Nullable String otherCampaignId,
            @Nullable Price price) {}

    /**
     * How a price came about: {@code min(⌈nextScore ÷ (quality × arm)⌉ + increment, ceiling)}, and
     * at least the floor.
     *
     * @param score bid × quality × arm, the bid in units of the currency
     * @param nextScore of the one behind, for a winner that has one
     * @param ceilingMicros the most that it would pay: its bid, or its arm of it
     * @param priceMicros null for whoever did not win
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Price(
            long bidMicros,
            @Nullable BigDecimal quality,
            BigDecimal arm,
            @Nullable BigDecimal score,
            @Nullable BigDecimal nextScore,
            @Nullable Long ceilingMicros,
            @Nullable Long priceMicros) {}

    static Explanation of(AuctionTraced trace, int filled, long incrementMicros, Caller caller) {
        Map<String, TracedCandidate> byCampaign =
                trace.getCandidates().stream()
                        .collect(
                                Collectors.toMap(
                                        TracedCandidate::getCampaignId, Function.identity()));
        List<Told> told =
                trace.getCandidates().stream()
                        .map(candidate -> told(candidate, byCampaign, caller))
                        .toList();
        return new Explanation(
                trace.getCatalogueVersion(),
                filled,
                trace.getSlots(),
                trace.getFloorMicros(),
                told.stream().anyMatch(one -> one.price() != null) ? incrementMicros : null,
                told);
    }

    private static Told told(
            TracedCandidate candidate, Map<String, TracedCandidate> byCampaign, Caller caller) {
        return new Told(
                candidate.getCampaignId(),
                candidate.getAdId(),
                candidate.getOutcome(),
                candidate.getSlot(),
                candidate.getOtherCampaignId(),
                caller.seesMoneyOf(candidate.getAdvertiserId())
                        ? price(candidate, byCampaign)
                        : null);
    }

    private static Price price(TracedCandidate candidate, Map<String, TracedCandidate> byCampaign) {
        boolean bids = candidate.getQualityE4() > 0;
        TracedCandidate next =
                candidate.getOutcome() == CandidateOutcome.WON
                        ? byCampaign.get(candidate.getOtherCampaignId())
                        : null;
        return new Price(
                candidate.getBidMicros(),
                bids ? decimal(candidate.getQualityE4()) : null,
                decimal(candidate.getArmE4()),
                bids ? score(candidate) : null,
                next == null ? null : score(next),
                bids ? Auction.ceilingMicros(Offer.of(candidate)) : null,
                candidate.getPriceMicros());
    }

    private static BigDecimal decimal(long e4) {
        return BigDecimal.valueOf(e4, DECIMALS);
    }

    private static BigDecimal score(TracedCandidate candidate) {
        BigDecimal score =
                new BigDecimal(Auction.score(Offer.of(candidate)), SCORE_DECIMALS)
                        .stripTrailingZeros();
        return score.scale() < 0 ? score.setScale(0) : score;
    }
}
