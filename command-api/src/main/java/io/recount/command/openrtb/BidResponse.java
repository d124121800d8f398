package io.recount.command.openrtb;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenRTB 2.6, section 4.2. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BidResponse(
        String id,
        @Nullable List<SeatBid> seatbid,
        @Nullable String cur,
        @Nullable Integer nbr,
        @Nullable Ext ext) {

    /**
     * An advertiser's bids.
     *
     * @param seat the advertiser's id
     */
    record SeatBid(String seat, List<Bid> bid) {}

    /**
     * A bid.
     *
     * @param id the click id that its ad would have
     * @param price of a thousand impressions
     * @param mtype 1 banner, 4 native
     * @param exp seconds within which the impression has to be
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Bid(
            String id,
            String impid,
            BigDecimal price,
            String nurl,
            String burl,
            String lurl,
            String adm,
            String adid,
            List<String> adomain,
            @Nullable String iurl,
            String cid,
            String crid,
            List<String> cat,
            @Nullable String dealid,
            @Nullable Integer w,
            @Nullable Integer h,
            int exp,
            int mtype) {}

    /** Answers {@code ext.explain}: impressions without a bid. */
    record Ext(List<Reason> reasons) {}

    /**
     * Why there is no bid.
     *
     * @param auction what our auction said, where it was asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(String impid, NoBid reason, int nbr, @Nullable String auction) {}
}
