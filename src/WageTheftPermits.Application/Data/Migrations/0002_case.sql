-- The whole life of a case: conditions, stays, bankruptcy, another holder, the way back, and what people decide beside the agency's events.

ALTER TABLE cases DROP CONSTRAINT cases_status_check;
ALTER TABLE cases ADD CONSTRAINT cases_status_check CHECK (status IN
    ('confirmed', 'watching', 'noticed', 'hold-proposed', 'hold-active', 'conditioned', 'stayed', 'bankruptcy-review', 'releasing', 'closed'));
ALTER TABLE cases
    ADD COLUMN close_cause text CHECK (close_cause IN ('nothing-owed', 'accord-completed', 'error', 'holder-changed', 'one-debt')),
    ADD COLUMN moved_at timestamptz;
UPDATE cases SET moved_at = coalesce(closed_at, opened_at), close_cause = CASE WHEN status IN ('releasing', 'closed') THEN 'nothing-owed' END;
ALTER TABLE cases ALTER COLUMN moved_at SET NOT NULL;
ALTER TABLE cases ADD CONSTRAINT cases_cause CHECK ((status IN ('releasing', 'closed')) = (close_cause IS NOT NULL));

ALTER TABLE holds
    ADD COLUMN severity text NOT NULL DEFAULT 'hold' CHECK (severity IN ('notice', 'required', 'hold', 'lock')),
    ADD COLUMN required_text text,
    ADD COLUMN required_due_on date,
    ADD COLUMN required_evidence text,
    ADD COLUMN suspended_because text,
    ADD COLUMN suspended_until date;
ALTER TABLE holds ALTER COLUMN severity DROP DEFAULT;
ALTER TABLE holds DROP CONSTRAINT holds_status_check, DROP CONSTRAINT holds_decided, DROP CONSTRAINT holds_ended, DROP CONSTRAINT holds_evidence;
ALTER TABLE holds
    ADD CONSTRAINT holds_status_check CHECK (status IN ('proposed', 'returned', 'declined', 'withdrawn', 'in-force', 'suspended', 'lifted', 'voided')),
    ADD CONSTRAINT holds_decided CHECK (status NOT IN ('in-force', 'suspended', 'lifted', 'voided', 'returned', 'declined') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)),
    ADD CONSTRAINT holds_ended CHECK ((status IN ('lifted', 'voided', 'withdrawn')) = (ended_at IS NOT NULL)),
    ADD CONSTRAINT holds_evidence CHECK (status NOT IN ('in-force', 'suspended', 'lifted', 'voided') OR eligibility_at_approval IS NOT NULL),
    ADD CONSTRAINT holds_required CHECK ((severity = 'required') = (required_text IS NOT NULL AND required_due_on IS NOT NULL AND required_evidence IS NOT NULL)),
    ADD CONSTRAINT holds_suspended CHECK ((status = 'suspended') = (suspended_because IS NOT NULL AND suspended_until IS NOT NULL));
DROP INDEX holds_one_live;
CREATE UNIQUE INDEX holds_one_live ON holds (case_id) WHERE status IN ('proposed', 'in-force', 'suspended');

CREATE TABLE permit_conditions (
    id                 uuid PRIMARY KEY,
    case_id            uuid NOT NULL REFERENCES cases,
    permit_id          uuid NOT NULL REFERENCES permits,
    hold_id            uuid REFERENCES holds,
    kind               text NOT NULL CHECK (kind IN ('accord', 'required')),
    text               text NOT NULL CHECK (text <> ''),
    due_on             date,
    evidence_required  text NOT NULL,
    status             text NOT NULL CHECK (status IN ('open', 'met', 'breached', 'lifted')),
    imposed_at         timestamptz NOT NULL,
    ended_by           text,
    ended_at           timestamptz,
    end_reason         text,
    CONSTRAINT permit_conditions_ended CHECK ((status = 'open') = (ended_at IS NULL)),
    -- What is required of a permittee needs the two people of its hold; an accord is the debtor's own.
    CONSTRAINT permit_conditions_hold CHECK ((kind = 'required') = (hold_id IS NOT NULL))
);
CREATE INDEX permit_conditions_case ON permit_conditions (case_id);
CREATE INDEX permit_conditions_permit ON permit_conditions (permit_id) WHERE status = 'open';
CREATE UNIQUE INDEX permit_conditions_one_accord ON permit_conditions (case_id) WHERE status = 'open' AND kind = 'accord';

CREATE TABLE ownership_changes (
    id                   uuid PRIMARY KEY,
    reference            text NOT NULL UNIQUE,
    permit_id            uuid NOT NULL REFERENCES permits,
    former_permittee_id  uuid NOT NULL REFERENCES permittees,
    new_permittee_id     uuid NOT NULL REFERENCES permittees,
    source               text NOT NULL CHECK (source IN ('permit-system', 'application')),
    status               text NOT NULL CHECK (status IN ('recorded', 'temporary', 'granted', 'cancelled')),
    took_over_on         date,
    filed_on             date,
    filing_due_on        date NOT NULL,
    temporary_until      date,
    recorded_by          text NOT NULL,
    recorded_at          timestamptz NOT NULL,
    decided_by           text,
    decided_at           timestamptz,
    decision_reason      text,
    CONSTRAINT ownership_changes_another CHECK (former_permittee_id <> new_permittee_id)
);
CREATE UNIQUE INDEX ownership_changes_one_open ON ownership_changes (permit_id) WHERE status IN ('recorded', 'temporary');
CREATE INDEX ownership_changes_permit ON ownership_changes (permit_id);

CREATE TABLE successor_reviews (
    id                uuid PRIMARY KEY,
    case_id           uuid NOT NULL REFERENCES cases,
    permit_id         uuid NOT NULL REFERENCES permits,
    new_permittee_id  uuid NOT NULL REFERENCES permittees,
    finding           text NOT NULL CHECK (finding IN ('pending', 'successor', 'not-successor')),
    tests             text[] NOT NULL,
    reason            text,
    decided_by        text,
    decided_at        timestamptz,
    opened_at         timestamptz NOT NULL,
    CONSTRAINT successor_reviews_pair UNIQUE (case_id, new_permittee_id),
    CONSTRAINT successor_reviews_decided CHECK ((finding = 'pending') = (decided_at IS NULL)),
    CONSTRAINT successor_reviews_tests CHECK ((finding = 'successor') = (cardinality(tests) > 0))
);
CREATE INDEX successor_reviews_pending ON successor_reviews (permit_id) WHERE finding = 'pending';

-- What people decide about a judgment beside its agency's events; added to, never changed.
CREATE TABLE judgment_decisions (
    id           uuid PRIMARY KEY,
    judgment_id  uuid NOT NULL REFERENCES judgments,
    kind         text NOT NULL CHECK (kind IN ('bar-lifted')),
    about        text NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    by           text NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX judgment_decisions_judgment ON judgment_decisions (judgment_id);

-- One row a day of the department: what was looked for that should not be, and what was found.
CREATE TABLE daily_checks (
    day          date PRIMARY KEY,
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    findings     jsonb
);

-- Holds in force that nothing supports. Always empty: every unit is checked before it commits.
CREATE VIEW unsupported_holds AS
SELECT h.id, h.reference, c.id AS case_id, c.permit_id, c.judgment_id, c.judgment_party_id, c.match_review_id, j.agency, j.subject,
    concat_ws('; ',
        CASE WHEN r.status <> 'confirmed' THEN 'no person confirms the match' END,
        CASE WHEN t.permittee_id <> c.permittee_id THEN 'the permit has another holder' END,
        CASE WHEN p.removed THEN 'the judgment no longer names the party' END,
        CASE WHEN p.status <> 'final' THEN 'the judgment is ' || p.status END,
        CASE WHEN p.bankruptcy <> 'none' THEN 'a bankruptcy is ' || p.bankruptcy END,
        CASE WHEN j.disputed THEN 'the judgment is disputed' END,
        CASE WHEN j.has_gaps THEN 'an event is missing' END,
        CASE WHEN j.is_lead THEN 'it is only a lead' END,
        CASE WHEN coalesce(j.balance, 0) <= 0 THEN 'nothing is owed' END,
        CASE WHEN c.status NOT IN ('hold-active', 'conditioned') THEN 'the case is ' || c.status END,
        CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.agency = j.agency AND d.subject = j.subject AND d.state = 'quarantined')
            THEN 'a message is in quarantine' END) AS why
FROM holds h
JOIN cases c ON c.id = h.case_id
JOIN match_reviews r ON r.id = c.match_review_id
JOIN judgments j ON j.id = c.judgment_id
JOIN judgment_parties p ON p.id = c.judgment_party_id
JOIN permits t ON t.id = c.permit_id
WHERE h.status = 'in-force'
  AND (r.status <> 'confirmed' OR t.permittee_id <> c.permittee_id OR p.removed OR p.status <> 'final' OR p.bankruptcy <> 'none'
       OR j.disputed OR j.has_gaps OR j.is_lead OR coalesce(j.balance, 0) <= 0 OR c.status NOT IN ('hold-active', 'conditioned')
       OR EXISTS (SELECT 1 FROM deliveries d WHERE d.agency = j.agency AND d.subject = j.subject AND d.state = 'quarantined'));

-- Whatever a unit changes, no hold is left in force on what no longer supports it. Looked at when the unit commits.
CREATE FUNCTION holds_still_supported() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'judgments' THEN SELECT reference || ': ' || why INTO found FROM unsupported_holds WHERE judgment_id = NEW.id LIMIT 1;
        WHEN 'judgment_parties' THEN SELECT reference || ': ' || why INTO found FROM unsupported_holds WHERE judgment_party_id = NEW.id LIMIT 1;
        WHEN 'permits' THEN SELECT reference || ': ' || why INTO found FROM unsupported_holds WHERE permit_id = NEW.id LIMIT 1;
        WHEN 'match_reviews' THEN SELECT reference || ': ' || why INTO found FROM unsupported_holds WHERE match_review_id = NEW.id LIMIT 1;
        WHEN 'cases' THEN SELECT reference || ': ' || why INTO found FROM unsupported_holds WHERE case_id = NEW.id LIMIT 1;
        WHEN 'deliveries' THEN SELECT reference || ': ' || why INTO found FROM unsupported_holds WHERE agency = NEW.agency AND subject = NEW.subject LIMIT 1;
    END CASE;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'hold % would stand on nothing', found USING ERRCODE = 'check_violation', CONSTRAINT = 'holds_still_supported';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER holds_still_supported AFTER UPDATE ON judgments DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION holds_still_supported();
CREATE CONSTRAINT TRIGGER holds_still_supported AFTER UPDATE ON judgment_parties DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION holds_still_supported();
CREATE CONSTRAINT TRIGGER holds_still_supported AFTER UPDATE ON permits DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.permittee_id <> NEW.permittee_id) EXECUTE FUNCTION holds_still_supported();
CREATE CONSTRAINT TRIGGER holds_still_supported AFTER UPDATE ON match_reviews DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION holds_still_supported();
CREATE CONSTRAINT TRIGGER holds_still_supported AFTER UPDATE ON cases DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION holds_still_supported();
CREATE CONSTRAINT TRIGGER holds_still_supported AFTER UPDATE ON deliveries DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'quarantined' AND OLD.state <> NEW.state) EXECUTE FUNCTION holds_still_supported();

-- Only a hold or a lock stops a renewal; one that is in doubt, a requirement or a notice does not.
CREATE OR REPLACE FUNCTION renewals_not_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM permits WHERE id = NEW.permit_id FOR UPDATE;
    -- A hold is on the permittee of its case; a later holder of the permit does not inherit it.
    IF EXISTS (SELECT 1 FROM holds h JOIN cases c ON c.id = h.case_id JOIN permits p ON p.id = h.permit_id
               WHERE h.permit_id = NEW.permit_id AND h.status = 'in-force' AND h.severity IN ('hold', 'lock') AND c.permittee_id = p.permittee_id) THEN
        RAISE EXCEPTION 'permit % is held', NEW.permit_id USING ERRCODE = 'check_violation', CONSTRAINT = 'renewals_not_while_held';
    END IF;
    RETURN NEW;
END $$;

-- Every deadline: what it is, on which day it ends, whose it is, and what it is about. Days of tasks are those of the department.
CREATE VIEW deadlines AS
WITH department AS (
    SELECT coalesce((SELECT content ->> 'timeZone' FROM policy_versions ORDER BY deployed_at DESC LIMIT 1), 'UTC') AS zone
)
SELECT 'task' AS kind, t.id, ((t.due_at - interval '1 microsecond') AT TIME ZONE department.zone)::date AS day, t.role AS whose, t.title AS about,
    coalesce(c.permit_id, r.permit_id) AS permit_id, c.id AS case_id, r.id AS renewal_id, NULL::uuid AS ownership_change_id
FROM department, workflow.tasks t JOIN workflow.instances i ON i.id = t.instance_id
LEFT JOIN cases c ON i.correlation_id = 'case:' || c.id
LEFT JOIN renewals r ON i.correlation_id = 'renewal:' || r.id
WHERE t.status = 'open' AND t.due_at IS NOT NULL AND coalesce(c.permit_id, r.permit_id) IS NOT NULL
UNION ALL
SELECT 'answer', n.id, n.respond_by, 'permittee', n.number, c.permit_id, c.id, NULL, NULL
FROM notices n JOIN cases c ON c.id = n.case_id
WHERE c.status = 'noticed' AND c.watching_for IS NULL AND n.recorded_at = (SELECT max(o.recorded_at) FROM notices o WHERE o.case_id = c.id)
UNION ALL
SELECT 'condition', p.id, p.due_on, 'permittee', p.text, p.permit_id, p.case_id, NULL, NULL
FROM permit_conditions p WHERE p.status = 'open' AND p.due_on IS NOT NULL
UNION ALL
SELECT 'doubt', h.id, h.suspended_until, 'agency', h.reference, h.permit_id, h.case_id, NULL, NULL
FROM holds h WHERE h.status = 'suspended'
UNION ALL
SELECT 'renewal', r.id, r.due_on, 'permittee', 'Renewal from ' || r.term_start, r.permit_id, NULL, r.id, NULL
FROM renewals r WHERE r.status = 'open'
UNION ALL
SELECT 'application', o.id, o.filing_due_on, 'permittee', o.reference, o.permit_id, NULL, NULL, o.id
FROM ownership_changes o WHERE o.status IN ('recorded', 'temporary') AND o.filed_on IS NULL
UNION ALL
SELECT 'temporary-permit', o.id, o.temporary_until, 'inspector', o.reference, o.permit_id, NULL, NULL, o.id
FROM ownership_changes o WHERE o.status = 'temporary';
