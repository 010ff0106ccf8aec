//! What is read from the file, inside a transaction and outside of one.
//!
//! Promises: what is read is what was written, or the row is named as damaged.

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{Actor, CommandId, Draft, Entry, Hash, Head, Identity, StreamId, StreamKind},
    petition,
    store::{CaseQuery, CaseRow, Cursor, ListedCase, Reader, StoreError, WholeCase},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    lists::{self, CASES, LISTED, LISTED_COLUMNS, listed, moment},
    packed::Unpacked,
    search,
    sqlite::failure,
    vault,
};

/// Reading, the same inside a transaction and outside of one.
pub(crate) struct Rows<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) place: &'a str,
}

/// Entries, in the order in which [`entry`] reads them.
macro_rules! select_entry {
    ($rest:literal) => {
        // A stream that is not there is a damaged row, and no row less.
        concat!(
            "SELECT sequence, kind, id, version, command_id, occurred_at, recorded_at, actor, payload, hash \
             FROM entry LEFT JOIN stream ON stream.number = entry.stream ",
            $rest
        )
    };
}

/// A value of a row that cannot be what was written.
pub(crate) fn wrong(column: usize, reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, reason.into())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let recorded_at: i64 = row.get(6)?;
    let kind = match row.get_ref(1)?.as_str()? {
        // Nearly all are of this kind: it needs no text of its own.
        kind if kind == petition::STREAM.as_str() => petition::STREAM,
        kind => StreamKind::from_stored(kind.to_owned()),
    };
    let mut spelled = Vec::new();
    let occurred_at = moment(row, 5, &mut spelled)?;
    Ok(Entry {
        sequence: row.get::<_, i64>(0)?.cast_unsigned(),
        draft: Draft {
            stream: StreamId { kind, id: Identity::from_bytes(row.get(2)?) },
            version: row.get(3)?,
            command_id: Identity::from_bytes(row.get(4)?),
            occurred_at: occurred_at.parse().map_err(|error: kiennghi::time::MomentError| wrong(5, error))?,
            recorded_at: DateTime::from_timestamp_micros(recorded_at).ok_or_else(|| wrong(6, "recorded_at is out of range"))?,
            actor: Actor::new(row.get::<_, String>(7)?),
            payload: row.get::<_, Unpacked>(8)?.0,
        },
        hash: Hash::from_bytes(row.get(9)?),
    })
}

fn whole_case(row: &Row<'_>) -> rusqlite::Result<WholeCase> {
    let number = Number { book: row.get(1)?, year: row.get(2)?, serial: row.get(3)? };
    Ok(WholeCase { id: Identity::from_bytes(row.get(0)?), number, case: row.get::<_, Unpacked>(4)?.0 })
}

/// A case without its documents and words.
fn case_row(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let ListedCase { id, number, opened, listing, .. } = listed(row)?;
    let (version, Unpacked(case)) = (row.get(LISTED_COLUMNS)?, row.get(LISTED_COLUMNS + 1)?);
    Ok(CaseRow { id, number, opened, version, documents: Vec::new(), listing, words: None, case })
}

impl Rows<'_> {
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let run = || self.connection.prepare_cached(sql)?.query_map(params, read)?.collect::<rusqlite::Result<Vec<T>>>();
        run().map_err(|error| failure(self.place, error))
    }

    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let run = || self.connection.prepare_cached(sql)?.query_row(params, read).optional();
        run().map_err(|error| failure(self.place, error))
    }
}

fn identity(row: &Row<'_>) -> rusqlite::Result<Identity> {
    row.get(0).map(Identity::from_bytes)
}

impl Reader for Rows<'_> {
    fn head(&self) -> Result<Head, StoreError> {
        let read =
            |row: &Row<'_>| Ok(Head { sequence: row.get::<_, i64>(0)?.cast_unsigned(), hash: Hash::from_bytes(row.get(1)?) });
        Ok(self.one("SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1", [], read)?.unwrap_or_default())
    }

    fn last_recorded(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let micros = self.one("SELECT recorded_at FROM entry ORDER BY sequence DESC LIMIT 1", [], |row| row.get(0))?;
        let out_of_range = || StoreError::Corrupt { place: self.place.into(), reason: "recorded_at is out of range".into() };
        micros.map(|micros| DateTime::from_timestamp_micros(micros).ok_or_else(out_of_range)).transpose()
    }

    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let sql = select_entry!("WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        self.all(sql, params![after.cast_signed(), i64::try_from(limit).unwrap_or(i64::MAX)], entry)
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Entry>, StoreError> {
        let sql = select_entry!("WHERE entry.stream = (SELECT number FROM stream WHERE id = ?1 AND kind = ?2) ORDER BY version");
        self.all(sql, params![stream.id.as_bytes(), stream.kind.as_str()], entry)
    }

    fn stream_version(&self, stream: &StreamId) -> Result<u32, StoreError> {
        let sql = "SELECT version FROM entry WHERE stream = (SELECT number FROM stream WHERE id = ?1 AND kind = ?2)
                   ORDER BY version DESC LIMIT 1";
        Ok(self.one(sql, params![stream.id.as_bytes(), stream.kind.as_str()], |row| row.get(0))?.unwrap_or_default())
    }

    fn command(&self, id: CommandId) -> Result<Option<Entry>, StoreError> {
        // The index holds half of each id.
        let sql =
            select_entry!("WHERE substr(command_id, 1, 8) = substr(?1, 1, 8) AND command_id = ?1 ORDER BY sequence DESC LIMIT 1");
        self.one(sql, params![id.as_bytes()], entry)
    }

    fn case(&self, id: Identity) -> Result<Option<CaseRow>, StoreError> {
        let sql = format!(
            "SELECT {LISTED}, version, content FROM stream CROSS JOIN case_row ON case_row.opened = stream.number WHERE id = ?1"
        );
        let Some(mut row) = self.one(&sql, params![id.as_bytes()], case_row)? else { return Ok(None) };
        let sql = "SELECT key FROM case_document WHERE opened = ?1 ORDER BY key";
        row.documents = self.all(sql, params![row.opened.cast_signed()], |row| row.get(0))?;
        row.words = search::stored(self, row.opened)?.map(|words| search::words(&words));
        Ok(Some(row))
    }

    fn cases(&self, each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let failed = |error| failure(self.place, error);
        let sql = format!("SELECT id, book, year, serial, content FROM {CASES} ORDER BY book, year, serial");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(whole_case(row).map_err(failed)?)?;
        }
        Ok(())
    }

    fn case_by_number(&self, number: &Number) -> Result<Option<Identity>, StoreError> {
        let sql = format!("SELECT id FROM {CASES} WHERE book = ?1 AND year = ?2 AND serial = ?3");
        self.one(&sql, params![number.book, number.year, number.serial], identity)
    }

    fn last_serial(&self, book: &str, year: i32) -> Result<u32, StoreError> {
        let sql = "SELECT serial FROM case_row WHERE book = ?1 AND year = ?2 ORDER BY serial DESC LIMIT 1";
        Ok(self.one(sql, params![book, year], |row| row.get(0))?.unwrap_or_default())
    }

    fn cases_by_document(&self, key: &str) -> Result<Vec<Identity>, StoreError> {
        let sql = "SELECT id FROM case_document CROSS JOIN case_row USING (opened) CROSS JOIN stream ON number = opened
                   WHERE key = ?1 ORDER BY book, year, serial";
        self.all(sql, params![key], identity)
    }

    fn openings(&self, sequence: u64) -> Result<Vec<Opening>, StoreError> {
        let read =
            |row: &Row<'_>| vault::unpack(row.get_ref(0)?.as_blob()?).ok_or_else(|| wrong(0, "a row of the vault is damaged"));
        let openings = self.one("SELECT openings FROM vault WHERE sequence = ?1", [sequence.cast_signed()], read)?;
        Ok(openings.unwrap_or_default())
    }

    fn page(&self, query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Result<Vec<ListedCase>, StoreError> {
        lists::page(self, query, after, limit)
    }

    fn wrongly_indexed(&self) -> Result<Option<u64>, StoreError> {
        search::wrongly_indexed(self)
    }
}
