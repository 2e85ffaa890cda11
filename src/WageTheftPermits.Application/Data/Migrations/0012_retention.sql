-- A raw message goes when the policy's time for it has passed; its receipt, what became of it and its SHA-256 stay.
ALTER TABLE deliveries ADD COLUMN body_removed_at timestamptz;
ALTER TABLE deliveries ADD COLUMN body_sha256 bytea;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_removed CHECK (
    (body_removed_at IS NULL AND body_sha256 IS NULL) OR (octet_length(body) = 0 AND body_removed_at IS NOT NULL AND octet_length(body_sha256) = 32));
CREATE INDEX deliveries_raw ON deliveries (understood_at) WHERE body_removed_at IS NULL AND state IN ('accepted', 'duplicate', 'rejected');

-- To the hour: a token that is not used any more can be revoked, and a request writes nothing of its own.
ALTER TABLE agency_tokens ADD COLUMN last_used_at timestamptz;
