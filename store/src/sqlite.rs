//! The SQLite store.
//!
//! Promises: one writer at a time, who waits for five seconds for the one before; after an error of the disk nothing more is written through the handle. A file of an
//! older version is brought to this one by the first transaction, whole or not at all.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    store::{
        CaseQuery, CaseRow, Cursor, HeldState, ListedCase, Projections, Reader, Store, StoreError, Transaction, Walk, WholeCase,
    },
};
use rusqlite::{Connection, ErrorCode, TransactionBehavior, params};

use crate::{lists, moments::Short, packed::Packing, rows::Rows, schema, search, vault, walk::LedgerWalk};

/// Pages that a handle keeps, in KiB: little, for the system keeps the file's pages too. A large batch
/// writes pages to the log before it ends, and gets no more: memory that was once taken for one is not
/// given back by the allocator.
pub(crate) const CACHE_KIB: i64 = 8 * 1024;

/// A transaction of more entries is a large one.
const LARGE: usize = 2000;

/// What a handle was opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Writing,
    ReadingAlone,
}

/// A register in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    pub(crate) connection: Connection,
    pub(crate) place: String,
    pub(crate) access: Access,
    /// Set by an error of the disk: what the file holds is unknown until it is opened again.
    pub(crate) read_only: Cell<bool>,
    /// The version that the file has, if its projections are of an older one.
    pub(crate) outdated: Cell<Option<usize>>,
}

impl SqliteStore {
    fn rows(&self) -> Rows<'_> {
        Rows { connection: &self.connection, place: &self.place }
    }
}

pub(crate) fn set_cache(connection: &Connection, kib: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -kib)
}

/// What SQLite said, as an error of ours.
pub(crate) fn failure(place: &str, error: rusqlite::Error) -> StoreError {
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
            fn walk(&self) -> Box<dyn Walk + '_> {
                Box::new(LedgerWalk::over(self.rows()))
            }
            fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
                self.rows().stream(stream)
            }
            fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
                self.rows().stream_version(stream)
            }
            fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
                self.rows().command(id)
            }
            fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
                self.rows().case(id)
            }
            fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
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
            fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
                self.rows().openings(sequence)
            }
            fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
                self.rows().page(query, after, limit)
            }
            fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
                self.rows().wrongly_indexed()
            }
            fn projections(&self) -> Result<Projections, StoreError> {
                Ok(if self.outdated.get().is_some() { Projections::Outdated } else { Projections::Current })
            }
        }
    };
}

read_through_rows!(SqliteStore);
read_through_rows!(SqliteTransaction<'_>);

/// A read transaction: in WAL mode it sees one state and holds up no writer.
struct ReadTransaction<'a>(#[expect(dead_code, reason = "it ends when it is dropped")] rusqlite::Transaction<'a>);

impl HeldState for ReadTransaction<'_> {}

impl Store for SqliteStore {
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError> {
        if !self.connection.is_autocommit() {
            return Ok(Box::new(()));
        }
        let transaction = rusqlite::Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred);
        Ok(Box::new(ReadTransaction(transaction.map_err(|error| failure(&self.place, error))?)))
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.ready_to_write()?;
        let failed = |error| failure(&self.place, error);
        let inner = rusqlite::Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(failed)?;
        let mut filled = true;
        if self.outdated.get().is_some() {
            // Another process may have done it while this one waited.
            let version: i64 = inner.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
            let version = usize::try_from(version).unwrap_or_default();
            filled = version >= schema::VERSION;
            if !filled {
                schema::migrate(&inner, version).map_err(failed)?;
            }
        }
        Ok(Box::new(SqliteTransaction {
            connection: &self.connection,
            inner: Some(inner),
            place: &self.place,
            read_only: &self.read_only,
            outdated: &self.outdated,
            filled,
            emptied: None,
            appended: 0,
        }))
    }

    fn purge(&mut self) -> Result<(), StoreError> {
        self.ready_to_write()?;
        let failed = |error| failure(&self.place, error);
        // The index of words only marks what is deleted, until parts of it are merged: all of them are.
        self.connection.execute_batch("INSERT INTO case_search (case_search) VALUES ('optimize')").map_err(failed)?;
        // Deleted rows are overwritten (`secure_delete`), but pages that were filled up and divided
        // before keep pieces of rows: the file is written anew, and the log cut to nothing.
        self.connection.execute_batch("VACUUM").map_err(failed)?;
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
        if busy == 0 { Ok(()) } else { Err(StoreError::Busy { place: self.place.clone() }) }
    }
}

struct SqliteTransaction<'a> {
    connection: &'a Connection,
    /// Rolls back when it is dropped.
    inner: Option<rusqlite::Transaction<'a>>,
    place: &'a str,
    read_only: &'a Cell<bool>,
    outdated: &'a Cell<Option<usize>>,
    /// Are the projections those of the ledger? Not after a migration that emptied them.
    filled: bool,
    /// Were all projections thrown away? Then the last case that was written since, in the order of the register.
    emptied: Option<u64>,
    /// How many entries were appended.
    appended: usize,
}

impl SqliteTransaction<'_> {
    fn rows(&self) -> Rows<'_> {
        Rows { connection: self.connection, place: self.place }
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        let run = || self.connection.prepare_cached(sql)?.execute(params);
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
        let (sequence, kind, id) = (entry.sequence.cast_signed(), draft.stream.kind.as_str(), draft.stream.id.as_bytes());
        self.appended += 1;
        if draft.version == 1 {
            self.run("INSERT INTO stream (number, kind, id) VALUES (?1, ?2, ?3)", params![sequence, kind, id])?;
        }
        self.run(
            "INSERT INTO entry (sequence, stream, version, command_id, occurred_at, recorded_at, actor, payload, hash)
             VALUES (?1, (SELECT number FROM stream WHERE id = ?2 AND kind = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                sequence,
                id,
                kind,
                draft.version,
                draft.command_id.as_bytes(),
                Short(draft.occurred_at.to_string()),
                draft.recorded_at.timestamp_micros(),
                draft.actor.as_str(),
                Packing(&draft.payload),
                entry.hash.as_bytes(),
            ],
        )
    }

    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let columns = lists::Columns::of(&row.listing);
        self.run(
            lists::PUT_CASE,
            params![
                row.opened.cast_signed(),
                row.number.book,
                row.number.year,
                row.number.serial,
                row.version,
                columns.open,
                columns.status,
                columns.received_at,
                columns.due,
                columns.due_by,
                columns.due_soon,
                columns.calendar,
                columns.source,
                columns.field,
                columns.unit,
                columns.officer,
                columns.confidential,
                Packing(&row.case),
            ],
        )?;
        let opened = row.opened.cast_signed();
        // After all rows were thrown away, those that come in order are not there.
        let is_new = self.emptied.is_some_and(|last| row.opened > last);
        self.emptied = self.emptied.map(|last| last.max(row.opened));
        let kept: Vec<String> = match is_new {
            true => Vec::new(),
            false => {
                self.rows().all("SELECT key FROM case_document WHERE opened = ?1 ORDER BY key", [opened], |row| row.get(0))?
            }
        };
        if kept != row.documents {
            if !kept.is_empty() {
                self.run("DELETE FROM case_document WHERE opened = ?1", [opened])?;
            }
            for key in &row.documents {
                self.run("INSERT INTO case_document (opened, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![opened, key])?;
            }
        }
        let Some(words) = &row.words else { return Ok(()) };
        let words = search::text(words);
        match if is_new { None } else { search::stored(&self.rows(), row.opened)? } {
            Some(stored) if stored == words => return Ok(()),
            // The index holds no text: it is told what to take out.
            Some(stored) => self
                .run("INSERT INTO case_search (case_search, rowid, words) VALUES ('delete', ?1, ?2)", params![opened, stored])?,
            None => {}
        }
        let sql = "INSERT INTO case_word (opened, words) VALUES (?1, ?2) ON CONFLICT (opened) DO UPDATE SET words = ?2";
        self.run(sql, params![opened, words])?;
        self.run("INSERT INTO case_search (rowid, words) VALUES (?1, ?2)", params![opened, words])
    }

    fn keep_openings(&mut self, sequence: u64, openings: &[&Opening]) -> Result<(), StoreError> {
        let sequence = sequence.cast_signed();
        if openings.is_empty() {
            return self.run("DELETE FROM vault WHERE sequence = ?1", [sequence]);
        }
        let sql = "INSERT INTO vault (sequence, openings) VALUES (?1, ?2) ON CONFLICT (sequence) DO UPDATE SET openings = ?2";
        self.run(sql, params![sequence, vault::pack(openings)])
    }

    fn clear_cases(&mut self) -> Result<(), StoreError> {
        self.filled = true;
        self.emptied = Some(0);
        // Parts of the index are put together once, at the end.
        self.run("INSERT INTO case_search (case_search, rank) VALUES ('automerge', 0)", [])?;
        self.run("DELETE FROM case_document", [])?;
        self.run("DELETE FROM case_word", [])?;
        self.run("INSERT INTO case_search (case_search) VALUES ('delete-all')", [])?;
        self.run("DELETE FROM case_row", [])
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if !self.filled {
            let reason = "its projections are of an older version; open it as a register, which makes them again".into();
            return Err(StoreError::NotARegister { place: self.place.into(), reason });
        }
        if self.emptied.is_some() {
            self.run("INSERT INTO case_search (case_search, rank) VALUES ('automerge', 4)", [])?;
        }
        let committed = self.inner.take().map_or(Ok(()), rusqlite::Transaction::commit);
        if let Err(error) = committed {
            let error = failure(self.place, error);
            self.read_only.set(!matches!(error, StoreError::Busy { .. }));
            return Err(error);
        }
        self.outdated.set(None);
        if self.appended > LARGE || self.emptied.is_some() {
            // The pages that it needed are given back; what is read next comes from the system's own.
            // It is done and on the disk: whatever this answers changes nothing of that.
            let _ = self.connection.execute_batch("PRAGMA shrink_memory");
        }
        Ok(())
    }
}
