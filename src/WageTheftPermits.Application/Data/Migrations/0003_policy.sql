-- A policy is changed by two people: one proposes, another approves, and it comes into force on its day.

CREATE TABLE policy_proposals (
    id               uuid PRIMARY KEY,
    reference        text NOT NULL UNIQUE,
    program          text NOT NULL,
    content          jsonb NOT NULL,
    digest           text NOT NULL,
    base_version     text NOT NULL REFERENCES policy_versions,
    reason           text NOT NULL CHECK (reason <> ''),
    effective_on     date NOT NULL,
    status           text NOT NULL CHECK (status IN ('proposed', 'approved', 'declined', 'withdrawn')),
    proposed_by      text NOT NULL,
    proposed_at      timestamptz NOT NULL,
    decided_by       text,
    decided_at       timestamptz,
    decision_reason  text,
    -- Two people, whatever the program says: nobody decides on a change that they proposed; they can only take it back.
    CONSTRAINT policy_proposals_two_people CHECK (status = 'withdrawn' OR decided_by IS NULL OR lower(decided_by) <> lower(proposed_by)),
    CONSTRAINT policy_proposals_decided CHECK ((status = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL))
);
-- The same change is proposed once.
CREATE UNIQUE INDEX policy_proposals_one_open ON policy_proposals (digest) WHERE status = 'proposed';
CREATE INDEX policy_proposals_by_time ON policy_proposals (proposed_at);

-- Each version changes one other, and no two change the same; the first one changes none.
ALTER TABLE policy_versions
    ADD COLUMN number          bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN effective_from  timestamptz,
    ADD COLUMN base_version    text REFERENCES policy_versions CONSTRAINT policy_versions_one_successor UNIQUE,
    ADD COLUMN proposal_id     uuid REFERENCES policy_proposals;
UPDATE policy_versions SET effective_from = deployed_at;
ALTER TABLE policy_versions ALTER COLUMN effective_from SET NOT NULL;
CREATE INDEX policy_versions_in_force ON policy_versions (effective_from DESC, number DESC);

-- Where a policy stands already, another one needs a proposal that somebody else approved, with this very content.
CREATE FUNCTION policy_versions_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM policy_versions) AND NOT EXISTS (
        SELECT 1 FROM policy_proposals p
        WHERE p.id = NEW.proposal_id AND p.status = 'approved' AND p.content = NEW.content AND p.base_version = NEW.base_version
    ) THEN
        RAISE EXCEPTION 'policy version % has no approved proposal', NEW.version USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_versions_approved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policy_versions_approved BEFORE INSERT ON policy_versions FOR EACH ROW EXECUTE FUNCTION policy_versions_approved();
