-- A run may be asked for one advertiser.
ALTER TABLE analytics.job_runs ADD COLUMN advertiser_id text;

-- The first day that is not settled: an advertiser whose day is not over is not looked at.
ALTER TABLE analytics.settled_to
    ADD COLUMN open_start timestamptz NOT NULL,
    ADD COLUMN open_end   timestamptz NOT NULL;
