package io.recount.command.serving;

import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.event.ExperimentArm;
import java.util.List;

/**
 * One ad in one slot, at the price that its token will fix.
 *
 * @param slot counts from 1
 * @param clickId of the click that it may lead to, minted here
 * @param ceilingMicros the most that the campaign would pay for the click
 * @param arms of price experiments that the visitor is in
 * @param predictedCtrE6 clicks expected of a million such impressions
 */
public record Placement(
        int slot,
        String clickId,
        ServingCampaign campaign,
        ServingAd ad,
        long priceMicros,
        long ceilingMicros,
        List<ExperimentArm> arms,
        long predictedCtrE6) {
    /** Clicks expected of one such impression. */
    double clickRate() {
        return predictedCtrE6 / 1e6;
    }

    /** The same ad for a dearer click: an exchange may have a floor. */
    public Placement withPrice(long micros) {
        return new Placement(
                slot, clickId, campaign, ad, micros, ceilingMicros, arms, predictedCtrE6);
    }
}
