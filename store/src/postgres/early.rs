//! What is read on the way: to a writer's turn, and to a state that is held.
//!
//! Promises: what was told to be expected is asked in the same flight as that which it is on the way
//! to, and is the answer of that moment. Who keeps it knows how long it holds good: a writer until he
//! sends something, a held state for as long as it is held.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kiennghi::{
    case::Opening,
    ledger::{CommandId, Entry, Head, StreamId},
    store::{CaseQuery, Cursor, Expected, ListedCase, StoreError},
};
use tokio_postgres::{Row, types::ToSql};

use super::{
    link::{Link, Sent},
    lists,
    rows::{ENTRY, Rows, end, entry, texts, uuid},
};

/// Each is one look-up in an index. A statement that reads is begun after the lock of a turn is there, and
/// sees what the writer before has committed.
const END: &str = "SELECT e.sequence, e.hash, e.recorded_at,
        (SELECT version FROM entry WHERE register = $1 AND stream_id = $2 AND stream_kind = $3 ORDER BY version DESC LIMIT 1),
        (SELECT serial FROM case_row WHERE register = $1 AND book = $4 AND year = $5 ORDER BY serial DESC LIMIT 1)
     FROM entry e WHERE e.register = $1 ORDER BY e.sequence DESC LIMIT 1";
/// The entries of a stream, each with its texts.
const WITH_TEXTS: &str =
    "SELECT e.sequence, e.stream_kind, e.stream_id, e.version, e.command_id, e.occurred_at, e.recorded_at, e.actor, e.payload, e.hash,
        v.openings
     FROM entry e LEFT JOIN vault v ON v.register = e.register AND v.sequence = e.sequence
     WHERE e.register = $1 AND e.stream_id = $2 AND e.stream_kind = $3 ORDER BY e.version";
/// How many columns the entry has of them.
const ENTRY_COLUMNS: usize = 10;

/// What was read on the way.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// The end of the ledger, and when it was recorded.
    pub(super) end: (Head, Option<DateTime<Utc>>),
    expected: Expected,
    version: u32,
    serial: u32,
    command: Option<Entry>,
    stream: Vec<Entry>,
    with_texts: Vec<Entry>,
    /// The texts of those, by the number of the entry.
    texts: BTreeMap<u64, Vec<Opening>>,
    page: Vec<ListedCase>,
}

impl Early {
    pub(super) fn version_of(&self, stream: &StreamId) -> Option<u32> {
        (self.expected.version_of.as_ref() == Some(stream)).then_some(self.version)
    }

    pub(super) fn command(&self, id: CommandId) -> Option<Option<Entry>> {
        (self.expected.command == Some(id)).then(|| self.command.clone())
    }

    pub(super) fn stream(&self, stream: &StreamId) -> Option<Vec<Entry>> {
        let of = |told: &Option<StreamId>| told.as_ref() == Some(stream);
        match (of(&self.expected.stream), of(&self.expected.texts_of)) {
            (true, _) => Some(self.stream.clone()),
            (_, true) => Some(self.with_texts.clone()),
            _ => None,
        }
    }

    pub(super) fn texts(&self, sequence: u64) -> Option<Vec<Opening>> {
        self.texts.get(&sequence).cloned()
    }

    pub(super) fn last_serial(&self, book: &str, year: i32) -> Option<u32> {
        let told = self.expected.serials_of.as_ref()?;
        (told.0 == book && told.1 == year).then_some(self.serial)
    }

    pub(super) fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Option<Vec<ListedCase>> {
        let told = self.expected.page.as_ref().filter(|(told, ..)| told.text.is_none())?;
        ((&told.0, told.1.as_ref(), told.2) == (query, after, limit)).then(|| self.page.clone())
    }
}

/// The statements that read what is expected, in the order in which they are answered.
pub(super) struct Flight {
    expected: Expected,
    statements: Vec<(String, Vec<Box<dyn ToSql + Sync>>)>,
}

impl Flight {
    pub(super) fn of(rows: &Rows<'_>, expected: &Expected) -> Flight {
        let register = rows.register;
        let of = |stream: Option<&StreamId>| stream.map(|stream| (uuid(stream.id), stream.kind.as_str().to_owned())).unzip();
        let mut statements: Vec<(String, Vec<Box<dyn ToSql + Sync>>)> = Vec::new();
        let (id, kind) = of(expected.version_of.as_ref());
        let (book, year) = expected.serials_of.clone().unzip();
        let values: Vec<Box<dyn ToSql + Sync>> =
            vec![Box::new(register), Box::new(id), Box::new(kind), Box::new(book), Box::new(year)];
        statements.push((END.into(), values));
        if let Some(command) = expected.command {
            let sql = format!("{ENTRY} WHERE register = $1 AND command_id = $2 ORDER BY sequence DESC LIMIT 1");
            statements.push((sql, vec![Box::new(register), Box::new(uuid(command))]));
        }
        let by_stream = format!("{ENTRY} WHERE register = $1 AND stream_id = $2 AND stream_kind = $3 ORDER BY version");
        for (sql, stream) in [(by_stream.as_str(), &expected.stream), (WITH_TEXTS, &expected.texts_of)] {
            if let Some(stream) = stream {
                let (id, kind) = of(Some(stream));
                statements.push((sql.into(), vec![Box::new(register), Box::new(id), Box::new(kind)]));
            }
        }
        if let Some((query, after, limit)) = expected.page.as_ref().filter(|(query, ..)| query.text.is_none()) {
            let select = lists::select(rows, query, after.as_ref(), *limit);
            statements.push((select.sql, select.values));
        }
        Flight { expected: expected.clone(), statements }
    }

    /// Sends them behind other statements, and answers with the rows of those and with what was read.
    ///
    /// # Errors
    /// The server cannot be reached, or refused one of them; a row is damaged.
    pub(super) fn send(self, link: &Link, before: &[Sent<'_>]) -> Result<(Vec<Vec<Row>>, Early), StoreError> {
        let values: Vec<Vec<_>> =
            self.statements.iter().map(|(_, values)| values.iter().map(|value| &**value).collect()).collect();
        let own = self.statements.iter().zip(&values).map(|((sql, _), values)| Sent::Bound(sql, values));
        let sent: Vec<_> = before.iter().copied().chain(own).collect();
        let mut answers = link.together(&sent)?.into_iter();
        let first = answers.by_ref().take(before.len()).collect::<Result<_, _>>()?;
        let answers = answers.collect::<Result<Vec<_>, _>>()?;
        Ok((first, self.read(link, answers)?))
    }

    fn read(self, link: &Link, answers: Vec<Vec<Row>>) -> Result<Early, StoreError> {
        let mut answers = answers.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        let mut early = Early::default();
        if let Some(row) = next().first() {
            let row = link.fields(row);
            early.end = end(&row)?;
            early.version = row.number_or_none(3)?.unwrap_or_default();
            early.serial = row.number_or_none(4)?.unwrap_or_default();
        }
        if self.expected.command.is_some() {
            early.command = next().first().map(|row| entry(&link.fields(row))).transpose()?;
        }
        if self.expected.stream.is_some() {
            early.stream = next().iter().map(|row| entry(&link.fields(row))).collect::<Result<_, _>>()?;
        }
        if self.expected.texts_of.is_some() {
            for row in next() {
                let row = link.fields(&row);
                let entry = entry(&row)?;
                early.texts.insert(entry.sequence, texts(&row, ENTRY_COLUMNS)?);
                early.with_texts.push(entry);
            }
        }
        early.page = next().iter().map(|row| lists::listed(&link.fields(row))).collect::<Result<_, _>>()?;
        early.expected = self.expected;
        Ok(early)
    }
}
