-- Every comparison of a campaign's counter in Redis with the ledger at the same log position.
CREATE TABLE analytics.budget_comparisons (
    campaign_id         text        NOT NULL,
    compared_at         timestamptz NOT NULL,
    advertiser_id       text        NOT NULL,
    day_start           timestamptz NOT NULL,
    redis_spent_micros  bigint,                  -- null: no record there
    redis_position      bigint,
    ledger_spent_micros bigint      NOT NULL CHECK (ledger_spent_micros >= 0),
    stream_spent_micros bigint,
    position            bigint      NOT NULL,
    daily_budget_micros bigint      NOT NULL,
    difference_ppm      bigint      NOT NULL CHECK (difference_ppm >= 0),
    drifted             boolean     NOT NULL,
    PRIMARY KEY (campaign_id, compared_at)
) PARTITION BY RANGE (compared_at);
CREATE INDEX budget_comparisons_by_time ON analytics.budget_comparisons (compared_at, campaign_id);
CREATE INDEX budget_comparisons_by_advertiser ON analytics.budget_comparisons (advertiser_id, compared_at);
CREATE TABLE analytics.budget_comparisons_other PARTITION OF analytics.budget_comparisons DEFAULT;

-- Corrections of Redis. seen_* is what the comparison saw, found_* what stood there when it was corrected.
CREATE TABLE analytics.counter_corrections (
    id                   bigserial   PRIMARY KEY,
    campaign_id          text        NOT NULL,
    advertiser_id        text        NOT NULL,
    day_start            timestamptz NOT NULL,
    seen_position        bigint,
    seen_spent_micros    bigint,
    position             bigint      NOT NULL,
    ledger_spent_micros  bigint      NOT NULL CHECK (ledger_spent_micros >= 0),
    ledger_day_clicks    bigint      NOT NULL CHECK (ledger_day_clicks >= 0),
    ledger_total_micros  bigint      NOT NULL CHECK (ledger_total_micros >= 0),
    detected_at          timestamptz NOT NULL,
    status               text        NOT NULL DEFAULT 'WAITING'
                         CHECK (status IN ('WAITING', 'APPLIED', 'SUPERSEDED')),
    found_position       bigint,
    found_spent_micros   bigint,
    settled_at           timestamptz,
    UNIQUE (campaign_id, detected_at)
);
CREATE INDEX counter_corrections_waiting ON analytics.counter_corrections (id) WHERE status = 'WAITING';
CREATE INDEX counter_corrections_by_advertiser ON analytics.counter_corrections (advertiser_id, id);

-- What was told newest of each alert.
CREATE TABLE analytics.alerts (
    alert_id        text        PRIMARY KEY CHECK (alert_id <> ''),
    kind            text        NOT NULL,        -- BOT, CLICK_SURGE
    severity        text        NOT NULL,        -- LOW, MEDIUM, HIGH
    invalid_traffic text,                        -- GENERAL, SOPHISTICATED
    advertiser_id   text        NOT NULL,
    campaign_id     text,
    ad_id           text,
    rule_id         text        NOT NULL,
    rule_version    int         NOT NULL,
    from_at         timestamptz NOT NULL,
    to_at           timestamptz NOT NULL,
    click_count     bigint      NOT NULL DEFAULT 0,   -- rows of alert_clicks
    evidence        jsonb       NOT NULL DEFAULT '[]', -- [{"name", "value"}]
    raised_at       timestamptz NOT NULL,        -- when it was told first
    told_at         timestamptz NOT NULL
);
CREATE INDEX alerts_by_time ON analytics.alerts (raised_at, alert_id);
CREATE INDEX alerts_by_advertiser ON analytics.alerts (advertiser_id, raised_at);
CREATE INDEX alerts_by_campaign ON analytics.alerts (campaign_id, raised_at);

CREATE TABLE analytics.alert_clicks (
    alert_id text NOT NULL,
    click_id text NOT NULL,
    PRIMARY KEY (alert_id, click_id)
);
CREATE INDEX alert_clicks_by_click ON analytics.alert_clicks (click_id);

-- Clicks whose charge was asked to be given back, each in one call. outbox_id: the call, while its row is kept.
CREATE TABLE analytics.alert_credits (
    id              bigserial   PRIMARY KEY,
    outbox_id       bigint      NOT NULL UNIQUE,
    alert_id        text        NOT NULL,
    advertiser_id   text        NOT NULL,
    click_count     int         NOT NULL,
    reason          text        NOT NULL,
    requested_at    timestamptz NOT NULL,
    status          text        NOT NULL DEFAULT 'WAITING'
                    CHECK (status IN ('WAITING', 'CREDITED', 'PROPOSED', 'PARKED', 'DROPPED')),
    credited_clicks int         NOT NULL DEFAULT 0,
    credited_micros bigint      NOT NULL DEFAULT 0,
    proposal_id     text,                        -- over the limit: an operator decides
    proposed_micros bigint,
    settled_at      timestamptz
);
CREATE INDEX alert_credits_by_alert ON analytics.alert_credits (alert_id, id);
CREATE INDEX alert_credits_by_advertiser ON analytics.alert_credits (advertiser_id, id);
CREATE INDEX alert_credits_by_proposal ON analytics.alert_credits (proposal_id) WHERE proposal_id IS NOT NULL;

CREATE TABLE analytics.credit_clicks (
    click_id        text   PRIMARY KEY,
    alert_credit_id bigint NOT NULL REFERENCES analytics.alert_credits
);
CREATE INDEX credit_clicks_by_credit ON analytics.credit_clicks (alert_credit_id);

-- Holds that were asked for, the longest of each source.
CREATE TABLE analytics.alert_holds (
    kind         text        NOT NULL,           -- NETWORK, AGENT, VISITOR, PUBLISHER
    value        text        NOT NULL,
    until        timestamptz NOT NULL,
    alert_id     text        NOT NULL,
    reason       text        NOT NULL,
    requested_at timestamptz NOT NULL,
    outbox_id    bigint,
    hold_id      text,                           -- once it is placed
    PRIMARY KEY (kind, value)
);
CREATE INDEX alert_holds_by_alert ON analytics.alert_holds (alert_id);
CREATE INDEX alert_holds_by_call ON analytics.alert_holds (outbox_id);
