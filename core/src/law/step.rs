//! The steps of a due date, as data.
//!
//! Promises: together the steps are the whole computation; each has a line of text in both
//! languages (`explain`).

use alloc::{string::String, vec::Vec};

use chrono::NaiveDate;
use serde::Serialize;

use super::{Citation, DueOrigin, LeftUnit, PauseReason, RuleRef, RuleStanding, StartEvent, Term};
use crate::{
    calendar::{CalendarRef, FirstDay, YearStanding},
    lang::Text,
    time::Moment,
};

/// What a clock shows: a due moment, or that it stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// It runs, and ends then. A date means the end of that day.
    Due(Moment),
    /// It stands still, with so much of the term left.
    Paused {
        /// How much is left.
        left: u32,
        /// Of what: days of one kind or the other, or minutes.
        unit: LeftUnit,
    },
    /// What it starts with has not happened.
    NotStarted {
        /// What it starts with.
        awaits: StartEvent,
    },
}

impl Timer {
    /// The due moment; `None` while it stands still or has not started.
    pub fn due(self) -> Option<Moment> {
        match self {
            Timer::Due(moment) => Some(moment),
            Timer::Paused { .. } | Timer::NotStarted { .. } => None,
        }
    }
}

/// Days that were skipped for one reason, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Why.
    pub reason: Text,
}

/// One step of an explanation. Together the steps are the whole computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// The rule that applies and the term that it gives.
    Rule {
        /// Rule and version.
        rule: RuleRef,
        /// Instrument and article.
        citation: Citation,
        /// The term.
        term: Term,
        /// The variant that gives it; missing for the ordinary term.
        #[serde(skip_serializing_if = "Option::is_none")]
        variant: Option<String>,
        /// What people call the variant, where the rule says it.
        #[serde(skip_serializing_if = "Option::is_none")]
        variant_label: Option<Text>,
    },
    /// The start, and whether that day counts.
    Start {
        /// When the term starts.
        at: Moment,
        /// What starts the term.
        event: StartEvent,
        /// Does the day count? Missing for a term in hours, which starts at that moment.
        #[serde(skip_serializing_if = "Option::is_none")]
        first_day: Option<FirstDay>,
    },
    /// The start was moved.
    StartMoved {
        /// From.
        from: Moment,
        /// To.
        to: Moment,
        /// A day off, or the cut-off hour.
        reason: Text,
    },
    /// An extension added to the term.
    Extended {
        /// When it was granted.
        at: Moment,
        /// By how much.
        by: Term,
    },
    /// A term in months or years, in days.
    Measured {
        /// From this day, which is not counted.
        from: NaiveDate,
        /// The term with its extensions.
        term: Term,
        /// How many days it has from there.
        days: u32,
    },
    /// Days were counted.
    Counted {
        /// After this day.
        after: NaiveDate,
        /// Up to and with this day.
        to: NaiveDate,
        /// How many counted.
        days: u32,
        /// How many are left after them.
        left: u32,
        /// Days that did not count, and why.
        skipped: Vec<Skipped>,
    },
    /// Time was counted.
    CountedTime {
        /// From.
        from: Moment,
        /// To.
        to: Moment,
        /// How many minutes counted; a part of one counts as one.
        minutes: u32,
        /// How many are left after them.
        left: u32,
        /// Minutes that the calendar works, or that pass.
        unit: LeftUnit,
        /// Days that did not count, and why.
        skipped: Vec<Skipped>,
    },
    /// The clock stood still.
    Paused {
        /// Why.
        reason: PauseReason,
        /// After this day; a term in hours, from this moment.
        from: Moment,
        /// Up to and with this day, or to this moment; `None`: still.
        to: Option<Moment>,
        /// In what the term is counted.
        unit: LeftUnit,
    },
    /// After a pause the whole term runs anew.
    Restarted {
        /// When.
        at: Moment,
    },
    /// A pause that the rule does not honour.
    NotPaused {
        /// Its reason.
        reason: PauseReason,
        /// From when.
        from: Moment,
    },
    /// The last day was a day off.
    Rolled {
        /// From.
        from: NaiveDate,
        /// To.
        to: NaiveDate,
        /// Why it was off.
        reason: Text,
    },
    /// The last day ends when the office closes.
    EndOfHours {
        /// When.
        at: Moment,
    },
    /// The text of the rule is not sure.
    RuleStanding {
        /// How sure.
        standing: RuleStanding,
    },
    /// A year of the calendar is not sure.
    YearStanding {
        /// The year.
        year: i32,
        /// How sure.
        standing: YearStanding,
    },
    /// What the rule gives.
    Result {
        /// The due moment, or that it stands still.
        timer: Timer,
        /// The calendar and version that it was computed with.
        calendar: CalendarRef,
    },
    /// No rule applies.
    NoRule,
    /// A date set by hand is in force instead.
    SetByHand {
        /// By whom.
        origin: DueOrigin,
        /// The date in force.
        due: Moment,
    },
}
