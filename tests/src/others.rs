//! A store that lets others in: after each read and before each write.
//!
//! Promises: whoever reads several times without holding a state, or looks before the write lock is
//! taken, meets what others did meanwhile, every time and not by chance.

use std::{cell::RefCell, fmt};

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    store::{CaseQuery, CaseRow, Cursor, HeldState, ListedCase, Projections, Reader, Store, StoreError, Transaction, WholeCase},
};

/// What others do when they are let in.
type Others = RefCell<Option<Box<dyn FnMut()>>>;

/// A store that others are let into.
pub struct Shared<S> {
    store: S,
    after_reads: Others,
    before_writes: Others,
}

impl<S> fmt::Debug for Shared<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl<S: Store> Shared<S> {
    /// Nobody is let in at first.
    pub fn new(store: S) -> Shared<S> {
        Shared { store, after_reads: RefCell::default(), before_writes: RefCell::default() }
    }

    /// From now on `others` come in after each read.
    pub fn after_each_read(&self, others: impl FnMut() + 'static) {
        *self.after_reads.borrow_mut() = Some(Box::new(others));
    }

    /// `others` come in before each write.
    #[must_use]
    pub fn before_each_write(self, others: impl FnMut() + 'static) -> Shared<S> {
        Shared { before_writes: RefCell::new(Some(Box::new(others))), ..self }
    }

    /// Nobody is let in any more.
    pub fn alone(&self) {
        *self.after_reads.borrow_mut() = None;
        *self.before_writes.borrow_mut() = None;
    }

    fn read<T>(&self, read: impl FnOnce(&S) -> T) -> T {
        let answer = read(&self.store);
        let_in(&self.after_reads);
        answer
    }
}

fn let_in(others: &Others) {
    if let Some(others) = &mut *others.borrow_mut() {
        others();
    }
}

impl<S: Store> Reader for Shared<S> {
    fn head(&self) -> Result<Head, StoreError> {
        self.read(Reader::head)
    }
    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(Reader::last_recorded)
    }
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        // Few at a time, so that whoever reads the whole ledger comes back often.
        self.read(|store| store.entries(after, limit.min(3)))
    }
    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        self.read(|store| store.stream(stream))
    }
    fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        self.read(|store| store.stream_version(stream))
    }
    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        self.read(|store| store.command(id))
    }
    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        self.read(|store| store.case(id))
    }
    fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.read(|store| store.cases(each))
    }
    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        self.read(|store| store.case_by_number(number))
    }
    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        self.read(|store| store.last_serial(book, year))
    }
    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        self.read(|store| store.cases_by_document(key))
    }
    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        self.read(|store| store.openings(sequence))
    }
    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
        self.read(|store| store.page(query, after, limit))
    }
    fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
        self.read(Reader::wrongly_indexed)
    }
    fn projections(&self) -> Result<Projections, StoreError> {
        self.read(Reader::projections)
    }
}

impl<S: Store> Store for Shared<S> {
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError> {
        self.store.hold()
    }
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let_in(&self.before_writes);
        self.store.begin()
    }
    fn purge(&mut self) -> Result<(), StoreError> {
        self.store.purge()
    }
}
