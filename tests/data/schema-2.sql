-- What brought a register file of version 1 to version 2, as it was: an older file is opened in a test.
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
    content      TEXT    NOT NULL,
    UNIQUE (book, year, serial)
) STRICT;
CREATE INDEX open_case_by_due ON case_row (due_by, book, year, serial) WHERE open = 1;
CREATE INDEX open_case_by_unit ON case_row (unit, due_by, book, year, serial) WHERE open = 1;
CREATE INDEX open_case_by_officer ON case_row (officer, due_by, book, year, serial) WHERE open = 1;
CREATE TABLE case_word (
    opened INTEGER PRIMARY KEY,
    words  TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE case_search USING fts5 (
    words, content = 'case_word', content_rowid = 'opened', columnsize = 0, tokenize = "ascii tokenchars '='"
);
INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE case_term USING fts5vocab (case_search, 'instance');
DELETE FROM case_document;
