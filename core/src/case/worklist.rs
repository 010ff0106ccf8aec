//! The worklist: every open case, the most urgent first.
//!
//! Promises: every case that was open at the moment asked about is in it exactly once, with how it
//! stood then. It holds no names and no free text.

use alloc::string::String;

use super::{Case, DeadlineFailure, Dimension, Number, Status};
use crate::{
    law::{Rulebook, Stage, Standing, Timer, days_left},
    ledger::Identity,
    time::Moment,
};

/// One open case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// Which.
    pub id: Identity,
    /// Its number.
    pub number: Number,
    /// When it arrived.
    pub received_at: Moment,
    /// How it stands.
    pub standing: Standing,
    /// When its reply is due; `None` while it stands still or has no deadline.
    pub due: Option<Moment>,
    /// Working days left, negative if overdue by so many; `None` without a due date, or where the
    /// calendar does not reach it.
    pub days_left: Option<i32>,
    /// Where it is.
    pub status: Status,
    /// The code of its source, or of another dimension that the kind of case calls so.
    pub source: Option<String>,
    /// The unit that holds it.
    pub unit: Option<String>,
    /// The officer who holds it.
    pub officer: Option<String>,
    /// Is it confidential?
    pub confidential: bool,
}

/// The case as an item of the worklist at `at`; `None` if it was not open then.
///
/// # Errors
/// A due date cannot be computed.
pub fn worklist(id: Identity, case: &Case, at: Moment, rulebook: &Rulebook) -> Result<Option<WorkItem>, DeadlineFailure> {
    let Some(view) = case.at(at).filter(|_| !case.is_void()) else { return Ok(None) };
    let Some(standing) = view.standing(at, rulebook)? else { return Ok(None) };
    let due = view.timer(Stage::Reply, rulebook)?.and_then(Timer::due);
    let (calendar, _) = view.stage(Stage::Reply, rulebook)?;
    let days_left = due.map(|due| days_left(calendar, at, due)).transpose()?.flatten();
    Ok(Some(WorkItem {
        id,
        number: case.number().clone(),
        received_at: case.received_at(),
        standing,
        due,
        days_left,
        status: view.status(),
        source: case.dimension(Dimension::Source).map(Into::into),
        unit: view.unit().map(Into::into),
        officer: view.officer().map(Into::into),
        confidential: case.is_confidential(),
    }))
}

impl WorkItem {
    /// The order of a worklist: overdue first, the longest overdue first; then by due date; what
    /// stands still and what has no deadline last, the oldest first.
    pub fn urgency(&self) -> (Standing, Option<chrono::NaiveDate>, chrono::NaiveDate, Number) {
        (self.standing, self.due.map(Moment::date), self.received_at.date(), self.number.clone())
    }
}
