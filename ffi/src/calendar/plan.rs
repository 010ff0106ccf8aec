//! Calendars put together, amended and compared.
//!
//! Promises: the same plan or amendment gives the same text, whatever the order of a map; what is
//! built can be adopted by a register like any other.

use std::{collections::HashMap, sync::Arc};

use kiennghi::{calendar, lang};

use super::{Answer, WorkCalendar, shared};
use crate::{
    Text,
    error::guard,
    values::{DayOfWeek, LocalDate, Span, ZoneId},
};

/// A calendar to be put together.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CalendarPlan {
    /// Its id, such as `office`.
    pub id: String,
    /// Its version, such as `2026.1`.
    pub version: String,
    /// The zone in which its dates are civil.
    pub zone: ZoneId,
    /// The hours of each weekday; a weekday that is missing is off.
    pub week: HashMap<DayOfWeek, Vec<Span>>,
    /// What it is called; its id, if not given.
    #[uniffi(default = None)]
    pub title: Option<Text>,
    /// Holidays and their names. On a weekly day off a holiday changes nothing.
    #[uniffi(default)]
    pub holidays: HashMap<LocalDate, Text>,
    /// The hours of single dates, which beat weekday, holidays and swaps; none: it is off.
    #[uniffi(default)]
    pub overrides: HashMap<LocalDate, Vec<Span>>,
    /// Days that are off, and the weekly days off that are worked instead.
    #[uniffi(default)]
    pub swaps: Vec<Swap>,
    /// The first year that it covers.
    #[uniffi(default = 1970)]
    pub first_year: i32,
    /// The last year that it covers.
    #[uniffi(default = 2100)]
    pub last_year: i32,
}

/// A working day that is off, and the weekly day off that is worked instead.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Swap {
    /// The day that is off.
    pub off: LocalDate,
    /// The day that is worked, with the hours of the other.
    pub worked: LocalDate,
}

/// The hours of one date, and why; they beat weekday, holidays and swaps.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DayHours {
    /// The date.
    pub date: LocalDate,
    /// Its hours; none: it is off.
    pub hours: Vec<Span>,
    /// Why.
    pub reason: Text,
}

/// A change to a calendar: the version that it gives, the act that it comes from, and what changes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Amendment {
    /// The version that it gives, which must be new.
    pub version: String,
    /// The act, such as `12729/VPCP-KGVX`.
    pub source: String,
    /// Working days that are off, and the weekly days off that are worked instead.
    #[uniffi(default)]
    pub swaps: Vec<Swap>,
    /// Further days off, and what they are called.
    #[uniffi(default)]
    pub days_off: HashMap<LocalDate, Text>,
    /// The hours of single dates.
    #[uniffi(default)]
    pub hours: Vec<DayHours>,
    /// Years whose holidays were announced.
    #[uniffi(default)]
    pub announced: Vec<AnnouncedYear>,
}

/// The holidays of a year as announced, in place of what was listed or computed for it. Swaps of
/// the year are given anew too.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AnnouncedYear {
    /// The year.
    pub year: i32,
    /// The days off of each holiday, by its key in the calendar's text, such as `tet`.
    pub holidays: HashMap<String, Vec<LocalDate>>,
}

/// A date on which two versions of a calendar differ.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DayChange {
    /// The date.
    pub date: LocalDate,
    /// What it was: its hours, and the reason if it is no ordinary working day.
    pub was: Text,
    /// What it is now.
    pub now: Text,
}

impl From<Text> for lang::Text {
    fn from(Text { vi, en }: Text) -> Self {
        lang::Text { vi, en }
    }
}

impl From<lang::Text> for Text {
    fn from(lang::Text { vi, en }: lang::Text) -> Self {
        Text { vi, en }
    }
}

/// A map's entries by key: a map has no order, and a text has one.
fn in_order<K: Ord, V>(map: HashMap<K, V>) -> Vec<(K, V)> {
    let mut entries: Vec<_> = map.into_iter().collect();
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    entries
}

impl CalendarPlan {
    pub(super) fn build(self) -> Answer<calendar::WorkCalendar> {
        let CalendarPlan { id, version, zone, week, title, holidays, overrides, swaps, first_year, last_year } = self;
        let mut builder = calendar::CalendarBuilder::new(&id, &version, zone).covering(first_year, last_year);
        if let Some(title) = title {
            builder = builder.title(title.into());
        }
        for (weekday, hours) in week {
            builder = builder.hours(weekday.num_days_from_monday() as usize, &hours);
        }
        for (date, name) in in_order(holidays) {
            builder = builder.holiday(date, name.into());
        }
        for (date, hours) in in_order(overrides) {
            builder = builder.on(date, &hours);
        }
        for Swap { off, worked } in swaps {
            builder = builder.swap(off, worked);
        }
        Ok(builder.build()?)
    }
}

impl From<Amendment> for calendar::Amendment {
    fn from(Amendment { version, source, swaps, days_off, hours, announced }: Amendment) -> Self {
        let mut amendment = calendar::Amendment::new(&version, &source);
        for Swap { off, worked } in swaps {
            amendment = amendment.swap(off, worked);
        }
        for (date, name) in in_order(days_off) {
            amendment = amendment.day_off(date, &name.into());
        }
        for DayHours { date, hours, reason } in hours {
            amendment = amendment.hours(date, &hours, &reason.into());
        }
        for AnnouncedYear { year, holidays } in announced {
            let holidays = in_order(holidays);
            let holidays: Vec<_> = holidays.iter().map(|(key, dates)| (key.as_str(), dates.clone())).collect();
            amendment = amendment.announce(year, &holidays);
        }
        amendment
    }
}

#[uniffi::export]
impl WorkCalendar {
    /// The calendar after an amendment: a new version, whose text holds the old one.
    /// Fails with `calendar` if the version is not new, if a swap's day is not worked or its
    /// make-up day is, if a date is given twice, or if a holiday has no name in the calendar.
    pub fn amend(&self, amendment: Amendment) -> Answer<Arc<WorkCalendar>> {
        guard(|| Ok(shared(self.0.amend(&amendment.into())?)))
    }

    /// The dates from `from` up to and with `to` whose hours differ in `other`, a later version.
    pub fn differences(&self, other: &WorkCalendar, from: LocalDate, to: LocalDate) -> Answer<Vec<DayChange>> {
        guard(|| {
            let changes = self.0.differences(&other.0, from, to)?;
            let told = |calendar::DayChange { date, was, is }| DayChange { date, was: was.into(), now: is.into() };
            Ok(changes.into_iter().map(told).collect())
        })
    }
}
