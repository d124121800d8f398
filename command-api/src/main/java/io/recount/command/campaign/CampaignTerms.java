package io.recount.command.campaign;

import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import org.jspecify.annotations.Nullable;

/** What a campaign's user says of it, money limits and ads aside. */
record CampaignTerms(
        String name,
        long maxCpcMicros,
        Targeting targeting,
        @Nullable FrequencyCap frequencyCap,
        Pacing pacing) {
    static CampaignTerms of(CampaignCreated event) {
        return new CampaignTerms(
                event.getName(),
                event.getMaxCpcMicros(),
                event.getTargeting(),
                event.getFrequencyCap(),
                event.getPacing());
    }

    static CampaignTerms of(CampaignChanged event) {
        return new CampaignTerms(
                event.getName(),
                event.getMaxCpcMicros(),
                event.getTargeting(),
                event.getFrequencyCap(),
                event.getPacing());
    }
}
