-- Why a version was published.
ALTER TABLE workflow.definitions ADD COLUMN reason text;

-- A child knows its parent, and the parent's execution that waits for it under the child's id; one that was dispatched and forgotten has none.
ALTER TABLE workflow.instances
    ADD COLUMN parent_instance_id uuid REFERENCES workflow.instances,
    ADD COLUMN parent_execution_id uuid;
CREATE INDEX instances_by_parent ON workflow.instances (parent_instance_id) WHERE parent_instance_id IS NOT NULL;
CREATE INDEX instances_by_correlation ON workflow.instances (correlation_id);

ALTER TABLE workflow.waits DROP CONSTRAINT waits_kind_check,
    ADD CONSTRAINT waits_kind_check CHECK (kind IN ('fact', 'event', 'timer', 'task', 'child'));
DROP INDEX workflow.waits_by_name_and_key;
CREATE INDEX waits_by_name_and_key ON workflow.waits (name, key, kind) WHERE kind IN ('fact', 'event', 'child');
-- Who waits for longest, of all and of those that wait for one thing; blocked and ended instances by since when.
CREATE INDEX waits_oldest ON workflow.waits (created_at, id);
CREATE INDEX waits_oldest_by_name ON workflow.waits (kind, name, created_at, id);
DROP INDEX workflow.instances_by_definition;
CREATE INDEX instances_by_definition ON workflow.instances (definition_id, definition_version, status, id);
CREATE INDEX instances_blocked ON workflow.instances (updated_at, id) WHERE status = 'blocked';
CREATE INDEX instances_ended ON workflow.instances (ended_at, id) WHERE ended_at IS NOT NULL;

ALTER TABLE workflow.stimuli DROP CONSTRAINT stimuli_kind_check,
    ADD CONSTRAINT stimuli_kind_check CHECK (kind IN ('start', 'retry', 'skip', 'fact', 'event', 'task', 'child'));

-- What has not been used of an instance's stimuli, parked events among it: taken when it runs, given up when it ends.
DROP INDEX workflow.stimuli_ready_by_instance;
CREATE INDEX stimuli_open_by_instance ON workflow.stimuli (instance_id) WHERE consumed_at IS NULL;

-- A task is offered to a role or to a person; whoever takes it has it until they complete or release it.
ALTER TABLE workflow.tasks
    ADD COLUMN claimed_by text,
    ADD COLUMN claimed_at timestamptz,
    ADD CONSTRAINT tasks_claim CHECK ((claimed_by IS NULL) = (claimed_at IS NULL)),
    ADD CONSTRAINT tasks_claimed_by_whom_offered CHECK (claimed_by IS NULL OR assigned_to IS NULL OR claimed_by = assigned_to),
    ADD CONSTRAINT tasks_completed_by_claimer CHECK (status <> 'completed' OR claimed_by IS NULL OR claimed_by = closed_by);

-- How often each activity broke a burst since the last that succeeded; counts nothing while attempts is 0.
ALTER TABLE workflow.instances ADD COLUMN failures jsonb NOT NULL DEFAULT '{}';

-- An event from outside that nothing answered in its time has no instance; the stimulus tells what it was.
ALTER TABLE workflow.incidents
    ALTER COLUMN instance_id DROP NOT NULL,
    ADD COLUMN stimulus_id bigint REFERENCES workflow.stimuli,
    DROP CONSTRAINT incidents_kind_check,
    ADD CONSTRAINT incidents_kind_check CHECK (kind IN ('fault', 'failure', 'unanswered')),
    DROP CONSTRAINT incidents_resolution_check,
    ADD CONSTRAINT incidents_resolution_check CHECK (resolution IN ('retried', 'skipped', 'cancelled', 'dismissed', 'raised-again')),
    ADD CONSTRAINT incidents_reason CHECK (resolved_at IS NULL OR (reason <> '' AND resolved_by <> '')),
    ADD CONSTRAINT incidents_how CHECK (CASE resolution WHEN 'retried' THEN kind <> 'unanswered' WHEN 'skipped' THEN kind <> 'unanswered'
                                        WHEN 'dismissed' THEN kind = 'unanswered' WHEN 'raised-again' THEN kind = 'unanswered' ELSE true END),
    ADD CONSTRAINT incidents_what CHECK ((kind = 'unanswered') = (stimulus_id IS NOT NULL) AND (instance_id IS NOT NULL OR kind = 'unanswered'));

-- Moving running instances to another version of their definition. Until it is committed it can be taken back.
CREATE TABLE workflow.migrations (
    id uuid PRIMARY KEY,
    definition_id text NOT NULL,
    from_version integer NOT NULL,
    to_version integer NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'moved', 'committed', 'reverting', 'reverted')),
    reason text NOT NULL CHECK (reason <> ''),
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    ended_at timestamptz,
    -- Who committed it or has it taken back, and why; of one that is being taken back too.
    ended_by text,
    end_reason text CHECK (end_reason <> ''),
    FOREIGN KEY (definition_id, from_version) REFERENCES workflow.definitions,
    FOREIGN KEY (definition_id, to_version) REFERENCES workflow.definitions,
    CHECK (from_version <> to_version),
    CHECK ((status IN ('committed', 'reverted')) = (ended_at IS NOT NULL)),
    CHECK ((status IN ('committed', 'reverting', 'reverted')) = (ended_by IS NOT NULL AND end_reason IS NOT NULL))
);
CREATE UNIQUE INDEX migrations_open ON workflow.migrations (definition_id) WHERE status IN ('running', 'moved', 'reverting');

CREATE TABLE workflow.migration_items (
    migration_id uuid NOT NULL REFERENCES workflow.migrations,
    instance_id uuid NOT NULL REFERENCES workflow.instances,
    status text NOT NULL CHECK (status IN ('waiting', 'moved', 'refused', 'reverted', 'stayed')),
    why text,
    at timestamptz NOT NULL,
    PRIMARY KEY (migration_id, instance_id)
);
CREATE INDEX migration_items_by_status ON workflow.migration_items (migration_id, status);
