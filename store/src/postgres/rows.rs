//! What is read of one register, inside a transaction and outside of one.
//!
//! Promises: what is read is what was written, or the row is named as damaged.

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{Actor, CommandId, Draft, Entry, Hash, Head, Identity, StreamId, StreamKind},
    store::{CaseRow, ListedCase, StoreError, WholeCase},
    text::Words,
};
use uuid::Uuid;

use super::{
    link::{Fields, Link},
    lists::{LISTED, LISTED_COLUMNS, listed},
    search,
};
use crate::vault;

/// How many cases are read at once when all are.
const CASES_AT_ONCE: i64 = 1000;
/// How many entries: a batch of those who walk the ledger, in pieces that fit into memory.
const ENTRIES_AT_ONCE: usize = 4096;

/// Reading, the same inside a transaction and outside of one.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) link: &'a Link,
    pub(super) register: i32,
}

pub(super) const ENTRY: &str =
    "SELECT sequence, stream_kind, stream_id, version, command_id, occurred_at, recorded_at, actor, payload, hash FROM entry";

pub(super) fn uuid(id: Identity) -> Uuid {
    Uuid::from_bytes(*id.as_bytes())
}

fn recorded(row: &Fields<'_>, column: usize) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(row.get(column)?).ok_or_else(|| row.wrong(column, "the time is out of range"))
}

pub(super) fn entry(row: &Fields<'_>) -> Result<Entry, StoreError> {
    let occurred_at: &str = row.get(5)?;
    Ok(Entry {
        sequence: row.number(0)?,
        draft: Draft {
            stream: StreamId { kind: StreamKind::from_stored(row.get(1)?), id: row.get::<Uuid>(2)?.into() },
            version: row.number(3)?,
            command_id: row.get::<Uuid>(4)?.into(),
            occurred_at: occurred_at.parse().map_err(|error: kiennghi::time::MomentError| row.wrong(5, error))?,
            recorded_at: recorded(row, 6)?,
            actor: Actor::new(row.get::<String>(7)?),
            payload: row.get(8)?,
        },
        hash: Hash::from_bytes(row.bytes(9)?),
    })
}

/// Reads the number, hash and time of the last entry.
pub(super) fn end(row: &Fields<'_>) -> Result<(Head, Option<DateTime<Utc>>), StoreError> {
    let head = Head { sequence: row.number(0)?, hash: Hash::from_bytes(row.bytes(1)?) };
    Ok((head, Some(recorded(row, 2)?)))
}

impl Rows<'_> {
    /// The end of the ledger, and when it was recorded.
    pub(super) fn end(&self) -> Result<(Head, Option<DateTime<Utc>>), StoreError> {
        let sql = "SELECT sequence, hash, recorded_at FROM entry WHERE register = $1 ORDER BY sequence DESC LIMIT 1";
        Ok(self.link.one(sql, &[&self.register], end)?.unwrap_or_default())
    }

    pub(super) fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} WHERE register = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");
        let (mut entries, mut after) = (Vec::new(), after.cast_signed());
        loop {
            let wanted = limit.saturating_sub(entries.len()).min(ENTRIES_AT_ONCE);
            let some = self.link.all(&sql, &[&self.register, &after, &i64::try_from(wanted).unwrap_or_default()], entry)?;
            let last = some.len() < ENTRIES_AT_ONCE;
            after = some.last().map_or(after, |entry| entry.sequence.cast_signed());
            entries.extend(some);
            if last || entries.len() == limit {
                return Ok(entries);
            }
        }
    }

    pub(super) fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRY} WHERE register = $1 AND stream_id = $2 AND stream_kind = $3 ORDER BY version");
        self.link.all(&sql, &[&self.register, &uuid(stream.id), &stream.kind.as_str()], entry)
    }

    pub(super) fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        let sql =
            "SELECT version FROM entry WHERE register = $1 AND stream_id = $2 AND stream_kind = $3 ORDER BY version DESC LIMIT 1";
        let version = self.link.one(sql, &[&self.register, &uuid(stream.id), &stream.kind.as_str()], |row| row.number(0))?;
        Ok(version.unwrap_or_default())
    }

    pub(super) fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        let sql = format!("{ENTRY} WHERE register = $1 AND command_id = $2 ORDER BY sequence DESC LIMIT 1");
        self.link.one(&sql, &[&self.register, &uuid(id)], entry)
    }

    pub(super) fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        // One statement, so that its parts are of one state.
        let sql = format!(
            "SELECT {LISTED}, c.version, c.content, w.folded, w.marked,
                ARRAY(SELECT key FROM case_document d WHERE d.register = c.register AND d.id = c.id ORDER BY key)
             FROM case_row c LEFT JOIN case_word w ON w.register = c.register AND w.opened = c.opened
             WHERE c.register = $1 AND c.id = $2"
        );
        self.link.one(&sql, &[&self.register, &uuid(id)], |row| {
            let ListedCase { id, number, opened, listing, .. } = listed(row)?;
            let words = match (row.get::<Option<String>>(LISTED_COLUMNS + 2)?, row.get::<Option<String>>(LISTED_COLUMNS + 3)?) {
                (Some(folded), Some(marked)) => Some(Words { folded, marked }),
                _ => None,
            };
            let (version, case) = (row.number(LISTED_COLUMNS)?, row.get(LISTED_COLUMNS + 1)?);
            Ok(CaseRow { id, number, opened, version, documents: row.get(LISTED_COLUMNS + 4)?, listing, words, case })
        })
    }

    /// Many reads: whoever wants them to be of one state holds it.
    pub(super) fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let sql = "SELECT id, book, year, serial, content FROM case_row
                   WHERE register = $1 AND (book, year, serial) > ($2, $3, $4) ORDER BY book, year, serial LIMIT $5";
        let (mut book, mut year, mut serial) = (String::new(), i32::MIN, 0_i64);
        loop {
            let cases = self.link.all(sql, &[&self.register, &book, &year, &serial, &CASES_AT_ONCE], |row| {
                let number = Number { book: row.get(1)?, year: row.get(2)?, serial: row.number(3)? };
                Ok(WholeCase { id: row.get::<Uuid>(0)?.into(), number, case: row.get(4)? })
            })?;
            let Some(last) = cases.last() else { return Ok(()) };
            (book, year, serial) = (last.number.book.clone(), last.number.year, last.number.serial.into());
            cases.into_iter().try_for_each(&mut *each)?;
        }
    }

    pub(super) fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        let sql = "SELECT id FROM case_row WHERE register = $1 AND book = $2 AND year = $3 AND serial = $4";
        let serial = i64::from(number.serial);
        self.link.one(sql, &[&self.register, &number.book, &number.year, &serial], identity)
    }

    pub(super) fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        let sql = "SELECT serial FROM case_row WHERE register = $1 AND book = $2 AND year = $3 ORDER BY serial DESC LIMIT 1";
        Ok(self.link.one(sql, &[&self.register, &book, &year], |row| row.number(0))?.unwrap_or_default())
    }

    pub(super) fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        let sql = "SELECT c.id FROM case_document d JOIN case_row c ON c.register = d.register AND c.id = d.id
                   WHERE d.register = $1 AND d.key = $2 ORDER BY c.book, c.year, c.serial";
        self.link.all(sql, &[&self.register, &key], identity)
    }

    /// See [`Reader::wrongly_indexed`](kiennghi::store::Reader::wrongly_indexed). Words of no case are gone
    /// with their row, or stand in it.
    pub(super) fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT opened, folded, marked FROM case_word WHERE register = $1 AND opened > $2 ORDER BY opened LIMIT $3";
        let compared =
            "SELECT opened FROM unnest($2::bigint[], $3::text[]) AS told (opened, lexemes) JOIN case_word USING (opened)
                        WHERE register = $1 AND case_word.lexemes <> told.lexemes::tsvector ORDER BY opened LIMIT 1";
        let mut after = 0_i64;
        loop {
            let words = self.link.all(sql, &[&self.register, &after, &CASES_AT_ONCE], |row| {
                Ok((row.get::<i64>(0)?, Words { folded: row.get(1)?, marked: row.get(2)? }))
            })?;
            let Some((last, _)) = words.last() else { return Ok(None) };
            after = *last;
            let (opened, lexemes): (Vec<_>, Vec<_>) =
                words.iter().map(|(opened, words)| (*opened, search::lexemes(self.register, *opened, words))).unzip();
            let wrong = self.link.one(compared, &[&self.register, &opened, &lexemes], |row| row.number(0))?;
            if wrong.is_some() {
                return Ok(wrong);
            }
        }
    }

    pub(super) fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        let sql = "SELECT openings FROM vault WHERE register = $1 AND sequence = $2";
        let openings = self.link.one(sql, &[&self.register, &sequence.cast_signed()], |row| texts(row, 0))?;
        Ok(openings.unwrap_or_default())
    }
}

/// The texts of an entry; none where it has no row of them.
pub(super) fn texts(row: &Fields<'_>, column: usize) -> Result<Vec<Opening>, StoreError> {
    match row.get::<Option<&[u8]>>(column)? {
        Some(openings) => vault::unpack(openings).ok_or_else(|| row.wrong(column, "they are no texts")),
        None => Ok(Vec::new()),
    }
}

fn identity(row: &Fields<'_>) -> Result<Identity, StoreError> {
    Ok(row.get::<Uuid>(0)?.into())
}
