-- What command-api keeps beside the log. Every service reads api_keys; nobody else reads the rest.

CREATE TABLE command.api_keys (
    key_id        text        PRIMARY KEY,
    key_hash      bytea       NOT NULL UNIQUE,   -- SHA-256 of the key's UTF-8; the key itself is nowhere
    role          text        NOT NULL
        CHECK (role IN ('OPERATOR', 'ADVERTISER', 'PUBLISHER', 'AUDITOR', 'SERVICE')),
    advertiser_id text,
    label         text        NOT NULL,
    created_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    CHECK ((role = 'ADVERTISER') = (advertiser_id IS NOT NULL))
);

-- One row per request that named an Idempotency-Key, with its answer; kept for good.
CREATE TABLE command.idempotency_keys (
    caller       text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,   -- SHA-256 of what was asked
    result_type  text,
    result       text,                   -- JSON
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);

-- Destroying a month's key unlinks that month's visitors from their pseudonyms.
CREATE TABLE command.pseudonym_keys (
    month      text        PRIMARY KEY,  -- 2026-11
    key        bytea       NOT NULL,
    created_at timestamptz NOT NULL
);

-- Where the relay stands: Axon's token table.
CREATE TABLE command.token_entry (
    processor_name text    NOT NULL,
    segment        integer NOT NULL,
    token          bytea,
    token_type     text,
    timestamp      text,
    owner          text,
    PRIMARY KEY (processor_name, segment)
);
