//! The store that keeps everything in memory.
//!
//! Promises: what every store does, in the plainest way: a list is made by looking at every case.
//! It lasts as long as the value does.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use chrono::{DateTime, Utc};

use super::{
    CaseQuery, CaseRow, Cursor, HeldState, ListedCase, Projections, Reader, Store, StoreError, Transaction, Walk, WholeCase,
    forward_reader, page_of,
};
use crate::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    text::Words,
};

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
    /// By the entry that commits to them.
    vault: BTreeMap<u64, Vec<Opening>>,
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

    fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        let last = self.streams.get(stream).and_then(|places| places.last()).and_then(|place| self.entries.get(*place));
        Ok(last.map_or(0, |entry| entry.draft.version))
    }

    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        Ok(self.commands.get(&id).and_then(|place| self.entries.get(*place)).cloned())
    }

    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        Ok(self.cases.get(&id).cloned())
    }

    fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let whole = |row: &CaseRow| WholeCase { id: row.id, number: row.number.clone(), case: row.case.clone() };
        self.numbers.values().filter_map(|id| self.cases.get(id)).map(whole).try_for_each(each)
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

    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        Ok(self.vault.get(&sequence).cloned().unwrap_or_default())
    }

    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
        let no_words = Words::default();
        let cases = self.cases.values().map(|row| (row.listed(), row.words.as_ref().unwrap_or(&no_words)));
        Ok(page_of(cases, query, after, limit))
    }
}

impl Store for MemoryStore {
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError> {
        Ok(Box::new(()))
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        Ok(Box::new(MemoryTransaction { store: self, undo: Vec::new() }))
    }
}

/// What was done, to be undone in reverse.
#[derive(Debug)]
enum Undo {
    Appended { stream: StreamId, command: CommandId, before: Option<usize> },
    Case { id: Identity, before: Option<Box<CaseRow>> },
    Openings { sequence: u64, before: Option<Vec<Opening>> },
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
        let mut row = row.clone();
        if row.words.is_none() {
            row.words = before.as_ref().and_then(|before| before.words.clone());
        }
        let id = row.id;
        self.store.keep_case(row);
        self.undo.push(Undo::Case { id, before: before.map(Box::new) });
        Ok(())
    }

    fn keep_openings(&mut self, sequence: u64, openings: &[&Opening]) -> Result<(), StoreError> {
        let before = match openings {
            [] => self.store.vault.remove(&sequence),
            openings => self.store.vault.insert(sequence, openings.iter().map(|opening| (*opening).clone()).collect()),
        };
        self.undo.push(Undo::Openings { sequence, before });
        Ok(())
    }

    fn clear_cases(&mut self) -> Result<(), StoreError> {
        let ids: Vec<_> = self.store.cases.keys().copied().collect();
        for id in ids {
            let before = self.store.forget_case(id);
            self.undo.push(Undo::Case { id, before: before.map(Box::new) });
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
                        self.store.keep_case(*row);
                    }
                }
                Undo::Openings { sequence, before } => {
                    match before {
                        Some(openings) => self.store.vault.insert(sequence, openings),
                        None => self.store.vault.remove(&sequence),
                    };
                }
            }
        }
    }
}
