-- The tables of a database of version 1, as the library of that version made them. Never changed.
CREATE SCHEMA kiennghi;
CREATE TABLE kiennghi.version (version integer PRIMARY KEY);
CREATE TABLE kiennghi.register (
    name     text    COLLATE "C" PRIMARY KEY,
    register integer NOT NULL UNIQUE CHECK (register > 0)
);
CREATE TABLE kiennghi.turn (
    register    integer PRIMARY KEY,
    projections integer NOT NULL
);

CREATE TABLE kiennghi.entry (
    register    integer NOT NULL,
    sequence    bigint  NOT NULL CHECK (sequence > 0),
    stream_kind text    NOT NULL,
    stream_id   uuid    NOT NULL,
    version     bigint  NOT NULL CHECK (version > 0),
    command_id  uuid    NOT NULL,
    occurred_at text    NOT NULL,
    recorded_at bigint  NOT NULL,  -- microseconds since 1970, UTC
    actor       text    NOT NULL,
    payload     text    NOT NULL,
    hash        bytea   NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (register, sequence)
);
CREATE UNIQUE INDEX entry_by_stream ON kiennghi.entry (register, stream_id, stream_kind, version);
CREATE INDEX entry_by_command ON kiennghi.entry (register, command_id, sequence);
CREATE FUNCTION kiennghi.entry_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an entry of the ledger is never changed or deleted'; END $$;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON kiennghi.entry
    FOR EACH STATEMENT EXECUTE FUNCTION kiennghi.entry_is_never_changed();
CREATE FUNCTION kiennghi.entry_follows_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added WHERE added.sequence > 1 AND NOT EXISTS (
            SELECT 1 FROM kiennghi.entry AS before
            WHERE before.register = added.register AND before.sequence = added.sequence - 1))
    THEN RAISE EXCEPTION 'an entry must follow the last one'; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_follows_the_last AFTER INSERT ON kiennghi.entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION kiennghi.entry_follows_the_last();

-- Texts outside the chain, as bytes: a text may hold any sign. Erasing a person deletes rows here.
CREATE TABLE kiennghi.vault (
    register   integer NOT NULL,
    commitment bytea   NOT NULL CHECK (length(commitment) = 32),
    text       bytea   NOT NULL,
    salt       bytea   NOT NULL CHECK (length(salt) = 16),
    PRIMARY KEY (register, commitment)
);
ALTER TABLE kiennghi.vault ALTER COLUMN text SET STATISTICS 0;

-- Projections: everything below can be thrown away and made again from the entries.
CREATE TABLE kiennghi.case_row (
    register     integer NOT NULL,
    opened       bigint  NOT NULL CHECK (opened > 0),
    id           uuid    NOT NULL,
    book         text    COLLATE "C" NOT NULL,
    year         integer NOT NULL,
    serial       bigint  NOT NULL CHECK (serial > 0),
    version      bigint  NOT NULL,
    open         boolean NOT NULL,
    status       text    NOT NULL,
    received_at  text    NOT NULL,
    due          text    NOT NULL,  -- a moment, or why there is none: paused, never, unknown
    due_by       bigint  NOT NULL,  -- microseconds since 1970, UTC
    due_soon     bigint  NOT NULL,  -- working days
    calendar     text    NOT NULL,
    source       text    COLLATE "C",
    field        text    COLLATE "C",
    unit         text    COLLATE "C",
    officer      text    COLLATE "C",
    confidential boolean NOT NULL,
    content      text    NOT NULL,
    PRIMARY KEY (register, opened)
);
ALTER TABLE kiennghi.case_row ALTER COLUMN content SET STATISTICS 0;
CREATE UNIQUE INDEX case_by_id ON kiennghi.case_row (register, id);
CREATE UNIQUE INDEX case_by_number ON kiennghi.case_row (register, book, year, serial);
CREATE INDEX open_case_by_due ON kiennghi.case_row (register, due_by, book, year, serial) WHERE open;
CREATE INDEX open_case_by_unit ON kiennghi.case_row (register, unit, due_by, book, year, serial) WHERE open;
CREATE INDEX open_case_by_officer ON kiennghi.case_row (register, officer, due_by, book, year, serial) WHERE open;
CREATE TABLE kiennghi.case_document (
    register integer NOT NULL,
    id       uuid    NOT NULL,
    key      text    COLLATE "C" NOT NULL,
    PRIMARY KEY (register, id, key)
);
ALTER TABLE kiennghi.case_document ALTER COLUMN key SET STATISTICS 0;
CREATE INDEX case_document_by_key ON kiennghi.case_document (register, key);
CREATE TABLE kiennghi.case_word (
    register integer  NOT NULL,
    opened   bigint   NOT NULL,
    folded   text     NOT NULL,
    marked   text     NOT NULL,
    lexemes  tsvector NOT NULL,
    PRIMARY KEY (register, opened)
);
ALTER TABLE kiennghi.case_word ALTER COLUMN folded SET STATISTICS 0;
ALTER TABLE kiennghi.case_word ALTER COLUMN marked SET STATISTICS 0;
ALTER TABLE kiennghi.case_word ALTER COLUMN lexemes SET STATISTICS 0;
CREATE INDEX case_word_by_lexeme ON kiennghi.case_word USING gin (lexemes) WITH (gin_pending_list_limit = 512);
INSERT INTO kiennghi.version (version) VALUES (1);
