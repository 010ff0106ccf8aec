//! The seam to storage: what a store must do, and the store that keeps everything in memory.
//!
//! Promises of every store, which one contract suite holds it to: entries and projections are
//! written in one transaction or not at all; entries are never changed; what was committed is read
//! back byte for byte. Projections can be thrown away and rebuilt from the entries. A store does
//! not know what a petition is: it keeps rows.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use chrono::{DateTime, Utc};

use crate::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Hash, Head, Identity, StreamId},
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
    /// How many events it rests on.
    pub version: u32,
    /// Keys of its documents, which find the same letter elsewhere.
    pub documents: Vec<String>,
    /// The [`Case`](crate::case::Case) as JSON.
    pub case: String,
}

/// What can be read from a store, inside a transaction or outside of one.
pub trait Reader {
    /// The end of the ledger.
    fn head(&self) -> Result<Head, StoreError>;
    /// When the last entry was recorded.
    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError>;
    /// Up to `limit` entries with numbers above `after`, in order.
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError>;
    /// All entries of a stream, in order.
    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError>;
    /// The last entry that a command caused, if it was taken.
    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError>;
    /// The projection of a case.
    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError>;
    /// All projections, by number.
    fn cases(&self, each: &mut dyn FnMut(CaseRow) -> Result<(), StoreError>) -> Result<(), StoreError>;
    /// The case of that number.
    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError>;
    /// The last serial number given in a book and year; 0 if none was.
    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError>;
    /// The cases that came or were answered by the document with that key, by number.
    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError>;
    /// Text and salt under a commitment; `None` if they were erased.
    fn opening(&self, commitment: &Hash) -> Result<Option<Opening>, StoreError>;
}

/// A store of one register: one writer at a time.
pub trait Store: Reader {
    /// Begins to write. Dropped without [`Transaction::commit`], it leaves everything as it was.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError>;
}

/// A write in progress; reads through it see what it wrote.
pub trait Transaction: Reader {
    /// Appends an entry. It must follow the head.
    fn append(&mut self, entry: &Entry) -> Result<(), StoreError>;
    /// Writes the projection of a case, replacing the one it had.
    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError>;
    /// Keeps text and salt under their commitment.
    fn put_opening(&mut self, commitment: &Hash, opening: &Opening) -> Result<(), StoreError>;
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
        fn stream(&$self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> { $to.stream(stream) }
        fn command(&$self, id: CommandId) -> Result<Option<Entry>, StoreError> { $to.command(id) }
        fn case(&$self, id: Identity) -> Result<Option<CaseRow>, StoreError> { $to.case(id) }
        fn cases(&$self, each: &mut dyn FnMut(CaseRow) -> Result<(), StoreError>) -> Result<(), StoreError> { $to.cases(each) }
        fn case_by_number(&$self, number: &Number) -> Result<Option<Identity>, StoreError> { $to.case_by_number(number) }
        fn last_serial(&$self, book: &str, year: i32) -> Result<u32, StoreError> { $to.last_serial(book, year) }
        fn cases_by_document(&$self, key: &str) -> Result<Vec<Identity>, StoreError> { $to.cases_by_document(key) }
        fn opening(&$self, commitment: &Hash) -> Result<Option<Opening>, StoreError> { $to.opening(commitment) }
    )+};
}

impl<S: Store + ?Sized> Reader for Box<S> {
    forward_reader!(self => (**self));
}

impl<S: Store + ?Sized> Store for Box<S> {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        (**self).begin()
    }
}

/// A store in memory: for tests, for trying things out, for a phone's drafts. It lasts as long as
/// the value does.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    entries: Vec<Entry>,
    streams: BTreeMap<StreamId, Vec<usize>>,
    commands: BTreeMap<CommandId, usize>,
    cases: BTreeMap<Identity, CaseRow>,
    numbers: BTreeMap<Number, Identity>,
    documents: BTreeSet<(String, Number, Identity)>,
    vault: BTreeMap<Hash, Opening>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    fn forget_case(&mut self, id: Identity) -> Option<CaseRow> {
        let row = self.cases.remove(&id)?;
        self.numbers.remove(&row.number);
        for key in &row.documents {
            self.documents.remove(&(key.clone(), row.number.clone(), id));
        }
        Some(row)
    }

    fn keep_case(&mut self, row: CaseRow) {
        self.numbers.insert(row.number.clone(), row.id);
        self.documents.extend(row.documents.iter().map(|key| (key.clone(), row.number.clone(), row.id)));
        self.cases.insert(row.id, row);
    }
}

impl Reader for MemoryStore {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.entries.last().map(Head::from).unwrap_or_default())
    }

    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.entries.last().map(|entry| entry.draft.recorded_at))
    }

    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        Ok(self.entries.iter().skip(after).take(limit).cloned().collect())
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        let places = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        Ok(places.iter().filter_map(|place| self.entries.get(*place)).cloned().collect())
    }

    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        Ok(self.commands.get(&id).and_then(|place| self.entries.get(*place)).cloned())
    }

    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        Ok(self.cases.get(&id).cloned())
    }

    fn cases(&self, each: &mut dyn FnMut(CaseRow) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.numbers.values().filter_map(|id| self.cases.get(id)).cloned().try_for_each(each)
    }

    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        Ok(self.numbers.get(number).copied())
    }

    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        let number = |serial| Number { book: book.to_string(), year, serial };
        Ok(self.numbers.range(number(0)..=number(u32::MAX)).next_back().map_or(0, |(number, _)| number.serial))
    }

    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        let first = (key.to_string(), Number { book: String::new(), year: i32::MIN, serial: 0 }, Identity::from_bytes([0; 16]));
        let same = self.documents.range(first..).take_while(|(known, ..)| known == key);
        Ok(same.map(|(_, _, id)| *id).collect())
    }

    fn opening(&self, commitment: &Hash) -> Result<Option<Opening>, StoreError> {
        Ok(self.vault.get(commitment).cloned())
    }
}

impl Store for MemoryStore {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        Ok(Box::new(MemoryTransaction { store: self, undo: Vec::new() }))
    }
}

/// What was done, to be undone in reverse.
#[derive(Debug)]
enum Undo {
    Appended { stream: StreamId, command: CommandId, before: Option<usize> },
    Case { id: Identity, before: Option<CaseRow> },
    Opening { commitment: Hash, before: Option<Opening> },
}

#[derive(Debug)]
struct MemoryTransaction<'a> {
    store: &'a mut MemoryStore,
    undo: Vec<Undo>,
}

impl Reader for MemoryTransaction<'_> {
    forward_reader!(self => self.store);
}

impl Transaction for MemoryTransaction<'_> {
    fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let place = self.store.entries.len();
        let (stream, command) = (entry.draft.stream.clone(), entry.draft.command_id);
        let versions = self.store.streams.entry(stream.clone()).or_default();
        if entry.sequence != place as u64 + 1 || entry.draft.version as usize != versions.len() + 1 {
            let reason = "an entry must follow the last one, of the ledger and of its stream".into();
            return Err(StoreError::Corrupt { place: "memory".into(), reason });
        }
        versions.push(place);
        let before = self.store.commands.insert(command, place);
        self.store.entries.push(entry.clone());
        self.undo.push(Undo::Appended { stream, command, before });
        Ok(())
    }

    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let before = self.store.forget_case(row.id);
        self.store.keep_case(row.clone());
        self.undo.push(Undo::Case { id: row.id, before });
        Ok(())
    }

    fn put_opening(&mut self, commitment: &Hash, opening: &Opening) -> Result<(), StoreError> {
        let before = self.store.vault.insert(*commitment, opening.clone());
        self.undo.push(Undo::Opening { commitment: *commitment, before });
        Ok(())
    }

    fn clear_cases(&mut self) -> Result<(), StoreError> {
        let ids: Vec<_> = self.store.cases.keys().copied().collect();
        for id in ids {
            let before = self.store.forget_case(id);
            self.undo.push(Undo::Case { id, before });
        }
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.undo.clear();
        Ok(())
    }
}

impl Drop for MemoryTransaction<'_> {
    fn drop(&mut self) {
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Appended { stream, command, before } => {
                    self.store.entries.pop();
                    if let Some(places) = self.store.streams.get_mut(&stream) {
                        places.pop();
                    }
                    match before {
                        Some(place) => self.store.commands.insert(command, place),
                        None => self.store.commands.remove(&command),
                    };
                }
                Undo::Case { id, before } => {
                    self.store.forget_case(id);
                    if let Some(row) = before {
                        self.store.keep_case(row);
                    }
                }
                Undo::Opening { commitment, before } => {
                    match before {
                        Some(opening) => self.store.vault.insert(commitment, opening),
                        None => self.store.vault.remove(&commitment),
                    };
                }
            }
        }
    }
}
