-- The tables of a register file of version 1, as they were: an older file is opened in a test.
CREATE TABLE entry (
    sequence    INTEGER PRIMARY KEY,
    stream_kind TEXT    NOT NULL,
    stream_id   BLOB    NOT NULL CHECK (length(stream_id) = 16),
    version     INTEGER NOT NULL CHECK (version > 0),
    command_id  BLOB    NOT NULL CHECK (length(command_id) = 16),
    occurred_at TEXT    NOT NULL,
    recorded_at INTEGER NOT NULL,  -- microseconds since 1970, UTC
    actor       TEXT    NOT NULL,
    payload     TEXT    NOT NULL,
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE UNIQUE INDEX entry_by_stream ON entry (stream_id, stream_kind, version);
CREATE INDEX entry_by_command ON entry (command_id, sequence);
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never deleted'); END;
CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;

-- Texts outside the chain. Erasing a person deletes rows here, and nothing else.
CREATE TABLE vault (
    commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32),
    text       TEXT NOT NULL,
    salt       BLOB NOT NULL CHECK (length(salt) = 16)
) STRICT, WITHOUT ROWID;

-- Projections: everything below can be thrown away and made again from the entries.
CREATE TABLE case_row (
    id      BLOB    PRIMARY KEY CHECK (length(id) = 16),
    book    TEXT    NOT NULL,
    year    INTEGER NOT NULL,
    serial  INTEGER NOT NULL CHECK (serial > 0),
    version INTEGER NOT NULL,
    content TEXT    NOT NULL,
    UNIQUE (book, year, serial)
) STRICT;
CREATE TABLE case_document (
    id  BLOB NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_document_by_key ON case_document (key);
