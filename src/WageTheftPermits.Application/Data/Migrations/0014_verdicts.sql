-- What was compared, readable, so that what opens a review again can be named.
ALTER TABLE match_reviews ADD COLUMN compared jsonb;

-- A verdict can be undone by whoever gave it while nothing rests on it: an entry more, none less.
ALTER TABLE match_verdicts
    DROP CONSTRAINT match_verdicts_verdict_check,
    ADD CONSTRAINT match_verdicts_verdict_check CHECK (verdict IN ('same', 'not-same', 'unsure', 'taken-back')),
    ADD COLUMN status_before text CHECK (status_before IN ('possible-match', 'under-review', 'cleared', 'confirmed'));

-- Matching models that were tried beside the one in use. The one that was adopted last is in use; where none was, the one that ships.
CREATE TABLE model_trials (
    version          text PRIMARY KEY,
    model            text NOT NULL,
    against          text NOT NULL,
    judgments        integer NOT NULL,
    pairs            integer NOT NULL,
    changed          integer NOT NULL,
    tried_by         text NOT NULL,
    tried_at         timestamptz NOT NULL,
    adopted_at       timestamptz,
    adopted_by       text,
    adopted_because  text CHECK (adopted_because <> ''),
    CONSTRAINT model_trials_adopted CHECK ((adopted_at IS NULL) = (adopted_by IS NULL) AND (adopted_at IS NULL) = (adopted_because IS NULL))
);

CREATE TABLE model_trial_changes (
    version            text NOT NULL REFERENCES model_trials ON DELETE CASCADE,
    permit_id          uuid NOT NULL REFERENCES permits,
    judgment_party_id  uuid NOT NULL REFERENCES judgment_parties,
    was_probability    double precision NOT NULL,
    was_band           text NOT NULL,
    was_kind           text NOT NULL,
    probability        double precision NOT NULL,
    band               text NOT NULL,
    kind               text NOT NULL,
    review             text,
    PRIMARY KEY (version, permit_id, judgment_party_id)
);

-- Blocking keys are made otherwise than before: they are made anew, of the permits first, and what they find is screened.
INSERT INTO screening_requests (permit_id, reason, requested_at, attempts) SELECT id, 'Blocking keys are made otherwise', now(), 0 FROM permits WHERE status <> 'closed' ORDER BY id;
INSERT INTO screening_requests (judgment_id, reason, requested_at, attempts) SELECT id, 'Blocking keys are made otherwise', now(), 0 FROM judgments ORDER BY id;
