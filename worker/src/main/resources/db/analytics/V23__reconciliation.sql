-- One comparison of two records of the same thing.
CREATE TABLE analytics.reconciliations (
    id             bigserial   PRIMARY KEY,
    kind           text        NOT NULL CHECK (kind IN ('WINDOWS', 'ARCHIVE', 'REDIS', 'LEDGER')),
    from_at        timestamptz,             -- of WINDOWS and ARCHIVE: the UTC day
    to_at          timestamptz,
    from_position  bigint,                  -- of LEDGER and ARCHIVE: the log's positions after this …
    to_position    bigint,                  -- … up to this
    compared       bigint      NOT NULL CHECK (compared >= 0),
    differing      bigint      NOT NULL CHECK (differing BETWEEN 0 AND compared),
    agreement_ppm  bigint      NOT NULL CHECK (agreement_ppm BETWEEN 0 AND 1000000),
    alerted        boolean     NOT NULL,
    run_id         bigint      NOT NULL,
    reconciled_at  timestamptz NOT NULL
);
CREATE INDEX reconciliations_by_kind ON analytics.reconciliations (kind, id);

-- What differs, the first thousand of each comparison.
CREATE TABLE analytics.reconciliation_differences (
    reconciliation_id bigint NOT NULL REFERENCES analytics.reconciliations ON DELETE CASCADE,
    subject           text   NOT NULL,      -- the ad, the log position or the Redis key
    at                timestamptz,
    measure           text   NOT NULL,
    expected          bigint,               -- null: there should be none
    found             bigint                -- null: there is none
);
CREATE INDEX reconciliation_differences_of ON analytics.reconciliation_differences (reconciliation_id);
