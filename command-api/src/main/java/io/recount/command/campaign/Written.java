package io.recount.command.campaign;

import io.recount.event.CampaignStatus;

/**
 * What a campaign command wrote.
 *
 * @param id of what it made or changed: a campaign or an ad
 * @param version the campaign's edit version, which is also its event's sequence
 */
record Written(String id, String campaignId, CampaignStatus status, long version) {}
