CREATE SCHEMA workflow;

-- Immutable: a changed file is a new version, and an instance stays on the one it began with.
CREATE TABLE workflow.definitions (
    definition_id text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    name text NOT NULL,
    file text NOT NULL,
    source text NOT NULL,
    content_hash text NOT NULL,
    deployed_at timestamptz NOT NULL,
    deployed_by text NOT NULL,
    deployed_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (definition_id, version)
);

CREATE TABLE workflow.instances (
    id uuid PRIMARY KEY,
    definition_id text NOT NULL,
    definition_version integer NOT NULL,
    correlation_id text NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'blocked', 'finished', 'cancelled')),
    inputs jsonb NOT NULL,
    variables jsonb NOT NULL DEFAULT '{}',
    outputs jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- Failed bursts since the last that succeeded, and the time before which there is no further try.
    attempts integer NOT NULL DEFAULT 0,
    not_before timestamptz,
    -- The transaction that created it: a burst in that same transaction was invisible to whoever raised a fact meanwhile.
    created_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    FOREIGN KEY (definition_id, definition_version) REFERENCES workflow.definitions
);
CREATE INDEX instances_live_by_correlation ON workflow.instances (correlation_id) WHERE status IN ('running', 'blocked');
CREATE INDEX instances_by_definition ON workflow.instances (definition_id, definition_version, status);

-- One row for each time an activity is executed; containers included. Owner of the waits and tasks it asked for.
CREATE TABLE workflow.executions (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES workflow.instances,
    parent_id uuid,
    activity_id text NOT NULL,
    activity_type text NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'waiting', 'completed', 'faulted', 'cancelled')),
    outcomes text[] NOT NULL DEFAULT '{}',
    state jsonb,
    started_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX executions_alive ON workflow.executions (instance_id) WHERE status IN ('running', 'waiting', 'faulted');

CREATE TABLE workflow.tasks (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES workflow.instances,
    execution_id uuid NOT NULL,
    activity_id text NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    role text NOT NULL,
    assigned_to text,
    due_at timestamptz,
    subject jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'completed', 'cancelled')),
    outcome text,
    payload jsonb,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by text,
    CHECK ((status = 'open') = (closed_at IS NULL)),
    CHECK ((status = 'open') = (closed_by IS NULL))
);
CREATE INDEX tasks_open_by_role ON workflow.tasks (role, due_at) WHERE status = 'open';
CREATE INDEX tasks_open_by_assignee ON workflow.tasks (assigned_to, due_at) WHERE status = 'open';
CREATE INDEX tasks_by_instance ON workflow.tasks (instance_id);
CREATE INDEX tasks_open_by_subject ON workflow.tasks USING gin (subject) WHERE status = 'open';

-- Only what is waited for now: a row goes when its wait is answered or withdrawn; the journal keeps the history.
CREATE TABLE workflow.waits (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES workflow.instances,
    execution_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('fact', 'event', 'timer', 'task')),
    name text NOT NULL,
    key text NOT NULL,
    due_at timestamptz,
    task_id uuid REFERENCES workflow.tasks,
    created_at timestamptz NOT NULL,
    CHECK ((kind = 'timer') = (due_at IS NOT NULL)),
    CHECK ((kind = 'task') = (task_id IS NOT NULL))
);
CREATE INDEX waits_by_instance ON workflow.waits (instance_id);
CREATE INDEX waits_due ON workflow.waits (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX waits_by_name_and_key ON workflow.waits (name, key, kind) WHERE kind IN ('fact', 'event');

-- What may move an instance on. Parked: an event that nothing waits for yet.
CREATE TABLE workflow.stimuli (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance_id uuid REFERENCES workflow.instances,
    kind text NOT NULL CHECK (kind IN ('start', 'retry', 'fact', 'event', 'task')),
    name text NOT NULL,
    key text NOT NULL,
    task_id uuid,
    outcome text,
    payload jsonb,
    actor text NOT NULL,
    raised_at timestamptz NOT NULL,
    parked boolean NOT NULL DEFAULT false,
    expires_at timestamptz,
    consumed_at timestamptz,
    -- How many waits it answered; null where it expired.
    answered integer,
    CHECK (instance_id IS NOT NULL OR parked OR consumed_at IS NOT NULL)
);
CREATE INDEX stimuli_ready ON workflow.stimuli (id) WHERE consumed_at IS NULL AND NOT parked;
CREATE INDEX stimuli_ready_by_instance ON workflow.stimuli (instance_id, id) WHERE consumed_at IS NULL AND NOT parked;
CREATE INDEX stimuli_parked ON workflow.stimuli (name, key) WHERE consumed_at IS NULL AND parked;
CREATE INDEX stimuli_expiring ON workflow.stimuli (expires_at) WHERE consumed_at IS NULL AND parked;

CREATE TABLE workflow.journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES workflow.instances,
    execution_id uuid,
    activity_id text,
    activity_type text,
    event text NOT NULL,
    outcome text,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    detail jsonb
);
CREATE INDEX journal_by_instance ON workflow.journal (instance_id, id);

CREATE TABLE workflow.incidents (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES workflow.instances,
    execution_id uuid,
    activity_id text,
    -- 'fault': the activity said that it cannot go on. 'failure': bursts threw, as often as is allowed.
    kind text NOT NULL CHECK (kind IN ('fault', 'failure')),
    message text NOT NULL,
    exception text,
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz,
    resolved_by text,
    resolution text CHECK (resolution IN ('retried', 'cancelled')),
    reason text,
    CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);
CREATE INDEX incidents_open ON workflow.incidents (opened_at) WHERE resolved_at IS NULL;
CREATE INDEX incidents_by_instance ON workflow.incidents (instance_id);
