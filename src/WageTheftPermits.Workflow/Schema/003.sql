-- The trace in which a stimulus was raised (W3C traceparent), so that the burst it leads to can be found from there and back.
ALTER TABLE workflow.stimuli
    ADD COLUMN trace_parent text,
    -- Why a stimulus is consumed that no burst applied: it came for an instance that was just ending.
    ADD COLUMN unused text CHECK (unused = 'instance-ended');

-- How many are alive, of each definition: small, whatever has ended.
CREATE INDEX instances_live ON workflow.instances (definition_id, status) WHERE status IN ('running', 'blocked');
