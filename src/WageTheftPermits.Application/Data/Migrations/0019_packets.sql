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
