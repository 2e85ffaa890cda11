-- When an agency was heard, without reading what it said.
CREATE INDEX deliveries_heard ON deliveries (agency, received_at);

-- Judgments on which something is missing or contradicted, which are few.
CREATE INDEX judgments_doubtful ON judgments (agency) WHERE has_gaps OR disputed;

-- How often an agency has spoken, messages less than an hour apart being one time, and its longest silence between two messages.
CREATE FUNCTION agency_silences(of_agency text) RETURNS TABLE (times bigint, longest interval) LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE pause IS NULL OR pause >= interval '1 hour'), max(pause)
    FROM (SELECT received_at - lag(received_at) OVER (ORDER BY received_at) AS pause FROM deliveries WHERE agency = of_agency) AS heard
$$;

-- Agencies that have been silent for longer than they ever were, and for a day at least, of those that have spoken five times.
-- Only of those that are silent for a day is the past read.
CREATE FUNCTION silent_agencies(at timestamptz) RETURNS TABLE (agency text, since timestamptz, longest interval) LANGUAGE sql STABLE AS $$
    WITH quiet AS MATERIALIZED (
        SELECT a.key, last.received_at
        FROM agencies a CROSS JOIN LATERAL (SELECT d.received_at FROM deliveries d WHERE d.agency = a.key ORDER BY d.received_at DESC LIMIT 1) AS last
        WHERE last.received_at <= at - interval '1 day')
    SELECT quiet.key, quiet.received_at, past.longest
    FROM quiet CROSS JOIN LATERAL agency_silences(quiet.key) AS past
    WHERE past.times >= 5 AND at - quiet.received_at > past.longest
$$;
