//! Vietnamese lunar dates, 1900 to 2199.
//!
//! Promises: a [`LunarDate`] exists in the calendar, and every one is one civil date, there and
//! back, the same on every machine: a table of integers, made by `core/data/lunar/generate.py` from
//! new moons and solar terms by the civil days of UTC+7. Tables for China are reckoned at UTC+8 and
//! differ now and then, by a day or by a month.
//!
//! UTC+7 holds for all years of the table. Vietnam has reckoned so since 1968 (Decision 121/CP of
//! 08/08/1967); calendars printed before may differ. What is to come hangs on the rotation of the
//! earth: a new moon minutes from midnight may yet fall on the other day. Until 2100 that is in
//! doubt for the beginning of six months, in 2054, 2072, 2077, 2079, 2085 and 2090; none of them
//! begins a year or is a third month. The generator lists all of them, with `--doubtful`.
//!
//! ```
//! use kiennghi::calendar::lunar::{LunarDate, MonthKind};
//! let hung_kings = LunarDate::new(2026, 3, MonthKind::Ordinary, 10)?;
//! assert_eq!(hung_kings.to_solar().to_string(), "2026-04-26");
//! assert_eq!(LunarDate::from_solar("2026-02-17".parse()?)?.to_string(), "01/01/2026"); // Tết
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

// The generator writes this file; a test below holds it to the calendar's own rules.
mod table;
#[cfg(test)]
mod tests;

use core::fmt;

use chrono::{Datelike, Days, NaiveDate};

/// Is a month ordinary, or the leap month that follows the ordinary one of its number?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonthKind {
    /// Every year has twelve of these.
    Ordinary,
    /// The thirteenth month of some years, *tháng nhuận*.
    Leap,
}

impl MonthKind {
    fn noun(self) -> &'static str {
        match self {
            MonthKind::Ordinary => "month",
            MonthKind::Leap => "leap month",
        }
    }
}

/// Why there is no such lunar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LunarError {
    /// The lunar year lies outside the table.
    #[error("lunar year {year} is outside the table, which covers {} to {}", table::FIRST_YEAR, last_year())]
    YearOutside {
        /// The year asked for.
        year: i32,
    },
    /// The civil date lies outside the lunar years of the table.
    #[error("{date} is outside the lunar years of the table, which cover {first} to {last}")]
    DateOutside {
        /// The date asked for.
        date: NaiveDate,
        /// The first day of the first year.
        first: NaiveDate,
        /// The last day of the last year.
        last: NaiveDate,
    },
    /// No year has such a month.
    #[error("{month} is not a lunar month; a month is 1 to 12")]
    NoSuchMonth {
        /// The month asked for.
        month: u8,
    },
    /// The year has another leap month.
    #[error("lunar year {year} has no leap month {month}; its leap month is {leap}")]
    OtherLeapMonth {
        /// The lunar year.
        year: i32,
        /// The month asked for.
        month: u8,
        /// The number of the year's leap month.
        leap: u8,
    },
    /// The year has no leap month.
    #[error("lunar year {year} has no leap month; month {month} of it is ordinary")]
    NoLeapMonth {
        /// The lunar year.
        year: i32,
        /// The month asked for.
        month: u8,
    },
    /// The month does not have that day.
    #[error("{} {month} of lunar year {year} has no day {day}; its days are 1 to {last}", .kind.noun())]
    NoSuchDay {
        /// The lunar year.
        year: i32,
        /// The month.
        month: u8,
        /// Is it the ordinary month of that number or the leap one?
        kind: MonthKind,
        /// The day asked for.
        day: u8,
        /// The month's last day, 29 or 30.
        last: u8,
    },
}

/// A date of the Vietnamese lunar calendar. In order of time, as its civil date is.
///
/// Written as `10/03/2026`; in a leap month as `10/06 nhuận/2025`.
///
/// ```
/// use kiennghi::calendar::lunar::{LunarDate, MonthKind};
/// // Tết is a day earlier than the Chinese new year in 2007 and in 2030.
/// let tet = |year| LunarDate::new(year, 1, MonthKind::Ordinary, 1).map(|day| day.to_solar().to_string());
/// assert_eq!(tet(2007)?, "2007-02-17");
/// assert_eq!(tet(2030)?, "2030-02-02");
/// // The Hùng Kings' day, the 10th of the third month.
/// let hung_kings = |year| LunarDate::new(year, 3, MonthKind::Ordinary, 10).map(|day| day.to_solar().to_string());
/// assert_eq!(hung_kings(2009)?, "2009-04-04");
/// assert_eq!(hung_kings(2037)?, "2037-04-24");
/// assert_eq!(hung_kings(2038)?, "2038-04-13");
/// # Ok::<(), kiennghi::calendar::lunar::LunarError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDate {
    year: i32,
    month: u8,
    kind: MonthKind,
    day: u8,
    /// The same day in the civil calendar; it follows from the rest.
    solar: NaiveDate,
}

impl LunarDate {
    /// The date of that lunar year (1900 to 2199), month (1 to 12) and day (1 to 29 or 30).
    ///
    /// # Errors
    /// A year outside the table, a month or a leap month that the year does not have, a day that
    /// the month does not have; the error says what there is.
    ///
    /// ```
    /// use kiennghi::calendar::lunar::{LunarDate, MonthKind};
    /// let error = LunarDate::new(2025, 3, MonthKind::Leap, 10).unwrap_err();
    /// assert_eq!(error.to_string(), "lunar year 2025 has no leap month 3; its leap month is 6");
    /// ```
    pub fn new(year: i32, month: u8, kind: MonthKind, day: u8) -> Result<LunarDate, LunarError> {
        let lunar = Year::of(year).ok_or(LunarError::YearOutside { year })?;
        if !(1..=12).contains(&month) {
            return Err(LunarError::NoSuchMonth { month });
        }
        let found = lunar.months().find(|of| of.number == month && of.kind == kind);
        let Some(found) = found else {
            return Err(match lunar.leap() {
                0 => LunarError::NoLeapMonth { year, month },
                leap => LunarError::OtherLeapMonth { year, month, leap },
            });
        };
        found.on(day).ok_or(LunarError::NoSuchDay { year, month, kind, day, last: found.length })
    }

    /// The lunar date of a civil date, from 31/01/1900 to 14/02/2200.
    ///
    /// # Errors
    /// A date outside the lunar years of the table.
    ///
    /// ```
    /// use kiennghi::calendar::lunar::{LunarDate, MonthKind};
    /// let date = LunarDate::from_solar("2025-08-03".parse()?)?;
    /// assert_eq!((date.year(), date.month(), date.kind(), date.day()), (2025, 6, MonthKind::Leap, 10));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn from_solar(date: NaiveDate) -> Result<LunarDate, LunarError> {
        // A lunar year begins in January or February: the date is of this year or of the one before.
        let years = [date.year(), date.year() - 1].into_iter().filter_map(Year::of);
        years.flat_map(Year::months).find_map(|month| month.at(date)).ok_or_else(|| {
            let first = Year::of(table::FIRST_YEAR).and_then(Year::first);
            let last = Year::of(last_year()).and_then(|year| year.months().last()?.on_last());
            LunarError::DateOutside {
                date,
                first: first.unwrap_or_default(),
                last: last.map(LunarDate::to_solar).unwrap_or_default(),
            }
        })
    }

    /// The civil date.
    pub fn to_solar(self) -> NaiveDate {
        self.solar
    }

    /// The lunar year; it has the number of the civil year in which it begins.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12; a leap month has the number of the month before it.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Is the month ordinary or leap?
    pub fn kind(self) -> MonthKind {
        self.kind
    }

    /// The day of the month, 1 to 30.
    pub fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for LunarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let leap = match self.kind {
            MonthKind::Ordinary => "",
            MonthKind::Leap => " nhuận",
        };
        write!(f, "{:02}/{:02}{leap}/{}", self.day, self.month, self.year)
    }
}

fn last_year() -> i32 {
    table::FIRST_YEAR + table::YEARS.len() as i32 - 1
}

/// A year of the table; what the bits mean is said there.
#[derive(Clone, Copy)]
struct Year {
    number: i32,
    packed: u32,
}

impl Year {
    fn of(number: i32) -> Option<Year> {
        let index = usize::try_from(number.checked_sub(table::FIRST_YEAR)?).ok()?;
        table::YEARS.get(index).map(|packed| Year { number, packed: *packed })
    }

    fn first(self) -> Option<NaiveDate> {
        NaiveDate::from_yo_opt(self.number, (self.packed >> 17) + 1)
    }

    /// The number of the leap month, or 0.
    fn leap(self) -> u8 {
        (self.packed >> 13 & 0xF) as u8
    }

    fn months(self) -> impl Iterator<Item = Month> {
        let leap = self.leap();
        let count: u8 = if leap == 0 { 12 } else { 13 };
        let mut next = self.first();
        (0..count).map_while(move |place| {
            let first = next?;
            let length = 29 + (self.packed >> place & 1) as u8;
            next = first.checked_add_days(Days::new(length.into()));
            let (number, kind) = match place {
                _ if leap == 0 || place < leap => (place + 1, MonthKind::Ordinary),
                _ if place == leap => (leap, MonthKind::Leap),
                _ => (place, MonthKind::Ordinary),
            };
            Some(Month { year: self.number, number, kind, first, length })
        })
    }
}

/// A month of the table.
#[derive(Clone, Copy)]
struct Month {
    year: i32,
    number: u8,
    kind: MonthKind,
    first: NaiveDate,
    length: u8,
}

impl Month {
    fn on(self, day: u8) -> Option<LunarDate> {
        if day > self.length {
            return None;
        }
        let solar = self.first.checked_add_days(Days::new(day.checked_sub(1)?.into()))?;
        Some(LunarDate { year: self.year, month: self.number, kind: self.kind, day, solar })
    }

    fn on_last(self) -> Option<LunarDate> {
        self.on(self.length)
    }

    fn at(self, date: NaiveDate) -> Option<LunarDate> {
        u8::try_from((date - self.first).num_days() + 1).ok().and_then(|day| self.on(day))
    }
}
