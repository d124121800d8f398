-- A window's gross totals so far, per ad and per campaign. Written by the worker alone.
CREATE TABLE analytics.window_results (
    scope          text        NOT NULL CHECK (scope IN ('AD', 'CAMPAIGN')),
    id             text        NOT NULL CHECK (id <> ''),
    window_ms      bigint      NOT NULL CHECK (window_ms > 0),
    window_start   timestamptz NOT NULL,
    advertiser_id  text        NOT NULL,
    campaign_id    text        NOT NULL,
    impressions    bigint      NOT NULL CHECK (impressions >= 0),
    clicks         bigint      NOT NULL CHECK (clicks >= 0),
    invalid_clicks bigint      NOT NULL CHECK (invalid_clicks >= 0),
    conversions    bigint      NOT NULL CHECK (conversions >= 0),
    cost_micros    bigint      NOT NULL CHECK (cost_micros >= 0),
    revision       bigint      NOT NULL CHECK (revision >= 0),
    complete       boolean     NOT NULL,
    computed_at    timestamptz NOT NULL,
    stored_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, id, window_ms, window_start)
);
CREATE INDEX window_results_by_campaign
    ON analytics.window_results (campaign_id, window_ms, window_start);

-- Messages that cannot be applied, whole, with their cause.
CREATE TABLE analytics.parked_messages (
    id           bigserial   PRIMARY KEY,
    topic        text        NOT NULL,
    "partition"  int         NOT NULL,
    kafka_offset bigint      NOT NULL,
    key          bytea,
    value        bytea,
    cause        text        NOT NULL,
    parked_at    timestamptz NOT NULL DEFAULT now(),
    status       text        NOT NULL DEFAULT 'PARKED'
                 CHECK (status IN ('PARKED', 'RETRIED', 'DISCARDED')),
    UNIQUE (topic, "partition", kafka_offset)
);

-- The next offset to read: it moves in the transaction of the effects.
CREATE TABLE analytics.consumer_offsets (
    consumer_group text   NOT NULL,
    topic          text   NOT NULL,
    "partition"    int    NOT NULL,
    next_offset    bigint NOT NULL CHECK (next_offset >= 0),
    PRIMARY KEY (consumer_group, topic, "partition")
);
