//! Working time: which days are worked, in which zone, and why the others are not.
//!
//! A [`WorkCalendar`] is a time zone, weekly hours, holidays, and swaps that beat both (a day off
//! paid for by a make-up Saturday). It has an id and a version, and every deadline keeps the
//! version that it was computed with.
//!
//! Promises: adding and counting working days takes two look-ups, whatever the distance; a
//! question outside the calendar's years is a clear error and never a search without end; each day
//! that is not worked has its reason. It does not yet count minutes.
//!
//! ```
//! use kiennghi::{calendar::WorkCalendar, lang::Lang};
//! let calendar = WorkCalendar::vietnam()?;
//! let saturday = "2026-01-10".parse()?;
//! assert!(calendar.is_working_day(saturday)?); // makes up for Friday 2 January
//! assert_eq!(calendar.day("2026-02-17".parse()?)?.reason(Lang::En), Some("Lunar New Year (Tết)"));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod load;
mod table;
mod week;

use alloc::{collections::BTreeMap, string::String};

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Text, vocabulary};
use table::DayTable;
pub use table::MOST_DAYS;
pub use week::{MinuteOfDay, Span, WeeklyHours};

/// The calendar of Vietnam's state bodies, as shipped: Monday to Friday, holidays and swaps.
pub const VIETNAM: &str = include_str!("../../data/calendars/vn-state.toml");

/// Which version of which calendar. Every deadline names the one it was computed with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarRef {
    /// The calendar's id, such as `vn-state`.
    pub id: String,
    /// Its version, such as `2026.1`.
    pub version: String,
}

impl core::fmt::Display for CalendarRef {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

/// Why a question to a calendar has no answer, or why its text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The date, or the answer, lies outside the years that the calendar covers.
    #[error("{date} is outside calendar {calendar}, which covers {first} to {last}; adopt a version that covers it")]
    OutsideTable {
        /// The calendar.
        calendar: CalendarRef,
        /// The date asked for, or the last date reached.
        date: NaiveDate,
        /// First day covered.
        first: NaiveDate,
        /// Last day covered.
        last: NaiveDate,
    },
    /// The TOML text is not a calendar.
    #[error("calendar {label}, {place}: {reason}")]
    Load {
        /// What the caller named the text: a path, or `built in`.
        label: String,
        /// Line and column, or the key.
        place: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
}

vocabulary! {
    /// How sure a year of a calendar is.
    pub enum YearStanding("year standing", "tình trạng của năm") {
        /// From the announcements of that year.
        Announced = "announced" ("đã công bố", "announced"),
        /// From a second-hand table; the announcements were not seen.
        Unverified = "unverified" ("chưa đối chiếu", "unverified"),
        /// Not announced yet: computed from the law, and may change by an act of adoption.
        Computed = "computed" ("chưa công bố, tính theo luật", "not announced, computed from the law"),
    }
}

/// What makes a date differ from its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Special {
    Holiday { name: Text },
    Swapped { reason: Text },
    MakeUp { reason: Text, hours_of: Weekday },
}

/// One day of a calendar: worked or not, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    date: NaiveDate,
    working: bool,
    special: Option<&'a Special>,
}

impl<'a> Day<'a> {
    /// The date.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// Is it worked?
    pub fn is_working(&self) -> bool {
        self.working
    }

    /// Why the day differs from an ordinary working day: the holiday's name, the swap, the
    /// weekly day off. `None` for an ordinary working day.
    pub fn reason(&self, lang: Lang) -> Option<&'a str> {
        match self.special {
            Some(Special::Holiday { name: text } | Special::Swapped { reason: text } | Special::MakeUp { reason: text, .. }) => {
                Some(text.get(lang))
            }
            None if self.working => None,
            None => Some(match lang {
                Lang::Vi => "ngày nghỉ hằng tuần",
                Lang::En => "weekly day off",
            }),
        }
    }
}

/// A calendar of working days with its zone, its weekly hours and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar {
    reference: CalendarRef,
    title: Text,
    zone: Tz,
    week: WeeklyHours,
    years: BTreeMap<i32, YearStanding>,
    special: BTreeMap<NaiveDate, Special>,
    table: DayTable,
}

impl WorkCalendar {
    /// Reads a calendar from TOML text. `label` names the text in errors: a path, or `built in`.
    ///
    /// # Errors
    /// [`CalendarError::Load`] for an unknown or repeated key, an unknown zone, a date outside its
    /// year, a date named twice, a holiday on a day that is off anyway, a swap whose day is not
    /// worked or whose make-up day is, hours that overlap, a week without hours.
    pub fn from_toml(text: &str, label: &str) -> Result<WorkCalendar, CalendarError> {
        load::from_toml(text, label)
    }

    /// The calendar of Vietnam's state bodies that ships with the library.
    ///
    /// # Errors
    /// None in practice: a test loads it. The type says that nothing here panics.
    pub fn vietnam() -> Result<WorkCalendar, CalendarError> {
        Self::from_toml(VIETNAM, "vn-state (built in)")
    }

    /// Id and version.
    pub fn reference(&self) -> &CalendarRef {
        &self.reference
    }

    /// What the calendar is called.
    pub fn title(&self, lang: Lang) -> &str {
        self.title.get(lang)
    }

    /// The zone in which its dates are civil.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The weekly hours.
    pub fn week(&self) -> &WeeklyHours {
        &self.week
    }

    /// First day covered.
    pub fn first(&self) -> NaiveDate {
        self.table.first()
    }

    /// Last day covered.
    pub fn last(&self) -> NaiveDate {
        self.table.last()
    }

    /// How sure the year of `date` is; `None` outside the table.
    pub fn year_standing(&self, year: i32) -> Option<YearStanding> {
        self.years.get(&year).copied()
    }

    /// The day: worked or not, and why.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn day(&self, date: NaiveDate) -> Result<Day<'_>, CalendarError> {
        Ok(Day { date, working: self.is_working_day(date)?, special: self.special.get(&date) })
    }

    /// Is `date` worked?
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        self.table.is_working(date).ok_or_else(|| self.outside(date))
    }

    /// The `days`-th working day after `date` (before it, if negative); `date` itself for 0,
    /// worked or not. The day itself is never counted (Civil Code 2015, art. 147.2).
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if the date or the answer is outside.
    pub fn add_working_days(&self, date: NaiveDate, days: i32) -> Result<NaiveDate, CalendarError> {
        self.table.add(date, days).ok_or_else(|| {
            // Say where the answer would lie beyond, unless the question itself is outside.
            let inside = date >= self.first() && date <= self.last();
            self.outside(match (inside, days < 0) {
                (false, _) => date,
                (true, true) => crate::time::day_before(self.first()),
                (true, false) => crate::time::day_after(self.last()),
            })
        })
    }

    /// How many working days lie in `(from, to]`; negative if `to` is before `from`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if either date is outside.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<i32, CalendarError> {
        let rank = |date| self.table.rank(date).ok_or_else(|| self.outside(date));
        Ok(rank(to)? - rank(from)?)
    }

    /// `date` itself if it is worked, else the next working day.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn working_day_from(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        if self.is_working_day(date)? { Ok(date) } else { self.add_working_days(date, 1) }
    }

    /// The first opening time of a day that is worked; `None` on a day off.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn opening(&self, date: NaiveDate) -> Result<Option<NaiveTime>, CalendarError> {
        if !self.is_working_day(date)? {
            return Ok(None);
        }
        let weekday = match self.special.get(&date) {
            Some(Special::MakeUp { hours_of, .. }) => *hours_of,
            _ => date.weekday(),
        };
        Ok(self.week.on(weekday).first().map(|span| span.start().time()))
    }

    fn outside(&self, date: NaiveDate) -> CalendarError {
        CalendarError::OutsideTable { calendar: self.reference.clone(), date, first: self.first(), last: self.last() }
    }
}

#[cfg(test)]
mod tests;
