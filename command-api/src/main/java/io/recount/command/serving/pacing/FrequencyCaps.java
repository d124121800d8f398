package io.recount.command.serving.pacing;

import io.recount.command.serving.catalogue.ServingCampaign;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
public class FrequencyCaps {
    /**
     * Ids of those of the campaigns, all of which have a cap, that the visitor has seen often
     * enough.
     */
    public Set<String> capped(@Nullable String visitor, List<ServingCampaign> withCap, Instant at) {
        return Set.of();
    }

    /** The visitor was shown an ad of the campaign. */
    public void shown(@Nullable String visitor, ServingCampaign campaign, Instant at) {}
}
