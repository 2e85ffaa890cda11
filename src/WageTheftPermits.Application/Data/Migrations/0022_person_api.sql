-- Tokens with which a person's own programs, or a system that has an account, use the HTTP API. Only the SHA-256 is kept; what one may do is read from the account at each use.
CREATE TABLE person_tokens (
    id            text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{8}$'),
    hash          bytea NOT NULL CONSTRAINT person_tokens_hash UNIQUE CHECK (octet_length(hash) = 32),
    account_id    uuid NOT NULL REFERENCES identity.users (id),
    roles         text[] NOT NULL,
    note          text CHECK (length(note) <= 200),
    made_by       text NOT NULL,
    made_at       timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    last_used_at  timestamptz,
    CONSTRAINT person_tokens_end CHECK (expires_at > made_at AND expires_at <= made_at + interval '366 days')
);
CREATE INDEX person_tokens_account ON person_tokens (account_id);

-- What was answered to a request that carried a key of its own: sent again, it is answered the same and nothing is done twice. The row commits with what was done.
CREATE TABLE api_requests (
    actor        text NOT NULL,
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 100),
    fingerprint  bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status       integer NOT NULL,
    location     text,
    body         bytea NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX api_requests_age ON api_requests (at);
