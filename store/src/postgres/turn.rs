//! A writer's turn: waiting for it, and what is read on the way.
//!
//! Promises: what is read is of after the lock, so that nobody writes between it and what is decided by
//! it; all of it is one flight to the server and back. What was read early is an answer only until
//! something of the transaction is sent.

use chrono::{DateTime, Utc};
use kiennghi::{
    ledger::{CommandId, Entry, Head, StreamId},
    store::{Expected, StoreError},
};
use tokio_postgres::types::ToSql;

use super::{
    link::Sent,
    rows::{ENTRY, Rows, end, entry, uuid},
};
use crate::schema::APPLICATION_ID;

/// What a write says is planned once, whatever the values are: planning it each time costs more than
/// carrying it out, and every one of its look-ups is by a whole key.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL plan_cache_mode = force_generic_plan";
/// The row is what holds others up. Before it stands a lock that the server hands from one who waits
/// straight to the next: at a row all who wait are woken twice.
const LOCK: &str = "SELECT pg_advisory_xact_lock($1, $2)";
const ROW: &str = "SELECT projections FROM turn WHERE register = $1 FOR UPDATE";
/// Each is one look-up in an index. A statement that reads is begun after the lock is there, and sees what
/// the writer before has committed.
const END: &str = "SELECT e.sequence, e.hash, e.recorded_at,
        (SELECT version FROM entry WHERE register = $1 AND stream_id = $2 AND stream_kind = $3 ORDER BY version DESC LIMIT 1),
        (SELECT serial FROM case_row WHERE register = $1 AND book = $4 AND year = $5 ORDER BY serial DESC LIMIT 1)
     FROM entry e WHERE e.register = $1 ORDER BY e.sequence DESC LIMIT 1";

/// The beginning of a write.
pub(super) struct Turn {
    /// The end of the ledger, and when it was recorded.
    pub(super) end: (Head, Option<DateTime<Utc>>),
    /// The shape of the projections.
    pub(super) projections: i32,
    pub(super) early: Early,
}

/// What was read with the turn.
#[derive(Default)]
pub(super) struct Early {
    /// Was nothing sent since?
    pub(super) unchanged: bool,
    expected: Expected,
    version: u32,
    serial: u32,
    command: Option<Entry>,
    stream: Vec<Entry>,
}

impl Early {
    pub(super) fn version_of(&self, stream: &StreamId) -> Option<u32> {
        (self.expected.version_of.as_ref() == Some(stream)).then_some(self.version)
    }

    pub(super) fn command(&self, id: CommandId) -> Option<Option<Entry>> {
        (self.expected.command == Some(id)).then(|| self.command.clone())
    }

    pub(super) fn stream(&self, stream: &StreamId) -> Option<Vec<Entry>> {
        (self.expected.stream.as_ref() == Some(stream)).then(|| self.stream.clone())
    }

    pub(super) fn last_serial(&self, book: &str, year: i32) -> Option<u32> {
        let told = self.expected.serials_of.as_ref()?;
        (told.0 == book && told.1 == year).then_some(self.serial)
    }
}

/// Waits for the turn of the register.
///
/// # Errors
/// Another writer did not finish in time; the server cannot be reached; a row is damaged.
pub(super) fn take(rows: &Rows<'_>, expected: &Expected) -> Result<Turn, StoreError> {
    let (link, register) = (rows.link, rows.register);
    let version_of = expected.version_of.as_ref().map(|stream| (uuid(stream.id), stream.kind.as_str()));
    let (version_id, version_kind) = version_of.unzip();
    let (book, year) = expected.serials_of.as_ref().map(|(book, year)| (book, year)).unzip();
    let end_values: [&(dyn ToSql + Sync); 5] = [&register, &version_id, &version_kind, &book, &year];
    let command = expected.command.map(uuid);
    let (by_command, by_stream) = (
        format!("{ENTRY} WHERE register = $1 AND command_id = $2 ORDER BY sequence DESC LIMIT 1"),
        format!("{ENTRY} WHERE register = $1 AND stream_id = $2 AND stream_kind = $3 ORDER BY version"),
    );
    let stream = expected.stream.as_ref().map(|stream| (uuid(stream.id), stream.kind.as_str()));
    let (stream_id, stream_kind) = stream.unzip();
    let command_values: [&(dyn ToSql + Sync); 2] = [&register, &command];
    let stream_values: [&(dyn ToSql + Sync); 3] = [&register, &stream_id, &stream_kind];
    let (lock_values, row_values): ([&(dyn ToSql + Sync); 2], [&(dyn ToSql + Sync); 1]) =
        ([&APPLICATION_ID, &register], [&register]);
    let mut sent =
        vec![Sent::Plain(BEGIN), Sent::Bound(LOCK, &lock_values), Sent::Bound(ROW, &row_values), Sent::Bound(END, &end_values)];
    if command.is_some() {
        sent.push(Sent::Bound(&by_command, &command_values));
    }
    if stream_id.is_some() {
        sent.push(Sent::Bound(&by_stream, &stream_values));
    }
    let answers = link.together(&sent)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut answers = answers.into_iter().skip(2);
    let mut next = || answers.next().unwrap_or_default();
    let projections = match next().first() {
        Some(row) => link.fields(row).get(0)?,
        None => 0,
    };
    let mut turn = Turn { end: Default::default(), projections, early: Early { unchanged: true, ..Early::default() } };
    turn.early.expected = expected.clone();
    if let Some(row) = next().first() {
        let row = link.fields(row);
        turn.end = end(&row)?;
        turn.early.version = row.number_or_none(3)?.unwrap_or_default();
        turn.early.serial = row.number_or_none(4)?.unwrap_or_default();
    }
    if command.is_some() {
        turn.early.command = next().first().map(|row| entry(&link.fields(row))).transpose()?;
    }
    if stream_id.is_some() {
        turn.early.stream = next().iter().map(|row| entry(&link.fields(row))).collect::<Result<_, _>>()?;
    }
    Ok(turn)
}
