-- Calls to command-api, written in the transaction of what causes them.
CREATE TABLE analytics.outbox (
    id              bigserial   PRIMARY KEY,
    idempotency_key text        NOT NULL UNIQUE,
    kind            text        NOT NULL CHECK (kind IN ('PAUSE', 'HOLD', 'CREDIT', 'QUALITY')),
    lane            text        NOT NULL,   -- calls of one lane are made in the order of their ids
    urgency         smallint    NOT NULL,   -- smaller goes first
    subject         text        NOT NULL,   -- the campaign, or the alert that it is for
    method          text        NOT NULL,
    path            text        NOT NULL,
    body            text        NOT NULL,
    expires_at      timestamptz,            -- pointless from then on
    status          text        NOT NULL DEFAULT 'WAITING'
                    CHECK (status IN ('WAITING', 'DONE', 'MOOT', 'PARKED', 'DROPPED')),
    attempts        int         NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    created_at      timestamptz NOT NULL DEFAULT now(),
    settled_at      timestamptz,
    http_status     int,
    answer          text,
    cause           text                    -- why it is not done yet, or never will be
);
CREATE INDEX outbox_next ON analytics.outbox (urgency, id) WHERE status = 'WAITING';
CREATE INDEX outbox_lanes ON analytics.outbox (lane, id) WHERE status = 'WAITING';
CREATE INDEX outbox_parked ON analytics.outbox (id) WHERE status = 'PARKED';
CREATE INDEX outbox_settled ON analytics.outbox (settled_at) WHERE status IN ('DONE', 'MOOT', 'DROPPED');
CREATE INDEX outbox_by_subject ON analytics.outbox (subject, id);
