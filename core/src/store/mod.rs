//! The seam to storage: what a store must do.
//!
//! Promises of every store, which one contract suite holds it to: entries and projections are
//! written in one transaction or not at all; entries are never changed; what was committed is read
//! back byte for byte. Projections can be thrown away and rebuilt from the entries. A store does
//! not know what a petition is: it keeps rows, and finds them by columns and words.

mod memory;
mod query;

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use chrono::{DateTime, Utc};

pub use memory::MemoryStore;
pub use query::{CaseQuery, Cursor, ListOrder, ListedCase, Openness, QueryError, page_of};

use crate::{
    case::{Listing, Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId, Stretch},
    text::Words,
};

/// What went wrong in a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file or server cannot be reached, or refused an operation. A commit that fails this
    /// way may have happened: send the same command again with the same id.
    #[error("{place}: {reason}")]
    Io {
        /// What was being read or written.
        place: String,
        /// What the system said.
        reason: String,
    },
    /// Another process is writing and did not finish in time.
    #[error("{place}: another process is writing; try again with the same command id")]
    Busy {
        /// The store.
        place: String,
    },
    /// What is stored cannot be what was written. Nothing was repaired and nothing deleted.
    #[error("{place} is damaged: {reason}; keep the file, and restore a backup beside it")]
    Corrupt {
        /// The store, or the row.
        place: String,
        /// What does not fit.
        reason: String,
    },
    /// There is something else there, or a register of a newer version.
    #[error("{place}: {reason}")]
    NotARegister {
        /// The store.
        place: String,
        /// What it is, and what would be right.
        reason: String,
    },
    /// The handle was opened for reading alone.
    #[error("{place} was opened for reading alone; open it without that to write")]
    OpenedToRead {
        /// The store.
        place: String,
    },
    /// The handle met an error after which nothing more may be written through it.
    #[error("{place} can no longer be written through this handle; open it again")]
    ReadOnly {
        /// The store.
        place: String,
    },
}

/// The projection of one case: what lists and statistics read without replaying its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The case, which is the id of its stream.
    pub id: Identity,
    /// Its registration number.
    pub number: Number,
    /// The entry that opened it: its place in the register, which no other case has.
    pub opened: u64,
    /// How many events it rests on.
    pub version: u32,
    /// Keys of its documents, which find the same letter elsewhere.
    pub documents: Vec<String>,
    /// What lists read of it as it stands: columns of their own, so that a page of a list is made
    /// without reading the case.
    pub listing: Listing,
    /// The words of its texts. `None` when it is written means that they are as they were: an
    /// index is the dearest part of a row, and most commands change no text.
    pub words: Option<Words>,
    /// The [`Case`](crate::case::Case) as JSON.
    pub case: String,
}

/// A case as those read it who read all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeCase {
    /// The case.
    pub id: Identity,
    /// Its number.
    pub number: Number,
    /// The [`Case`](crate::case::Case) as JSON.
    pub case: String,
}

impl CaseRow {
    /// The row as a list shows it.
    pub fn listed(&self) -> ListedCase {
        let (number, listing) = (self.number.clone(), self.listing.clone());
        ListedCase { id: self.id, number, opened: self.opened, listing, matched: None }
    }
}

/// Do the projections of a store have the shape that this library reads?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Projections {
    /// They have.
    Current,
    /// They are those of an older version: the next transaction finds none, and must make them
    /// again. [`Register::open`](crate::register::Register::open) does.
    Outdated,
}

/// What can be read from a store, inside a transaction or outside of one.
pub trait Reader {
    /// The end of the ledger.
    fn head(&self) -> Result<Head, StoreError>;
    /// When the last entry was recorded.
    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError>;
    /// Up to `limit` entries with numbers above `after`, in order.
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError>;
    /// A reading of the whole ledger, from its beginning.
    fn walk(&self) -> Box<dyn Walk + '_> {
        Box::new(EntryByEntry(self))
    }
    /// All entries of a stream, in order.
    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError>;
    /// The version of the last entry of a stream; 0 if it has none. Asked at every question and every
    /// write, so a store looks it up in an index.
    fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        Ok(self.stream(stream)?.last().map_or(0, |entry| entry.draft.version))
    }
    /// The last entry that a command caused, if it was taken.
    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError>;
    /// The projection of a case.
    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError>;
    /// All cases, by number.
    fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError>;
    /// The case of that number.
    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError>;
    /// The last serial number given in a book and year; 0 if none was.
    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError>;
    /// The cases that came or were answered by the document with that key, by number.
    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError>;
    /// The texts that the vault has of an entry, with their salts; none that was erased. Which
    /// commitment of the entry each fits is not told: it is made again from text and salt.
    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError>;
    /// Up to `limit` rows of the list of `query`, after the row that `after` names: what
    /// [`page_of`] makes of all cases, without looking at all of them. A cursor of another order
    /// than the list's is never given.
    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError>;
    /// The place of the first case of which an index of words, kept apart from what [`Reader::case`]
    /// tells, holds other words; `None` if there is none such. A store that has no such index looks for
    /// words where it keeps them, and has nothing to compare.
    fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }
    /// Can the projections be read by this library?
    fn projections(&self) -> Result<Projections, StoreError> {
        Ok(Projections::Current)
    }
}

/// A reading of the whole ledger, stretch by stretch.
pub trait Walk {
    /// Gives `stretch` up to `limit` of the entries that follow those it begins after, in order, as
    /// they lie in the store. A store that keeps bytes gives them without building entries.
    fn next(&mut self, stretch: &mut Stretch, limit: usize) -> Result<(), StoreError>;
}

/// A walk over entries that are built.
struct EntryByEntry<'a, R: ?Sized>(&'a R);

impl<R: Reader + ?Sized> Walk for EntryByEntry<'_, R> {
    fn next(&mut self, stretch: &mut Stretch, limit: usize) -> Result<(), StoreError> {
        for entry in self.0.entries(stretch.taken().head().sequence, limit)? {
            let occurred_at = entry.draft.occurred_at.to_string();
            stretch.push(&entry.draft.stored(entry.sequence, &occurred_at), entry.hash);
        }
        Ok(())
    }
}

/// One state of a store, held until this is dropped.
pub trait HeldState {}

/// Of a store that nobody else writes to while it is read.
impl HeldState for () {}

/// What a write or a question is likely to read, told beforehand: a store that is far away reads it on the
/// way to its turn, or to the state that it holds. Nothing rests on it: what is not in it is read when it
/// is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The stream whose version is asked for.
    pub version_of: Option<StreamId>,
    /// The stream that is read.
    pub stream: Option<StreamId>,
    /// The stream that is read with the texts of its entries.
    pub texts_of: Option<StreamId>,
    /// The page of a list: of which, after which row, and of how many rows.
    pub page: Option<(CaseQuery, Option<Cursor>, usize)>,
    /// The command that is looked for.
    pub command: Option<CommandId>,
    /// The book and year in which the last serial number is asked for.
    pub serials_of: Option<(String, i32)>,
}

/// A store of one register: one writer at a time.
pub trait Store: Reader {
    /// Holds the state that the store has now. Until what is answered is dropped, reads see no commit
    /// of another process, so that several of them fit each other. Holds may be nested: an inner one is
    /// of the state of the outer one, and that one goes on when it is dropped.
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError>;
    /// The same, and says what will be read of it first.
    fn hold_expecting(&self, expected: &Expected) -> Result<Box<dyn HeldState + '_>, StoreError> {
        let _ = expected;
        self.hold()
    }
    /// Begins to write. Dropped without [`Transaction::commit`], it leaves everything as it was.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError>;
    /// The same, and says what will be read first.
    fn begin_expecting(&mut self, expected: &Expected) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let _ = expected;
        self.begin()
    }
    /// Leaves no byte, in whatever the store is kept in, of what was deleted and committed.
    /// [`StoreError::Busy`] if others who read keep it from that. A store in memory has nothing to do.
    fn purge(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A write in progress; reads through it see what it wrote.
pub trait Transaction: Reader {
    /// Appends an entry. It must follow the head.
    fn append(&mut self, entry: &Entry) -> Result<(), StoreError>;
    /// Writes the projection of a case, replacing the one it had.
    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError>;
    /// Keeps texts and salts as those of an entry that was appended, in place of all that the vault had
    /// of it. Of what was there and is not among them nothing is left: none is what an erasure keeps of
    /// an entry all of whose texts go.
    fn keep_openings(&mut self, sequence: u64, openings: &[&Opening]) -> Result<(), StoreError>;
    /// Throws away all projections.
    fn clear_cases(&mut self) -> Result<(), StoreError>;
    /// Makes all of it last.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

macro_rules! forward_reader {
    ($($self:ident => $to:expr),+) => {$(
        fn head(&$self) -> Result<Head, StoreError> { $to.head() }
        fn last_recorded(&$self) -> Result<Option<DateTime<Utc>>, StoreError> { $to.last_recorded() }
        fn entries(&$self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> { $to.entries(after, limit) }
        fn walk(&$self) -> Box<dyn Walk + '_> { $to.walk() }
        fn stream(&$self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> { $to.stream(stream) }
        fn stream_version(&$self, stream: &StreamId) -> Result<u32, StoreError> { $to.stream_version(stream) }
        fn command(&$self, id: CommandId) -> Result<Option<Entry>, StoreError> { $to.command(id) }
        fn case(&$self, id: Identity) -> Result<Option<CaseRow>, StoreError> { $to.case(id) }
        fn cases(&$self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> { $to.cases(each) }
        fn case_by_number(&$self, number: &Number) -> Result<Option<Identity>, StoreError> { $to.case_by_number(number) }
        fn last_serial(&$self, book: &str, year: i32) -> Result<u32, StoreError> { $to.last_serial(book, year) }
        fn cases_by_document(&$self, key: &str) -> Result<Vec<Identity>, StoreError> { $to.cases_by_document(key) }
        fn openings(&$self, sequence: u64) -> Result<Vec<Opening>, StoreError> { $to.openings(sequence) }
        fn page(&$self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> { $to.page(query, after, limit) }
        fn wrongly_indexed(&$self) -> Result<Option<u64>, StoreError> { $to.wrongly_indexed() }
        fn projections(&$self) -> Result<Projections, StoreError> { $to.projections() }
    )+};
}
use forward_reader;

impl<S: Store + ?Sized> Reader for Box<S> {
    forward_reader!(self => (**self));
}

impl<S: Store + ?Sized> Store for Box<S> {
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError> {
        (**self).hold()
    }
    fn hold_expecting(&self, expected: &Expected) -> Result<Box<dyn HeldState + '_>, StoreError> {
        (**self).hold_expecting(expected)
    }
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        (**self).begin()
    }
    fn begin_expecting(&mut self, expected: &Expected) -> Result<Box<dyn Transaction + '_>, StoreError> {
        (**self).begin_expecting(expected)
    }

    fn purge(&mut self) -> Result<(), StoreError> {
        (**self).purge()
    }
}
