-- What was compared, readable, so that what opens a review again can be named.
ALTER TABLE match_reviews ADD COLUMN compared jsonb;

-- A verdict can be undone by whoever gave it while nothing rests on it: an entry more, none less.
ALTER TABLE match_verdicts
    DROP CONSTRAINT match_verdicts_verdict_check,
    ADD CONSTRAINT match_verdicts_verdict_check CHECK (verdict IN ('same', 'not-same', 'unsure', 'taken-back')),
    ADD COLUMN status_before text CHECK (status_before IN ('possible-match', 'under-review', 'cleared', 'confirmed'));
