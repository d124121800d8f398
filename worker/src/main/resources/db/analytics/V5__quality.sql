-- Every score that an ad was given, with what it was told from.
CREATE TABLE analytics.quality_scores (
    id            bigserial   PRIMARY KEY,
    ad_id         text        NOT NULL CHECK (ad_id <> ''),
    campaign_id   text        NOT NULL,
    advertiser_id text        NOT NULL,
    score_e4      bigint      NOT NULL CHECK (score_e4 BETWEEN 1 AND 100000),   -- steps of 1e-4
    low_e4        bigint      NOT NULL CHECK (low_e4 BETWEEN 0 AND score_e4),   -- 95 % interval
    high_e4       bigint      NOT NULL CHECK (high_e4 BETWEEN score_e4 AND 100000),
    clicks        bigint      NOT NULL CHECK (clicks >= 0),
    impressions   bigint      NOT NULL CHECK (impressions >= 0),
    ctr_ppm       bigint      NOT NULL CHECK (ctr_ppm >= 0),
    cvr_ppm       bigint      CHECK (cvr_ppm >= 0),
    compared_with text        NOT NULL,
    scored_at     timestamptz NOT NULL,
    queued        boolean     NOT NULL DEFAULT false,   -- a call carries it, or a newer score of the ad
    UNIQUE (ad_id, scored_at)
);
CREATE INDEX quality_scores_new ON analytics.quality_scores (id) WHERE NOT queued;
CREATE INDEX quality_scores_by_campaign ON analytics.quality_scores (campaign_id, scored_at);
