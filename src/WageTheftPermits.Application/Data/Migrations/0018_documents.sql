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

-- What hearing officers are given to read, as it was made: numbered, and never changed.
CREATE TABLE hearing_packets (
    id          uuid PRIMARY KEY,
    hearing_id  uuid NOT NULL REFERENCES hearings,
    version     integer NOT NULL CHECK (version > 0),
    pages       integer NOT NULL CHECK (pages > 0),
    exhibits    integer NOT NULL CHECK (exhibits >= 0),
    sha256      text NOT NULL,
    as_of       timestamptz NOT NULL,
    made_by     text NOT NULL,
    made_at     timestamptz NOT NULL CHECK (made_at >= as_of),
    pdf         bytea NOT NULL CHECK (substring(pdf FROM 1 FOR 5) = '%PDF-'),
    CONSTRAINT hearing_packets_version UNIQUE (hearing_id, version),
    CONSTRAINT hearing_packets_are_their_bytes CHECK (encode(sha256(pdf), 'hex') = hearing_packets.sha256)
);
ALTER TABLE hearing_packets ALTER COLUMN pdf SET STORAGE EXTERNAL;

CREATE FUNCTION hearing_packets_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A packet cannot be changed or removed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'hearing_packets_stay';
END $$;
CREATE TRIGGER hearing_packets_stay BEFORE UPDATE OR DELETE ON hearing_packets FOR EACH ROW EXECUTE FUNCTION hearing_packets_stay();
CREATE TRIGGER hearing_packets_stay_all BEFORE TRUNCATE ON hearing_packets FOR EACH STATEMENT EXECUTE FUNCTION hearing_packets_stay();
