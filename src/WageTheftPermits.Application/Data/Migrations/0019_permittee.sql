-- The codes in letters, with which their readers open the permittee's page. Only a digest is kept beside the case; the code itself stands in the letter.
CREATE TABLE answer_codes (
    letter_id  uuid PRIMARY KEY REFERENCES letters,
    digest     text NOT NULL UNIQUE CHECK (length(digest) = 64),
    made_at    timestamptz NOT NULL
);

-- What permittees said on that page.
CREATE TABLE answers (
    id           uuid PRIMARY KEY,
    number       text NOT NULL UNIQUE,
    case_id      uuid NOT NULL REFERENCES cases,
    letter_id    uuid NOT NULL REFERENCES letters,
    kind         text NOT NULL CHECK (kind IN ('not-us', 'paid', 'on-appeal', 'other', 'hearing-request')),
    text         text NOT NULL CHECK (text <> ''),
    document_id  uuid REFERENCES documents,
    received_at  timestamptz NOT NULL,
    read_by      text,
    read_at      timestamptz,
    finding      text CHECK (finding <> ''),
    CONSTRAINT answers_read CHECK ((read_by IS NULL) = (read_at IS NULL) AND (read_by IS NULL) = (finding IS NULL))
);
CREATE INDEX answers_case ON answers (case_id);
CREATE INDEX answers_unread ON answers (case_id) WHERE read_at IS NULL;

-- What a permittee said never changes and never goes; that it was read is noted once.
CREATE FUNCTION answers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.read_at IS NOT NULL
        OR (OLD.id, OLD.number, OLD.case_id, OLD.letter_id, OLD.kind, OLD.text, OLD.document_id, OLD.received_at)
            IS DISTINCT FROM (NEW.id, NEW.number, NEW.case_id, NEW.letter_id, NEW.kind, NEW.text, NEW.document_id, NEW.received_at) THEN
        RAISE EXCEPTION 'An answer cannot be changed or removed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'answers_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answers_stay BEFORE UPDATE OR DELETE ON answers FOR EACH ROW EXECUTE FUNCTION answers_stay();

-- No hold is proposed or approved over an answer that nobody has read.
CREATE FUNCTION holds_answers_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM answers a WHERE a.case_id = NEW.case_id AND a.read_at IS NULL) THEN
        RAISE EXCEPTION 'An answer of the permittee waits to be read.' USING ERRCODE = 'check_violation', CONSTRAINT = 'holds_answers_read';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holds_answers_read_proposed BEFORE INSERT ON holds FOR EACH ROW EXECUTE FUNCTION holds_answers_read();
CREATE TRIGGER holds_answers_read_approved BEFORE UPDATE OF status ON holds FOR EACH ROW WHEN (OLD.status = 'proposed' AND NEW.status = 'in-force') EXECUTE FUNCTION holds_answers_read();
