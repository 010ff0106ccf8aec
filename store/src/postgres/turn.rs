//! A writer's turn: waiting for it, and what is read on the way.
//!
//! Promises: what is read is of after the lock, so that nobody writes between it and what is decided by
//! it; all of it is one flight to the server and back. What was read early is an answer only until
//! something of the transaction is sent.

use kiennghi::store::{Expected, StoreError};
use tokio_postgres::types::ToSql;

use super::{
    early::{Early, Flight},
    link::Sent,
    rows::Rows,
};
use crate::schema::APPLICATION_ID;

/// A batch brings lists of what is kept and what is not, which are matched as wholes and not row by row.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL enable_hashjoin = on";
/// The row is what holds others up. Before it stands a lock that the server hands from one who waits
/// straight to the next: at a row all who wait are woken twice.
const LOCK: &str = "SELECT pg_advisory_xact_lock($1, $2)";
const ROW: &str = "SELECT projections FROM turn WHERE register = $1 FOR UPDATE";

/// Waits for the turn of the register: the shape of its projections, and what was read on the way.
///
/// # Errors
/// Another writer did not finish in time; the server cannot be reached; a row is damaged.
pub(super) fn take(rows: &Rows<'_>, expected: &Expected) -> Result<(i32, Early), StoreError> {
    let register = rows.register;
    let (lock_values, row_values): ([&(dyn ToSql + Sync); 2], [&(dyn ToSql + Sync); 1]) =
        ([&APPLICATION_ID, &register], [&register]);
    let turn = [Sent::Plain(BEGIN), Sent::Bound(LOCK, &lock_values), Sent::Bound(ROW, &row_values)];
    let (answers, early) = Flight::of(rows, expected).send(rows.link, &turn)?;
    let projections = match answers.last().and_then(|rows| rows.first()) {
        Some(row) => rows.link.fields(row).get(0)?,
        None => 0,
    };
    Ok((projections, early))
}
