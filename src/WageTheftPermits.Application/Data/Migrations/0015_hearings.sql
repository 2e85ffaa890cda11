-- Charges, hearings, orders that suspend or revoke, and appeals.

ALTER TABLE cases DROP CONSTRAINT cases_status_check, DROP CONSTRAINT cases_close_cause_check;
ALTER TABLE cases
    ADD CONSTRAINT cases_status_check CHECK (status IN ('confirmed', 'watching', 'noticed', 'hold-proposed', 'hold-active', 'conditioned', 'charged', 'suspended', 'revoked',
        'appealed', 'stayed', 'bankruptcy-review', 'releasing', 'closed')),
    ADD CONSTRAINT cases_close_cause_check CHECK (close_cause IN ('nothing-owed', 'accord-completed', 'error', 'holder-changed', 'one-debt', 'permit-revoked'));
ALTER TABLE permits DROP CONSTRAINT permits_status_check;
ALTER TABLE permits ADD CONSTRAINT permits_status_check CHECK (status IN ('active', 'expired', 'closed', 'suspended', 'revoked'));

CREATE TABLE hearings (
    id                 uuid PRIMARY KEY,
    reference          text NOT NULL UNIQUE,
    case_id            uuid NOT NULL REFERENCES cases,
    permit_id          uuid NOT NULL REFERENCES permits,
    hold_id            uuid NOT NULL REFERENCES holds,
    status             text NOT NULL CHECK (status IN ('charged', 'late-request', 'requested', 'scheduled', 'waived', 'held', 'defaulted', 'decided', 'ended')),
    charges            text NOT NULL CHECK (charges <> ''),
    charged_by         text NOT NULL,
    charged_at         timestamptz NOT NULL,
    request_by         date NOT NULL,
    requested_on       date,
    request_text       text,
    late_decided_by    text,
    held_from          date,
    postponed          boolean NOT NULL,
    slot_day           date,
    slot_at            time,
    slot_place         text,
    slot_special       boolean,
    notice_served_on   date,
    officer_id         text,
    record             text,
    decision_due_on    date,
    outcome            text CHECK (outcome IN ('dismiss', 'condition', 'suspend', 'revoke')),
    findings           text,
    decided_at         timestamptz,
    end_reason         text,
    CONSTRAINT hearings_slot CHECK ((slot_day IS NULL) = (slot_place IS NULL) AND (slot_day IS NULL) = (slot_at IS NULL) AND (slot_day IS NULL) = (slot_special IS NULL)),
    CONSTRAINT hearings_decided CHECK ((status = 'decided') = (outcome IS NOT NULL AND findings IS NOT NULL AND officer_id IS NOT NULL AND decided_at IS NOT NULL)),
    CONSTRAINT hearings_default CHECK (status <> 'defaulted' OR notice_served_on IS NOT NULL),
    CONSTRAINT hearings_late CHECK (late_decided_by IS NULL OR officer_id IS NULL OR lower(late_decided_by) <> lower(officer_id)),
    CONSTRAINT hearings_impartial CHECK (officer_id IS NULL OR lower(officer_id) <> lower(charged_by))
);
CREATE INDEX hearings_case ON hearings (case_id);
CREATE UNIQUE INDEX hearings_one_open ON hearings (case_id) WHERE status NOT IN ('decided', 'ended');
CREATE INDEX hearings_days ON hearings (slot_day) WHERE status = 'scheduled';

-- Whoever matched, opened, noticed, proposed or decided on the hold does not hear the charges, whatever the program says.
CREATE FUNCTION hearings_officer_impartial() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases c WHERE c.id = NEW.case_id AND lower(c.opened_by) = lower(NEW.officer_id)
        UNION ALL
        SELECT 1 FROM match_verdicts v JOIN cases c ON c.match_review_id = v.match_review_id WHERE c.id = NEW.case_id AND lower(v.by) = lower(NEW.officer_id)
        UNION ALL
        SELECT 1 FROM notices n WHERE n.case_id = NEW.case_id AND lower(n.recorded_by) = lower(NEW.officer_id)
        UNION ALL
        SELECT 1 FROM holds h WHERE h.case_id = NEW.case_id AND lower(NEW.officer_id) IN (lower(h.proposed_by), lower(h.decided_by)))
    THEN
        RAISE EXCEPTION 'the hearing officer of % had an earlier role', NEW.reference USING ERRCODE = 'check_violation', CONSTRAINT = 'hearings_officer_impartial';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hearings_officer_impartial BEFORE INSERT OR UPDATE OF officer_id ON hearings
    FOR EACH ROW WHEN (NEW.officer_id IS NOT NULL) EXECUTE FUNCTION hearings_officer_impartial();

CREATE TABLE permit_orders (
    id              uuid PRIMARY KEY,
    reference       text NOT NULL UNIQUE,
    hearing_id      uuid NOT NULL UNIQUE REFERENCES hearings,
    case_id         uuid NOT NULL REFERENCES cases,
    permit_id       uuid NOT NULL REFERENCES permits,
    action          text NOT NULL CHECK (action IN ('suspend', 'revoke')),
    days            integer CHECK (days > 0),
    days_left       integer CHECK (days_left > 0),
    effective_on    date NOT NULL,
    ends_on         date,
    status          text NOT NULL CHECK (status IN ('issued', 'in-effect', 'stayed', 'ended', 'set-aside')),
    served_on       date,
    appeal_by       date,
    ordered_by      text NOT NULL,
    ordered_at      timestamptz NOT NULL,
    stayed_because  text,
    posted_proof    text,
    posted_on       date,
    ended_at        timestamptz,
    end_reason      text,
    CONSTRAINT permit_orders_term CHECK (action = 'suspend' OR days IS NULL),
    CONSTRAINT permit_orders_served CHECK ((served_on IS NULL) = (appeal_by IS NULL)),
    -- Nobody's doors are closed by a paper that they did not get.
    CONSTRAINT permit_orders_in_effect CHECK (status <> 'in-effect' OR (served_on IS NOT NULL AND served_on < effective_on)),
    CONSTRAINT permit_orders_stayed CHECK ((status = 'stayed') = (stayed_because IS NOT NULL)),
    CONSTRAINT permit_orders_ended CHECK ((status IN ('ended', 'set-aside')) = (ended_at IS NOT NULL))
);
CREATE INDEX permit_orders_case ON permit_orders (case_id);
CREATE UNIQUE INDEX permit_orders_one_live ON permit_orders (case_id) WHERE status IN ('issued', 'in-effect', 'stayed');
CREATE INDEX permit_orders_permit ON permit_orders (permit_id);

-- An order rests on a hearing that ended in one, and takes effect only on a hold that is in force.
CREATE FUNCTION permit_orders_supported() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM permits WHERE id = NEW.permit_id FOR UPDATE;
    IF NOT EXISTS (SELECT 1 FROM hearings g WHERE g.id = NEW.hearing_id AND g.case_id = NEW.case_id AND g.status = 'decided' AND g.outcome IN ('suspend', 'revoke')
                   AND g.officer_id = NEW.ordered_by)
       OR NOT EXISTS (SELECT 1 FROM holds h JOIN cases c ON c.id = h.case_id JOIN permits t ON t.id = c.permit_id
                      WHERE h.case_id = NEW.case_id AND h.status = 'in-force' AND t.permittee_id = c.permittee_id) THEN
        RAISE EXCEPTION 'order % is not supported', NEW.reference USING ERRCODE = 'check_violation', CONSTRAINT = 'permit_orders_supported';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER permit_orders_supported BEFORE INSERT OR UPDATE OF status ON permit_orders
    FOR EACH ROW WHEN (NEW.status = 'in-effect') EXECUTE FUNCTION permit_orders_supported();

-- A permit is suspended or revoked while an order is in effect on it, and at no other time. Looked at when the unit commits.
CREATE FUNCTION permits_closed_by_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    permit permits;
    wanted text;
BEGIN
    SELECT * INTO permit FROM permits WHERE id = CASE TG_TABLE_NAME WHEN 'permits' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'permit_id')::uuid END;
    SELECT max(CASE action WHEN 'revoke' THEN 'revoked' ELSE 'suspended' END) INTO wanted FROM permit_orders WHERE permit_id = permit.id AND status = 'in-effect';
    IF (permit.status IN ('suspended', 'revoked') AND wanted IS NULL) OR (wanted IS NOT NULL AND permit.status NOT IN ('suspended', 'revoked')) THEN
        RAISE EXCEPTION 'permit % is % and its orders say otherwise', permit.number, permit.status USING ERRCODE = 'check_violation', CONSTRAINT = 'permits_closed_by_order';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER permits_closed_by_order AFTER UPDATE OF status ON permits DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION permits_closed_by_order();
CREATE CONSTRAINT TRIGGER permits_closed_by_order AFTER INSERT OR UPDATE OF status ON permit_orders DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION permits_closed_by_order();

CREATE TABLE appeals (
    id           uuid PRIMARY KEY,
    order_id     uuid NOT NULL REFERENCES permit_orders,
    case_id      uuid NOT NULL REFERENCES cases,
    status       text NOT NULL CHECK (status IN ('leave-asked', 'leave-granted', 'refused', 'filed', 'upheld', 'modified', 'overruled', 'withdrawn')),
    filed_on     date NOT NULL,
    file_by      date,
    recorded_by  text NOT NULL,
    recorded_at  timestamptz NOT NULL,
    decision     text,
    decided_on   date,
    CONSTRAINT appeals_decided CHECK (status IN ('leave-asked', 'filed') OR (decision IS NOT NULL AND decided_on IS NOT NULL))
);
CREATE UNIQUE INDEX appeals_one_open ON appeals (order_id) WHERE status IN ('leave-asked', 'leave-granted', 'filed');
CREATE INDEX appeals_case ON appeals (case_id);

CREATE OR REPLACE VIEW unsupported_holds AS
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
        CASE WHEN c.status NOT IN ('hold-active', 'conditioned', 'charged', 'suspended', 'revoked', 'appealed') THEN 'the case is ' || c.status END,
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
       OR j.disputed OR j.has_gaps OR j.is_lead OR coalesce(j.balance, 0) <= 0
       OR c.status NOT IN ('hold-active', 'conditioned', 'charged', 'suspended', 'revoked', 'appealed')
       OR EXISTS (SELECT 1 FROM deliveries d WHERE d.agency = j.agency AND d.subject = j.subject AND d.state = 'quarantined'));

-- Orders in effect on which nothing rests any more. Always empty, but for a revocation that became final: its case is closed.
CREATE VIEW unsupported_orders AS
SELECT o.id, o.reference, o.permit_id, concat_ws('; ',
    CASE WHEN r.status <> 'confirmed' THEN 'no person confirms the match' END,
    CASE WHEN p.removed OR p.status IN ('vacated', 'withdrawn') THEN 'the judgment is ' || p.status END,
    CASE WHEN c.status NOT IN ('suspended', 'revoked', 'appealed') AND c.close_cause IS DISTINCT FROM 'permit-revoked' THEN 'the case is ' || c.status END,
    CASE WHEN c.close_cause IS DISTINCT FROM 'permit-revoked' AND coalesce(j.balance, 0) <= 0 THEN 'nothing is owed' END) AS why
FROM permit_orders o
JOIN cases c ON c.id = o.case_id
JOIN match_reviews r ON r.id = c.match_review_id
JOIN judgments j ON j.id = c.judgment_id
JOIN judgment_parties p ON p.id = c.judgment_party_id
WHERE o.status = 'in-effect'
  AND (r.status <> 'confirmed' OR p.removed OR p.status IN ('vacated', 'withdrawn')
       OR (c.status NOT IN ('suspended', 'revoked', 'appealed') AND c.close_cause IS DISTINCT FROM 'permit-revoked')
       OR (c.close_cause IS DISTINCT FROM 'permit-revoked' AND coalesce(j.balance, 0) <= 0));

CREATE OR REPLACE VIEW deadlines AS
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
WHERE c.status IN ('noticed', 'hold-active') AND c.watching_for IS NULL AND n.kind IN ('first-notice', 'warning')
  AND n.recorded_at = (SELECT max(o.recorded_at) FROM notices o WHERE o.case_id = c.id)
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
FROM ownership_changes o WHERE o.status = 'temporary'
UNION ALL
-- The same reviews that block a renewal.
SELECT 'match', m.id, m.due_on, 'inspector', p.name || ', judgment ' || j.subject, m.permit_id, NULL, NULL, NULL
FROM match_reviews m JOIN judgment_parties p ON p.id = m.judgment_party_id JOIN judgments j ON j.id = p.judgment_id
WHERE m.status IN ('possible-match', 'under-review') AND m.due_on IS NOT NULL AND NOT p.removed AND NOT j.is_lead AND p.status IN ('issued', 'final', 'appealed', 'stayed')
UNION ALL
SELECT 'hearing-request', g.id, g.request_by, 'permittee', g.reference, g.permit_id, g.case_id, NULL, NULL FROM hearings g WHERE g.status = 'charged'
UNION ALL
SELECT 'hearing', g.id, g.slot_day, 'hearing-officer', g.reference, g.permit_id, g.case_id, NULL, NULL FROM hearings g WHERE g.status = 'scheduled'
UNION ALL
SELECT 'appeal', o.id, o.appeal_by, 'permittee', o.reference, o.permit_id, o.case_id, NULL, NULL
FROM permit_orders o WHERE o.status IN ('issued', 'in-effect', 'stayed') AND o.appeal_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM appeals a WHERE a.order_id = o.id)
UNION ALL
SELECT 'appeal', a.id, a.file_by, 'permittee', o.reference, o.permit_id, o.case_id, NULL, NULL
FROM appeals a JOIN permit_orders o ON o.id = a.order_id WHERE a.status = 'leave-granted'
UNION ALL
SELECT 'suspension', o.id, o.ends_on, 'permittee', o.reference, o.permit_id, o.case_id, NULL, NULL FROM permit_orders o WHERE o.status = 'in-effect' AND o.ends_on IS NOT NULL;
