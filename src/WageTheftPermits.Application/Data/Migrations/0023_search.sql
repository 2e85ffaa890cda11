-- What permits and judgments are found by: the words of their numbers, names, addresses and phones, as people type them. The database keeps them with the rows, whoever writes.

-- Words of a text: without case, accents and punctuation, each once; the commonest words of streets in one spelling.
CREATE FUNCTION search_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(DISTINCT COALESCE('{"street":"st","avenue":"ave","av":"ave","boulevard":"blvd","road":"rd","drive":"dr","lane":"ln","court":"ct","place":"pl","square":"sq",
            "highway":"hwy","north":"n","south":"s","east":"e","west":"w","suite":"ste","incorporated":"inc","corporation":"corp","company":"co"}'::jsonb ->> w, w)), '{}')
    FROM regexp_split_to_table(regexp_replace(translate(lower(normalize(said, NFKD)), 'øłđ’''', 'old'), '[\u0300-\u036f]+', '', 'g'), '[^[:alnum:]]+') AS w
    WHERE w <> '' AND length(w) <= 60
$$;

-- A phone number is found whole, and without its area code.
CREATE FUNCTION search_phones(VARIADIC phones text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(DISTINCT right(digits, n)), '{}')
    FROM (SELECT regexp_replace(p, '\D', '', 'g') AS digits FROM unnest(phones) AS p) d, unnest(ARRAY[10, 7]) AS n
    WHERE length(digits) >= n
$$;

CREATE TABLE search_entries (
    kind   text NOT NULL CHECK (kind IN ('permit', 'judgment')),
    id     uuid NOT NULL,
    words  text[] NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX search_entries_words ON search_entries USING gin (words);

-- Words with a letter in them, for what is half typed or misspelt. What is new waits in a table of its own, so that who brings a word waits for nobody
-- who brings the same one; the service moves it over. A word that is no longer anybody's stays: it finds nothing.
CREATE TABLE search_vocabulary (
    word  text COLLATE "C" PRIMARY KEY
);
CREATE INDEX search_vocabulary_trgm ON search_vocabulary USING gin (word gin_trgm_ops);

CREATE TABLE search_new_words (
    id    bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    word  text COLLATE "C" NOT NULL
);

CREATE FUNCTION search_new_words_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_new_words (word)
    SELECT DISTINCT w.word FROM after_it e, unnest(e.words) AS w(word)
    WHERE w.word ~ '[[:alpha:]]' AND NOT EXISTS (SELECT 1 FROM search_vocabulary v WHERE v.word = w.word COLLATE "C");
    RETURN NULL;
END $$;
CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_new_words_wait();
CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_new_words_wait();

-- A permit is found by its earlier names and holders too.
CREATE FUNCTION search_keep_permits(permits_changed uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_entries AS kept (kind, id, words)
    SELECT 'permit', p.id, search_words(concat_ws(' ', p.number, p.trade_name, h.legal_name, h.owner_name, p.line1, p.line2, p.city, p.postal_code, former.names)) || search_phones(h.phone)
    FROM permits p
    JOIN permittees h ON h.id = p.permittee_id
    CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', e.trade_name, f.legal_name, f.owner_name), ' ') AS names
        FROM (SELECT t.permittee_id, t.trade_name FROM permit_terms t WHERE t.permit_id = p.id
              UNION SELECT c.former_permittee_id, NULL FROM ownership_changes c WHERE c.permit_id = p.id) e
        JOIN permittees f ON f.id = e.permittee_id) former
    WHERE p.id = ANY(permits_changed) ORDER BY p.id
    ON CONFLICT (kind, id) DO UPDATE SET words = excluded.words WHERE kept.words <> excluded.words
$$;

CREATE FUNCTION search_permits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM search_keep_permits(ARRAY(SELECT id FROM after_it));
    ELSE
        PERFORM search_keep_permits(changed.ids) FROM (
            SELECT array_agg(n.id) AS ids FROM after_it n JOIN before_it o ON o.id = n.id
            WHERE (n.number, n.trade_name, n.line1, n.line2, n.city, n.postal_code, n.permittee_id) IS DISTINCT FROM (o.number, o.trade_name, o.line1, o.line2, o.city, o.postal_code, o.permittee_id)) changed
        WHERE changed.ids IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_permits_added AFTER INSERT ON permits REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_permits();
CREATE TRIGGER search_permits_changed AFTER UPDATE ON permits REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_permits();

CREATE FUNCTION search_permittees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    theirs uuid[];
BEGIN
    -- Of two who change a permit and its holder at once, the later one reads what both wrote.
    SELECT array_agg(locked.id) INTO theirs FROM (SELECT id FROM permits WHERE permittee_id IN (SELECT id FROM after_it) ORDER BY id FOR NO KEY UPDATE) locked;
    PERFORM search_keep_permits(theirs);
    RETURN NULL;
END $$;
CREATE TRIGGER search_permittees_changed AFTER UPDATE ON permittees REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_permittees();

CREATE FUNCTION search_earlier_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_keep_permits(ARRAY(SELECT DISTINCT permit_id FROM after_it));
    RETURN NULL;
END $$;
CREATE TRIGGER search_changes_added AFTER INSERT ON ownership_changes REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_earlier_names();
CREATE TRIGGER search_terms_added AFTER INSERT ON permit_terms REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_earlier_names();

-- A judgment is found by whom it names, those that an amendment took out excepted.
CREATE FUNCTION search_keep_judgments(judgments_changed uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_entries AS kept (kind, id, words)
    SELECT 'judgment', j.id, search_words(concat_ws(' ', j.agency, j.subject, j.case_number, parties.said)) || search_phones(VARIADIC parties.phones)
    FROM judgments j
    CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', p.name, array_to_string(p.trade_names, ' '), sites.said), ' ') AS said,
            string_to_array(string_agg(array_to_string(p.phones, ','), ','), ',') AS phones
        FROM judgment_parties p
        LEFT JOIN LATERAL (SELECT string_agg(line.value, ' ') AS said FROM jsonb_array_elements(p.addresses) AS a, jsonb_each_text(a) AS line) sites ON true
        WHERE p.judgment_id = j.id AND NOT p.removed) parties
    WHERE j.id = ANY(judgments_changed) ORDER BY j.id
    ON CONFLICT (kind, id) DO UPDATE SET words = excluded.words WHERE kept.words <> excluded.words
$$;

CREATE FUNCTION search_judgments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM search_keep_judgments(ARRAY(SELECT id FROM after_it));
    ELSE
        PERFORM search_keep_judgments(changed.ids) FROM (
            SELECT array_agg(n.id) AS ids FROM after_it n JOIN before_it o ON o.id = n.id WHERE n.case_number IS DISTINCT FROM o.case_number) changed
        WHERE changed.ids IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_judgments_added AFTER INSERT ON judgments REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_judgments();
CREATE TRIGGER search_judgments_changed AFTER UPDATE ON judgments REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_judgments();

CREATE FUNCTION search_parties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM search_keep_judgments(ARRAY(SELECT DISTINCT judgment_id FROM after_it));
    ELSE
        PERFORM search_keep_judgments(changed.ids) FROM (
            SELECT array_agg(DISTINCT n.judgment_id) AS ids FROM after_it n JOIN before_it o ON o.id = n.id
            WHERE (n.name, n.trade_names, n.addresses, n.phones, n.removed) IS DISTINCT FROM (o.name, o.trade_names, o.addresses, o.phones, o.removed)) changed
        WHERE changed.ids IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_parties_added AFTER INSERT ON judgment_parties REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_parties();
CREATE TRIGGER search_parties_changed AFTER UPDATE ON judgment_parties REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION search_parties();

-- What is there already.
SELECT search_keep_permits(ARRAY(SELECT id FROM permits));
SELECT search_keep_judgments(ARRAY(SELECT id FROM judgments));
