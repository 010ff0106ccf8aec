//! The tables of a register file, by numbered migrations.
//!
//! Promises: a file says what it is (`application_id`) and which migrations it has
//! (`user_version`); a file of a newer version is refused, not guessed at. What is a projection may
//! be made anew by a migration: it is then filled from the ledger in the same transaction, so that a
//! file is whole in one version or in the other.

use kiennghi::store::Projections;
use rusqlite::Connection;

use crate::by_entry;

/// "KNGH": what `file` and every other program can tell the file by.
pub(crate) const APPLICATION_ID: i32 = 0x4B4E_4748;

/// One step of the schema.
struct Migration {
    sql: &'static str,
    /// What SQL cannot do, and the SQL after it.
    then: Option<(Step, &'static str)>,
    /// What becomes of the projections that were there.
    projections: Projections,
}

/// What brings rows from tables of one version to those of the next.
type Step = fn(&Connection) -> rusqlite::Result<()>;

/// Each brings a file from its index to the next version.
const MIGRATIONS: &[Migration] = &[
    Migration { sql: TABLES, then: None, projections: Projections::Current },
    Migration { sql: LISTS, then: None, projections: Projections::Outdated },
    Migration { sql: PACKED, then: None, projections: Projections::Outdated },
    Migration { sql: BY_ENTRY, then: Some((by_entry::bring_over, AFTER_BY_ENTRY)), projections: Projections::Outdated },
];

/// Ledger, vault, and the projection of a case as JSON.
const TABLES: &str = r"
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
";

/// The columns that lists read, their indexes, and the words that are searched.
///
/// A case is keyed by the entry that opened it: rows lie in the order of the register, new ones at
/// the end, and the words of a case have the same key. The index of words holds no text of its own:
/// it is told by `case_word` what it indexed. Words stand there folded, then each again with its diacritics behind a `=`, which no word contains.
const LISTS: &str = r#"
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
"#;

/// Payloads and cases may lie packed, as blobs (see `packed`); what lies there as text stays so.
///
/// The index of words no longer deletes from its pages at once: each word that was taken out there
/// was looked up along all rows that have it, so that a command to one petition took longer with
/// every other. It marks what is deleted, as it does by itself, and a purge merges all of it, which
/// leaves nothing of what is marked. Documents have the key of their case.
const PACKED: &str = r#"
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
"#;

/// Each stream has a number, that of its first entry; entries have it in place of kind and id, and a
/// case, which is keyed by the entry that opened it, needs no id. Moments lie short (see `moments`), and
/// a command is found by half of its id. The vault holds one row for each entry with texts, in the order
/// of the ledger, and no commitments: they are in the entry.
const BY_ENTRY: &str = r"
CREATE TABLE stream (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    kind   TEXT    NOT NULL,
    id     BLOB    NOT NULL CHECK (length(id) = 16)
) STRICT;
INSERT INTO stream SELECT min(sequence), stream_kind, stream_id FROM entry GROUP BY stream_id, stream_kind ORDER BY 1;
CREATE INDEX stream_by_id ON stream (id);
CREATE TABLE entry_by_number (
    sequence    INTEGER PRIMARY KEY,
    stream      INTEGER NOT NULL REFERENCES stream,
    version     INTEGER NOT NULL CHECK (version > 0),
    command_id  BLOB    NOT NULL CHECK (length(command_id) = 16),
    occurred_at ANY     NOT NULL CHECK (typeof(occurred_at) IN ('text', 'blob')),
    recorded_at INTEGER NOT NULL,  -- microseconds since 1970, UTC
    actor       TEXT    NOT NULL,
    payload     ANY     NOT NULL CHECK (typeof(payload) IN ('text', 'blob')),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE vault_by_entry (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    openings BLOB    NOT NULL
) STRICT;
";

const AFTER_BY_ENTRY: &str = r"
DROP TABLE entry;
ALTER TABLE entry_by_number RENAME TO entry;
CREATE UNIQUE INDEX entry_by_stream ON entry (stream, version);
CREATE INDEX entry_by_command ON entry (substr(command_id, 1, 8));
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never deleted'); END;
CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;
CREATE TRIGGER stream_begins_once BEFORE INSERT ON stream
WHEN EXISTS (SELECT 1 FROM stream WHERE id = NEW.id AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'a stream begins once'); END;
CREATE TRIGGER stream_is_never_changed BEFORE UPDATE ON stream
BEGIN SELECT RAISE(ABORT, 'a stream of the ledger is never changed'); END;
CREATE TRIGGER stream_is_never_deleted BEFORE DELETE ON stream
BEGIN SELECT RAISE(ABORT, 'a stream of the ledger is never deleted'); END;
CREATE TRIGGER stream_begins_with_the_next_entry BEFORE INSERT ON stream
WHEN NEW.number IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'a stream has the number of its first entry'); END;

-- Texts outside the chain. Erasing a person shortens rows here, or deletes them, and nothing else.
DROP TABLE vault;
ALTER TABLE vault_by_entry RENAME TO vault;

DROP TABLE case_row;
CREATE TABLE case_row (
    opened       INTEGER PRIMARY KEY CHECK (opened > 0),
    book         TEXT    NOT NULL,
    year         INTEGER NOT NULL,
    serial       INTEGER NOT NULL CHECK (serial > 0),
    version      INTEGER NOT NULL,
    open         INTEGER NOT NULL CHECK (open IN (0, 1)),
    status       TEXT    NOT NULL,
    received_at  ANY     NOT NULL CHECK (typeof(received_at) IN ('text', 'blob')),
    due          ANY     NOT NULL CHECK (typeof(due) IN ('text', 'blob')),  -- a moment, or why there is none: paused, never, unknown
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
";

/// The version that this library writes.
pub(crate) const VERSION: usize = MIGRATIONS.len();

/// Does a file of version `from` have projections that this library reads?
pub(crate) fn projections(from: usize) -> Projections {
    let outdated = MIGRATIONS.iter().skip(from).any(|migration| migration.projections == Projections::Outdated);
    if outdated { Projections::Outdated } else { Projections::Current }
}

/// Brings the file to [`VERSION`], in the transaction that the caller holds. Projections that this
/// leaves empty must be filled in the same one.
pub(crate) fn migrate(connection: &Connection, from: usize) -> rusqlite::Result<()> {
    for migration in MIGRATIONS.iter().skip(from) {
        connection.execute_batch(migration.sql)?;
        if let Some((step, after)) = migration.then {
            step(connection)?;
            connection.execute_batch(after)?;
        }
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", i64::try_from(VERSION).unwrap_or_default())
}
