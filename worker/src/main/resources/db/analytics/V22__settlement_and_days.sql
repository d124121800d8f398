-- An advertiser's day as it stands for good. *_minor: whole minor units of the currency, rounded once.
CREATE TABLE analytics.settlements (
    advertiser_id    text        NOT NULL,
    day_start        timestamptz NOT NULL,
    day_end          timestamptz NOT NULL CHECK (day_end > day_start),
    time_zone        text        NOT NULL,
    currency         text        NOT NULL,
    minor_digits     smallint    NOT NULL,
    opening_micros   bigint      NOT NULL CHECK (opening_micros >= 0),
    deposited_micros bigint      NOT NULL CHECK (deposited_micros >= 0),
    refunded_micros  bigint      NOT NULL CHECK (refunded_micros >= 0),
    charged_micros   bigint      NOT NULL CHECK (charged_micros >= 0),
    credited_micros  bigint      NOT NULL CHECK (credited_micros >= 0),
    closing_micros   bigint      NOT NULL CHECK (closing_micros >= 0),
    opening_minor    bigint      NOT NULL,
    deposited_minor  bigint      NOT NULL,
    refunded_minor   bigint      NOT NULL,
    charged_minor    bigint      NOT NULL,
    credited_minor   bigint      NOT NULL,
    closing_minor    bigint      NOT NULL,
    charged_clicks   bigint      NOT NULL CHECK (charged_clicks >= 0),
    credited_clicks  bigint      NOT NULL CHECK (credited_clicks >= 0),
    first_position   bigint,               -- of the day's events in the log; null on a day without any
    last_position    bigint,
    log_position     bigint      NOT NULL, -- the log's head when it was settled
    run_id           bigint      NOT NULL,
    settled_at       timestamptz NOT NULL,
    PRIMARY KEY (advertiser_id, day_start),
    CHECK (opening_micros + deposited_micros - refunded_micros - charged_micros + credited_micros = closing_micros),
    CHECK (opening_minor + deposited_minor - refunded_minor - charged_minor + credited_minor = closing_minor)
);
CREATE INDEX settlements_by_day ON analytics.settlements (day_start);

CREATE TABLE analytics.settlement_lines (
    advertiser_id   text        NOT NULL,
    day_start       timestamptz NOT NULL,
    campaign_id     text        NOT NULL,
    ad_id           text        NOT NULL,   -- empty: the campaign's total
    clicks          bigint      NOT NULL CHECK (clicks >= 0),
    charged_micros  bigint      NOT NULL CHECK (charged_micros >= 0),
    credited_clicks bigint      NOT NULL CHECK (credited_clicks >= 0),
    credited_micros bigint      NOT NULL CHECK (credited_micros >= 0),
    charged_minor   bigint      NOT NULL,
    credited_minor  bigint      NOT NULL,
    PRIMARY KEY (advertiser_id, day_start, campaign_id, ad_id),
    FOREIGN KEY (advertiser_id, day_start) REFERENCES analytics.settlements
);

-- Where the next settlement of an advertiser goes on: the budget's state after its last settled day.
CREATE TABLE analytics.settled_to (
    advertiser_id   text   PRIMARY KEY,
    sequence_number bigint NOT NULL,        -- of the last event in it
    state           bytea  NOT NULL         -- BudgetSnapshot, its day being the last one settled
);

CREATE FUNCTION analytics.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON analytics.settlements
    FOR EACH STATEMENT EXECUTE FUNCTION analytics.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON analytics.settlement_lines
    FOR EACH STATEMENT EXECUTE FUNCTION analytics.refuse_change();

-- Final minutes folded into the advertiser's day. Days have 23 to 25 hours: named by their start, as everywhere.
CREATE TABLE analytics.day_results (
    scope           text        NOT NULL CHECK (scope IN ('AD', 'CAMPAIGN')),
    id              text        NOT NULL,
    day_start       timestamptz NOT NULL,
    day_end         timestamptz NOT NULL,
    advertiser_id   text        NOT NULL,
    campaign_id     text        NOT NULL,
    impressions     bigint      NOT NULL,
    clicks          bigint      NOT NULL,
    invalid_clicks  bigint      NOT NULL,
    conversions     bigint      NOT NULL,
    cost_micros     bigint      NOT NULL,
    credited_clicks bigint      NOT NULL,
    credited_micros bigint      NOT NULL,
    revision        bigint      NOT NULL,   -- distinct events counted in; only grows
    open_minutes    bigint      NOT NULL,   -- minutes that were not final yet, and are not in the sums
    folded_at       timestamptz NOT NULL,
    PRIMARY KEY (scope, id, day_start)
);
CREATE INDEX day_results_by_campaign ON analytics.day_results (campaign_id, day_start);
CREATE INDEX day_results_by_advertiser ON analytics.day_results (advertiser_id, day_start);
CREATE TABLE analytics.folded_to (
    advertiser_id text        PRIMARY KEY,
    day_end       timestamptz NOT NULL      -- of the last day that was folded
);
