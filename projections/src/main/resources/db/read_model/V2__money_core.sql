-- Refunds, credits, edits, pauses, the end of a campaign, quality scores.

-- The profile and the balance are changed by different events; `position` is the newer of both.
-- Until zone_from the days are days of zone_before.
ALTER TABLE read_model.advertisers
    ADD COLUMN zone_before      text,
    ADD COLUMN zone_from        timestamptz,
    ADD COLUMN profile_position bigint NOT NULL DEFAULT -1,
    ADD COLUMN balance_position bigint NOT NULL DEFAULT -1;

-- `status` tells the campaign's life only. Whether it is paused is told by the causes, because the day's
-- falls away when the next day begins, without an event.
ALTER TABLE read_model.campaigns
    DROP COLUMN pause_reasons,
    DROP COLUMN created_position,
    ADD COLUMN user_paused    boolean     NOT NULL DEFAULT false,
    ADD COLUMN on_hold        boolean     NOT NULL DEFAULT false,
    ADD COLUMN paused_day     timestamptz,
    ADD COLUMN day_paused_at  timestamptz,
    ADD COLUMN line_closed_at timestamptz,
    ADD COLUMN line_position  bigint      NOT NULL DEFAULT -1,
    DROP CONSTRAINT campaigns_status_check,
    ADD CONSTRAINT campaigns_status_check CHECK (status IN ('DRAFT', 'ACTIVE', 'ENDED'));

CREATE INDEX campaigns_by_paused_day ON read_model.campaigns (paused_day)
    WHERE paused_day IS NOT NULL;

ALTER TABLE read_model.ads
    ADD COLUMN quality_e4          bigint,
    ADD COLUMN quality_low_e4      bigint,
    ADD COLUMN quality_high_e4     bigint,
    ADD COLUMN quality_clicks      bigint,
    ADD COLUMN quality_impressions bigint,
    ADD COLUMN quality_at          timestamptz,
    ADD COLUMN quality_position    bigint NOT NULL DEFAULT -1;

-- Of the charges of that day, what was given back since. Spend and clicks stay as charged.
ALTER TABLE read_model.spend
    ADD COLUMN credited_micros bigint NOT NULL DEFAULT 0 CHECK (credited_micros >= 0),
    ADD COLUMN credited_clicks bigint NOT NULL DEFAULT 0 CHECK (credited_clicks >= 0),
    ADD CHECK (credited_micros <= spent_micros),
    ADD CHECK (credited_clicks <= clicks);

-- Of a credit: the ad, and when and on which day its click was charged.
ALTER TABLE read_model.ledger_lines
    ADD COLUMN ad_id       text,
    ADD COLUMN charged_at  timestamptz,
    ADD COLUMN charged_day timestamptz,
    DROP CONSTRAINT ledger_lines_kind_check,
    ADD CONSTRAINT ledger_lines_kind_check
        CHECK (kind IN ('DEPOSIT', 'REFUND', 'CHARGE', 'CREDIT'));
CREATE INDEX credits_by_campaign ON read_model.ledger_lines (campaign_id, charged_at)
    WHERE kind = 'CREDIT';
CREATE INDEX credits_by_ad ON read_model.ledger_lines (ad_id, charged_at) WHERE kind = 'CREDIT';
