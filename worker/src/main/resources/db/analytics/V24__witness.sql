-- Our own headers of a parked message, without which an event of the log could not be told from another when it
-- is retried: event id, sequence, position, in this order; as bytes, since they may be the broken part.
ALTER TABLE analytics.parked_messages ADD headers bytea[] NOT NULL DEFAULT '{}';

-- Orders are looked for a week around the day that is reconciled.
CREATE INDEX raw_conversions_by_time ON analytics.raw_events (at) WHERE kind = 'Conversion';
