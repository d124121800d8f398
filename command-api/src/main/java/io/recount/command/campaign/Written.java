package io.recount.command.campaign;

/**
 * What a command wrote about an ad, or about a campaign's quality.
 *
 * @param id of what it made or changed: a campaign or an ad
 * @param version the campaign's edit version
 * @param sequence of the campaign's newest event in its stream
 */
record Written(String id, String campaignId, long version, long sequence) {}
