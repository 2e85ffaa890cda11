-- A person settles a dispute that no amendment of the agency has settled: which events were in question, and which of them counts.
ALTER TABLE judgment_decisions
    DROP CONSTRAINT judgment_decisions_kind_check,
    ADD CONSTRAINT judgment_decisions_kind_check CHECK (kind IN ('bar-lifted', 'dispute-settled')),
    ADD COLUMN sequences bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN events uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN counts uuid,
    ADD CONSTRAINT judgment_decisions_settled CHECK ((kind = 'dispute-settled') = (cardinality(events) > 0) AND (cardinality(events) > 0) = (cardinality(sequences) > 0)
        AND (counts IS NULL OR counts = ANY (events)));

-- What waits for a person: the judgments in dispute are few.
CREATE INDEX judgments_disputed ON judgments (changed_at) WHERE disputed;

-- A possible match has a last day, counted by the policy of the day on which it was opened. What was opened before has none.
ALTER TABLE match_reviews ADD COLUMN due_on date;
CREATE INDEX match_reviews_due ON match_reviews (due_on) WHERE status IN ('possible-match', 'under-review');

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
FROM ownership_changes o WHERE o.status = 'temporary'
UNION ALL
-- The same reviews that block a renewal.
SELECT 'match', m.id, m.due_on, 'inspector', p.name || ', judgment ' || j.subject, m.permit_id, NULL, NULL, NULL
FROM match_reviews m JOIN judgment_parties p ON p.id = m.judgment_party_id JOIN judgments j ON j.id = p.judgment_id
WHERE m.status IN ('possible-match', 'under-review') AND m.due_on IS NOT NULL AND NOT p.removed AND NOT j.is_lead AND p.status IN ('issued', 'final', 'appealed', 'stayed');
