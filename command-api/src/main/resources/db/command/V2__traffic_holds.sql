-- Holds by their events, written in the same transaction; every instance keeps those in force in memory.
CREATE TABLE command.traffic_holds (
    hold_id   text        PRIMARY KEY,
    kind      text        NOT NULL CHECK (kind IN ('NETWORK', 'AGENT', 'VISITOR', 'PUBLISHER')),
    value     text        NOT NULL,
    until     timestamptz NOT NULL,
    reason    text        NOT NULL,
    placed_at timestamptz NOT NULL,
    lifted_at timestamptz
);
CREATE INDEX traffic_holds_in_force ON command.traffic_holds (until) WHERE lifted_at IS NULL;
