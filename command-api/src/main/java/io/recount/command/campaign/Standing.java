package io.recount.command.campaign;

import io.recount.event.CampaignStatus;
import io.recount.event.PauseCause;
import java.util.List;

/**
 * How a campaign stands after a command.
 *
 * @param version its edit version
 * @param sequence of its newest event in its stream
 */
record Standing(
        String campaignId,
        CampaignStatus status,
        List<PauseCause> pauseReasons,
        long version,
        long sequence) {}
