-- What came into the log when its day was settled already: booked on the first day that was not, in whose sums it is.
CREATE TABLE analytics.settlement_late (
    advertiser_id text        NOT NULL,
    position      bigint      NOT NULL,     -- of the event in the log
    day_start     timestamptz NOT NULL,     -- the day on which it is booked
    at            timestamptz NOT NULL,     -- when it was decided: before that day
    kind          text        NOT NULL CHECK (kind IN ('CHARGE', 'CREDIT', 'DEPOSIT', 'REFUND')),
    campaign_id   text        NOT NULL,     -- empty where it is no click's
    ad_id         text        NOT NULL,
    click_id      text        NOT NULL,
    amount_micros bigint      NOT NULL CHECK (amount_micros >= 0),
    PRIMARY KEY (advertiser_id, position),
    FOREIGN KEY (advertiser_id, day_start) REFERENCES analytics.settlements,
    CHECK (at < day_start)
);
CREATE INDEX settlement_late_by_day ON analytics.settlement_late (advertiser_id, day_start);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON analytics.settlement_late
    FOR EACH STATEMENT EXECUTE FUNCTION analytics.refuse_change();
