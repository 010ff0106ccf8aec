//! A write in progress.
//!
//! Promises: what is written is kept back until it is read or committed, and then sent as one
//! statement, the last together with the commit, for the way to the server and back is dear; reads
//! through the transaction see it all the same. After an error of the server nothing more is taken, and nothing of
//! it is kept.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    store::{CaseQuery, CaseRow, Cursor, Expected, ListedCase, Projections, Reader, StoreError, Transaction, WholeCase},
};
use tokio_postgres::{Row, types::ToSql};

use super::{PostgresStore, early::Early, link::Sent, lists, rows::Rows, schema, statement::Statement, turn};
use crate::vault;

/// From how many bytes on what was kept back is sent.
const SENT_AT: usize = 1 << 20;

/// What was written and not sent yet.
#[derive(Default)]
struct Pending {
    entries: Vec<Entry>,
    /// The texts of entries, as they lie in their rows.
    openings: BTreeMap<u64, Vec<u8>>,
    /// The cases by the entry that opened them: the last row of each, with the last words.
    cases: BTreeMap<u64, CaseRow>,
    bytes: usize,
}

pub(super) struct PostgresTransaction<'a> {
    store: &'a PostgresStore,
    pending: RefCell<Pending>,
    /// The end of the ledger with what is kept back.
    end: (Head, Option<DateTime<Utc>>),
    /// How many entries there were before it.
    before: u64,
    /// What was read with the turn, until something is sent.
    early: RefCell<Option<Early>>,
    /// Are the projections those of the ledger?
    filled: bool,
    /// Did the server refuse something?
    failed: Cell<bool>,
    /// Is there still something to roll back?
    open: bool,
}

impl<'a> PostgresTransaction<'a> {
    /// Waits for its turn, and reads where the ledger ends and what is expected to be asked, in one flight
    /// to the server.
    pub(super) fn begin(store: &'a PostgresStore, expected: &Expected) -> Result<PostgresTransaction<'a>, StoreError> {
        // From here on a drop rolls back.
        let mut transaction = PostgresTransaction {
            store,
            pending: RefCell::default(),
            end: Default::default(),
            before: 0,
            filled: true,
            early: RefCell::default(),
            failed: Cell::new(false),
            open: true,
        };
        let (projections, early) = turn::take(&store.rows(), expected)?;
        transaction.before = early.end.0.sequence;
        transaction.end = early.end;
        // Another process may have filled them while this one waited.
        transaction.filled = projections >= schema::PROJECTIONS;
        transaction.early = RefCell::new(Some(early));
        Ok(transaction)
    }

    fn rows(&self) -> Rows<'_> {
        self.store.rows()
    }

    /// What was read with the turn, if nothing was sent since.
    fn early<T>(&self, read: impl FnOnce(&Early) -> Option<T>) -> Option<T> {
        self.early.borrow().as_ref().and_then(read)
    }

    fn noted<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if done.is_err() {
            self.failed.set(true);
        }
        done
    }

    /// Sends what was kept back, as one statement.
    fn send(&self) -> Result<(), StoreError> {
        self.send_with(None)?.into_iter().collect::<Result<Vec<_>, _>>().map(drop)
    }

    /// Sends what was kept back as one statement, and another behind it without waiting in between.
    ///
    /// # Errors
    /// Nothing was sent. What became of what was sent is in the answers.
    fn send_with(&self, behind: Option<&str>) -> Result<Vec<Result<Vec<Row>, StoreError>>, StoreError> {
        let (pending, early) = (self.pending.take(), self.early.take());
        let mut statement = Statement::new(self.store.register);
        statement.entries(&pending.entries);
        statement.openings(&pending.openings);
        let cases: Vec<&CaseRow> = pending.cases.values().collect();
        statement.cases(&cases);
        // Of a case that this transaction opened nothing is there, unless it was sent before.
        statement.documents(&cases, |row| early.is_some() && row.opened > self.before);
        statement.words(&cases);
        let sql = statement.sql();
        let values: Vec<_> = statement.values.iter().map(|value| &**value).collect();
        let mut sent = Vec::new();
        sent.extend(sql.as_deref().map(|sql| Sent::Bound(sql, &values)));
        sent.extend(behind.map(Sent::Plain));
        if sent.is_empty() {
            self.early.replace(early);
            return Ok(Vec::new());
        }
        let answers = self.noted(self.store.link.together(&sent))?;
        self.failed.set(self.failed.get() || answers.iter().any(Result::is_err));
        Ok(answers)
    }

    fn keep_back(&mut self, bytes: usize, keep: impl FnOnce(&mut Pending)) -> Result<(), StoreError> {
        let pending = self.pending.get_mut();
        keep(pending);
        pending.bytes += bytes;
        if pending.bytes > SENT_AT { self.send() } else { Ok(()) }
    }

    fn run(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        self.send()?;
        self.early.take();
        self.noted(self.store.link.rows(sql, values).map(drop))
    }

    /// Reads, after what was kept back is sent if it can be part of what is read.
    fn read<T>(
        &self,
        touches: fn(&Pending) -> bool,
        read: impl FnOnce(Rows<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if touches(&self.pending.borrow()) {
            self.send()?;
        }
        self.noted(read(self.rows()))
    }
}

fn cases(pending: &Pending) -> bool {
    !pending.cases.is_empty()
}

impl Reader for PostgresTransaction<'_> {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.end.0)
    }
    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.end.1)
    }
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        self.read(|pending| !pending.entries.is_empty(), |rows| rows.entries(after, limit))
    }
    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        if self.pending.borrow().entries.iter().any(|entry| entry.draft.stream == *stream) {
            self.send()?;
        }
        let early = self.early(|early| early.stream(stream));
        match early {
            Some(entries) => Ok(entries),
            None => self.noted(self.rows().stream(stream)),
        }
    }
    fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        let here = self
            .pending
            .borrow()
            .entries
            .iter()
            .rev()
            .find(|entry| entry.draft.stream == *stream)
            .map(|entry| entry.draft.version);
        match here {
            Some(version) => Ok(version),
            None => match self.early(|early| early.version_of(stream)) {
                Some(version) => Ok(version),
                None => self.noted(self.rows().stream_version(stream)),
            },
        }
    }
    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        let here = self.pending.borrow().entries.iter().rev().find(|entry| entry.draft.command_id == id).cloned();
        let early = self.early(|early| early.command(id));
        match (here, early) {
            (Some(entry), _) => Ok(Some(entry)),
            (None, Some(early)) => Ok(early),
            (None, None) => self.noted(self.rows().command(id)),
        }
    }
    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        self.read(cases, |rows| rows.case(id))
    }
    fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.read(cases, |rows| rows.cases(each))
    }
    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        self.read(cases, |rows| rows.case_by_number(number))
    }
    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        let early = self.early(|early| early.last_serial(book, year));
        match early {
            Some(serial) if !cases(&self.pending.borrow()) => Ok(serial),
            _ => self.read(cases, |rows| rows.last_serial(book, year)),
        }
    }
    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        self.read(cases, |rows| rows.cases_by_document(key))
    }
    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        self.read(|pending| !pending.openings.is_empty(), |rows| rows.openings(sequence))
    }
    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
        self.read(
            |pending| cases(pending) || !pending.entries.is_empty(),
            |rows| lists::page(&rows, self.end.0, query, after, limit),
        )
    }
    fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
        self.read(cases, |rows| rows.wrongly_indexed())
    }
    fn projections(&self) -> Result<Projections, StoreError> {
        Ok(if self.filled { Projections::Current } else { Projections::Outdated })
    }
}

impl Transaction for PostgresTransaction<'_> {
    fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.end = (Head::from(entry), Some(entry.draft.recorded_at));
        self.keep_back(entry.draft.payload.len() + 200, |pending| pending.entries.push(entry.clone()))
    }

    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        let words = row.words.as_ref().map_or(0, |words| words.folded.len() * 4);
        self.keep_back(row.case.len() + words + 400, |pending| {
            let before = pending.cases.remove(&row.opened);
            let mut row = row.clone();
            row.words = row.words.or(before.and_then(|before| before.words));
            pending.cases.insert(row.opened, row);
        })
    }

    fn keep_openings(&mut self, sequence: u64, openings: &[&Opening]) -> Result<(), StoreError> {
        if openings.is_empty() {
            let sql = "DELETE FROM vault WHERE register = $1 AND sequence = $2";
            return self.run(sql, &[&self.store.register, &sequence.cast_signed()]);
        }
        let row = vault::pack(openings);
        self.keep_back(row.len() + 100, |pending| drop(pending.openings.insert(sequence, row)))
    }

    fn clear_cases(&mut self) -> Result<(), StoreError> {
        self.filled = true;
        self.run("UPDATE turn SET projections = $2 WHERE register = $1", &[&self.store.register, &schema::PROJECTIONS])?;
        for table in ["case_document", "case_word", "case_row"] {
            self.run(&format!("DELETE FROM {table} WHERE register = $1"), &[&self.store.register])?;
        }
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        let link = &self.store.link;
        if !self.filled {
            let reason = "its projections are of an older version; open it as a register, which makes them again".into();
            return Err(StoreError::NotARegister { place: link.place.clone(), reason });
        }
        if self.failed.get() {
            return Err(link.io("a statement failed before; nothing of it is kept, so send it again"));
        }
        let answers = self.send_with(Some("COMMIT"))?;
        self.open = false;
        if answers.last().is_none_or(Result::is_err) {
            // Nobody knows whether it happened, and this connection is not where to find out. Where what
            // stood before it failed, the server answered COMMIT by rolling back.
            link.broken.set(true);
        }
        answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.store.outdated.set(false);
        Ok(())
    }
}

impl Drop for PostgresTransaction<'_> {
    fn drop(&mut self) {
        if self.open && self.store.link.batch("ROLLBACK").is_err() {
            self.store.link.broken.set(true);
        }
    }
}
