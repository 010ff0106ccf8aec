-- What brought a register file of version 2 to version 3, as it was: an older file is opened in a test.
CREATE TABLE entry_packed (
    sequence    INTEGER PRIMARY KEY,
    stream_kind TEXT    NOT NULL,
    stream_id   BLOB    NOT NULL CHECK (length(stream_id) = 16),
    version     INTEGER NOT NULL CHECK (version > 0),
    command_id  BLOB    NOT NULL CHECK (length(command_id) = 16),
    occurred_at TEXT    NOT NULL,
    recorded_at INTEGER NOT NULL,  -- microseconds since 1970, UTC
    actor       TEXT    NOT NULL,
    payload     ANY     NOT NULL CHECK (typeof(payload) IN ('text', 'blob')),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO entry_packed SELECT * FROM entry ORDER BY sequence;
DROP TABLE entry;
ALTER TABLE entry_packed RENAME TO entry;
CREATE UNIQUE INDEX entry_by_stream ON entry (stream_id, stream_kind, version);
CREATE INDEX entry_by_command ON entry (command_id, sequence);
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never deleted'); END;
CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;

DROP TABLE case_row;
CREATE TABLE case_row (
    opened       INTEGER PRIMARY KEY CHECK (opened > 0),
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    book         TEXT    NOT NULL,
    year         INTEGER NOT NULL,
    serial       INTEGER NOT NULL CHECK (serial > 0),
    version      INTEGER NOT NULL,
    open         INTEGER NOT NULL CHECK (open IN (0, 1)),
    status       TEXT    NOT NULL,
    received_at  TEXT    NOT NULL,
    due          TEXT    NOT NULL,  -- a moment, or why there is none: paused, never, unknown
    due_by       INTEGER NOT NULL,  -- microseconds since 1970, UTC
    due_soon     INTEGER NOT NULL,  -- working days
    calendar     TEXT    NOT NULL,
    source       TEXT,
    field        TEXT,
    unit         TEXT,
    officer      TEXT,
    confidential INTEGER NOT NULL CHECK (confidential IN (0, 1)),
    content      ANY     NOT NULL CHECK (typeof(content) IN ('text', 'blob')),
    UNIQUE (book, year, serial)
) STRICT;
CREATE INDEX open_case_by_due ON case_row (due_by, book, year, serial) WHERE open = 1;
CREATE INDEX open_case_by_unit ON case_row (unit, due_by, book, year, serial) WHERE open = 1;
CREATE INDEX open_case_by_officer ON case_row (officer, due_by, book, year, serial) WHERE open = 1;
DROP TABLE case_document;
CREATE TABLE case_document (
    opened INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    PRIMARY KEY (opened, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_document_by_key ON case_document (key);
DROP TABLE case_term;
DROP TABLE case_search;
DELETE FROM case_word;
CREATE VIRTUAL TABLE case_search USING fts5 (
    words, content = 'case_word', content_rowid = 'opened', columnsize = 0, tokenize = "ascii tokenchars '='"
);
CREATE VIRTUAL TABLE case_term USING fts5vocab (case_search, 'instance');
