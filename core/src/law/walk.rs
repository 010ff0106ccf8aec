//! The one computation of a due date. With steps, it also says what it did.

use alloc::{format, vec::Vec};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{
    Clock, LeftUnit, StageTerm, Step, Term, TermUnit, Timer,
    skipped::{reason, skipped_days},
};
use crate::{
    calendar::{CalendarError, CivilUnit, DueAt, FirstDay, Roll, StartOnDayOff, TimePolicy, WorkCalendar, YearStanding},
    lang::Text,
    time::{Fold, Moment, day_after, day_before},
};

/// Microseconds in a minute: time is counted in them.
const MINUTE: i64 = 60_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extensions {
    Counted,
    Ignored,
}

/// One computation: what it is about, and where its steps go.
///
/// It moves a cursor along the unit of the term: dates for days, instants for hours. A date stands
/// for its end, so the day after a cursor is the first that counts.
pub(super) struct Walk<'a> {
    pub(super) terms: &'a StageTerm,
    pub(super) term: Term,
    pub(super) calendar: &'a WorkCalendar,
    pub(super) clock: &'a Clock,
    pub(super) extensions: Extensions,
    pub(super) steps: Option<&'a mut Vec<Step>>,
}

impl Walk<'_> {
    pub(super) fn timer(mut self) -> Result<Timer, CalendarError> {
        let Some(at) = self.clock.at(self.terms.starts) else {
            return Ok(Timer::NotStarted { awaits: self.terms.starts });
        };
        let (start, time) = self.start(at)?;
        let total = self.total();
        let (mut cursor, mut left) = match (self.term.unit.is_hours(), self.terms.first_day) {
            (true, _) => {
                let from = match time {
                    Some(time) => self.moment(start, Some(time)),
                    None => self.end_of(start),
                };
                (from, i64::from(total) * 60 * MINUTE)
            }
            (false, FirstDay::Excluded) => (Moment::Date(start), self.days(start, total)?),
            (false, FirstDay::Included) => (Moment::Date(day_before(start)), self.days(start, total)?),
        };
        let clock = self.clock;
        for pause in &clock.pauses {
            if !self.terms.is_stopped_by(pause.reason) {
                self.say(|| Step::NotPaused { reason: pause.reason, from: pause.from });
                continue;
            }
            let from = later(self.point(pause.from), cursor);
            let to = pause.to.map(|to| self.point(to));
            // A pause that ends before the cursor lies inside another, or before the start.
            if to.is_some_and(|to| !to.is_after(cursor)) {
                continue;
            }
            let counted = self.between(cursor, from)?;
            if counted >= left {
                break; // the term had run out when this pause began
            }
            left -= counted;
            self.say_counted(cursor, from, counted, left)?;
            let unit = self.term.unit.left();
            self.say(|| Step::Paused { reason: pause.reason, from: pause.from, to: pause.to, unit });
            let Some(to) = to else { return Ok(Timer::Paused { left: self.shown(left), unit: self.term.unit.left() }) };
            cursor = to;
            if self.terms.is_restarted_by(pause.reason) {
                self.say(|| Step::Restarted { at: pause.to.unwrap_or(to) });
                left = match self.term.unit.is_hours() {
                    true => i64::from(total) * 60 * MINUTE,
                    false => self.days(to.date(), total)?,
                };
            }
        }
        let last = self.advance(cursor, left)?;
        self.say_counted(cursor, last, left, 0)?;
        let due = match last {
            Moment::Instant(_) => last,
            Moment::Date(date) => self.end(date, time)?,
        };
        if let Some(steps) = self.steps {
            for (year, standing) in (start.year()..=due.date().year()).filter_map(|y| Some((y, self.calendar.year_standing(y)?)))
            {
                if standing != YearStanding::Announced {
                    steps.push(Step::YearStanding { year, standing });
                }
            }
        }
        Ok(Timer::Due(due))
    }

    /// The day on which the term starts, and the time of day if the start is an instant.
    fn start(&mut self, at: Moment) -> Result<(NaiveDate, Option<NaiveTime>), CalendarError> {
        let (terms, calendar) = (self.terms, self.calendar);
        let at = at.in_zone(calendar.zone());
        let (mut date, mut time) = (at.date(), at.instant().map(|instant| instant.time()));
        let first_day = (!self.term.unit.is_hours()).then_some(terms.first_day);
        self.say(|| Step::Start { at, event: terms.starts, first_day });
        if terms.start_on_day_off == StartOnDayOff::NextWorkingDay && !calendar.is_working_day(date)? {
            let to = calendar.add_working_days(date, 1)?;
            let (from, to_moment, reason) = (self.moment(date, time), self.moment(to, time), reason(calendar, date)?);
            self.say(|| Step::StartMoved { from, to: to_moment, reason });
            date = to;
        }
        // A day off has no office hours to be late for.
        if let (Some(cut_off), Some(at)) = (terms.cut_off, time)
            && at >= cut_off.time()
            && calendar.is_working_day(date)?
        {
            let next = calendar.add_working_days(date, 1)?;
            let opening = calendar.opening(next)?;
            let (from, to) = (self.moment(date, time), self.moment(next, opening));
            let reason = Text { vi: format!("nhận sau {cut_off}"), en: format!("received after {cut_off}") };
            self.say(|| Step::StartMoved { from, to, reason });
            (date, time) = (next, opening);
        }
        Ok((date, time))
    }

    /// The term with its extensions, in its unit.
    fn total(&mut self) -> u32 {
        let mut total = u32::from(self.term.amount);
        if self.extensions == Extensions::Counted {
            let (clock, unit) = (self.clock, self.term.unit);
            for extension in &clock.extensions {
                total += u32::from(extension.by);
                self.say(|| Step::Extended { at: extension.at, by: Term { amount: extension.by, unit } });
            }
        }
        total
    }

    /// How many days `total` of the unit has from `from`.
    fn days(&mut self, from: NaiveDate, total: u32) -> Result<i64, CalendarError> {
        let amount = i32::try_from(total).unwrap_or(i32::MAX);
        match self.term.unit.civil() {
            None | Some(CivilUnit::Day) => Ok(total.into()),
            Some(unit) => {
                let to = self.calendar.add_civil(from, amount, unit, Roll::Stay, self.terms.month_end)?;
                let days = (to - from).num_days();
                let term = Term { amount: u16::try_from(total).unwrap_or(u16::MAX), unit: self.term.unit };
                if unit != CivilUnit::Week {
                    self.say(|| Step::Measured { from, term, days: u32::try_from(days).unwrap_or(u32::MAX) });
                }
                Ok(days)
            }
        }
    }

    /// What the last day of a term in days gives.
    fn end(&mut self, last: NaiveDate, time: Option<NaiveTime>) -> Result<Moment, CalendarError> {
        let calendar = self.calendar;
        let mut date = last;
        if self.term.unit.civil().is_some() {
            let to = calendar.roll(last, self.terms.roll)?;
            if to != last {
                let reason = reason(calendar, last)?;
                self.say(|| Step::Rolled { from: last, to, reason });
            }
            date = to;
        }
        let closing = calendar.day(date)?.hours().last().copied();
        Ok(match (self.terms.due_at, time, closing) {
            (DueAt::StartTime, Some(time), _) => self.moment(date, Some(time)),
            (DueAt::EndOfHours, _, Some(hours)) => {
                let at = match hours.end().minutes() {
                    1440 => self.end_of(date),
                    _ => self.moment(date, Some(hours.end().time())),
                };
                self.say(|| Step::EndOfHours { at });
                at
            }
            _ => Moment::Date(date),
        })
    }

    fn moment(&self, date: NaiveDate, time: Option<NaiveTime>) -> Moment {
        match time {
            Some(time) => Moment::from_civil(NaiveDateTime::new(date, time), self.calendar.zone(), Fold::Earlier),
            None => Moment::Date(date),
        }
    }

    /// The instant at which a date ends.
    fn end_of(&self, date: NaiveDate) -> Moment {
        self.moment(day_after(date), Some(NaiveTime::MIN))
    }

    /// A moment as a place of the cursor.
    fn point(&self, at: Moment) -> Moment {
        let at = at.in_zone(self.calendar.zone());
        match (self.term.unit.is_hours(), at) {
            (false, _) => Moment::Date(at.date()),
            (true, Moment::Instant(_)) => at,
            (true, Moment::Date(date)) => self.end_of(date),
        }
    }

    /// How much lies between two places: days, or microseconds.
    fn between(&self, from: Moment, to: Moment) -> Result<i64, CalendarError> {
        let elapsed = |(a, b): (DateTime<Utc>, DateTime<Utc>)| (b - a).num_microseconds().unwrap_or(i64::MAX);
        Ok(match self.term.unit {
            TermUnit::WorkingDay => self.calendar.working_days_between(from.date(), to.date())?.into(),
            TermUnit::CalendarDay | TermUnit::Week | TermUnit::Month | TermUnit::Year => (to.date() - from.date()).num_days(),
            TermUnit::Hour => elapsed((utc(from), utc(to))),
            TermUnit::WorkingHour => {
                let worked = self.calendar.working_time_between(utc(from), utc(to), &[])?;
                worked.num_microseconds().unwrap_or(i64::MAX)
            }
        })
    }

    /// The place so much after another.
    fn advance(&self, from: Moment, amount: i64) -> Result<Moment, CalendarError> {
        let calendar = self.calendar;
        let days = i32::try_from(amount).unwrap_or(i32::MAX);
        Ok(match self.term.unit {
            TermUnit::WorkingDay => Moment::Date(calendar.add_working_days(from.date(), days)?),
            TermUnit::CalendarDay | TermUnit::Week | TermUnit::Month | TermUnit::Year => {
                let to = from.date().checked_add_days(Days::new(amount.unsigned_abs())).unwrap_or(NaiveDate::MAX);
                calendar.is_working_day(to)?; // a term that leaves the table is an error for every unit
                Moment::Date(to)
            }
            TermUnit::Hour => {
                let to = utc(from).checked_add_signed(TimeDelta::microseconds(amount)).unwrap_or(DateTime::<Utc>::MAX_UTC);
                calendar.is_working_time(to)?;
                Moment::of(to, calendar.zone())
            }
            TermUnit::WorkingHour => {
                let policy = TimePolicy { landing: self.terms.landing, ..TimePolicy::default() };
                let to = calendar.add_working_time_by(utc(from), TimeDelta::microseconds(amount), &[], policy)?;
                Moment::of(to.to_utc(), calendar.zone())
            }
        })
    }

    /// What is left, as people are told it: days, or minutes, of which a part counts as one.
    fn shown(&self, amount: i64) -> u32 {
        let amount = if self.term.unit.is_hours() { (amount + MINUTE - 1) / MINUTE } else { amount };
        u32::try_from(amount).unwrap_or(u32::MAX)
    }

    fn say(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = self.steps.as_deref_mut() {
            steps.push(step());
        }
    }

    /// Says what was counted after `from` up to and with `to`, which days were not, and why.
    fn say_counted(&mut self, from: Moment, to: Moment, counted: i64, left: i64) -> Result<(), CalendarError> {
        if self.steps.is_none() {
            return Ok(());
        }
        let unit = self.term.unit.left();
        // The day of an instant may count in part.
        let first = if self.term.unit.is_hours() { from.date() } else { day_after(from.date()) };
        let skipped = match unit {
            LeftUnit::WorkingDay | LeftUnit::WorkingMinute => skipped_days(self.calendar, first, to.date())?,
            LeftUnit::CalendarDay | LeftUnit::Minute => Vec::new(),
        };
        let (counted, left) = (self.shown(counted), self.shown(left));
        self.say(|| match unit {
            LeftUnit::WorkingDay | LeftUnit::CalendarDay => {
                Step::Counted { after: from.date(), to: to.date(), days: counted, left, skipped }
            }
            LeftUnit::WorkingMinute | LeftUnit::Minute => Step::CountedTime { from, to, minutes: counted, left, unit, skipped },
        });
        Ok(())
    }
}

fn later(a: Moment, b: Moment) -> Moment {
    if a.is_after(b) { a } else { b }
}

/// A place of the cursor that is an instant.
fn utc(at: Moment) -> DateTime<Utc> {
    match at {
        Moment::Instant(instant) => instant.to_utc(),
        Moment::Date(date) => date.and_time(NaiveTime::MIN).and_utc(),
    }
}
