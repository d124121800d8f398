-- The double-entry ledger: two entries an event about money, written in its transaction, adding up to zero.

CREATE TABLE event_log.ledger_entries (
    position             bigint      NOT NULL,          -- of the event
    entry                smallint    NOT NULL CHECK (entry IN (1, 2)),
    advertiser_id        text        NOT NULL,
    account              text        NOT NULL
        CHECK (account IN ('prepaid', 'revenue', 'credits', 'world')),
    amount_micros        bigint      NOT NULL CHECK (amount_micros <> 0),
    balance_after_micros bigint      CHECK (balance_after_micros >= 0),   -- of the advertiser's prepaid account
    currency             text        NOT NULL,
    at                   timestamptz NOT NULL,
    PRIMARY KEY (position, entry),
    CHECK ((entry = 1) = (account = 'prepaid')),
    CHECK ((account = 'prepaid') = (balance_after_micros IS NOT NULL))
);

-- At most one credit a click, and none for a click that was never decided.
CREATE TABLE event_log.credited_clicks (
    click_id        text        PRIMARY KEY REFERENCES event_log.decided_clicks,
    position        bigint      NOT NULL,
    advertiser_id   text        NOT NULL,
    credited_micros bigint      NOT NULL CHECK (credited_micros > 0),
    proposal_id     text,
    credited_at     timestamptz NOT NULL
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log.ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION event_log.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log.credited_clicks
    FOR EACH STATEMENT EXECUTE FUNCTION event_log.refuse_change();
