-- The audit log as evidence: every entry that has committed is chained by hash, and the head of the chain is signed now and then. docs/audit.md is the exact account of it.
CREATE TABLE audit_seals (
    position        bigint PRIMARY KEY CHECK (position > 0),
    entry_id        bigint NOT NULL CONSTRAINT audit_seals_entry UNIQUE,
    salt            bytea CHECK (octet_length(salt) = 16),
    payload_digest  bytea NOT NULL CHECK (octet_length(payload_digest) = 32),
    hash            bytea NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TABLE audit_checkpoints (
    position        bigint PRIMARY KEY,
    first_position  bigint NOT NULL CHECK (first_position BETWEEN 1 AND position),
    hash            bytea NOT NULL CHECK (octet_length(hash) = 32),
    root            bytea NOT NULL CHECK (octet_length(root) = 32),
    at              timestamptz NOT NULL,
    key_id          text NOT NULL CHECK (length(key_id) = 64),
    public_key      bytea NOT NULL,
    signature       bytea NOT NULL
);

-- What waits to be sealed. A line commits with its entry, so that an entry whose unit commits late waits here however high the ids are that were sealed before it.
CREATE TABLE audit_unsealed (
    entry_id  bigint PRIMARY KEY,
    at        timestamptz NOT NULL
);
INSERT INTO audit_unsealed (entry_id, at) SELECT id, at FROM audit_entries ORDER BY id;

CREATE FUNCTION audit_entries_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (entry_id, at) SELECT id, at FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_wait();

-- Nothing stops waiting but by being sealed. Each is looked up: the whole chain is not read for a batch, whatever the statistics say.
CREATE FUNCTION audit_unsealed_wait() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM gone g WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.entry_id = g.entry_id)) THEN
        RAISE EXCEPTION 'An entry of the audit log waits until it is sealed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_unsealed_wait';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_unsealed_wait AFTER DELETE ON audit_unsealed REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_unsealed_wait();

-- The running role has no right to change these tables. The owner is kept from slips: an entry changes only by a redaction that a sealed entry says was made.
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log and its chain are only added to.' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_stays';
END $$;

CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.subjects, OLD.definition, OLD.policy_version) IS DISTINCT FROM (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.subjects, NEW.definition, NEW.policy_version)
        OR NEW.summary <> '(redacted)' OR NEW.reason IS NOT NULL OR NEW.evidence IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.entry_id = OLD.id)
        OR NOT EXISTS (SELECT 1 FROM audit_entries r WHERE r.subjects @> ARRAY['audit-entry:' || OLD.id] AND r.action = 'audit entry redacted') THEN
        RAISE EXCEPTION 'An entry of the audit log changes only by a redaction that another entry tells of.' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_seals_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.position, OLD.entry_id, OLD.payload_digest, OLD.hash) IS DISTINCT FROM (NEW.position, NEW.entry_id, NEW.payload_digest, NEW.hash) OR NEW.salt IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.id = OLD.entry_id AND e.summary = '(redacted)') THEN
        RAISE EXCEPTION 'A seal loses its salt when its entry is redacted, and changes in no other way.' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_entries_stay();
CREATE TRIGGER audit_entries_remain BEFORE DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_seals_stay BEFORE UPDATE ON audit_seals FOR EACH ROW EXECUTE FUNCTION audit_seals_stay();
CREATE TRIGGER audit_seals_remain BEFORE DELETE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_checkpoints_remain BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_unsealed_remain BEFORE UPDATE OR TRUNCATE ON audit_unsealed FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
