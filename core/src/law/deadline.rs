//! The due date of a case, and the steps that led to it.
//!
//! Promises: [`due`] and [`deadline`] are one walk over the facts, so that an explanation cannot
//! differ from the result. Same facts, rule and calendar: same answer, for ever.

use alloc::{format, string::ToString, vec::Vec};

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use super::{
    Citation, Clock, DueAt, DueOrigin, FirstDay, PauseReason, Roll, RuleRef, RuleVersion, Stage, StageTerm, StartOnDayOff, Term,
    TermUnit,
};
use crate::{
    calendar::{CalendarError, CalendarRef, WorkCalendar, YearStanding},
    lang::{Lang, Text},
    time::{Fold, Moment, day_after, day_before},
};

/// Why there is no deadline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeadlineError {
    /// The calendar does not reach far enough.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The rule has no term for that stage.
    #[error("rule {rule} has no stage `{stage}`; it has {known}")]
    NoStage {
        /// The rule.
        rule: RuleRef,
        /// The stage asked for.
        stage: Stage,
        /// The stages it has.
        known: alloc::string::String,
    },
}

/// What a clock shows: a due moment, or that it stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// It runs, and ends then. A date means the end of that day.
    Due(Moment),
    /// It stands still, with so many units of the term left.
    Paused {
        /// Days left, in the unit of the term.
        left: u32,
    },
}

impl Timer {
    /// The due moment; `None` while it stands still.
    pub fn due(self) -> Option<Moment> {
        match self {
            Timer::Due(moment) => Some(moment),
            Timer::Paused { .. } => None,
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
    },
    /// The start, and whether that day counts.
    Start {
        /// When the term starts.
        at: Moment,
        /// Does the day count?
        first_day: FirstDay,
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
    /// The clock stood still.
    Paused {
        /// Why.
        reason: PauseReason,
        /// After this day.
        from: Moment,
        /// Up to and with this day; `None`: still.
        to: Option<Moment>,
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

/// The deadline of one stage of one case, with its steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    stage: Stage,
    origin: DueOrigin,
    timer: Timer,
    by_rule: Option<ByRule>,
    calendar: CalendarRef,
    steps: Vec<Step>,
}

/// What a rule gives, beside what is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ByRule {
    rule: RuleRef,
    timer: Timer,
    original: Timer,
}

impl Deadline {
    /// The due moment in force; `None` while the clock stands still.
    pub fn due(&self) -> Option<Moment> {
        self.timer.due()
    }

    /// The clock in force.
    pub fn timer(&self) -> Timer {
        self.timer
    }

    /// The deadline of a case for which no rule sets one, but a date was set by hand.
    pub fn by_hand(stage: Stage, origin: DueOrigin, due: Moment, calendar: &CalendarRef) -> Deadline {
        let steps = Vec::from([Step::NoRule, Step::SetByHand { origin, due }]);
        Deadline { stage, origin, timer: Timer::Due(due), by_rule: None, calendar: calendar.clone(), steps }
    }

    /// What the rule gives, whatever is in force; `None` if no rule applies.
    pub fn by_rule(&self) -> Option<Timer> {
        self.by_rule.as_ref().map(|by_rule| by_rule.timer)
    }

    /// What the rule gave before any extension; `None` if no rule applies. Lateness is reported
    /// against both.
    pub fn original(&self) -> Option<Timer> {
        self.by_rule.as_ref().map(|by_rule| by_rule.original)
    }

    /// Where the date in force comes from.
    pub fn origin(&self) -> DueOrigin {
        self.origin
    }

    /// The stage.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The rule and its version; `None` if no rule applies.
    pub fn rule(&self) -> Option<&RuleRef> {
        self.by_rule.as_ref().map(|by_rule| &by_rule.rule)
    }

    /// The calendar and its version.
    pub fn calendar(&self) -> &CalendarRef {
        &self.calendar
    }

    /// The computation, as data.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The computation in words, one line a step.
    pub fn explain(&self, lang: Lang) -> Vec<alloc::string::String> {
        self.steps.iter().map(|step| super::explain::line(step, lang)).collect()
    }
}

/// The deadline of `stage` under `rule`, with its steps.
///
/// `variant` names a variant of the term that the rule may have (`inter_agency`).
///
/// # Errors
/// [`DeadlineError::NoStage`]; [`DeadlineError::Calendar`] if the calendar does not reach far enough.
pub fn deadline(
    rule: &RuleVersion,
    stage: Stage,
    variant: Option<&str>,
    calendar: &WorkCalendar,
    clock: &Clock,
) -> Result<Deadline, DeadlineError> {
    let terms = rule.stage(stage).ok_or_else(|| DeadlineError::NoStage {
        rule: rule.reference.clone(),
        stage,
        known: super::rule::known(rule.stages.iter().map(|s| s.stage.to_string())),
    })?;
    let term = terms.term(variant);
    let mut steps = Vec::from([Step::Rule { rule: rule.reference.clone(), citation: rule.citation.clone(), term }]);
    let by_rule = walk(terms, term, calendar, clock, Extensions::Counted, Some(&mut steps))?;
    let original = match clock.extensions.is_empty() {
        true => by_rule,
        false => walk(terms, term, calendar, clock, Extensions::Ignored, None)?,
    };
    steps.push(Step::Result { timer: by_rule, calendar: calendar.reference().clone() });
    let by_hand = clock.set_by_hand();
    if let Some(due) = by_hand {
        steps.push(Step::SetByHand { origin: clock.in_force, due });
    }
    Ok(Deadline {
        stage,
        origin: if by_hand.is_some() { clock.in_force } else { DueOrigin::Rule },
        timer: by_hand.map_or(by_rule, Timer::Due),
        by_rule: Some(ByRule { rule: rule.reference.clone(), timer: by_rule, original }),
        calendar: calendar.reference().clone(),
        steps,
    })
}

/// The clock in force, without the explanation: for many cases at once.
///
/// # Errors
/// The calendar does not reach far enough.
pub fn due(terms: &StageTerm, variant: Option<&str>, calendar: &WorkCalendar, clock: &Clock) -> Result<Timer, CalendarError> {
    match clock.set_by_hand() {
        Some(due) => Ok(Timer::Due(due)),
        None => walk(terms, terms.term(variant), calendar, clock, Extensions::Counted, None),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extensions {
    Counted,
    Ignored,
}

/// The one computation. With `steps`, it also says what it did.
fn walk(
    terms: &StageTerm,
    term: Term,
    calendar: &WorkCalendar,
    clock: &Clock,
    extensions: Extensions,
    mut steps: Option<&mut Vec<Step>>,
) -> Result<Timer, CalendarError> {
    let (start, time) = start(terms, calendar, clock.start, steps.as_deref_mut())?;
    let mut left = i64::from(term.amount);
    if extensions == Extensions::Counted {
        for extension in &clock.extensions {
            left += i64::from(extension.by);
            if let Some(steps) = steps.as_deref_mut() {
                steps.push(Step::Extended { at: extension.at, by: Term { amount: extension.by, unit: term.unit } });
            }
        }
    }
    let mut cursor = match terms.first_day {
        FirstDay::Excluded => start,
        FirstDay::Included => day_before(start),
    };
    for pause in &clock.pauses {
        if !terms.is_stopped_by(pause.reason) {
            if let Some(steps) = steps.as_deref_mut() {
                steps.push(Step::NotPaused { reason: pause.reason, from: pause.from });
            }
            continue;
        }
        let from = pause.from.date().max(cursor);
        // A pause that ends before the cursor lies inside another, or before the start.
        if pause.to.is_some_and(|to| to.date() <= cursor) {
            continue;
        }
        let counted = between(term.unit, calendar, cursor, from)?;
        if counted >= left {
            break; // the term had run out when this pause began
        }
        left -= counted;
        if let Some(steps) = steps.as_deref_mut() {
            count(steps, term.unit, calendar, (cursor, from), counted, left)?;
            steps.push(Step::Paused { reason: pause.reason, from: pause.from, to: pause.to });
        }
        match pause.to {
            Some(to) => cursor = to.date(),
            None => return Ok(Timer::Paused { left: u32::try_from(left).unwrap_or(u32::MAX) }),
        }
    }
    let mut last = advance(term.unit, calendar, cursor, left)?;
    if let Some(steps) = steps.as_deref_mut() {
        count(steps, term.unit, calendar, (cursor, last), left, 0)?;
    }
    if term.unit == TermUnit::CalendarDay && terms.roll == Roll::NextWorkingDay && !calendar.is_working_day(last)? {
        let to = calendar.working_day_from(last)?;
        if let Some(steps) = steps.as_deref_mut() {
            steps.push(Step::Rolled { from: last, to, reason: reason(calendar, last)? });
        }
        last = to;
    }
    if let Some(steps) = steps {
        for (year, standing) in (start.year()..=last.year()).filter_map(|y| Some((y, calendar.year_standing(y)?))) {
            if standing != YearStanding::Announced {
                steps.push(Step::YearStanding { year, standing });
            }
        }
    }
    Ok(Timer::Due(match (terms.due_at, time) {
        (DueAt::StartTime, Some(time)) => Moment::from_civil(NaiveDateTime::new(last, time), calendar.zone(), Fold::Earlier),
        _ => Moment::Date(last),
    }))
}

/// The day on which the term starts, and the time of day if the start is an instant.
fn start(
    terms: &StageTerm,
    calendar: &WorkCalendar,
    at: Moment,
    mut steps: Option<&mut Vec<Step>>,
) -> Result<(NaiveDate, Option<NaiveTime>), CalendarError> {
    let zone = calendar.zone();
    let at = at.in_zone(zone);
    let moment = |date: NaiveDate, time: Option<NaiveTime>| match time {
        Some(time) => Moment::from_civil(NaiveDateTime::new(date, time), zone, Fold::Earlier),
        None => Moment::Date(date),
    };
    let (mut date, mut time) = (at.date(), at.instant().map(|instant| instant.time()));
    if let Some(steps) = steps.as_deref_mut() {
        steps.push(Step::Start { at, first_day: terms.first_day });
    }
    let mut moved = |from: (NaiveDate, Option<NaiveTime>), to: (NaiveDate, Option<NaiveTime>), reason: Text| {
        if let Some(steps) = steps.as_deref_mut() {
            steps.push(Step::StartMoved { from: moment(from.0, from.1), to: moment(to.0, to.1), reason });
        }
    };
    if terms.start_on_day_off == StartOnDayOff::NextWorkingDay && !calendar.is_working_day(date)? {
        let to = calendar.add_working_days(date, 1)?;
        moved((date, time), (to, time), reason(calendar, date)?);
        date = to;
    }
    // A day off has no office hours to be late for.
    if let (Some(cut_off), Some(at)) = (terms.cut_off, time)
        && at >= cut_off.time()
        && calendar.is_working_day(date)?
    {
        let next = calendar.add_working_days(date, 1)?;
        let to = (next, calendar.opening(next)?);
        let text = Text { vi: format!("nhận sau {cut_off}"), en: format!("received after {cut_off}") };
        moved((date, time), to, text);
        (date, time) = to;
    }
    Ok((date, time))
}

fn between(unit: TermUnit, calendar: &WorkCalendar, from: NaiveDate, to: NaiveDate) -> Result<i64, CalendarError> {
    Ok(match unit {
        TermUnit::WorkingDay => i64::from(calendar.working_days_between(from, to)?),
        TermUnit::CalendarDay => (to - from).num_days(),
    })
}

fn advance(unit: TermUnit, calendar: &WorkCalendar, from: NaiveDate, days: i64) -> Result<NaiveDate, CalendarError> {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    match unit {
        TermUnit::WorkingDay => calendar.add_working_days(from, days),
        TermUnit::CalendarDay => {
            let to = from.checked_add_signed(chrono::TimeDelta::days(days.into())).unwrap_or(NaiveDate::MAX);
            calendar.is_working_day(to).map(|_| to) // a term that leaves the table is an error for both units
        }
    }
}

/// Says that the days in `(from, to]` were counted, and which were not, and why.
fn count(
    steps: &mut Vec<Step>,
    unit: TermUnit,
    calendar: &WorkCalendar,
    (from, to): (NaiveDate, NaiveDate),
    days: i64,
    left: i64,
) -> Result<(), CalendarError> {
    let mut skipped: Vec<Skipped> = Vec::new();
    if unit == TermUnit::WorkingDay {
        for date in day_after(from).iter_days().take_while(|date| *date <= to) {
            if calendar.is_working_day(date)? {
                continue;
            }
            let reason = reason(calendar, date)?;
            match skipped.last_mut() {
                Some(range) if range.reason == reason && day_after(range.to) == date => range.to = date,
                _ => skipped.push(Skipped { from: date, to: date, reason }),
            }
        }
    }
    let amount = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    steps.push(Step::Counted { after: from, to, days: amount(days), left: amount(left), skipped });
    Ok(())
}

fn reason(calendar: &WorkCalendar, date: NaiveDate) -> Result<Text, CalendarError> {
    let day = calendar.day(date)?;
    let text = |lang| day.reason(lang).unwrap_or_default().to_string();
    Ok(Text { vi: text(Lang::Vi), en: text(Lang::En) })
}
