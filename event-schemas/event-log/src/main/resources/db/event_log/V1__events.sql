-- The event log. Flyway runs this for command-api, which owns the schema; projections and query-api read it.

CREATE TABLE event_log.events (
    position         bigserial PRIMARY KEY,
    event_identifier     text   NOT NULL UNIQUE,
    aggregate_identifier text   NOT NULL,
    sequence_number      bigint NOT NULL,
    type                 text,
    time_stamp           text   NOT NULL,   -- ISO 8601, UTC
    payload_type         text   NOT NULL,   -- full name of the Avro record
    payload_revision     text,
    payload              bytea  NOT NULL,   -- single-object encoded Avro
    meta_data            bytea,             -- JSON
    hash                 bytea,
    UNIQUE (aggregate_identifier, sequence_number)
);

CREATE TABLE event_log.snapshots (
    event_identifier     text   NOT NULL UNIQUE,
    aggregate_identifier text   NOT NULL,
    sequence_number      bigint NOT NULL,
    type                 text   NOT NULL,
    time_stamp           text   NOT NULL,
    payload_type         text   NOT NULL,
    payload_revision     text,
    payload              bytea  NOT NULL,
    meta_data            bytea,
    PRIMARY KEY (aggregate_identifier, sequence_number)
);

-- At most one money decision per click id, written in the transaction that appends the decision's event.
CREATE TABLE event_log.decided_clicks (
    click_id       text        PRIMARY KEY,
    advertiser_id  text        NOT NULL,
    campaign_id    text        NOT NULL,
    ad_id          text        NOT NULL,
    outcome        text        NOT NULL
        CHECK (outcome IN ('CHARGED', 'CHARGED_GRACE', 'UNBILLED_PAUSED', 'UNBILLED_BUDGET')),
    budget_limit   text        CHECK (budget_limit IN ('BALANCE', 'TOTAL', 'DAY')),
    charged_micros bigint      NOT NULL CHECK (charged_micros >= 0),
    decided_at     timestamptz NOT NULL,
    CHECK ((outcome IN ('CHARGED', 'CHARGED_GRACE')) OR charged_micros = 0),
    CHECK ((outcome = 'UNBILLED_BUDGET') = (budget_limit IS NOT NULL))
);
