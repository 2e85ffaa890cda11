-- What an applicant owes, when a renewal lapses, and renewals opened by the season.

ALTER TABLE permits
    ADD COLUMN fee_owed           numeric(14,2) CHECK (fee_owed >= 0),
    ADD COLUMN missing_documents  text[];

ALTER TABLE renewals
    ADD COLUMN grace_until  date,
    ADD COLUMN after_lapse  boolean NOT NULL DEFAULT false;
UPDATE renewals SET grace_until = due_on + 30;
ALTER TABLE renewals
    ALTER COLUMN grace_until SET NOT NULL,
    ALTER COLUMN after_lapse DROP DEFAULT,
    DROP CONSTRAINT renewals_status_check,
    ADD CONSTRAINT renewals_status_check CHECK (status IN ('open', 'issued', 'withdrawn', 'lapsed')),
    ADD CONSTRAINT renewals_grace CHECK (grace_until >= due_on),
    -- The day after the grace begins nowhere on earth before ten o'clock UTC of its last day.
    ADD CONSTRAINT renewals_lapse_after_grace CHECK (status <> 'lapsed' OR ended_at AT TIME ZONE 'UTC' >= grace_until + time '10:00');

CREATE TABLE requirements (
    id                uuid PRIMARY KEY,
    renewal_id        uuid NOT NULL REFERENCES renewals,
    kind              text NOT NULL CHECK (kind IN ('fee', 'document')),
    name              text NOT NULL CHECK (name <> ''),
    amount            numeric(14,2),
    status            text NOT NULL CHECK (status IN ('open', 'met', 'waived')),
    raised_by         text NOT NULL,
    by_permit_system  boolean NOT NULL,
    raised_at         timestamptz NOT NULL,
    reason            text NOT NULL CHECK (reason <> ''),
    settled_by        text,
    settled_at        timestamptz,
    met_on            date,
    evidence          text,
    CONSTRAINT requirements_amount CHECK ((kind = 'fee') = (amount IS NOT NULL) AND amount > 0),
    CONSTRAINT requirements_settled CHECK ((status = 'open') = (settled_at IS NULL) AND (status = 'open') = (settled_by IS NULL)),
    CONSTRAINT requirements_evidence CHECK (status = 'open' OR evidence <> ''),
    CONSTRAINT requirements_met_on CHECK ((status = 'met') = (met_on IS NOT NULL))
);
CREATE INDEX requirements_by_renewal ON requirements (renewal_id);
CREATE UNIQUE INDEX requirements_one_open ON requirements (renewal_id, kind, lower(name)) WHERE status = 'open';

-- Raised only on a renewal that is open, seen under the permit's lock: it is not issued meanwhile.
CREATE FUNCTION requirements_of_open_renewals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM permits p JOIN renewals r ON r.permit_id = p.id WHERE r.id = NEW.renewal_id FOR UPDATE OF p;
    IF NOT EXISTS (SELECT 1 FROM renewals WHERE id = NEW.renewal_id AND status = 'open') THEN
        RAISE EXCEPTION 'renewal % is not open', NEW.renewal_id USING ERRCODE = 'check_violation', CONSTRAINT = 'requirements_of_open_renewals';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER requirements_of_open_renewals BEFORE INSERT ON requirements
    FOR EACH ROW EXECUTE FUNCTION requirements_of_open_renewals();

-- No permit is renewed past something that is owed for it.
CREATE FUNCTION renewals_nothing_owed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM requirements WHERE renewal_id = NEW.id AND status = 'open') THEN
        RAISE EXCEPTION 'renewal % waits for a requirement', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'renewals_nothing_owed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER renewals_nothing_owed BEFORE INSERT OR UPDATE OF status ON renewals
    FOR EACH ROW WHEN (NEW.status = 'issued') EXECUTE FUNCTION renewals_nothing_owed();

-- A permit is lost to what its applicant owes and to nothing that the department has not done, whatever the program says.
CREATE FUNCTION renewals_lapse_only_over_what_is_owed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    permit permits;
BEGIN
    SELECT * INTO permit FROM permits WHERE id = NEW.permit_id FOR UPDATE;
    IF permit.status = 'closed' OR NEW.screened_at IS NULL
        OR NOT EXISTS (SELECT 1 FROM requirements WHERE renewal_id = NEW.id AND status = 'open')
        OR EXISTS (SELECT 1 FROM match_reviews r JOIN judgment_parties p ON p.id = r.judgment_party_id JOIN judgments j ON j.id = p.judgment_id
                   WHERE r.permit_id = permit.id AND r.permittee_id = permit.permittee_id AND r.status IN ('possible-match', 'under-review')
                     AND NOT p.removed AND NOT j.is_lead AND p.status IN ('issued', 'final', 'appealed', 'stayed'))
        OR EXISTS (SELECT 1 FROM cases c WHERE c.permit_id = permit.id AND c.permittee_id = permit.permittee_id
                     AND c.status IN ('confirmed', 'watching', 'noticed', 'hold-proposed'))
        OR EXISTS (SELECT 1 FROM holds h JOIN cases c ON c.id = h.case_id WHERE h.permit_id = permit.id AND h.status IN ('in-force', 'suspended')
                     AND h.severity IN ('hold', 'lock') AND c.permittee_id = permit.permittee_id)
        OR EXISTS (SELECT 1 FROM ownership_changes o WHERE o.permit_id = permit.id AND o.status IN ('recorded', 'temporary'))
    THEN
        RAISE EXCEPTION 'renewal % cannot lapse', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'renewals_lapse_only_over_what_is_owed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER renewals_lapse_only_over_what_is_owed BEFORE INSERT OR UPDATE OF status ON renewals
    FOR EACH ROW WHEN (NEW.status = 'lapsed') EXECUTE FUNCTION renewals_lapse_only_over_what_is_owed();

-- A permit expires only with a renewal that lapsed in the same unit or before.
CREATE FUNCTION permits_expire_by_lapse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM renewals WHERE permit_id = NEW.id AND status = 'lapsed') THEN
        RAISE EXCEPTION 'permit % has no lapsed renewal', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'permits_expire_by_lapse';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER permits_expire_by_lapse AFTER UPDATE OF status ON permits DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'expired') EXECUTE FUNCTION permits_expire_by_lapse();

CREATE TABLE renewal_batches (
    id           uuid PRIMARY KEY,
    reference    text NOT NULL UNIQUE,
    started_by   text NOT NULL,
    started_at   timestamptz NOT NULL,
    terms_until  date NOT NULL,
    finished_at  timestamptz,
    opened       integer,
    screened     integer,
    issued       integer,
    exceptions   integer,
    CONSTRAINT renewal_batches_finished CHECK ((finished_at IS NULL) = (exceptions IS NULL))
);
CREATE INDEX renewal_batches_unfinished ON renewal_batches (started_at) WHERE finished_at IS NULL;

CREATE TABLE renewal_batch_items (
    batch_id    uuid NOT NULL REFERENCES renewal_batches,
    permit_id   uuid NOT NULL REFERENCES permits,
    renewal_id  uuid REFERENCES renewals,
    refusal     text,
    PRIMARY KEY (batch_id, permit_id),
    CONSTRAINT renewal_batch_items_one_end CHECK (renewal_id IS NULL OR refusal IS NULL)
);
-- A permit waits in one batch at most.
CREATE UNIQUE INDEX renewal_batch_items_waiting ON renewal_batch_items (permit_id) WHERE renewal_id IS NULL AND refusal IS NULL;
CREATE INDEX renewal_batch_items_renewal ON renewal_batch_items (renewal_id);
