-- How common names are, counted where the permits are. A permit's terms (Domain/Matching/CountedTerms) stand in one row.
CREATE TABLE permit_counted_terms (
    permit_id  uuid PRIMARY KEY REFERENCES permits,
    terms      text[] NOT NULL
);

-- A count is its row here and what has changed since: who changes a permit adds rows and waits for nobody, however common its words are, and for no import
-- that is not committed. The service folds the changes into the counts from time to time.
CREATE TABLE term_counts (
    term   text COLLATE "C" PRIMARY KEY,
    count  integer NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE term_changes (
    id      bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    term    text COLLATE "C" NOT NULL,
    change  integer NOT NULL
);
CREATE INDEX term_changes_term ON term_changes (term) INCLUDE (change);

-- The database itself keeps the counts and the terms together, whoever writes and however many at once.
CREATE FUNCTION permit_terms_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO term_changes (term, change) SELECT t.term, count(*) FROM after_it p, unnest(p.terms) AS t(term) GROUP BY t.term;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO term_changes (term, change) SELECT t.term, -count(*) FROM before_it p, unnest(p.terms) AS t(term) GROUP BY t.term;
    ELSE
        INSERT INTO term_changes (term, change)
        SELECT term, sum(change) FROM (
            SELECT t.term, 1 AS change FROM after_it p, unnest(p.terms) AS t(term)
            UNION ALL SELECT t.term, -1 FROM before_it p, unnest(p.terms) AS t(term)) both_sides
        GROUP BY term HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER permit_terms_added AFTER INSERT ON permit_counted_terms
    REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION permit_terms_counted();
CREATE TRIGGER permit_terms_changed AFTER UPDATE ON permit_counted_terms
    REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION permit_terms_counted();
CREATE TRIGGER permit_terms_removed AFTER DELETE ON permit_counted_terms
    REFERENCING OLD TABLE AS before_it FOR EACH STATEMENT EXECUTE FUNCTION permit_terms_counted();

-- Only the program can read names, so that the permits that there are are counted as they are screened; then the judgments are screened with the full counts.
INSERT INTO screening_requests (permit_id, reason, requested_at, attempts) SELECT id, 'Names are counted in the database', now(), 0 FROM permits ORDER BY id;
INSERT INTO screening_requests (judgment_id, reason, requested_at, attempts) SELECT id, 'Names are counted in the database', now(), 0 FROM judgments ORDER BY id;
