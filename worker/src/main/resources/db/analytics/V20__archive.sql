-- Every message of ad-events, as it came. No default partition: a day can then be taken off while readers go on.
CREATE TABLE analytics.raw_events (
    "partition"    int         NOT NULL,
    kafka_offset   bigint      NOT NULL,
    event_id       text        NOT NULL,   -- the same for each repetition of an event
    kind           text        NOT NULL,   -- name of the Avro record
    at             timestamptz NOT NULL,   -- the event's own time
    advertiser_id  text,
    campaign_id    text,
    ad_id          text,
    click_id       text,
    outcome        text,                   -- of a click
    amount_micros  bigint,                 -- of a charge or a credit
    log_position   bigint,                 -- of an event of the log
    key            bytea,
    payload        bytea       NOT NULL,
    archived_at    timestamptz NOT NULL
) PARTITION BY RANGE (at);
-- Rows come nearly in the order of their times: a few bytes per block range find an hour.
CREATE INDEX raw_events_by_time ON analytics.raw_events USING brin (at) WITH (autosummarize = on);
CREATE INDEX raw_events_by_position ON analytics.raw_events USING brin (log_position) WITH (autosummarize = on);
