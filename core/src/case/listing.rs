//! What lists read of a case, and an item of a list.
//!
//! Promises: all of it is derived from the turns of the case, and can be made again; how the case
//! stands at a moment follows from it without reading the case. It holds no names and no free text.

use alloc::string::String;
use core::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{DeadlineFailure, Dimension, Number, Status, View, WorkItem};
use crate::{
    calendar::CalendarRef,
    law::{Rulebook, Stage, StageTerm, Standing, Timer, days_left, standing},
    ledger::Identity,
    time::{Moment, MomentError, day_after},
};

/// When the reply of a case is due, as far as lists know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Then.
    On(Moment),
    /// Its clock stands still.
    Paused,
    /// Neither a rule nor a hand sets a date.
    Never,
    /// It could not be computed when the row was written: whoever lists it computes it again, and
    /// says what is missing.
    Unknown,
}

impl fmt::Display for Due {
    /// As stores keep it: the moment, or why there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Due::On(moment) => moment.fmt(f),
            Due::Paused => f.write_str("paused"),
            Due::Never => f.write_str("never"),
            Due::Unknown => f.write_str("unknown"),
        }
    }
}

impl FromStr for Due {
    type Err = MomentError;
    fn from_str(text: &str) -> Result<Due, MomentError> {
        Ok(match text {
            "paused" => Due::Paused,
            "never" => Due::Never,
            "unknown" => Due::Unknown,
            moment => Due::On(moment.parse()?),
        })
    }
}

/// What lists read of a case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Where it is; what is not closed is open.
    pub status: Status,
    /// When it arrived.
    pub received_at: Moment,
    /// When its reply is due.
    pub due: Due,
    /// The same as one number to sort by, in microseconds since 1970, UTC: the last one of the due
    /// day in the zone of the case, or the instant; what is never due comes last, what could not be
    /// computed first.
    pub due_by: i64,
    /// From how many working days left it is due soon.
    pub due_soon: u16,
    /// The calendar in which days left are counted.
    pub calendar: CalendarRef,
    /// The code of its source.
    pub source: Option<String>,
    /// The field of work.
    pub field: Option<String>,
    /// The unit that holds it.
    pub unit: Option<String>,
    /// The officer who holds it.
    pub officer: Option<String>,
    /// Is it confidential?
    pub confidential: bool,
}

impl Listing {
    /// What lists read of the case that `view` shows.
    pub fn of(view: &View<'_>, rulebook: &Rulebook) -> Listing {
        let case = view.case();
        let due = match view.timer(Stage::Reply, rulebook) {
            Ok(Some(Timer::Due(due))) => Due::On(due),
            Ok(Some(Timer::Paused { .. })) => Due::Paused,
            Ok(Some(Timer::NotStarted { .. }) | None) => Due::Never,
            Err(_) => Due::Unknown,
        };
        let terms = view.stage(Stage::Reply, rulebook).ok().and_then(|(_, terms)| terms);
        Listing {
            status: view.status(),
            received_at: case.received_at(),
            due,
            due_by: due_by(due, view.terms().zone),
            due_soon: terms.map_or(0, StageTerm::due_soon),
            calendar: view.terms().calendar.clone(),
            source: case.dimension(Dimension::Source).map(Into::into),
            field: case.dimension(Dimension::Field).map(Into::into),
            unit: view.unit().map(Into::into),
            officer: view.officer().map(Into::into),
            confidential: case.is_confidential(),
        }
    }

    /// Is the case open? One whose number is void is not: there is nothing to be done.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Status::Closed | Status::Void)
    }

    /// How the case stands at `at`, and the working days it has left; no standing if it is closed.
    ///
    /// # Errors
    /// The rulebook lacks its calendar; the calendar does not reach `at`.
    pub fn standing(&self, at: Moment, rulebook: &Rulebook) -> Result<(Option<Standing>, Option<i32>), DeadlineFailure> {
        let calendar = rulebook.calendar(&self.calendar)?;
        let (timer, fixed) = match self.due {
            Due::On(due) => (Some(Timer::Due(due)), None),
            Due::Paused => (None, Some(Standing::Paused)),
            Due::Never | Due::Unknown => (None, None),
        };
        let days_left = match self.due {
            Due::On(due) if self.is_open() => days_left(calendar, at, due)?,
            _ => None,
        };
        match (self.is_open(), fixed) {
            (false, _) => Ok((None, None)),
            (true, Some(fixed)) => Ok((Some(fixed), None)),
            (true, None) => Ok((Some(standing(timer, self.due_soon, calendar, at)?), days_left)),
        }
    }
}

/// See [`Listing::due_by`].
fn due_by(due: Due, zone: Tz) -> i64 {
    match due {
        Due::On(Moment::Instant(instant)) => instant.timestamp_micros(),
        Due::On(Moment::Date(date)) => {
            let end = Moment::Date(day_after(date)).start_in(zone);
            end.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(end).timestamp_micros()
        }
        Due::Paused | Due::Never => i64::MAX,
        Due::Unknown => i64::MIN,
    }
}

impl Moment {
    /// The first instant of it: of the day in `zone`, if it is a day.
    pub fn start_in(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Moment::Instant(instant) => instant.to_utc(),
            Moment::Date(date) => {
                let midnight = date.and_time(chrono::NaiveTime::MIN);
                Moment::from_civil(midnight, zone, crate::time::Fold::Earlier)
                    .instant()
                    .map_or(DateTime::UNIX_EPOCH, |at| at.to_utc())
            }
        }
    }
}

/// One case of a list, open or closed. It holds no names and no free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseItem {
    /// Which.
    pub id: Identity,
    /// Its number.
    pub number: Number,
    /// When it arrived.
    pub received_at: Moment,
    /// Where it is.
    pub status: Status,
    /// How it stands; `None` if it is closed.
    pub standing: Option<Standing>,
    /// When its reply is or was due; `None` while it stands still or has no deadline.
    pub due: Option<Moment>,
    /// Working days left, negative if overdue by so many; `None` if it is closed, without a due
    /// date, or where the calendar does not reach it.
    pub days_left: Option<i32>,
    /// The code of its source.
    pub source: Option<String>,
    /// The field of work.
    pub field: Option<String>,
    /// The unit that holds it.
    pub unit: Option<String>,
    /// The officer who holds it.
    pub officer: Option<String>,
    /// Is it confidential?
    pub confidential: bool,
}

impl CaseItem {
    /// The case of a listing as it stands at `at`.
    ///
    /// # Errors
    /// As [`Listing::standing`].
    pub fn of(
        id: Identity,
        number: Number,
        listing: Listing,
        at: Moment,
        rulebook: &Rulebook,
    ) -> Result<CaseItem, DeadlineFailure> {
        let (standing, days_left) = listing.standing(at, rulebook)?;
        let due = match listing.due {
            Due::On(due) => Some(due),
            Due::Paused | Due::Never | Due::Unknown => None,
        };
        let Listing { status, received_at, source, field, unit, officer, confidential, .. } = listing;
        Ok(CaseItem { id, number, received_at, status, standing, due, days_left, source, field, unit, officer, confidential })
    }

    /// The same as an item of a worklist; `None` if it is closed.
    pub fn into_work(self) -> Option<WorkItem> {
        let CaseItem { id, number, received_at, status, standing, due, days_left, source, unit, officer, confidential, .. } =
            self;
        let standing = standing?;
        Some(WorkItem { id, number, received_at, standing, due, days_left, status, source, unit, officer, confidential })
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn a_due_moment_reads_back_as_it_is_kept() {
        let moment = |text: &str| Due::On(text.parse().unwrap());
        for due in [moment("2026-03-16"), moment("2026-03-16T17:00:00+07:00"), Due::Paused, Due::Never, Due::Unknown] {
            assert_eq!(due.to_string().parse::<Due>().unwrap(), due);
        }
        assert!("nunca".parse::<Due>().is_err());
    }
}
