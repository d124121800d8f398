-- Results by day: a day is dropped with its partition.

-- Makes sure that the table has a partition for the UTC day, and moves there what the default partition holds
-- of it. Answers whether it was made now. Safe to call from several sessions.
CREATE FUNCTION analytics.ensure_day(parent text, day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    part    text        := parent || '_' || to_char(day, 'YYYYMMDD');
    from_at timestamptz := day::timestamp AT TIME ZONE 'UTC';
    to_at   timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
    time_of text;
BEGIN
    IF to_regclass(format('analytics.%I', part)) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('analytics.ensure_day'));
    -- Made while this one waited? Asked of the table: to_regclass remembers that there was none.
    IF EXISTS (SELECT FROM pg_class WHERE relname = part AND relnamespace = 'analytics'::regnamespace) THEN
        RETURN false;
    END IF;
    SELECT attname INTO STRICT time_of FROM pg_partitioned_table
        JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
        WHERE partrelid = format('analytics.%I', parent)::regclass;
    EXECUTE format('CREATE TABLE analytics.%I (LIKE analytics.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                   part, parent);
    IF to_regclass(format('analytics.%I', parent || '_other')) IS NOT NULL THEN
        EXECUTE format('LOCK TABLE analytics.%I IN ACCESS EXCLUSIVE MODE', parent || '_other');
        EXECUTE format('WITH moved AS (DELETE FROM analytics.%I WHERE %I >= $1 AND %I < $2 RETURNING *)
                        INSERT INTO analytics.%I SELECT * FROM moved',
                       parent || '_other', time_of, time_of, part) USING from_at, to_at;
    END IF;
    -- ATTACH, unlike CREATE … PARTITION OF, lets others read and write the other days meanwhile.
    EXECUTE format('ALTER TABLE analytics.%I ATTACH PARTITION analytics.%I FOR VALUES FROM (%L) TO (%L)',
                   parent, part, from_at, to_at);
    RETURN true;
END $$;

ALTER TABLE analytics.window_results RENAME TO window_results_before;
ALTER TABLE analytics.window_results_before RENAME CONSTRAINT window_results_pkey TO window_results_before_pkey;
DROP INDEX analytics.window_results_by_campaign;

CREATE TABLE analytics.window_results (
    LIKE analytics.window_results_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    -- Given back in this window, whenever the click was charged.
    credited_clicks bigint NOT NULL DEFAULT 0 CHECK (credited_clicks >= 0),
    credited_micros bigint NOT NULL DEFAULT 0 CHECK (credited_micros >= 0),
    -- Of events that came too late for the window: a row beside the window's own, both together are all.
    late            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (scope, id, window_ms, window_start, late)
) PARTITION BY RANGE (window_start);
CREATE INDEX window_results_by_campaign
    ON analytics.window_results (campaign_id, window_ms, window_start);
-- For days that nobody expects, so that no result is refused for its day.
CREATE TABLE analytics.window_results_other PARTITION OF analytics.window_results DEFAULT;

SELECT analytics.ensure_day('window_results', day) FROM
    (SELECT DISTINCT (window_start AT TIME ZONE 'UTC')::date AS day FROM analytics.window_results_before) days;
INSERT INTO analytics.window_results SELECT * FROM analytics.window_results_before;
DROP TABLE analytics.window_results_before;

-- The same of one arm of a price experiment.
CREATE TABLE analytics.arm_window_results (
    experiment_id  text        NOT NULL CHECK (experiment_id <> ''),
    arm            text        NOT NULL CHECK (arm <> ''),
    window_ms      bigint      NOT NULL CHECK (window_ms > 0),
    window_start   timestamptz NOT NULL,
    impressions    bigint      NOT NULL CHECK (impressions >= 0),
    clicks         bigint      NOT NULL CHECK (clicks >= 0),
    invalid_clicks bigint      NOT NULL CHECK (invalid_clicks >= 0),
    conversions    bigint      NOT NULL CHECK (conversions >= 0),
    cost_micros    bigint      NOT NULL CHECK (cost_micros >= 0),
    revision       bigint      NOT NULL CHECK (revision >= 0),
    complete       boolean     NOT NULL,
    computed_at    timestamptz NOT NULL,
    stored_at      timestamptz NOT NULL DEFAULT now(),
    late           boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (experiment_id, arm, window_ms, window_start, late)
) PARTITION BY RANGE (window_start);
CREATE TABLE analytics.arm_window_results_other PARTITION OF analytics.arm_window_results DEFAULT;

-- What became of a conversion: one row an order, for its last click.
CREATE TABLE analytics.conversions (
    conversion_id text        PRIMARY KEY CHECK (conversion_id <> ''),
    order_id      text        NOT NULL,
    click_id      text        NOT NULL,
    attribution   text        NOT NULL CHECK (attribution IN ('ATTRIBUTED', 'TOO_LATE', 'UNMATCHED')),
    advertiser_id text,
    campaign_id   text,
    ad_id         text,
    clicked_at    timestamptz,
    arms          jsonb       NOT NULL DEFAULT '[]',   -- [{"experimentId", "arm"}]
    value_micros  bigint      NOT NULL CHECK (value_micros >= 0),
    occurred_at   timestamptz NOT NULL,
    computed_at   timestamptz NOT NULL,
    stored_at     timestamptz NOT NULL DEFAULT now(),
    CHECK (attribution = 'UNMATCHED' OR clicked_at IS NOT NULL)
);
CREATE INDEX conversions_by_campaign ON analytics.conversions (campaign_id, clicked_at);
CREATE INDEX conversions_by_ad ON analytics.conversions (ad_id, clicked_at);
CREATE INDEX conversions_by_click ON analytics.conversions (click_id);
