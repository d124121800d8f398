package io.recount.command.serving.gate;

import io.recount.command.serving.catalogue.ServingCampaign;

/** Where the mirror gets what it may have missed. */
public interface SpendLookup {
    /** Whether the mirror may lack what others have spent. */
    boolean isStale();

    /**
     * Reads what the campaign and its advertiser have left into the mirror, within a few
     * milliseconds; where that cannot be done the mirror stays as it is.
     */
    void refresh(ServingCampaign campaign);

    /** Nothing to ask: the mirror is all there is. */
    SpendLookup NONE =
            new SpendLookup() {
                @Override
                public boolean isStale() {
                    return false;
                }

                @Override
                public void refresh(ServingCampaign campaign) {}
            };
}
