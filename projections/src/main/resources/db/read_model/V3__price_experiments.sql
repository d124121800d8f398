CREATE TABLE read_model.price_experiments (
    experiment_id text PRIMARY KEY,
    name          text        NOT NULL,
    layer         text        NOT NULL,
    starts_at     timestamptz NOT NULL,
    ends_at       timestamptz,
    stopped_at    timestamptz,
    planned_at    timestamptz NOT NULL,
    position      bigint      NOT NULL
);

-- Clicks and cost are sums over price_arm_clicks: gross, as charged.
CREATE TABLE read_model.price_arms (
    experiment_id     text   NOT NULL REFERENCES read_model.price_experiments ON DELETE CASCADE,
    arm               text   NOT NULL,
    ordinal           int    NOT NULL,
    weight            int    NOT NULL,
    bid_multiplier_e4 bigint NOT NULL,
    clicks            bigint NOT NULL DEFAULT 0 CHECK (clicks >= 0),
    cost_micros       bigint NOT NULL DEFAULT 0 CHECK (cost_micros >= 0),
    PRIMARY KEY (experiment_id, arm)
);

-- Which charged clicks are in the sums already, so that none is added twice.
CREATE TABLE read_model.price_arm_clicks (
    click_id       text   NOT NULL,
    experiment_id  text   NOT NULL,
    arm            text   NOT NULL,
    charged_micros bigint NOT NULL,
    PRIMARY KEY (experiment_id, click_id)
);
