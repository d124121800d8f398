package io.recount.query.campaign;

/** The statuses by which campaigns can be asked for. */
enum CampaignStatus {
    DRAFT,
    ACTIVE,
    PAUSED,
    ENDED
}
