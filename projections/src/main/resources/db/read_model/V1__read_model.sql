-- What is read instead of the log. Written by projections alone; every row can be built anew from the log.
-- `position` is the log's position of the newest event that the row shows.

CREATE TABLE read_model.advertisers (
    advertiser_id  text        PRIMARY KEY,
    name           text        NOT NULL,
    currency       text        NOT NULL,
    time_zone      text        NOT NULL,
    balance_micros bigint      NOT NULL DEFAULT 0 CHECK (balance_micros >= 0),
    registered_at  timestamptz NOT NULL,
    version        bigint      NOT NULL,
    position       bigint      NOT NULL
);

-- A campaign's life is Campaign's, its limits and its spend are Budget's: each has its own position.
CREATE TABLE read_model.campaigns (
    campaign_id         text        PRIMARY KEY,
    advertiser_id       text        NOT NULL,
    name                text        NOT NULL DEFAULT '',
    status              text        NOT NULL DEFAULT 'DRAFT'
                        CHECK (status IN ('DRAFT', 'ACTIVE', 'PAUSED', 'ENDED')),
    max_cpc_micros      bigint      NOT NULL DEFAULT 0 CHECK (max_cpc_micros >= 0),
    daily_budget_micros bigint      CHECK (daily_budget_micros >= 0),
    total_budget_micros bigint      CHECK (total_budget_micros >= 0),
    auto_pause_percent  int         NOT NULL DEFAULT 95,
    pacing              text        NOT NULL DEFAULT 'ASAP',
    targeting           jsonb       NOT NULL DEFAULT '{}',
    frequency_cap       jsonb,
    pause_reasons       text[]      NOT NULL DEFAULT '{}',
    total_spent_micros  bigint      NOT NULL DEFAULT 0 CHECK (total_spent_micros >= 0),
    version             bigint      NOT NULL DEFAULT 0,
    created_at          timestamptz NOT NULL,
    created_position    bigint      NOT NULL DEFAULT -1,
    position            bigint      NOT NULL DEFAULT -1,
    budget_position     bigint      NOT NULL DEFAULT -1,
    spent_position      bigint      NOT NULL DEFAULT -1
);
CREATE INDEX campaigns_by_advertiser ON read_model.campaigns (advertiser_id, campaign_id);

CREATE TABLE read_model.ads (
    ad_id         text        PRIMARY KEY,
    campaign_id   text        NOT NULL,
    advertiser_id text        NOT NULL,
    title         text        NOT NULL,
    description   text        NOT NULL,
    landing_url   text        NOT NULL,
    display_url   text        NOT NULL,
    image_url     text,
    status        text        NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'PAUSED')),
    created_at    timestamptz NOT NULL,
    position      bigint      NOT NULL
);
CREATE INDEX ads_by_campaign ON read_model.ads (campaign_id, ad_id);

CREATE TABLE read_model.spend (
    campaign_id   text        NOT NULL,
    day_start     timestamptz NOT NULL,
    advertiser_id text        NOT NULL,
    spent_micros  bigint      NOT NULL CHECK (spent_micros >= 0),
    clicks        bigint      NOT NULL CHECK (clicks >= 0),
    position      bigint      NOT NULL,
    PRIMARY KEY (campaign_id, day_start)
);
CREATE INDEX spend_by_advertiser ON read_model.spend (advertiser_id, day_start);

CREATE TABLE read_model.ledger_lines (
    event_id             text        PRIMARY KEY,
    position             bigint      NOT NULL UNIQUE,
    advertiser_id        text        NOT NULL,
    at                   timestamptz NOT NULL,
    kind                 text        NOT NULL CHECK (kind IN ('DEPOSIT', 'CHARGE')),
    amount_micros        bigint      NOT NULL,
    balance_after_micros bigint      NOT NULL CHECK (balance_after_micros >= 0),
    campaign_id          text,
    click_id             text,
    reference            text
);
CREATE INDEX ledger_lines_by_advertiser ON read_model.ledger_lines (advertiser_id, position DESC);

-- Axon's own two tables.
CREATE TABLE read_model.token_entry (
    processor_name text NOT NULL,
    segment        int  NOT NULL,
    token          bytea,
    token_type     text,
    timestamp      text,
    owner          text,
    PRIMARY KEY (processor_name, segment)
);

CREATE TABLE read_model.dead_letter_entry (
    dead_letter_id       text   PRIMARY KEY,
    processing_group     text   NOT NULL,
    sequence_identifier  text   NOT NULL,
    sequence_index       bigint NOT NULL,
    message_type         text   NOT NULL,
    event_identifier     text   NOT NULL,
    time_stamp           text   NOT NULL,
    payload_type         text   NOT NULL,
    payload_revision     text,
    payload              bytea  NOT NULL,
    meta_data            bytea,
    aggregate_type       text,
    aggregate_identifier text,
    sequence_number      bigint,
    token_type           text,
    token                bytea,
    enqueued_at          text   NOT NULL,
    last_touched         text,
    processing_started   text,
    cause_type           text,
    cause_message        text,
    diagnostics          bytea,
    UNIQUE (processing_group, sequence_identifier, sequence_index)
);

-- How far each projection has come. While one is replayed, this is how far the replay has come.
CREATE VIEW read_model.progress AS
SELECT processor_name AS name,
       coalesce((at_present ->> 'globalIndex')::bigint, -1) AS position,
       entry.timestamp::timestamptz AS updated_at
FROM read_model.token_entry entry,
     LATERAL (SELECT convert_from(entry.token, 'UTF8')::jsonb AS token) stored,
     LATERAL (SELECT CASE WHEN stored.token ? 'tokenAtReset' THEN stored.token -> 'currentToken'
                          ELSE stored.token END AS at_present) present
WHERE segment = 0;

-- Replays that were asked for, by a person or by an emptied Redis.
CREATE TABLE read_model.replays (
    id              bigserial   PRIMARY KEY,
    name            text        NOT NULL,
    requested_at    timestamptz NOT NULL DEFAULT now(),
    requested_by    text        NOT NULL,
    start_position  bigint      NOT NULL,
    target_position bigint      NOT NULL,
    finished_at     timestamptz
);
CREATE UNIQUE INDEX one_replay_at_a_time ON read_model.replays (name) WHERE finished_at IS NULL;
