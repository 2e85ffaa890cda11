-- Several reports of one debt: found by court and case number or by an assignment, linked by a person.

-- Court and case number so that agencies that write them differently can be compared: the words that every court's name has are left out,
-- runs of letters and digits are parted, and digits lose their leading zeros. "County of Santa Clara, Superior Court" with "05-CV-061234"
-- is "SANTA CLARA 5-CV-61234". Null where either says nothing.
CREATE FUNCTION docket_of(court text, case_number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT nullif(btrim(regexp_replace(regexp_replace(regexp_replace(upper(court), '[^A-Z0-9]+', ' ', 'g'),
               '\m(SUPERIOR|COURT|COUNTY|CITY|STATE|CALIFORNIA|CA|OF|THE|FOR|IN|AND)\M', ' ', 'g'), ' +', ' ', 'g')), '')
        || ' ' ||
        nullif(regexp_replace(btrim(regexp_replace(regexp_replace(upper(case_number), '([A-Z]+|[0-9]+)', '-\1-', 'g'), '[^A-Z0-9]+', '-', 'g'), '-'),
               '(^|-)0+(?=[0-9])', '\1', 'g'), '')
$$;

ALTER TABLE judgments
    ADD COLUMN docket text GENERATED ALWAYS AS (docket_of(court, case_number)) STORED,
    ADD COLUMN assigned_to text,
    ADD COLUMN assigned_to_agency text,
    ADD COLUMN assigned_to_subject text;
CREATE INDEX judgments_docket ON judgments (docket) WHERE docket IS NOT NULL;
CREATE INDEX judgments_assigned ON judgments (assigned_to_agency, assigned_to_subject) WHERE assigned_to_agency IS NOT NULL;

-- As the next fold of each would say.
UPDATE judgments j
SET assigned_to = coalesce(e.data ->> 'toName', e.data ->> 'toAgency', 'another creditor'),
    assigned_to_agency = e.data ->> 'toAgency',
    assigned_to_subject = e.data ->> 'toSubject'
FROM (SELECT DISTINCT ON (judgment_id) judgment_id, convert_from(body, 'UTF8')::json -> 'data' AS data
      FROM judgment_events WHERE type = 'judgment.assigned.v1' AND NOT set_aside ORDER BY judgment_id, sequence DESC) e
WHERE e.judgment_id = j.id;

-- The ledger: the last entry of a pair stands.
CREATE TABLE debt_links (
    id         uuid PRIMARY KEY,
    number     bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    first_id   uuid NOT NULL REFERENCES judgments,
    second_id  uuid NOT NULL REFERENCES judgments,
    finding    text NOT NULL CHECK (finding IN ('same-debt', 'different-debts')),
    leader_id  uuid REFERENCES judgments,
    reason     text NOT NULL CHECK (reason <> ''),
    by         text NOT NULL,
    at         timestamptz NOT NULL,
    CONSTRAINT debt_links_order CHECK (first_id < second_id),
    CONSTRAINT debt_links_leader CHECK ((finding = 'same-debt') = (leader_id IS NOT NULL) AND coalesce(leader_id IN (first_id, second_id), true))
);
CREATE INDEX debt_links_pair ON debt_links (first_id, second_id, number DESC);
CREATE INDEX debt_links_second ON debt_links (second_id);

CREATE TABLE debt_link_parties (
    link_id          uuid NOT NULL REFERENCES debt_links,
    first_party_id   uuid NOT NULL REFERENCES judgment_parties,
    second_party_id  uuid NOT NULL REFERENCES judgment_parties,
    PRIMARY KEY (link_id, first_party_id),
    CONSTRAINT debt_link_parties_second UNIQUE (link_id, second_party_id)
);

-- What stands, seen from each side.
CREATE VIEW standing_debt_links AS
    WITH standing AS (SELECT DISTINCT ON (first_id, second_id) * FROM debt_links ORDER BY first_id, second_id, number DESC)
    SELECT first_id AS judgment_id, second_id AS other_id, true AS is_first, id AS link_id, finding, leader_id FROM standing
    UNION ALL
    SELECT second_id, first_id, false, id, finding, leader_id FROM standing;

-- Pairs that may be one debt, seen from each side. A lead was never adjudged, and of an unknown judgment there is nothing to compare.
CREATE VIEW debt_candidates AS
    SELECT a.id AS judgment_id, b.id AS other_id FROM judgments a JOIN judgments b ON b.docket = a.docket AND b.id <> a.id
    WHERE NOT a.is_lead AND NOT b.is_lead AND a.status <> 'unknown' AND b.status <> 'unknown'
    UNION
    SELECT a.id, b.id FROM judgments a JOIN judgments b ON b.agency = a.assigned_to_agency AND b.subject = a.assigned_to_subject AND b.id <> a.id
    WHERE NOT a.is_lead AND NOT b.is_lead AND a.status <> 'unknown' AND b.status <> 'unknown'
    UNION
    SELECT b.id, a.id FROM judgments a JOIN judgments b ON b.agency = a.assigned_to_agency AND b.subject = a.assigned_to_subject AND b.id <> a.id
    WHERE NOT a.is_lead AND NOT b.is_lead AND a.status <> 'unknown' AND b.status <> 'unknown';

-- Candidates on which nobody has decided. Two that follow one leader are decided by that.
CREATE VIEW undecided_debts AS
    SELECT c.judgment_id, c.other_id, c.judgment_id < c.other_id AS is_first
    FROM debt_candidates c
    WHERE NOT EXISTS (SELECT 1 FROM standing_debt_links s WHERE s.judgment_id = c.judgment_id AND s.other_id = c.other_id)
      AND NOT EXISTS (SELECT 1 FROM standing_debt_links s JOIN standing_debt_links t ON t.leader_id = s.leader_id
                      WHERE s.judgment_id = c.judgment_id AND t.judgment_id = c.other_id);

-- Nobody is held twice for one debt, nor for one that another report says is paid, stayed or bankrupt, nor while nobody has said whether it is one.
CREATE FUNCTION holds_one_debt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases c JOIN undecided_debts u ON u.judgment_id = c.judgment_id WHERE c.id = NEW.case_id)
       OR EXISTS (
        SELECT 1
        FROM cases c
        JOIN standing_debt_links s ON s.judgment_id = c.judgment_id AND s.finding = 'same-debt'
        JOIN judgments o ON o.id = s.other_id
        LEFT JOIN debt_link_parties x ON x.link_id = s.link_id AND c.judgment_party_id IN (x.first_party_id, x.second_party_id)
        LEFT JOIN judgment_parties p ON p.judgment_id = o.id AND p.id IN (x.first_party_id, x.second_party_id)
        WHERE c.id = NEW.case_id
          AND (s.leader_id <> c.judgment_id
               OR coalesce(p.status, o.status) IN ('satisfied', 'vacated', 'withdrawn', 'stayed')
               OR p.bankruptcy <> 'none' OR p.removed))
    THEN
        RAISE EXCEPTION 'hold % rests on a debt that another judgment reports', NEW.reference USING ERRCODE = 'check_violation', CONSTRAINT = 'holds_one_debt';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holds_one_debt BEFORE INSERT OR UPDATE OF status ON holds
    FOR EACH ROW WHEN (NEW.status = 'in-force') EXECUTE FUNCTION holds_one_debt();

-- A judgment that follows another has no cases of its own, whichever of the two comes first.
CREATE FUNCTION cases_of_the_leader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM judgments WHERE id = NEW.judgment_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM standing_debt_links WHERE judgment_id = NEW.judgment_id AND leader_id = other_id) THEN
        RAISE EXCEPTION 'case % is on a judgment that follows another', NEW.reference USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_of_the_leader';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_of_the_leader BEFORE INSERT ON cases FOR EACH ROW EXECUTE FUNCTION cases_of_the_leader();

CREATE FUNCTION debt_links_no_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases c WHERE c.judgment_id IN (NEW.first_id, NEW.second_id) AND c.judgment_id <> NEW.leader_id AND c.status NOT IN ('releasing', 'closed')) THEN
        RAISE EXCEPTION 'a judgment with an open case cannot follow another' USING ERRCODE = 'check_violation', CONSTRAINT = 'debt_links_no_case';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER debt_links_no_case AFTER INSERT ON debt_links DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.finding = 'same-debt') EXECUTE FUNCTION debt_links_no_case();
