package io.recount.analytics.quality;

/**
 * What a campaign is about.
 *
 * @param category IAB content category; empty where it names none
 */
public record CampaignCategory(String campaignId, String category) {}
