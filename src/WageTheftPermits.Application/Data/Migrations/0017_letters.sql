-- Notices as documents. What a letter says is fixed when it is final; what was served can be shown word for word.
CREATE TABLE letters (
    id               uuid PRIMARY KEY,
    number           text NOT NULL UNIQUE,
    case_id          uuid NOT NULL REFERENCES cases,
    kind             text NOT NULL CHECK (kind IN ('first-notice', 'warning', 'notice-of-charges', 'hearing-notice', 'decision', 'release')),
    language         text NOT NULL CHECK (language <> ''),
    is_translation   boolean NOT NULL,
    template         text NOT NULL,
    template_digest  text NOT NULL CHECK (length(template_digest) = 64),
    "values"         jsonb NOT NULL,
    body             text NOT NULL,
    status           text NOT NULL CHECK (status IN ('draft', 'final', 'served', 'returned', 'discarded')),
    serve_on         date NOT NULL,
    serve_by         text NOT NULL CHECK (serve_by IN ('mail', 'in-person', 'posting', 'email')),
    respond_by       date,
    prepared_by      text NOT NULL,
    prepared_at      timestamptz NOT NULL,
    certified_by     text,
    certified_at     timestamptz,
    certification    text CHECK (certification <> ''),
    final_by         text,
    final_at         timestamptz,
    notice_id        uuid REFERENCES notices,
    returned_on      date,
    ended_by         text,
    ended_at         timestamptz,
    end_reason       text CHECK (end_reason <> ''),
    CONSTRAINT letters_certified CHECK ((certified_by IS NULL) = (certified_at IS NULL) AND (certified_by IS NULL) = (certification IS NULL) AND (certified_by IS NULL OR is_translation)),
    CONSTRAINT letters_final CHECK ((final_by IS NULL) = (final_at IS NULL) AND (final_by IS NOT NULL OR status IN ('draft', 'discarded'))),
    CONSTRAINT letters_served CHECK ((notice_id IS NOT NULL) = (status IN ('served', 'returned'))),
    CONSTRAINT letters_ended CHECK ((ended_by IS NULL) = (ended_at IS NULL) AND (ended_by IS NULL) = (end_reason IS NULL) AND (ended_by IS NOT NULL) = (status IN ('returned', 'discarded'))),
    CONSTRAINT letters_returned CHECK ((returned_on IS NOT NULL) = (status = 'returned'))
);
CREATE INDEX letters_case ON letters (case_id);
CREATE INDEX letters_to_serve ON letters (serve_on) WHERE status = 'final';
CREATE INDEX letters_notice ON letters (notice_id);

CREATE TABLE letter_documents (
    letter_id  uuid PRIMARY KEY REFERENCES letters,
    html       text NOT NULL,
    pdf        bytea NOT NULL CHECK (substring(pdf FROM 1 FOR 5) = '%PDF-')
);

-- A document never changes and never goes.
CREATE FUNCTION letter_documents_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A letter''s document cannot be changed or removed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_documents_stay';
END $$;
CREATE TRIGGER letter_documents_stay BEFORE UPDATE OR DELETE ON letter_documents FOR EACH ROW EXECUTE FUNCTION letter_documents_stay();

-- Once a letter is no draft, what it says and for whom is fixed; a letter is never removed.
CREATE FUNCTION letters_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.status <> 'draft'
        AND (OLD.number, OLD.case_id, OLD.kind, OLD.language, OLD.is_translation, OLD.template, OLD.template_digest, OLD."values", OLD.body, OLD.serve_on, OLD.serve_by, OLD.respond_by,
             OLD.prepared_by, OLD.prepared_at, OLD.certified_by, OLD.certified_at, OLD.certification, OLD.final_by, OLD.final_at)
            IS DISTINCT FROM
            (NEW.number, NEW.case_id, NEW.kind, NEW.language, NEW.is_translation, NEW.template, NEW.template_digest, NEW."values", NEW.body, NEW.serve_on, NEW.serve_by, NEW.respond_by,
             NEW.prepared_by, NEW.prepared_at, NEW.certified_by, NEW.certified_at, NEW.certification, NEW.final_by, NEW.final_at)) THEN
        RAISE EXCEPTION 'What a final letter says cannot be changed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'letters_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letters_stay BEFORE UPDATE OR DELETE ON letters FOR EACH ROW EXECUTE FUNCTION letters_stay();

-- No letter is final without its document.
CREATE FUNCTION letters_have_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM letter_documents d WHERE d.letter_id = NEW.id) THEN
        RAISE EXCEPTION 'A final letter needs its document.' USING ERRCODE = 'check_violation', CONSTRAINT = 'letters_have_document';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER letters_have_document AFTER INSERT OR UPDATE OF status ON letters DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status IN ('final', 'served', 'returned')) EXECUTE FUNCTION letters_have_document();

-- Letters on their way by e-mail, to addresses at which permittees have consented to be served.
CREATE TABLE letter_mails (
    id            uuid PRIMARY KEY,
    letter_id     uuid NOT NULL REFERENCES letters,
    address       text NOT NULL CHECK (address <> ''),
    consent       text NOT NULL CHECK (consent <> ''),
    requested_by  text NOT NULL,
    requested_at  timestamptz NOT NULL,
    attempts      integer NOT NULL,
    next_at       timestamptz,
    sent_at       timestamptz,
    last_error    text,
    CONSTRAINT letter_mails_sent CHECK (sent_at IS NULL OR (next_at IS NULL AND last_error IS NULL)),
    CONSTRAINT letter_mails_given_up CHECK (next_at IS NOT NULL OR sent_at IS NOT NULL OR last_error IS NOT NULL)
);
CREATE INDEX letter_mails_due ON letter_mails (next_at) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX letter_mails_one ON letter_mails (letter_id) WHERE next_at IS NOT NULL OR sent_at IS NOT NULL;
