//! Working time: which days and minutes are worked, in which zone, and why the others are not.
//!
//! A [`WorkCalendar`] is a time zone, weekly hours, holidays, swaps (a day off paid for by a make-up
//! Saturday), and hours of single dates that beat them all. It has an id and a version, and every
//! deadline keeps the version that it was computed with.
//!
//! Promises: adding and measuring working days and working time takes a few look-ups, whatever the
//! distance; working time is exact, also on days on which clocks change; a question outside the
//! calendar's years is a clear error and never a search without end; each day that is not worked
//! has its reason; whatever laws count differently is a named policy with a default.
//!
//! ```
//! use chrono::TimeDelta;
//! use kiennghi::{calendar::WorkCalendar, lang::Lang};
//! let calendar = WorkCalendar::vietnam()?;
//! let saturday = "2026-01-10".parse()?;
//! assert!(calendar.is_working_day(saturday)?); // makes up for Friday 2 January
//! assert_eq!(calendar.day("2026-02-17".parse()?)?.reason(Lang::En), Some("Lunar New Year (Tết)"));
//! // Four working hours from Friday 15:00: two until 17:00, two from Monday 07:30.
//! let friday = "2026-03-06T15:00:00+07:00".parse()?;
//! let due = calendar.add_working_time(friday, TimeDelta::hours(4), &[])?;
//! assert_eq!(due.to_rfc3339(), "2026-03-09T09:30:00+07:00");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! Days and hours are two units: no day is a number of hours, unless a rule says so.

mod amend;
mod batch;
mod build;
mod civil;
mod days;
mod file;
mod holiday;
mod hours;
mod load;
pub mod lunar;
mod policy;
mod quick;
pub(crate) mod shift;
mod week;
mod working_time;
mod year;
mod zone;

use alloc::{boxed::Box, collections::BTreeMap, string::String, sync::Arc, vec::Vec};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Text, vocabulary};
pub use amend::Amendment;
pub use batch::{Amounts, Pauses, Resolution};
pub use build::CalendarBuilder;
use days::DayTable;
pub use days::MOST_DAYS;
use hours::HoursTable;
pub use policy::{
    CivilUnit, DueAt, FirstDay, Landing, MonthEnd, OutsideHours, Reversed, Roll, StartOnDayOff, Substitute, TimePolicy,
    ZeroAmount,
};
pub use week::{MinuteOfDay, Span, WeeklyHours};
pub use year::DayChange;

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
    /// Working time was to start in working hours, and does not.
    #[error("{at} is outside the working hours of calendar {calendar}; the policy `refuse` takes none of it")]
    OutsideHours {
        /// The calendar.
        calendar: CalendarRef,
        /// The start.
        at: DateTime<Utc>,
    },
    /// The second of two moments is before the first, and the policy refuses that.
    #[error("{to} is before {from}; the policy `refuse` takes them in order")]
    Reversed {
        /// The first.
        from: DateTime<Utc>,
        /// The second.
        to: DateTime<Utc>,
    },
    /// A pause ends before it starts.
    #[error("the pause from {from} to {to} ends before it starts")]
    ReversedPause {
        /// Its start.
        from: DateTime<Utc>,
        /// Its end.
        to: DateTime<Utc>,
    },
    /// The month that a term ends in has no such day, and the policy refuses that.
    #[error("{date}: {year}-{month:02} has no day {}; the policy `refuse` takes corresponding days alone", date.day())]
    NoCorrespondingDay {
        /// Where the term started.
        date: NaiveDate,
        /// The year it ends in.
        year: i32,
        /// The month it ends in.
        month: u32,
    },
    /// One of many items has no answer.
    #[error("item {index}: {error}")]
    Item {
        /// Which, from 0; the first that has none.
        index: usize,
        /// Why.
        error: Box<CalendarError>,
    },
    /// Columns that belong together have different lengths.
    #[error("{column} has {found} items; {expected} would fit")]
    Length {
        /// Which column.
        column: &'static str,
        /// How many items it has.
        found: usize,
        /// How many would fit.
        expected: usize,
    },
    /// The text, or what was put together, is not a calendar.
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
    /// Off.
    Holiday { name: Arc<Text> },
    /// Off, and paid for by a make-up day.
    Swapped { reason: Text },
    /// Worked, with the hours of the day that it makes up for.
    MakeUp { reason: Text, hours_of: chrono::Weekday },
    /// These hours and no others; none: off.
    Hours { reason: Arc<Text>, hours: Vec<Span> },
}

impl Special {
    /// The hours of such a day.
    fn hours<'a>(&'a self, week: &'a WeeklyHours) -> &'a [Span] {
        match self {
            Special::Holiday { .. } | Special::Swapped { .. } => &[],
            Special::MakeUp { hours_of, .. } => week.on(*hours_of),
            Special::Hours { hours, .. } => hours,
        }
    }

    fn text(&self) -> &Text {
        match self {
            Special::Holiday { name: text } | Special::Hours { reason: text, .. } => text,
            Special::Swapped { reason } | Special::MakeUp { reason, .. } => reason,
        }
    }
}

/// One day of a calendar: worked or not, when, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    date: NaiveDate,
    hours: &'a [Span],
    special: Option<&'a Special>,
}

impl<'a> Day<'a> {
    /// The date.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// Is it worked?
    pub fn is_working(&self) -> bool {
        !self.hours.is_empty()
    }

    /// Its hours, in order; none on a day off.
    pub fn hours(&self) -> &'a [Span] {
        self.hours
    }

    /// Does it differ from its weekday, by a holiday, a swap or hours of its own?
    pub fn is_special(&self) -> bool {
        self.special.is_some()
    }

    /// Why the day differs from an ordinary working day: the holiday's name, the swap, the
    /// weekly day off. `None` for an ordinary working day.
    pub fn reason(&self, lang: Lang) -> Option<&'a str> {
        match self.special {
            Some(special) => Some(special.text().get(lang)),
            None if self.is_working() => None,
            None => Some(match lang {
                Lang::Vi => "ngày nghỉ hằng tuần",
                Lang::En => "weekly day off",
            }),
        }
    }
}

/// A calendar of working days and hours with its zone and its version.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    reference: CalendarRef,
    title: Text,
    /// The text that it was read from: what a register adopts.
    text: Arc<str>,
    zone: Tz,
    week: WeeklyHours,
    years: BTreeMap<i32, YearStanding>,
    special: BTreeMap<NaiveDate, Special>,
    days: DayTable,
    hours: HoursTable,
}

/// Calendars are equal if they are one version with one content, whatever the comments in their texts.
impl PartialEq for WorkCalendar {
    fn eq(&self, other: &Self) -> bool {
        let parts = |c: &Self| (c.first(), c.last(), c.zone);
        parts(self) == parts(other)
            && self.reference == other.reference
            && self.title == other.title
            && self.week == other.week
            && self.years == other.years
            && self.special == other.special
    }
}

impl Eq for WorkCalendar {}

impl WorkCalendar {
    /// Reads a calendar from TOML text. `label` names the text in errors: a path, or `built in`.
    ///
    /// # Errors
    /// [`CalendarError::Load`] for an unknown or repeated key, an unknown zone, a date outside its
    /// year, a date named twice, a swap whose day is not worked or whose make-up day is, hours that
    /// overlap, a week without hours.
    pub fn from_toml(text: &str, label: &str) -> Result<WorkCalendar, CalendarError> {
        load::from_toml(text, label)
    }

    /// The calendar of Vietnam's state bodies that ships with the library: 2010 to 2100, as
    /// announced up to 2026 and computed from the law after that.
    ///
    /// # Errors
    /// None in practice: a test loads it. The type says that nothing here panics.
    pub fn vietnam() -> Result<WorkCalendar, CalendarError> {
        Self::from_toml(VIETNAM, "vn-state (built in)")
    }

    /// The text that the calendar was read from, as a register adopts it.
    pub fn text(&self) -> &str {
        &self.text
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
        self.days.first()
    }

    /// Last day covered.
    pub fn last(&self) -> NaiveDate {
        self.days.last()
    }

    /// How sure the days off of `year` are; `None` outside the table.
    pub fn year_standing(&self, year: i32) -> Option<YearStanding> {
        self.years.get(&year).copied()
    }

    /// About how many bytes of memory the calendar takes.
    pub fn bytes(&self) -> usize {
        // A special day has its texts beside it, most of them shared.
        self.days.bytes() + self.hours.bytes() + self.text.len() + self.special.len() * (size_of::<Special>() + 64)
    }

    /// The day: worked or not, when, and why.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn day(&self, date: NaiveDate) -> Result<Day<'_>, CalendarError> {
        self.days.rank(date).ok_or_else(|| self.outside(date))?;
        let special = self.special.get(&date);
        let hours = special.map_or_else(|| self.week.on(date.weekday()), |special| special.hours(&self.week));
        Ok(Day { date, hours, special })
    }

    /// Is `date` worked?
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    #[inline]
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        self.days.is_working(date).ok_or_else(|| self.outside(date))
    }

    /// The `days`-th working day after `date` (before it, if negative); `date` itself for 0,
    /// worked or not. The day itself is never counted (Civil Code 2015, art. 147.2).
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if the date or the answer is outside.
    #[inline]
    pub fn add_working_days(&self, date: NaiveDate, days: i32) -> Result<NaiveDate, CalendarError> {
        let found = self.days.add(self.days.index(date), days).and_then(|index| self.days.date(index));
        found.ok_or_else(|| self.beyond(date, days < 0))
    }

    /// As [`WorkCalendar::add_working_days`], over pauses `(from, to)`, in any order: the days after
    /// `from` up to and with `to` do not count. A pause over days off changes nothing.
    ///
    /// ```
    /// use kiennghi::calendar::WorkCalendar;
    /// let calendar = WorkCalendar::vietnam()?;
    /// let day = |text: &str| text.parse();
    /// let pause = (day("2026-03-03")?, day("2026-03-06")?); // Tuesday counts, Friday does not yet
    /// assert_eq!(calendar.add_paused_days(day("2026-03-02")?, 5, &[pause])?, day("2026-03-12")?);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`]; [`CalendarError::ReversedPause`].
    pub fn add_paused_days(
        &self,
        date: NaiveDate,
        days: i32,
        pauses: &[(NaiveDate, NaiveDate)],
    ) -> Result<NaiveDate, CalendarError> {
        let pauses = self.day_pauses(pauses)?;
        let amount = i64::from(days).abs();
        let select = |nth: Option<i64>| {
            let index = self.days.select(i32::try_from(nth?).ok()?)?;
            self.days.date(index)
        };
        let found = match days {
            0 => self.days.rank(date).map(|_| date),
            1.. => {
                let rank = self.days.rank(date).map(i64::from);
                let pauses = pauses.iter().copied();
                rank.and_then(|rank| select(shift::forward(rank, amount, pauses, Landing::AtClosing).map(|target| target - 1)))
            }
            _ => {
                let rank = self.days.rank_before(date).map(i64::from);
                let pauses = pauses.iter().rev().copied();
                rank.and_then(|rank| select(shift::backward(rank, amount, pauses, Landing::AtClosing)))
            }
        };
        found.ok_or_else(|| self.beyond(date, days < 0))
    }

    /// How many working days lie in `(from, to]`; negative if `to` is before `from`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if either date is outside.
    #[inline]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<i32, CalendarError> {
        let rank = |date| self.days.rank(date).ok_or_else(|| self.outside(date));
        Ok(rank(to)? - rank(from)?)
    }

    /// As [`WorkCalendar::working_days_between`], without the days in pauses `(from, to]`, given in
    /// any order.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`]; [`CalendarError::ReversedPause`].
    pub fn unpaused_days_between(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        pauses: &[(NaiveDate, NaiveDate)],
    ) -> Result<i32, CalendarError> {
        let rank = |date| self.days.rank(date).map(i64::from).ok_or_else(|| self.outside(date));
        let (a, b) = (rank(from)?, rank(to)?);
        let paused = shift::paused((a.min(b), a.max(b)), self.day_pauses(pauses)?.into_iter());
        let between = (b - a).abs() - paused;
        Ok(i32::try_from(if b < a { -between } else { between }).unwrap_or(i32::MAX))
    }

    /// The pauses on the scale of working days, earliest first, those that overlap joined.
    fn day_pauses(&self, pauses: &[(NaiveDate, NaiveDate)]) -> Result<Vec<(i64, i64)>, CalendarError> {
        let rank = |date| self.days.rank(date).map(i64::from).ok_or_else(|| self.outside(date));
        let ranks = pauses.iter().map(|(from, to)| match from <= to {
            true => Ok((rank(*from)?, rank(*to)?)),
            false => {
                let at = |date: &NaiveDate| date.and_time(chrono::NaiveTime::MIN).and_utc();
                Err(CalendarError::ReversedPause { from: at(from), to: at(to) })
            }
        });
        Ok(joined(ranks.collect::<Result<_, _>>()?))
    }

    /// `date` itself if it is worked, else the next working day.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn working_day_from(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        self.roll(date, Roll::NextWorkingDay)
    }

    fn outside(&self, date: NaiveDate) -> CalendarError {
        CalendarError::OutsideTable { calendar: self.reference.clone(), date, first: self.first(), last: self.last() }
    }

    /// The error of a search that started on `date`: it says where the answer would lie beyond,
    /// unless the question itself is outside.
    #[cold]
    fn beyond(&self, date: NaiveDate, is_backward: bool) -> CalendarError {
        let inside = date >= self.first() && date <= self.last();
        self.outside(match (inside, is_backward) {
            (false, _) => date,
            (true, true) => crate::time::day_before(self.first()),
            (true, false) => crate::time::day_after(self.last()),
        })
    }
}

/// Stretches of a scale or of time, earliest first, those that overlap or touch joined.
fn joined(mut stretches: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    stretches.sort_unstable();
    stretches.dedup_by(|next, last| {
        let is_joined = next.0 <= last.1;
        if is_joined {
            last.1 = last.1.max(next.1);
        }
        is_joined
    });
    stretches
}

#[cfg(test)]
mod tests;
