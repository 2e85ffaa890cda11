-- Everything the service keeps. Written by hand; a test holds the EF model against what this makes.
-- Statuses are words with a CHECK, so that a reader of a dump understands them.

CREATE SEQUENCE reference_numbers;

CREATE TABLE permittees (
    id            uuid PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('unknown', 'person', 'organization')),
    legal_name    text,
    owner_name    text,
    tax_id_last4  text,
    phone         text,
    language      text
);

CREATE TABLE permits (
    id            uuid PRIMARY KEY,
    number        text NOT NULL CONSTRAINT permits_number_key UNIQUE,
    type          text NOT NULL,
    permittee_id  uuid NOT NULL REFERENCES permittees,
    trade_name    text NOT NULL,
    line1         text NOT NULL,
    line2         text,
    city          text NOT NULL,
    state         text NOT NULL,
    postal_code   text,
    term_start    date NOT NULL,
    term_end      date NOT NULL,
    status        text NOT NULL CHECK (status IN ('active', 'expired', 'closed')),
    CONSTRAINT permits_term CHECK (term_end > term_start)
);
CREATE INDEX permits_permittee ON permits (permittee_id);
CREATE INDEX permits_term_end ON permits (term_end) WHERE status = 'active';
CREATE INDEX permits_trade_name_trgm ON permits USING gin (trade_name gin_trgm_ops);

CREATE TABLE renewals (
    id              uuid PRIMARY KEY,
    permit_id       uuid NOT NULL REFERENCES permits,
    term_start      date NOT NULL,
    term_end        date NOT NULL,
    due_on          date NOT NULL,
    policy_version  text NOT NULL,
    status          text NOT NULL CHECK (status IN ('open', 'issued', 'withdrawn')),
    opened_at       timestamptz NOT NULL,
    screened_at     timestamptz,
    overdue_at      timestamptz,
    ended_at        timestamptz,
    end_reason      text,
    CONSTRAINT renewals_ended CHECK ((status = 'open') = (ended_at IS NULL)),
    CONSTRAINT renewals_screened CHECK (status <> 'issued' OR screened_at IS NOT NULL)
);
CREATE UNIQUE INDEX renewals_one_open ON renewals (permit_id) WHERE status = 'open';
CREATE INDEX renewals_by_permit ON renewals (permit_id);
CREATE INDEX renewals_open_due ON renewals (due_on) WHERE status = 'open';

CREATE TABLE permit_terms (
    id            uuid PRIMARY KEY,
    permit_id     uuid NOT NULL REFERENCES permits,
    permittee_id  uuid NOT NULL REFERENCES permittees,
    trade_name    text NOT NULL,
    term_start    date NOT NULL,
    term_end      date NOT NULL,
    renewal_id    uuid NOT NULL REFERENCES renewals,
    closed_at     timestamptz NOT NULL
);
CREATE INDEX permit_terms_permit ON permit_terms (permit_id);

CREATE TABLE agencies (
    key       text PRIMARY KEY CHECK (key ~ '^[a-z0-9-]+$'),
    name      text NOT NULL,
    added_at  timestamptz NOT NULL
);

CREATE TABLE agency_tokens (
    hash        bytea PRIMARY KEY,
    agency      text NOT NULL REFERENCES agencies,
    created_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);

CREATE TABLE deliveries (
    receipt        uuid PRIMARY KEY,
    arrival        bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    agency         text NOT NULL REFERENCES agencies,
    door           text NOT NULL CHECK (door IN ('amqp', 'http', 'csv')),
    body           bytea NOT NULL,
    received_at    timestamptz NOT NULL,
    state          text NOT NULL CHECK (state IN ('stored', 'accepted', 'duplicate', 'quarantined', 'rejected')),
    event_id       text,
    subject        text,
    sequence       bigint,
    event_type     text,
    reason         text,
    pointer        text,
    understood_at  timestamptz,
    attempts       integer NOT NULL,
    CONSTRAINT deliveries_reason CHECK (state NOT IN ('quarantined', 'rejected') OR reason IS NOT NULL)
);
CREATE INDEX deliveries_stored ON deliveries (arrival) WHERE state = 'stored';
CREATE INDEX deliveries_unsettled ON deliveries (agency, subject) WHERE state IN ('quarantined', 'stored');
CREATE INDEX deliveries_event ON deliveries (agency, event_id);

-- What an agency's files said of a judgment: the next file is compared with it.
CREATE TABLE snapshots (
    agency       text NOT NULL REFERENCES agencies,
    subject      text NOT NULL,
    seen_digest  text NOT NULL,
    applied      jsonb,
    seen_at      timestamptz NOT NULL,
    PRIMARY KEY (agency, subject)
);

CREATE TABLE outbox (
    id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    agency      text NOT NULL REFERENCES agencies,
    message_id  uuid NOT NULL UNIQUE,
    type        text NOT NULL,
    subject     text,
    body        bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    sent_at     timestamptz
);
CREATE INDEX outbox_unsent ON outbox (agency, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_by_agency ON outbox (agency, id);

CREATE TABLE judgments (
    id                    uuid PRIMARY KEY,
    agency                text NOT NULL REFERENCES agencies,
    subject               text NOT NULL,
    status                text NOT NULL,
    amount                numeric(14,2),
    paid                  numeric(14,2) NOT NULL,
    balance               numeric(14,2),
    overpaid              numeric(14,2) NOT NULL,
    balance_confirmed_on  date,
    last_sequence         bigint NOT NULL,
    has_gaps              boolean NOT NULL,
    disputed              boolean NOT NULL,
    accord                text NOT NULL,
    case_number           text,
    court                 text,
    issued_on             date,
    kind                  text,
    is_lead               boolean NOT NULL,
    first_received_at     timestamptz NOT NULL,
    changed_at            timestamptz NOT NULL,
    CONSTRAINT judgments_subject UNIQUE (agency, subject)
);
CREATE INDEX judgments_changed ON judgments (changed_at);

CREATE TABLE judgment_parties (
    id            uuid PRIMARY KEY,
    judgment_id   uuid NOT NULL REFERENCES judgments,
    party_id      text NOT NULL,
    role          text,
    kind          text,
    name          text NOT NULL,
    trade_names   text[] NOT NULL,
    addresses     jsonb NOT NULL,
    phones        text[] NOT NULL,
    tax_id_last4  text,
    status        text NOT NULL,
    bankruptcy    text NOT NULL,
    removed       boolean NOT NULL,
    CONSTRAINT judgment_parties_party UNIQUE (judgment_id, party_id)
);
CREATE INDEX judgment_parties_name_trgm ON judgment_parties USING gin (name gin_trgm_ops);

CREATE TABLE judgment_events (
    receipt      uuid PRIMARY KEY REFERENCES deliveries,
    judgment_id  uuid NOT NULL REFERENCES judgments,
    sequence     bigint NOT NULL,
    event_id     text NOT NULL,
    type         text NOT NULL,
    digest       text NOT NULL,
    body         bytea NOT NULL,
    accepted_at  timestamptz NOT NULL,
    set_aside    boolean NOT NULL
);
CREATE UNIQUE INDEX judgment_events_sequence ON judgment_events (judgment_id, sequence) WHERE NOT set_aside;
CREATE INDEX judgment_events_judgment ON judgment_events (judgment_id, sequence);
CREATE INDEX judgment_events_event ON judgment_events (event_id);

CREATE TABLE match_reviews (
    id                 uuid PRIMARY KEY,
    permit_id          uuid NOT NULL REFERENCES permits,
    permittee_id       uuid NOT NULL REFERENCES permittees,
    judgment_party_id  uuid NOT NULL REFERENCES judgment_parties,
    status             text NOT NULL CHECK (status IN ('possible-match', 'under-review', 'cleared', 'confirmed')),
    probability        double precision NOT NULL,
    band               text NOT NULL,
    kind               text NOT NULL,
    explanation        jsonb NOT NULL,
    evidence           text NOT NULL,
    model_version      text NOT NULL,
    opened_at          timestamptz NOT NULL,
    scored_at          timestamptz NOT NULL,
    reopened_because   text,
    CONSTRAINT match_reviews_pair UNIQUE (permit_id, permittee_id, judgment_party_id)
);
CREATE INDEX match_reviews_open ON match_reviews (probability DESC, id) WHERE status IN ('possible-match', 'under-review');
CREATE INDEX match_reviews_party ON match_reviews (judgment_party_id);

CREATE TABLE match_verdicts (
    id                 uuid PRIMARY KEY,
    match_review_id    uuid NOT NULL REFERENCES match_reviews,
    verdict            text NOT NULL CHECK (verdict IN ('same', 'not-same', 'unsure')),
    reason             text NOT NULL CHECK (reason <> ''),
    evidence           text,
    by                 text NOT NULL,
    at                 timestamptz NOT NULL,
    probability        double precision NOT NULL,
    model_version      text NOT NULL,
    compared_evidence  text NOT NULL
);
CREATE INDEX match_verdicts_review ON match_verdicts (match_review_id);

CREATE TABLE judgment_searches (
    id             uuid PRIMARY KEY,
    permit_id      uuid REFERENCES permits,
    judgment_id    uuid REFERENCES judgments,
    model_version  text NOT NULL,
    compared       integer NOT NULL,
    proposed       integer NOT NULL,
    outcome        text NOT NULL CHECK (outcome IN ('none', 'possible', 'unknown')),
    at             timestamptz NOT NULL,
    CONSTRAINT judgment_searches_one_side CHECK ((permit_id IS NULL) <> (judgment_id IS NULL))
);
CREATE INDEX judgment_searches_permit ON judgment_searches (permit_id, at DESC);
CREATE INDEX judgment_searches_judgment ON judgment_searches (judgment_id, at DESC);

CREATE TABLE screening_requests (
    id            bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
    permit_id     uuid REFERENCES permits,
    judgment_id   uuid REFERENCES judgments,
    reason        text NOT NULL,
    requested_at  timestamptz NOT NULL,
    attempts      integer NOT NULL,
    last_error    text,
    CONSTRAINT screening_requests_one_side CHECK ((permit_id IS NULL) <> (judgment_id IS NULL))
);

-- Blocking keys of both sides: a pair is compared only where they share one.
CREATE TABLE permit_keys (
    permit_id  uuid NOT NULL REFERENCES permits,
    key        text NOT NULL,
    PRIMARY KEY (permit_id, key)
);
CREATE INDEX permit_keys_key ON permit_keys (key, permit_id);

CREATE TABLE party_keys (
    judgment_party_id  uuid NOT NULL REFERENCES judgment_parties,
    key                text NOT NULL,
    PRIMARY KEY (judgment_party_id, key)
);
CREATE INDEX party_keys_key ON party_keys (key, judgment_party_id);

CREATE TABLE policy_versions (
    version      text PRIMARY KEY,
    program      text NOT NULL,
    content      jsonb NOT NULL,
    deployed_at  timestamptz NOT NULL,
    deployed_by  text NOT NULL
);

CREATE TABLE cases (
    id                 uuid PRIMARY KEY,
    reference          text NOT NULL UNIQUE,
    permit_id          uuid NOT NULL REFERENCES permits,
    permittee_id       uuid NOT NULL REFERENCES permittees,
    judgment_id        uuid NOT NULL REFERENCES judgments,
    judgment_party_id  uuid NOT NULL REFERENCES judgment_parties,
    match_review_id    uuid NOT NULL REFERENCES match_reviews,
    status             text NOT NULL CHECK (status IN ('confirmed', 'watching', 'noticed', 'hold-proposed', 'hold-active', 'releasing', 'closed')),
    watching_for       text,
    policy_version     text NOT NULL REFERENCES policy_versions,
    opened_by          text NOT NULL,
    opened_at          timestamptz NOT NULL,
    closed_at          timestamptz,
    close_reason       text,
    CONSTRAINT cases_closed CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX cases_one_open ON cases (permit_id, permittee_id, judgment_party_id) WHERE status <> 'closed';
CREATE INDEX cases_judgment ON cases (judgment_id);
CREATE INDEX cases_permit ON cases (permit_id);

CREATE TABLE notices (
    id           uuid PRIMARY KEY,
    number       text NOT NULL UNIQUE,
    case_id      uuid NOT NULL REFERENCES cases,
    kind         text NOT NULL,
    served_on    date NOT NULL,
    method       text NOT NULL CHECK (method IN ('mail', 'in-person', 'posting', 'email')),
    proof        text NOT NULL CHECK (proof <> ''),
    respond_by   date NOT NULL,
    recorded_by  text NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT notices_clock CHECK (respond_by > served_on)
);
CREATE INDEX notices_case ON notices (case_id);

CREATE TABLE holds (
    id                       uuid PRIMARY KEY,
    reference                text NOT NULL UNIQUE,
    case_id                  uuid NOT NULL REFERENCES cases,
    permit_id                uuid NOT NULL REFERENCES permits,
    status                   text NOT NULL CHECK (status IN ('proposed', 'returned', 'declined', 'withdrawn', 'in-force', 'lifted')),
    internal_reason          text NOT NULL,
    public_reason            text NOT NULL,
    proposed_by              text NOT NULL,
    proposed_at              timestamptz NOT NULL,
    decided_by               text,
    decided_at               timestamptz,
    decision_reason          text,
    eligibility_at_approval  jsonb,
    ended_by                 text,
    ended_at                 timestamptz,
    end_reason               text,
    -- Two people, whatever the program says: nobody decides on a hold that they proposed.
    CONSTRAINT holds_two_people CHECK (decided_by IS NULL OR lower(decided_by) <> lower(proposed_by)),
    CONSTRAINT holds_decided CHECK (status NOT IN ('in-force', 'lifted', 'returned', 'declined') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)),
    CONSTRAINT holds_ended CHECK ((status IN ('lifted', 'withdrawn')) = (ended_at IS NOT NULL)),
    CONSTRAINT holds_evidence CHECK (status NOT IN ('in-force', 'lifted') OR eligibility_at_approval IS NOT NULL)
);
CREATE UNIQUE INDEX holds_one_live ON holds (case_id) WHERE status IN ('proposed', 'in-force');
CREATE INDEX holds_permit ON holds (permit_id) WHERE status = 'in-force';

-- A hold comes into force only on what supports it, seen under the permit's lock and after it.
CREATE FUNCTION holds_supported() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM permits WHERE id = NEW.permit_id FOR UPDATE;
    IF NOT EXISTS (
        SELECT 1
        FROM cases c
        JOIN match_reviews r ON r.id = c.match_review_id
        JOIN judgments j ON j.id = c.judgment_id
        JOIN judgment_parties p ON p.id = c.judgment_party_id
        JOIN permits t ON t.id = c.permit_id
        WHERE c.id = NEW.case_id AND c.permit_id = NEW.permit_id
          AND r.status = 'confirmed'
          AND t.permittee_id = c.permittee_id
          AND p.status = 'final' AND p.bankruptcy = 'none' AND NOT p.removed
          AND NOT j.disputed AND NOT j.has_gaps AND NOT j.is_lead AND j.balance > 0
          AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.agency = j.agency AND d.subject = j.subject AND d.state IN ('quarantined', 'stored')))
    THEN
        RAISE EXCEPTION 'hold % is not supported', NEW.reference USING ERRCODE = 'check_violation', CONSTRAINT = 'holds_supported';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holds_supported BEFORE INSERT OR UPDATE OF status ON holds
    FOR EACH ROW WHEN (NEW.status = 'in-force') EXECUTE FUNCTION holds_supported();

-- No permit is renewed past a hold, whichever of the two comes first.
CREATE FUNCTION renewals_not_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM permits WHERE id = NEW.permit_id FOR UPDATE;
    -- A hold is on the permittee of its case; a later holder of the permit does not inherit it.
    IF EXISTS (SELECT 1 FROM holds h JOIN cases c ON c.id = h.case_id JOIN permits p ON p.id = h.permit_id
               WHERE h.permit_id = NEW.permit_id AND h.status = 'in-force' AND c.permittee_id = p.permittee_id) THEN
        RAISE EXCEPTION 'permit % is held', NEW.permit_id USING ERRCODE = 'check_violation', CONSTRAINT = 'renewals_not_while_held';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER renewals_not_while_held BEFORE INSERT OR UPDATE OF status ON renewals
    FOR EACH ROW WHEN (NEW.status = 'issued') EXECUTE FUNCTION renewals_not_while_held();

CREATE TABLE form_posts (
    id     uuid PRIMARY KEY,
    actor  text NOT NULL,
    at     timestamptz NOT NULL
);

CREATE TABLE audit_entries (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at              timestamptz NOT NULL,
    actor           text NOT NULL,
    action          text NOT NULL,
    summary         text NOT NULL,
    reason          text,
    subjects        text[] NOT NULL,
    evidence        jsonb,
    definition      text,
    policy_version  text
);
CREATE INDEX audit_entries_subjects ON audit_entries USING gin (subjects);

-- Keys that protect cookies and forms, shared by all instances of the service.
CREATE TABLE data_protection_keys (
    name      text PRIMARY KEY,
    content   text NOT NULL
);

-- How far the demonstration's clock stands ahead of the real one. Read only where the service runs as a demonstration.
CREATE TABLE demo_clock (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ahead     interval NOT NULL
);

CREATE SCHEMA identity;
CREATE TABLE identity.users (
    id                      uuid PRIMARY KEY,
    display_name            text NOT NULL,
    user_name               varchar(256),
    normalized_user_name    varchar(256),
    email                   varchar(256),
    normalized_email        varchar(256),
    email_confirmed         boolean NOT NULL,
    password_hash           text,
    security_stamp          text,
    concurrency_stamp       text,
    phone_number            text,
    phone_number_confirmed  boolean NOT NULL,
    two_factor_enabled      boolean NOT NULL,
    lockout_end             timestamptz,
    lockout_enabled         boolean NOT NULL,
    access_failed_count     integer NOT NULL
);
CREATE UNIQUE INDEX users_normalized_user_name ON identity.users (normalized_user_name);
CREATE INDEX users_normalized_email ON identity.users (normalized_email);
CREATE TABLE identity.roles (
    id                 uuid PRIMARY KEY,
    name               varchar(256),
    normalized_name    varchar(256),
    concurrency_stamp  text
);
CREATE UNIQUE INDEX roles_normalized_name ON identity.roles (normalized_name);
CREATE TABLE identity.user_roles (
    user_id  uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
    role_id  uuid NOT NULL REFERENCES identity.roles ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_id)
);
CREATE TABLE identity.user_claims (
    id           integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
    user_id      uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
    claim_type   text,
    claim_value  text
);
CREATE TABLE identity.role_claims (
    id           integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
    role_id      uuid NOT NULL REFERENCES identity.roles ON DELETE CASCADE,
    claim_type   text,
    claim_value  text
);
CREATE TABLE identity.user_logins (
    login_provider         text NOT NULL,
    provider_key           text NOT NULL,
    provider_display_name  text,
    user_id                uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
    PRIMARY KEY (login_provider, provider_key)
);
CREATE TABLE identity.user_tokens (
    user_id         uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
    login_provider  text NOT NULL,
    name            text NOT NULL,
    value           text,
    PRIMARY KEY (user_id, login_provider, name)
);
