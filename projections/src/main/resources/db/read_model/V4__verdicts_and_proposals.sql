-- What people say about alerts. The last word counts.
CREATE TABLE read_model.alert_verdicts (
    alert_id  text        PRIMARY KEY,
    verdict   text        NOT NULL CHECK (verdict IN ('TRUE', 'FALSE')),
    note      text,
    judged_at timestamptz NOT NULL,
    position  bigint      NOT NULL
);

-- Credits above the limit. Ids are ordered by time.
CREATE TABLE read_model.credit_proposals (
    proposal_id   text        PRIMARY KEY,
    advertiser_id text,                      -- null: clicks of several
    click_ids     text[]      NOT NULL,
    amount_micros bigint      NOT NULL CHECK (amount_micros >= 0),
    reason        text        NOT NULL,
    status        text        NOT NULL DEFAULT 'WAITING'
                  CHECK (status IN ('WAITING', 'APPROVED', 'REJECTED')),
    proposed_at   timestamptz NOT NULL,
    decided_at    timestamptz,
    position      bigint      NOT NULL,
    CHECK ((status = 'WAITING') = (decided_at IS NULL))
);
CREATE INDEX credit_proposals_by_advertiser
    ON read_model.credit_proposals (advertiser_id, proposal_id);
