//! A case as what is counted of it: its turns with their days, and what was due after each.
//!
//! Promises: what is due is computed here, once for each turn, and never while counting. What was
//! known after a turn is what its facts and those before it tell.

use alloc::vec::Vec;

use chrono::{DateTime, Datelike, NaiveTime, Utc};

use super::Measure;
use crate::{
    case::{Case, DeadlineFailure, Outcome, Turn, TurnKind, View},
    law::{Lateness, Rulebook, Stage, StageTerm, Timer},
    time::{Moment, day_after},
};

/// A day that never comes.
pub(super) const NEVER: i32 = i32::MAX;
/// No working minutes: where the calendar does not reach.
pub(super) const NO_MINUTES: u32 = u32::MAX;

/// Seconds since 1970 by which something is known; see [`known`].
pub(super) type Known = u32;
/// Known at no time.
pub(super) const UNKNOWN: Known = Known::MAX;

/// The first whole second at which the ledger knows of what was recorded at `at`.
pub(super) fn known(at: DateTime<Utc>) -> Known {
    let up = i64::from(at.timestamp_subsec_nanos() > 0);
    Known::try_from(at.timestamp().saturating_add(up).max(0)).unwrap_or(UNKNOWN).min(UNKNOWN - 1)
}

/// What a turn means to a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Opened,
    Reopened,
    Held,
    Closed(Closing),
    Rated(u8),
    Published,
    Other,
}

/// How a case was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closing {
    pub(super) in_fact: Measure,
    pub(super) on_record: Measure,
    /// Was it late against the due date before any extension or promise moved it, in fact and on
    /// record?
    pub(super) originally_late: [bool; 2],
    /// Days from when it happened to when it was put on record.
    pub(super) lag: u16,
    /// Working minutes to the reply, or [`NO_MINUTES`].
    pub(super) minutes: u32,
}

/// What is due after a turn, as the days on which it begins to matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DueDays {
    /// What an open case counts as before any of the days below.
    pub(super) calm: Measure,
    pub(super) soon_from: i32,
    pub(super) overdue_from: i32,
}

impl DueDays {
    pub(super) fn standing(&self, day: i32) -> Measure {
        match day {
            day if day >= self.overdue_from => Measure::OpenOverdue,
            day if day >= self.soon_from => Measure::OpenDueSoon,
            _ => self.calm,
        }
    }
}

/// A turn as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fact<'a> {
    pub(super) day: i32,
    pub(super) known: Known,
    pub(super) event: Event,
    pub(super) unit: Option<&'a str>,
    pub(super) officer: Option<&'a str>,
    pub(super) due: DueDays,
}

/// The facts of a case, in the order of its turns, and from when on its number was known to be void.
///
/// # Errors
/// A due date of it cannot be computed.
pub(super) fn facts<'a>(case: &'a Case, rulebook: &Rulebook) -> Result<(Vec<Fact<'a>>, Known), DeadlineFailure> {
    let mut turns = case.turns().iter();
    let Some(first) = turns.next() else { return Ok((Vec::new(), UNKNOWN)) };
    let mut view = View::opened(case, first);
    let mut due = due_days(&view, rulebook)?;
    let (mut latest, mut void) = (known(first.known_from()), UNKNOWN);
    let mut facts = Vec::with_capacity(case.turns().len());
    let fact = |turn: &Turn, known, event, view: &View<'a>, due| Fact {
        day: turn.at.date().num_days_from_ce(),
        known,
        event,
        unit: view.unit(),
        officer: view.officer(),
        due,
    };
    facts.push(fact(first, latest, Event::Opened, &view, due));
    for turn in turns {
        let merged = view.outcome() == Some(Outcome::Merged);
        let is_published = view.published().is_some();
        view.take(turn);
        let event = match &turn.turn {
            TurnKind::Reopened => Event::Reopened,
            TurnKind::Unlinked if merged => Event::Reopened,
            TurnKind::Assigned { .. } => Event::Held,
            TurnKind::Closed { outcome } => closed(*outcome, &view, rulebook)?,
            TurnKind::Rated { score } => Event::Rated(*score),
            // Published once more, it is the same outcome.
            TurnKind::Published if !is_published => Event::Published,
            _ => Event::Other,
        };
        match &turn.turn {
            TurnKind::Published | TurnKind::Rated { .. } | TurnKind::Closed { .. } => {}
            _ => due = due_days(&view, rulebook)?,
        }
        // A turn that was recorded after a later one is told by another row: see `Columns::update`.
        latest = latest.max(known(turn.known_from()));
        if turn.turn == TurnKind::Voided {
            void = latest;
        }
        facts.push(fact(turn, latest, event, &view, due));
    }
    Ok((facts, void))
}

fn due_days(view: &View<'_>, rulebook: &Rulebook) -> Result<DueDays, DeadlineFailure> {
    let due = match view.timer(Stage::Reply, rulebook)? {
        None | Some(Timer::NotStarted { .. }) => {
            return Ok(DueDays { calm: Measure::OpenNoDeadline, soon_from: NEVER, overdue_from: NEVER });
        }
        Some(Timer::Paused { .. }) => {
            return Ok(DueDays { calm: Measure::OpenPaused, soon_from: NEVER, overdue_from: NEVER });
        }
        Some(Timer::Due(due)) => due,
    };
    let (calendar, terms) = view.stage(Stage::Reply, rulebook)?;
    let day = due.date().num_days_from_ce();
    // The first day from which at most `due_soon` working days are left: see `law::standing`. A
    // date set by hand may lie where the calendar does not reach, and is never due soon then.
    let soon_from = match calendar.is_working_day(due.date()) {
        Ok(worked) => {
            let back = i32::from(terms.map_or(0, StageTerm::due_soon)) + i32::from(!worked);
            calendar.add_working_days(due.date(), -back).map_or(NEVER, |day| day.num_days_from_ce())
        }
        Err(_) => NEVER,
    };
    let overdue_from = match due {
        Moment::Date(_) => day + 1,
        Moment::Instant(_) => day, // at the end of that day it has passed
    };
    Ok(DueDays { calm: Measure::OpenInTime, soon_from, overdue_from })
}

fn closed(outcome: Outcome, view: &View<'_>, rulebook: &Rulebook) -> Result<Event, DeadlineFailure> {
    let one = |measure| {
        let (in_fact, on_record) = (measure, measure);
        Event::Closed(Closing { in_fact, on_record, originally_late: [false; 2], lag: 0, minutes: NO_MINUTES })
    };
    Ok(match outcome {
        Outcome::Replied => {
            let replied = |lateness| match lateness {
                Lateness::Early => Measure::RepliedEarly,
                Lateness::OnTime => Measure::RepliedOnTime,
                Lateness::Late => Measure::RepliedLate,
                Lateness::NoDeadline => Measure::RepliedNoDeadline,
            };
            let (Some((in_fact, on_record)), Some(closed)) = (view.lateness(rulebook)?, view.closed()) else {
                return Ok(Event::Other);
            };
            let originally_late = match view.before_any_new_date().lateness(rulebook)? {
                Some((in_fact, on_record)) => [in_fact == Lateness::Late, on_record == Lateness::Late],
                None => [false; 2],
            };
            let lag = (closed.on_record.date() - closed.at.date()).num_days().max(0);
            Event::Closed(Closing {
                in_fact: replied(in_fact),
                on_record: replied(on_record),
                originally_late,
                lag: u16::try_from(lag).unwrap_or(u16::MAX),
                minutes: minutes(view, closed, rulebook)?.unwrap_or(NO_MINUTES),
            })
        }
        Outcome::ForwardedOut => one(Measure::ForwardedOut),
        Outcome::NotAccepted => one(Measure::NotAccepted),
        Outcome::Reclassified => one(Measure::Reclassified),
        Outcome::Withdrawn => one(Measure::Withdrawn),
        Outcome::Merged => one(Measure::Merged),
    })
}

/// Working minutes from the start of the clock to the reply, without the pauses that stop it; `None`
/// where the calendar does not reach. A day stands for its end: that of receipt does not count, as
/// with a term (Civil Code 2015, art. 147.2).
fn minutes(view: &View<'_>, closed: &Turn, rulebook: &Rulebook) -> Result<Option<u32>, DeadlineFailure> {
    let (calendar, terms) = view.stage(Stage::Reply, rulebook)?;
    let instant = |at: Moment| match at {
        Moment::Instant(at) => at.to_utc(),
        Moment::Date(date) => {
            let midnight = day_after(date).and_time(NaiveTime::MIN);
            let at = Moment::from_civil(midnight, calendar.zone(), crate::time::Fold::Earlier).instant();
            at.map_or(DateTime::<Utc>::MAX_UTC, |at| at.to_utc())
        }
    };
    let (from, to) = (instant(view.clock().start), instant(closed.at));
    if to <= from {
        return Ok(Some(0));
    }
    let stops = |reason| terms.is_some_and(|terms| terms.is_stopped_by(reason));
    let pauses = view.clock().pauses.iter().filter(|pause| stops(pause.reason));
    let pauses: Vec<_> =
        pauses.map(|pause| instant(pause.from)..pause.to.map_or(to, instant)).filter(|p| p.start < p.end).collect();
    let worked = calendar.working_time_between(from, to, &pauses).ok();
    Ok(worked.and_then(|worked| u32::try_from(worked.num_minutes()).ok()).map(|minutes| minutes.min(NO_MINUTES - 1)))
}
