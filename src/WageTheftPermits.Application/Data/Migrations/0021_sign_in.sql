-- Second factors. The key is protected by the service's data protection keys; recovery codes are kept as digests, and go when they are used.
ALTER TABLE identity.users
    ADD COLUMN authenticator_key     text,
    ADD COLUMN authenticator_step    bigint,
    ADD COLUMN recovery_codes        text[] NOT NULL DEFAULT '{}',
    ADD COLUMN must_change_password  boolean NOT NULL DEFAULT false,
    ADD COLUMN retired_at            timestamptz,
    ADD CONSTRAINT users_second_factor CHECK (two_factor_enabled = (authenticator_key IS NOT NULL) AND two_factor_enabled = (authenticator_step IS NOT NULL));

-- Who is signed in. The cookie holds a random key, of which only the digest is kept; the ticket is what its bearer may do.
CREATE TABLE identity.sessions (
    key       bytea PRIMARY KEY CHECK (octet_length(key) = 32),
    id        uuid NOT NULL UNIQUE,
    user_id   uuid NOT NULL REFERENCES identity.users,
    ticket    bytea NOT NULL,
    browser   text NOT NULL,
    address   text NOT NULL,
    begun_at  timestamptz NOT NULL,
    seen_at   timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL
);
CREATE INDEX sessions_user ON identity.sessions (user_id);
