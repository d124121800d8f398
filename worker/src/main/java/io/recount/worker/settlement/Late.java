package io.recount.worker.settlement;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A movement of the balance that came into the log when the day on which it was decided was
 * settled.
 *
 * @param at when it was decided
 * @param kind CHARGE, CREDIT, DEPOSIT or REFUND
 * @param campaignId empty where it is no click's, as {@code adId} and {@code clickId}
 */
record Late(
        long position,
        Instant at,
        String kind,
        String campaignId,
        String adId,
        String clickId,
        long amountMicros) {
    /** Empty for what moves no money. */
    static Optional<Late> of(SpecificRecord event, Instant at, long position) {
        if (event instanceof ClickCharged charged) {
            return Optional.of(
                    new Late(
                            position,
                            at,
                            "CHARGE",
                            charged.getCampaignId(),
                            charged.getAdId(),
                            charged.getClickId(),
                            charged.getChargedMicros()));
        }
        if (event instanceof ClickCredited credited) {
            return Optional.of(
                    new Late(
                            position,
                            at,
                            "CREDIT",
                            credited.getCampaignId(),
                            credited.getAdId(),
                            credited.getClickId(),
                            credited.getCreditedMicros()));
        }
        if (event instanceof FundsDeposited deposited) {
            return Optional.of(of(position, at, "DEPOSIT", deposited.getAmountMicros()));
        }
        if (event instanceof FundsRefunded refunded) {
            return Optional.of(of(position, at, "REFUND", refunded.getAmountMicros()));
        }
        return Optional.empty();
    }

    private static Late of(long position, Instant at, String kind, long amountMicros) {
        return new Late(position, at, kind, "", "", "", amountMicros);
    }
}
