package io.recount.rules.auction;

/**
 * What an auction is held under.
 *
 * @param slots how many ads are wanted, from 1
 * @param floorMicros nobody gets a slot for less
 * @param incrementMicros added to what the next one's score is worth
 * @param onePerAdvertiser whether an advertiser gets one slot at most
 */
public record AuctionTerms(
        String requestId,
        int slots,
        long floorMicros,
        long incrementMicros,
        boolean onePerAdvertiser) {
    public AuctionTerms {
        if (slots < 1 || floorMicros < 1 || incrementMicros < 1) {
            throw new IllegalArgumentException(
                    slots + " slots, floor " + floorMicros + ", increment " + incrementMicros);
        }
    }
}
