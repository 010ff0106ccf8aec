//! The PostgreSQL store: many registers in one database, one of them a handle.
//!
//! Promises: what the SQLite store does, by the same contract. Writers of one register take turns, and
//! each waits for five seconds for the one before; registers do not wait for each other, but for a
//! purge. A handle has one connection. When that is lost the handle says so and is of no more use: what
//! was not acknowledged may have happened, so open the register again and send the same command with
//! the same id. May not: connect again by itself, which would put what was read before and after it
//! side by side as if it were of one state.

mod address;
mod connect;
mod early;
mod found;
mod link;
mod lists;
mod purge;
mod rows;
mod schema;
mod search;
mod statement;
mod turn;
mod write;

use std::cell::{Cell, RefCell};

pub(crate) use address::{Address, SCHEMES};
use chrono::{DateTime, Utc};
use early::{Early, Flight};
use kiennghi::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    store::{
        CaseQuery, CaseRow, Cursor, Expected, HeldState, ListedCase, Projections, Reader, Store, StoreError, Transaction,
        WholeCase,
    },
};
use link::{Link, Sent};
use rows::Rows;

use crate::sqlite::Access;

/// A register in a PostgreSQL database.
#[derive(Debug)]
pub struct PostgresStore {
    link: Link,
    /// What its rows begin with.
    register: i32,
    access: Access,
    /// Are its projections of an older version?
    outdated: Cell<bool>,
    /// How many held states there are: the first begins a transaction, the last ends it.
    held: Cell<u32>,
    /// What was read on the way to the first of them.
    early: RefCell<Option<Early>>,
}

impl PostgresStore {
    fn rows(&self) -> Rows<'_> {
        Rows { link: &self.link, register: self.register }
    }

    /// What was read on the way to the state that is held, if one is.
    fn early<T>(&self, read: impl FnOnce(&Early) -> Option<T>) -> Option<T> {
        self.early.borrow().as_ref().and_then(read)
    }

    /// The end of the ledger, and when it was recorded.
    fn end(&self) -> Result<(Head, Option<DateTime<Utc>>), StoreError> {
        self.early(|early| Some(early.end)).map_or_else(|| self.rows().end(), Ok)
    }

    /// May this handle write?
    ///
    /// # Errors
    /// It was opened for reading alone, or lost its connection.
    pub(crate) fn ready_to_write(&self) -> Result<(), StoreError> {
        let place = || self.link.place.clone();
        match self.access {
            Access::ReadingAlone => Err(StoreError::OpenedToRead { place: place() }),
            Access::Writing if self.link.broken.get() => Err(StoreError::ReadOnly { place: place() }),
            Access::Writing => Ok(()),
        }
    }

    /// Copies are the server's work: it can make one of all registers at once, and keep it up.
    ///
    /// # Errors
    /// Always, and says what to use.
    pub fn backup_to(&self, path: &str) -> Result<Head, StoreError> {
        let reason = "a register in PostgreSQL is not copied to a file; use pg_dump or pg_basebackup, \
                      or export its ledger as lines"
            .into();
        Err(StoreError::Io { place: path.into(), reason })
    }
}

impl Reader for PostgresStore {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.end()?.0)
    }
    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.end()?.1)
    }
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        self.rows().entries(after, limit)
    }
    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        self.early(|early| early.stream(stream)).map_or_else(|| self.rows().stream(stream), Ok)
    }
    fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        self.early(|early| early.version_of(stream)).map_or_else(|| self.rows().stream_version(stream), Ok)
    }
    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        self.early(|early| early.command(id)).map_or_else(|| self.rows().command(id), Ok)
    }
    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        self.rows().case(id)
    }
    fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
        // They come in several reads, which must be of one state.
        let _state = self.hold()?;
        self.rows().cases(each)
    }
    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        self.rows().case_by_number(number)
    }
    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        self.early(|early| early.last_serial(book, year)).map_or_else(|| self.rows().last_serial(book, year), Ok)
    }
    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        self.rows().cases_by_document(key)
    }
    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        self.early(|early| early.texts(sequence)).map_or_else(|| self.rows().openings(sequence), Ok)
    }
    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
        match self.early(|early| early.page(query, after, limit)) {
            Some(page) => Ok(page),
            None => lists::page(&self.rows(), self.end()?.0, query, after, limit),
        }
    }
    fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
        self.rows().wrongly_indexed()
    }
    fn projections(&self) -> Result<Projections, StoreError> {
        Ok(if self.outdated.get() { Projections::Outdated } else { Projections::Current })
    }
}

/// How a state is held. It is taken by the first statement behind it, not by BEGIN.
const HOLD: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A transaction that only reads: it sees one state and holds up no writer.
struct ReadTransaction<'a>(&'a PostgresStore);

impl HeldState for ReadTransaction<'_> {}

impl Drop for ReadTransaction<'_> {
    fn drop(&mut self) {
        let left = self.0.held.get().saturating_sub(1);
        self.0.held.set(left);
        if left == 0 {
            self.0.early.take();
            // Nothing can become of it but that the connection is lost, which whoever asks next is told.
            self.0.link.send("ROLLBACK");
        }
    }
}

impl Store for PostgresStore {
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError> {
        self.hold_expecting(&Expected::default())
    }

    fn hold_expecting(&self, expected: &Expected) -> Result<Box<dyn HeldState + '_>, StoreError> {
        // Counted first: from here on a drop rolls back.
        self.held.set(self.held.get() + 1);
        let held = Box::new(ReadTransaction(self));
        if self.held.get() == 1 {
            let (_, early) = Flight::of(&self.rows(), expected).send(&self.link, &[Sent::Plain(HOLD)])?;
            self.early.replace(Some(early));
        }
        Ok(held)
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begin_expecting(&Expected::default())
    }

    fn begin_expecting(&mut self, expected: &Expected) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.ready_to_write()?;
        if self.held.get() > 0 {
            return Err(self.link.io("a state is held; let it go before writing"));
        }
        Ok(Box::new(write::PostgresTransaction::begin(self, expected)?))
    }

    fn purge(&mut self) -> Result<(), StoreError> {
        self.ready_to_write()?;
        purge::purge(&self.link)
    }
}
