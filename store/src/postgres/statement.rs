//! What was kept back, as one statement.
//!
//! Promises: however many rows of however many tables, it is one statement with a list of values for
//! each column, and its text depends on nothing but which tables are written: it is planned once.

use std::collections::BTreeMap;

use kiennghi::{ledger::Entry, store::CaseRow};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{rows::uuid, search};

/// One statement of several parts, each a list of rows bound as columns.
pub(super) struct Statement {
    register: i32,
    parts: Vec<String>,
    pub(super) values: Vec<Box<dyn ToSql + Sync>>,
}

impl Statement {
    pub(super) fn new(register: i32) -> Statement {
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

    pub(super) fn sql(&self) -> Option<String> {
        let parts: Vec<_> = (0..).zip(&self.parts).map(|(n, part)| format!("part{n} AS ({part})")).collect();
        (!parts.is_empty()).then(|| format!("WITH {} SELECT 1", parts.join(", ")))
    }

    pub(super) fn entries(&mut self, entries: &[Entry]) {
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

    pub(super) fn openings(&mut self, openings: &BTreeMap<u64, Vec<u8>>) {
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
    pub(super) fn cases(&mut self, cases: &[&CaseRow]) {
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
    /// of one statement do not see each other. A case that is `new` has none to be deleted.
    pub(super) fn documents(&mut self, cases: &[&CaseRow], new: impl Fn(&CaseRow) -> bool) {
        let pairs: Vec<(Uuid, &String)> =
            cases.iter().flat_map(|row| row.documents.iter().map(|key| (uuid(row.id), key))).collect();
        let older: Vec<&CaseRow> = cases.iter().copied().filter(|row| !new(row)).collect();
        if pairs.is_empty() && older.is_empty() {
            return;
        }
        let keys =
            self.unnest(vec![("uuid", column(&pairs, |(id, _)| *id)), ("text", column(&pairs, |(_, key)| (*key).clone()))]);
        if !older.is_empty() {
            let ids = self.unnest(vec![("uuid", column(&older, |row| uuid(row.id)))]);
            self.parts.push(format!(
                "DELETE FROM case_document d USING {ids} AS written (id) WHERE d.register = $1 AND d.id = written.id
                 AND NOT EXISTS (SELECT 1 FROM {keys} AS kept (id, key) WHERE kept.id = d.id AND kept.key = d.key)"
            ));
        }
        if !pairs.is_empty() {
            self.parts
                .push(format!("INSERT INTO case_document (register, id, key) SELECT $1, * FROM {keys} ON CONFLICT DO NOTHING"));
        }
    }

    pub(super) fn words(&mut self, cases: &[&CaseRow]) {
        let worded: Vec<_> = cases.iter().filter_map(|row| row.words.as_ref().map(|words| (row.opened, words))).collect();
        if worded.is_empty() {
            return;
        }
        let register = self.register;
        let rows = self.unnest(vec![
            ("bigint", column(&worded, |(opened, _)| opened.cast_signed())),
            ("text", column(&worded, |(_, words)| words.folded.clone())),
            ("text", column(&worded, |(_, words)| words.marked.clone())),
            ("text", column(&worded, |(opened, words)| search::lexemes(register, opened.cast_signed(), words))),
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
