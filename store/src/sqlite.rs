//! The SQLite store.
//!
//! Promises: WAL with `synchronous=FULL`; one writer at a time, who waits for five seconds for the
//! one before; after an error of the disk nothing more is written through the handle.

use std::{cell::Cell, path::Path, time::Duration};

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{Actor, CommandId, Draft, Entry, Hash, Head, Identity, StreamId, StreamKind},
    store::{CaseRow, Reader, Store, StoreError, Transaction},
};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};

use crate::schema;

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept prepared: all that there are.
const STATEMENTS: usize = 64;

/// A register in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    place: String,
    /// Set by an error of the disk: what the file holds is unknown until it is opened again.
    read_only: Cell<bool>,
}

impl SqliteStore {
    /// Opens a register file.
    ///
    /// # Errors
    /// There is no file; it is no register, damaged, locked, or of a newer version.
    pub fn open(path: &str) -> Result<SqliteStore, StoreError> {
        if !Path::new(path).exists() {
            return Err(StoreError::Io { place: path.into(), reason: "there is no such file; create the register first".into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        SqliteStore::with_flags(path, flags)
    }

    /// Opens a register file, or makes an empty one.
    ///
    /// # Errors
    /// It cannot be made; what is there is no register, damaged, locked, or of a newer version.
    pub fn create(path: &str) -> Result<SqliteStore, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_CREATE;
        SqliteStore::with_flags(path, flags)
    }

    fn with_flags(path: &str, flags: OpenFlags) -> Result<SqliteStore, StoreError> {
        let failed = |error| failure(path, error);
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).map_err(failed);
        let (application, version) = (pragma("application_id")?, pragma("user_version")?);
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
        let not = |reason: String| StoreError::NotARegister { place: path.into(), reason };
        if tables > 0 && application != i64::from(schema::APPLICATION_ID) {
            return Err(not("it is a database of another program; choose another path".into()));
        }
        let known = usize::try_from(version).unwrap_or(usize::MAX);
        if known > schema::VERSION {
            return Err(not(format!("it has version {version} and this library knows {}; use a newer library", schema::VERSION)));
        }
        // Ids and commitments are random, and their pages are met again: up to 64 MiB of them are
        // kept, and go from the log into the file at 32 MiB.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;
                 PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8192;",
            )
            .map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Plans do not depend on bound values. Without this, a build with STAT4 compiles every
        // look-up anew at every call, which was a third of the time of an import.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
        if known < schema::VERSION {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            schema::migrate(&transaction, known).map_err(failed)?;
            transaction.commit().map_err(failed)?;
        }
        Ok(SqliteStore { connection, place: path.into(), read_only: Cell::new(false) })
    }

    fn rows(&self) -> Rows<'_> {
        Rows { connection: &self.connection, place: &self.place }
    }
}

/// What SQLite said, as an error of ours.
fn failure(place: &str, error: rusqlite::Error) -> StoreError {
    let place = place.to_owned();
    let Some(code) = error.sqlite_error_code() else {
        return match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => StoreError::Corrupt { place, reason: error.to_string() },
            _ => StoreError::Io { place, reason: error.to_string() },
        };
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { place },
        ErrorCode::DatabaseCorrupt => StoreError::Corrupt { place, reason: error.to_string() },
        ErrorCode::NotADatabase => StoreError::NotARegister {
            place,
            reason: "it is not a register file; if it was one, keep it and restore a backup beside it".into(),
        },
        _ => StoreError::Io { place, reason: error.to_string() },
    }
}

/// Reading, the same inside a transaction and outside of one.
struct Rows<'a> {
    connection: &'a Connection,
    place: &'a str,
}

const ENTRY: &str = "sequence, stream_kind, stream_id, version, command_id, occurred_at, recorded_at, actor, payload, hash";

/// A value of a row that cannot be what was written.
fn wrong(column: usize, reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, reason.into())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let recorded_at: i64 = row.get(6)?;
    let kind: String = row.get(1)?;
    let occurred_at: String = row.get(5)?;
    Ok(Entry {
        sequence: row.get::<_, i64>(0)?.cast_unsigned(),
        draft: Draft {
            stream: StreamId { kind: StreamKind::from_stored(kind), id: Identity::from_bytes(row.get(2)?) },
            version: row.get(3)?,
            command_id: Identity::from_bytes(row.get(4)?),
            occurred_at: occurred_at.parse().map_err(|error: kiennghi::time::MomentError| wrong(5, error))?,
            recorded_at: DateTime::from_timestamp_micros(recorded_at).ok_or_else(|| wrong(6, "recorded_at is out of range"))?,
            actor: Actor::new(row.get::<_, String>(7)?),
            payload: row.get(8)?,
        },
        hash: Hash::from_bytes(row.get(9)?),
    })
}

fn case_row(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let number = Number { book: row.get(1)?, year: row.get(2)?, serial: row.get(3)? };
    Ok(CaseRow { id: Identity::from_bytes(row.get(0)?), number, version: row.get(4)?, documents: Vec::new(), case: row.get(5)? })
}

impl Rows<'_> {
    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let run = || self.connection.prepare_cached(sql)?.query_map(params, read)?.collect::<rusqlite::Result<Vec<T>>>();
        run().map_err(|error| failure(self.place, error))
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let run = || self.connection.prepare_cached(sql)?.query_row(params, read).optional();
        run().map_err(|error| failure(self.place, error))
    }
}

fn identity(row: &Row<'_>) -> rusqlite::Result<Identity> {
    row.get(0).map(Identity::from_bytes)
}

impl Reader for Rows<'_> {
    fn head(&self) -> Result<Head, StoreError> {
        let read =
            |row: &Row<'_>| Ok(Head { sequence: row.get::<_, i64>(0)?.cast_unsigned(), hash: Hash::from_bytes(row.get(1)?) });
        Ok(self.one("SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1", [], read)?.unwrap_or_default())
    }

    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let micros = self.one("SELECT recorded_at FROM entry ORDER BY sequence DESC LIMIT 1", [], |row| row.get(0))?;
        let out_of_range = || StoreError::Corrupt { place: self.place.into(), reason: "recorded_at is out of range".into() };
        micros.map(|micros| DateTime::from_timestamp_micros(micros).ok_or_else(out_of_range)).transpose()
    }

    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let sql = select_entry("WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        self.all(&sql, params![after.cast_signed(), i64::try_from(limit).unwrap_or(i64::MAX)], entry)
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        let sql = select_entry("WHERE stream_id = ?1 AND stream_kind = ?2 ORDER BY version");
        self.all(&sql, params![stream.id.as_bytes(), stream.kind.as_str()], entry)
    }

    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        let sql = select_entry("WHERE command_id = ?1 ORDER BY sequence DESC LIMIT 1");
        self.one(&sql, params![id.as_bytes()], entry)
    }

    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        let sql = "SELECT id, book, year, serial, version, content FROM case_row WHERE id = ?1";
        let Some(mut row) = self.one(sql, params![id.as_bytes()], case_row)? else { return Ok(None) };
        let sql = "SELECT key FROM case_document WHERE id = ?1 ORDER BY key";
        row.documents = self.all(sql, params![id.as_bytes()], |row| row.get(0))?;
        Ok(Some(row))
    }

    fn cases(&self, each: &mut dyn FnMut(CaseRow) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let failed = |error| failure(self.place, error);
        let sql = "SELECT id, book, year, serial, version, content FROM case_row ORDER BY book, year, serial";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(case_row(row).map_err(failed)?)?;
        }
        Ok(())
    }

    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        let sql = "SELECT id FROM case_row WHERE book = ?1 AND year = ?2 AND serial = ?3";
        self.one(sql, params![number.book, number.year, number.serial], identity)
    }

    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        let sql = "SELECT serial FROM case_row WHERE book = ?1 AND year = ?2 ORDER BY serial DESC LIMIT 1";
        Ok(self.one(sql, params![book, year], |row| row.get(0))?.unwrap_or_default())
    }

    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        let sql = "SELECT case_row.id FROM case_document JOIN case_row USING (id) WHERE key = ?1 ORDER BY book, year, serial";
        self.all(sql, params![key], identity)
    }

    fn opening(&self, commitment: &Hash) -> Result<Option<Opening>, StoreError> {
        let read = |row: &Row<'_>| Ok(Opening { text: row.get(0)?, salt: row.get(1)? });
        self.one("SELECT text, salt FROM vault WHERE commitment = ?1", params![commitment.as_bytes()], read)
    }
}

fn select_entry(rest: &str) -> String {
    format!("SELECT {ENTRY} FROM entry {rest}")
}

/// Both the store and its transaction read through [`Rows`].
macro_rules! read_through_rows {
    ($type:ty) => {
        impl Reader for $type {
            fn head(&self) -> Result<Head, StoreError> {
                self.rows().head()
            }
            fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
                self.rows().last_recorded()
            }
            fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
                self.rows().entries(after, limit)
            }
            fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
                self.rows().stream(stream)
            }
            fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
                self.rows().command(id)
            }
            fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
                self.rows().case(id)
            }
            fn cases(&self, each: &mut dyn FnMut(CaseRow) -> Result<(), StoreError>) -> Result<(), StoreError> {
                self.rows().cases(each)
            }
            fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
                self.rows().case_by_number(number)
            }
            fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
                self.rows().last_serial(book, year)
            }
            fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
                self.rows().cases_by_document(key)
            }
            fn opening(&self, commitment: &Hash) -> Result<Option<Opening>, StoreError> {
                self.rows().opening(commitment)
            }
        }
    };
}

read_through_rows!(SqliteStore);
read_through_rows!(SqliteTransaction<'_>);

impl Store for SqliteStore {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        if self.read_only.get() {
            return Err(StoreError::ReadOnly { place: self.place.clone() });
        }
        let inner = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| failure(&self.place, error))?;
        Ok(Box::new(SqliteTransaction { inner, place: &self.place, read_only: &self.read_only }))
    }
}

struct SqliteTransaction<'a> {
    inner: rusqlite::Transaction<'a>,
    place: &'a str,
    read_only: &'a Cell<bool>,
}

impl SqliteTransaction<'_> {
    fn rows(&self) -> Rows<'_> {
        Rows { connection: &self.inner, place: self.place }
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        let run = || self.inner.prepare_cached(sql)?.execute(params);
        run().map(|_| ()).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        let error = failure(self.place, error);
        if matches!(error, StoreError::Io { .. } | StoreError::Corrupt { .. }) {
            self.read_only.set(true);
        }
        error
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let draft = &entry.draft;
        self.run(
            "INSERT INTO entry (sequence, stream_kind, stream_id, version, command_id, occurred_at, recorded_at, actor, payload, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                entry.sequence.cast_signed(),
                draft.stream.kind.as_str(),
                draft.stream.id.as_bytes(),
                draft.version,
                draft.command_id.as_bytes(),
                draft.occurred_at.to_string(),
                draft.recorded_at.timestamp_micros(),
                draft.actor.as_str(),
                draft.payload,
                entry.hash.as_bytes(),
            ],
        )
    }

    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let Number { book, year, serial } = &row.number;
        self.run(
            "INSERT INTO case_row (id, book, year, serial, version, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET book = ?2, year = ?3, serial = ?4, version = ?5, content = ?6",
            params![row.id.as_bytes(), book, year, serial, row.version, row.case],
        )?;
        self.run("DELETE FROM case_document WHERE id = ?1", params![row.id.as_bytes()])?;
        row.documents
            .iter()
            .try_for_each(|key| self.run("INSERT INTO case_document (id, key) VALUES (?1, ?2)", params![row.id.as_bytes(), key]))
    }

    fn put_opening(&mut self, commitment: &Hash, opening: &Opening) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO vault (commitment, text, salt) VALUES (?1, ?2, ?3) ON CONFLICT (commitment) DO NOTHING",
            params![commitment.as_bytes(), opening.text, opening.salt],
        )
    }

    fn clear_cases(&mut self) -> Result<(), StoreError> {
        self.run("DELETE FROM case_document", [])?;
        self.run("DELETE FROM case_row", [])
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let SqliteTransaction { inner, place, read_only } = *self;
        inner.commit().map_err(|error| {
            let error = failure(place, error);
            read_only.set(!matches!(error, StoreError::Busy { .. }));
            error
        })
    }
}
