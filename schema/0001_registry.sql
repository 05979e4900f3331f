-- Areas, users and what they may do, persons, households, and the audit that covers them all.
--
-- The same text for SQLite and PostgreSQL. Every row has an id, the county by which the books of
-- many are divided, a version that counts its changes, when it was made (milliseconds since 1970)
-- and by whom. Days are ISO 8601; an end that is not known yet is NULL. Nothing is deleted.

CREATE TABLE area (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    code TEXT NOT NULL,
    parent BIGINT REFERENCES area (id),
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT area_code_once UNIQUE (code),
    CONSTRAINT area_path_once UNIQUE (path)
);

CREATE TABLE app_user (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    status TEXT NOT NULL,
    CONSTRAINT app_user_login_once UNIQUE (login),
    CONSTRAINT app_user_status CHECK (status IN ('active', 'locked'))
);

CREATE TABLE role_grant (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    role TEXT NOT NULL,
    area_path TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    CONSTRAINT role_grant_period CHECK (valid_to IS NULL OR valid_from < valid_to)
);
CREATE UNIQUE INDEX role_grant_once ON role_grant (user_id, role, area_path) WHERE valid_to IS NULL;

CREATE TABLE person (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    born DATE NOT NULL,
    died DATE,
    status TEXT NOT NULL,
    merged_into BIGINT REFERENCES person (id),
    CONSTRAINT person_sex CHECK (sex IN ('female', 'male', 'unknown')),
    CONSTRAINT person_status CHECK (status IN ('active', 'merged', 'deceased')),
    CONSTRAINT person_merged CHECK ((status = 'merged') = (merged_into IS NOT NULL)),
    CONSTRAINT person_lifetime CHECK (died IS NULL OR born <= died)
);
CREATE INDEX person_by_name ON person (name, born);

CREATE TABLE person_identifier (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    person BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    value_sealed BYTEA NOT NULL,
    value_key TEXT NOT NULL,
    status TEXT NOT NULL,
    level BIGINT NOT NULL,
    CONSTRAINT person_identifier_status CHECK (status IN ('live', 'retired')),
    CONSTRAINT person_identifier_level CHECK (level BETWEEN 0 AND 3)
);
CREATE UNIQUE INDEX person_identifier_once ON person_identifier (kind, value_key)
    WHERE status = 'live';
CREATE INDEX person_identifier_of ON person_identifier (person);

CREATE TABLE household (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    number TEXT NOT NULL,
    area BIGINT NOT NULL REFERENCES area (id),
    residence TEXT NOT NULL,
    address TEXT NOT NULL,
    status TEXT NOT NULL,
    CONSTRAINT household_number_once UNIQUE (county, number),
    CONSTRAINT household_residence CHECK (residence IN ('urban', 'rural')),
    CONSTRAINT household_status CHECK (status IN ('active', 'closed'))
);

CREATE TABLE household_member (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    household BIGINT NOT NULL REFERENCES household (id),
    person BIGINT NOT NULL REFERENCES person (id),
    relation TEXT NOT NULL,
    is_head BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    recorded_at BIGINT NOT NULL,
    superseded_by BIGINT REFERENCES household_member (id),
    CONSTRAINT household_member_head CHECK (is_head IN (0, 1)),
    CONSTRAINT household_member_period CHECK (valid_to IS NULL OR valid_from < valid_to)
);
-- A person is in one assistance household at a time, and a household has one head (invariant I22).
CREATE UNIQUE INDEX household_member_once ON household_member (person)
    WHERE valid_to IS NULL AND superseded_by IS NULL;
CREATE UNIQUE INDEX household_head_once ON household_member (household)
    WHERE is_head = 1 AND valid_to IS NULL AND superseded_by IS NULL;
CREATE INDEX household_member_of ON household_member (household);

CREATE TABLE audit_event (
    id BIGINT PRIMARY KEY,
    county TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    seq BIGINT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    object_id BIGINT,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_event_seq_once UNIQUE (seq),
    CONSTRAINT audit_event_seq CHECK (seq >= 1)
);
CREATE INDEX audit_event_of ON audit_event (object, object_id);

-- What the books know of themselves: by what their key is known.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL
);

-- From which number the next ids are taken.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);
INSERT INTO counter (name, next) VALUES ('id', 1);
