-- The event log. Flyway runs this for command-api, which owns the schema; the others read it.
-- Positions are 1, 2, 3 … in the order of commits, given under an advisory lock (README.md of event-log).

CREATE TABLE event_log.events (
    position             bigint PRIMARY KEY CHECK (position > 0),
    event_identifier     text   NOT NULL UNIQUE,
    aggregate_identifier text   NOT NULL,
    sequence_number      bigint NOT NULL,
    type                 text,
    time_stamp           text   COLLATE "C" NOT NULL,   -- ISO 8601, UTC, always three digits: sorts as time
    payload_type         text   NOT NULL,               -- full name of the Avro record
    payload_revision     text,
    payload              bytea  NOT NULL,               -- single-object encoded Avro
    meta_data            bytea,                         -- JSON
    hash                 bytea  NOT NULL CHECK (octet_length(hash) = 32),   -- of this row and the one before
    UNIQUE (aggregate_identifier, sequence_number)
);

-- Rows come nearly in the order of time: a few bytes per block range find a time, and cost an append nothing.
CREATE INDEX events_by_time ON event_log.events USING brin (time_stamp) WITH (autosummarize = on);

-- Saves replaying a long stream; one per aggregate, may be thrown away at any time.
CREATE TABLE event_log.snapshots (
    aggregate_identifier text   PRIMARY KEY,
    sequence_number      bigint NOT NULL,
    event_identifier     text   NOT NULL,
    type                 text   NOT NULL,
    time_stamp           text   NOT NULL,
    payload_type         text   NOT NULL,
    payload_revision     text,
    payload              bytea  NOT NULL,
    meta_data            bytea
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
    position       bigint      NOT NULL,   -- of the decision's event
    CHECK ((outcome IN ('CHARGED', 'CHARGED_GRACE')) OR charged_micros = 0),
    CHECK ((outcome = 'UNBILLED_BUDGET') = (budget_limit IS NOT NULL))
);

-- What is written stays, also for the owner of the tables. Whoever takes the trigger away shows in the hash chain.
CREATE FUNCTION event_log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log.events
    FOR EACH STATEMENT EXECUTE FUNCTION event_log.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log.decided_clicks
    FOR EACH STATEMENT EXECUTE FUNCTION event_log.refuse_change();
