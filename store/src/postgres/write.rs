//! A write in progress.
//!
//! Promises: what is written is kept back until it is read or committed, and then sent as one
//! statement, for the way to the server and back is most of what a command costs; reads through the
//! transaction see it all the same. After an error of the server nothing more is taken, and nothing of
//! it is kept.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    store::{CaseQuery, CaseRow, Cursor, ListedCase, Projections, Reader, StoreError, Transaction, WholeCase},
};
use postgres::{SimpleQueryMessage, types::ToSql};
use uuid::Uuid;

use super::{
    PostgresStore, lists,
    rows::{Rows, uuid},
    schema, search,
};
use crate::{schema::APPLICATION_ID, vault};

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
    /// Are the projections those of the ledger?
    filled: bool,
    /// Did the server refuse something?
    failed: Cell<bool>,
    /// Is there still something to roll back?
    open: bool,
}

impl<'a> PostgresTransaction<'a> {
    /// Waits for its turn, and reads where the ledger ends, in one message to the server.
    pub(super) fn begin(store: &'a PostgresStore) -> Result<PostgresTransaction<'a>, StoreError> {
        let (link, register) = (&store.link, store.register);
        // The row is what holds others up. Before it stands a lock that the server hands from one who
        // waits straight to the next: at a row all who wait are woken twice.
        let sql = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({APPLICATION_ID}, {register}), NULL;
             SELECT projections FROM turn WHERE register = {register} FOR UPDATE;
             SELECT sequence, encode(hash, 'hex'), recorded_at FROM entry WHERE register = {register} ORDER BY sequence DESC LIMIT 1"
        );
        // From here on a drop rolls back.
        let mut transaction = PostgresTransaction {
            store,
            pending: RefCell::default(),
            end: Default::default(),
            filled: true,
            failed: Cell::new(false),
            open: true,
        };
        for message in link.simple(&sql)? {
            let SimpleQueryMessage::Row(row) = message else { continue };
            let text = |column: usize| row.try_get(column).ok().flatten().unwrap_or_default();
            if row.len() == 2 {
                continue;
            }
            if row.len() == 1 {
                // Another process may have filled them while this one waited.
                let shape: i32 = text(0).parse().map_err(|_| link.corrupt("projections is no number"))?;
                transaction.filled = shape >= schema::PROJECTIONS;
                continue;
            }
            let sequence = text(0).parse().map_err(|_| link.corrupt("sequence is no number"))?;
            let hash = text(1).parse().map_err(|error: String| link.corrupt(error))?;
            let recorded = text(2).parse().ok().and_then(DateTime::from_timestamp_micros);
            let recorded = recorded.ok_or_else(|| link.corrupt("recorded_at is out of range"))?;
            transaction.end = (Head { sequence, hash }, Some(recorded));
        }
        Ok(transaction)
    }

    fn rows(&self) -> Rows<'_> {
        self.store.rows()
    }

    fn noted<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if done.is_err() {
            self.failed.set(true);
        }
        done
    }

    /// Sends what was kept back, as one statement.
    fn send(&self) -> Result<(), StoreError> {
        let pending = self.pending.take();
        let mut statement = Statement::new(self.store.register);
        statement.entries(&pending.entries);
        statement.openings(&pending.openings);
        let cases: Vec<&CaseRow> = pending.cases.values().collect();
        statement.cases(&cases);
        statement.documents(&cases);
        statement.words(&cases);
        let Some(sql) = statement.sql() else { return Ok(()) };
        let values: Vec<_> = statement.values.iter().map(|value| &**value).collect();
        self.noted(self.store.link.rows(&sql, &values).map(drop))
    }

    fn keep_back(&mut self, bytes: usize, keep: impl FnOnce(&mut Pending)) -> Result<(), StoreError> {
        let pending = self.pending.get_mut();
        keep(pending);
        pending.bytes += bytes;
        if pending.bytes > SENT_AT { self.send() } else { Ok(()) }
    }

    fn run(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        self.send()?;
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
        self.noted(self.rows().stream(stream))
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
            None => self.noted(self.rows().stream_version(stream)),
        }
    }
    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        let here = self.pending.borrow().entries.iter().rev().find(|entry| entry.draft.command_id == id).cloned();
        if here.is_some() { Ok(here) } else { self.noted(self.rows().command(id)) }
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
        self.read(cases, |rows| rows.last_serial(book, year))
    }
    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        self.read(cases, |rows| rows.cases_by_document(key))
    }
    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        self.read(|pending| !pending.openings.is_empty(), |rows| rows.openings(sequence))
    }
    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
        self.read(|pending| cases(pending) || !pending.entries.is_empty(), |rows| lists::page(&rows, query, after, limit))
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
        self.send()?;
        self.open = false;
        if let Err(error) = link.batch("COMMIT") {
            // Nobody knows whether it happened, and this connection is not where to find out.
            link.broken.set(true);
            return Err(error);
        }
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

/// One statement of several parts, each a list of rows bound as columns.
struct Statement {
    register: i32,
    parts: Vec<String>,
    values: Vec<Box<dyn ToSql + Sync>>,
}

impl Statement {
    fn new(register: i32) -> Statement {
        Statement { register, parts: Vec::new(), values: vec![Box::new(register)] }
    }

    /// The columns that were bound as they stand in FROM: `unnest($2::bigint[], $3::text[])`.
    fn unnest(&mut self, columns: Vec<(&str, Box<dyn ToSql + Sync>)>) -> String {
        let mut places = Vec::new();
        for (kind, values) in columns {
            self.values.push(values);
            places.push(format!("${}::{kind}[]", self.values.len()));
        }
        format!("unnest({})", places.join(", "))
    }

    fn sql(&self) -> Option<String> {
        let parts: Vec<_> = (0..).zip(&self.parts).map(|(n, part)| format!("part{n} AS ({part})")).collect();
        (!parts.is_empty()).then(|| format!("WITH {} SELECT 1", parts.join(", ")))
    }

    fn entries(&mut self, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        let rows = self.unnest(vec![
            ("bigint", column(entries, |entry| entry.sequence.cast_signed())),
            ("text", column(entries, |entry| entry.draft.stream.kind.as_str().to_owned())),
            ("uuid", column(entries, |entry| uuid(entry.draft.stream.id))),
            ("bigint", column(entries, |entry| i64::from(entry.draft.version))),
            ("uuid", column(entries, |entry| uuid(entry.draft.command_id))),
            ("text", column(entries, |entry| entry.draft.occurred_at.to_string())),
            ("bigint", column(entries, |entry| entry.draft.recorded_at.timestamp_micros())),
            ("text", column(entries, |entry| entry.draft.actor.as_str().to_owned())),
            ("text", column(entries, |entry| entry.draft.payload.clone())),
            ("bytea", column(entries, |entry| entry.hash.as_bytes().to_vec())),
        ]);
        self.parts.push(format!(
            "INSERT INTO entry (register, sequence, stream_kind, stream_id, version, command_id, occurred_at, recorded_at, actor, payload, hash)
             SELECT $1, * FROM {rows}"
        ));
    }

    fn openings(&mut self, openings: &BTreeMap<u64, Vec<u8>>) {
        if openings.is_empty() {
            return;
        }
        let openings: Vec<_> = openings.iter().collect();
        let rows = self.unnest(vec![
            ("bigint", column(&openings, |(sequence, _)| sequence.cast_signed())),
            ("bytea", column(&openings, |(_, openings)| (*openings).clone())),
        ]);
        self.parts.push(format!(
            "INSERT INTO vault (register, sequence, openings) SELECT $1, * FROM {rows}
             ON CONFLICT (register, sequence) DO UPDATE SET openings = excluded.openings"
        ));
    }

    /// Writes cases. What never changes is not set again.
    fn cases(&mut self, cases: &[&CaseRow]) {
        if cases.is_empty() {
            return;
        }
        let rows = self.unnest(vec![
            ("bigint", column(cases, |row| row.opened.cast_signed())),
            ("uuid", column(cases, |row| uuid(row.id))),
            ("text", column(cases, |row| row.number.book.clone())),
            ("integer", column(cases, |row| row.number.year)),
            ("bigint", column(cases, |row| i64::from(row.number.serial))),
            ("bigint", column(cases, |row| i64::from(row.version))),
            ("boolean", column(cases, |row| row.listing.is_open())),
            ("text", column(cases, |row| row.listing.status.code().to_owned())),
            ("text", column(cases, |row| row.listing.received_at.to_string())),
            ("text", column(cases, |row| row.listing.due.to_string())),
            ("bigint", column(cases, |row| row.listing.due_by)),
            ("bigint", column(cases, |row| i64::from(row.listing.due_soon))),
            ("text", column(cases, |row| row.listing.calendar.to_string())),
            ("text", column(cases, |row| row.listing.source.clone())),
            ("text", column(cases, |row| row.listing.field.clone())),
            ("text", column(cases, |row| row.listing.unit.clone())),
            ("text", column(cases, |row| row.listing.officer.clone())),
            ("boolean", column(cases, |row| row.listing.confidential)),
            ("text", column(cases, |row| row.case.clone())),
        ]);
        let changing = [
            "version",
            "open",
            "status",
            "received_at",
            "due",
            "due_by",
            "due_soon",
            "calendar",
            "source",
            "field",
            "unit",
            "officer",
            "confidential",
            "content",
        ];
        let set = changing.map(|name| format!("{name} = excluded.{name}")).join(", ");
        self.parts.push(format!(
            "INSERT INTO case_row (register, opened, id, book, year, serial, {}) SELECT $1, * FROM {rows}
             ON CONFLICT (register, opened) DO UPDATE SET {set}",
            changing.join(", ")
        ));
    }

    /// The keys of documents: those that a case no longer has are deleted, and no others, for the parts
    /// of one statement do not see each other.
    fn documents(&mut self, cases: &[&CaseRow]) {
        if cases.is_empty() {
            return;
        }
        let pairs: Vec<(Uuid, &String)> =
            cases.iter().flat_map(|row| row.documents.iter().map(|key| (uuid(row.id), key))).collect();
        let ids = self.unnest(vec![("uuid", column(cases, |row| uuid(row.id)))]);
        let keys =
            self.unnest(vec![("uuid", column(&pairs, |(id, _)| *id)), ("text", column(&pairs, |(_, key)| (*key).clone()))]);
        self.parts.push(format!(
            "DELETE FROM case_document d USING {ids} AS written (id) WHERE d.register = $1 AND d.id = written.id
             AND NOT EXISTS (SELECT 1 FROM {keys} AS kept (id, key) WHERE kept.id = d.id AND kept.key = d.key)"
        ));
        if !pairs.is_empty() {
            self.parts
                .push(format!("INSERT INTO case_document (register, id, key) SELECT $1, * FROM {keys} ON CONFLICT DO NOTHING"));
        }
    }

    fn words(&mut self, cases: &[&CaseRow]) {
        let worded: Vec<_> = cases.iter().filter_map(|row| row.words.as_ref().map(|words| (row.opened, words))).collect();
        if worded.is_empty() {
            return;
        }
        let register = self.register;
        let rows = self.unnest(vec![
            ("bigint", column(&worded, |(opened, _)| opened.cast_signed())),
            ("text", column(&worded, |(_, words)| words.folded.clone())),
            ("text", column(&worded, |(_, words)| words.marked.clone())),
            ("text", column(&worded, |(_, words)| search::lexemes(register, words))),
        ]);
        self.parts.push(format!(
            "INSERT INTO case_word (register, opened, folded, marked, lexemes)
             SELECT $1, opened, folded, marked, lexemes::tsvector FROM {rows} AS put (opened, folded, marked, lexemes)
             ON CONFLICT (register, opened) DO UPDATE SET folded = excluded.folded, marked = excluded.marked, lexemes = excluded.lexemes
             WHERE case_word.folded <> excluded.folded OR case_word.marked <> excluded.marked"
        ));
    }
}

/// A column of rows, as it is bound.
fn column<R, T: ToSql + Sync + 'static>(rows: &[R], of: impl Fn(&R) -> T) -> Box<dyn ToSql + Sync>
where
    Vec<T>: ToSql,
{
    Box::new(rows.iter().map(of).collect::<Vec<T>>())
}
