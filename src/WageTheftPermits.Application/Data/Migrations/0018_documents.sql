-- Documents of a case, as they were brought: what each is, who brought it, and its very bytes.
CREATE TABLE documents (
    id          uuid PRIMARY KEY,
    number      text NOT NULL UNIQUE,
    case_id     uuid NOT NULL REFERENCES cases,
    file_name   text NOT NULL CHECK (file_name <> '' AND file_name !~ '[/\\[:cntrl:]]'),
    media_type  text NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    size        integer NOT NULL CHECK (size BETWEEN 1 AND 10485760),
    sha256      text NOT NULL,
    about       text NOT NULL CHECK (about <> ''),
    source      text NOT NULL CHECK (source IN ('department', 'permittee')),
    entered_by  text NOT NULL,
    entered_at  timestamptz NOT NULL,
    bytes       bytea NOT NULL,
    CONSTRAINT documents_are_their_bytes CHECK (octet_length(bytes) = size AND encode(sha256(bytes), 'hex') = documents.sha256),
    CONSTRAINT documents_of_whom CHECK (entered_by NOT LIKE 'permittee:%' OR source = 'permittee')
);
CREATE INDEX documents_case ON documents (case_id);
-- Pictures and PDFs are compressed already.
ALTER TABLE documents ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- A document never changes and never goes.
CREATE FUNCTION documents_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A document cannot be changed or removed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'documents_stay';
END $$;
CREATE TRIGGER documents_stay BEFORE UPDATE OR DELETE ON documents FOR EACH ROW EXECUTE FUNCTION documents_stay();
CREATE TRIGGER documents_stay_all BEFORE TRUNCATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION documents_stay();
