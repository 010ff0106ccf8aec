//! The working calendar.
//!
//! Promises: as in Rust: adding and measuring take a few look-ups, whatever the distance; a
//! question outside the years that the calendar covers is a clear error; a choice that is not given
//! is Rust's default. Every question here crosses once; for thousands of them there is `batch`.
//!
//! | module | what it is |
//! |---|---|
//! | here | what the calendar is, and its days |
//! | `time` | working time, to the microsecond |
//! | `batch` | the same for whole lists |
//! | `plan` | calendars put together, amended and compared |
//! | `lunar` | lunar dates |
//! | `words` | its vocabularies |

mod batch;
mod lunar;
mod plan;
mod time;
mod words;

use std::{collections::HashMap, sync::Arc};

use kiennghi::{
    calendar::{CivilUnit, MonthEnd, Roll, YearStanding},
    lang::Lang,
    law::CountedDays,
};

pub use lunar::{LunarDate, lunar_from_solar};
pub use plan::{Amendment, AnnouncedYear, CalendarPlan, DayChange, DayHours, Swap};
pub use time::{Interval, TimePause, TimePolicy};

use crate::{
    KiennghiError, Text,
    error::guard,
    values::{DayOfWeek, LocalDate, Span, ZoneId},
};

type Answer<T> = Result<T, KiennghiError>;

/// A calendar of working days and hours: a zone, weekly hours, holidays, swaps (a day off paid for
/// by a make-up day), and hours of single dates that beat them all.
///
/// It never changes, and threads may share it. Every question fails with `calendar` if the date, or
/// the answer, lies outside the years that it covers.
#[derive(Debug, uniffi::Object)]
pub struct WorkCalendar(kiennghi::calendar::WorkCalendar);

/// A day of a calendar: worked or not, when, and why.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Day {
    /// The date.
    pub date: LocalDate,
    /// Is it worked?
    pub is_working: bool,
    /// Its hours, in order; none on a day off.
    pub hours: Vec<Span>,
    /// Does it differ from its weekday, by a holiday, a swap or hours of its own?
    pub is_special: bool,
    /// Why it differs from an ordinary working day: the holiday, the swap, the weekly day off.
    /// Missing for an ordinary working day.
    pub reason: Option<Text>,
}

/// A stretch of days that do not count: those after `from`, up to and with `to`. Days off in it
/// change nothing.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DayPause {
    /// The day before the first that does not count.
    pub from: LocalDate,
    /// The last that does not count.
    pub to: LocalDate,
}

fn day_pauses(pauses: &[DayPause]) -> Vec<(LocalDate, LocalDate)> {
    pauses.iter().map(|pause| (pause.from, pause.to)).collect()
}

fn shared(calendar: kiennghi::calendar::WorkCalendar) -> Arc<WorkCalendar> {
    Arc::new(WorkCalendar(calendar))
}

#[uniffi::export]
impl WorkCalendar {
    /// Puts a calendar together: zone, week, holidays, hours of single dates, swaps.
    /// Fails with `calendar` and what would be right: hours that overlap, a week without hours, a
    /// swap whose day is not worked or whose make-up day is, a date outside the years covered.
    #[uniffi::constructor]
    pub fn new(plan: CalendarPlan) -> Answer<Arc<WorkCalendar>> {
        guard(|| Ok(shared(plan.build()?)))
    }

    /// The calendar of Vietnam's state bodies that ships with the library: 2010 to 2100, as
    /// announced up to 2026 and computed from the law after that.
    #[uniffi::constructor]
    pub fn vietnam() -> Answer<Arc<WorkCalendar>> {
        guard(|| Ok(shared(kiennghi::calendar::WorkCalendar::vietnam()?)))
    }

    /// Reads a calendar from TOML text. `label` names the text in errors.
    /// Fails with `calendar` for a text that is none, with its place and what would be right.
    #[uniffi::constructor]
    pub fn from_toml(toml: &str, label: &str) -> Answer<Arc<WorkCalendar>> {
        guard(|| Ok(shared(kiennghi::calendar::WorkCalendar::from_toml(toml, label)?)))
    }

    /// The text that the calendar was read from: what a register adopts.
    pub fn text(&self) -> Answer<String> {
        guard(|| Ok(self.0.text().into()))
    }

    /// Id and version, such as `vn-state@2026.3`.
    pub fn reference(&self) -> Answer<String> {
        guard(|| Ok(self.0.reference().to_string()))
    }

    /// What it is called.
    pub fn title(&self) -> Answer<Text> {
        guard(|| Ok(Text::of(|lang| self.0.title(lang).into())))
    }

    /// The zone in which its dates are civil.
    pub fn zone(&self) -> Answer<ZoneId> {
        guard(|| Ok(self.0.zone()))
    }

    /// The hours of each weekday that has any, in order.
    pub fn week(&self) -> Answer<HashMap<DayOfWeek, Vec<Span>>> {
        guard(|| {
            let days = (0..7).filter_map(|day| DayOfWeek::try_from(day).ok());
            let hours = days.map(|weekday| (weekday, self.0.week().on(weekday).to_vec()));
            Ok(hours.filter(|(_, hours)| !hours.is_empty()).collect())
        })
    }

    /// First day covered.
    pub fn first(&self) -> Answer<LocalDate> {
        guard(|| Ok(self.0.first()))
    }

    /// Last day covered.
    pub fn last(&self) -> Answer<LocalDate> {
        guard(|| Ok(self.0.last()))
    }

    /// How sure the days off of `year` are; missing outside the years covered.
    pub fn year_standing(&self, year: i32) -> Answer<Option<YearStanding>> {
        guard(|| Ok(self.0.year_standing(year)))
    }

    /// The year on a page of 71 columns: twelve months, each holiday, swap and make-up day marked
    /// and listed with its reason, and how many days and hours are worked.
    #[uniffi::method(default(lang = None))]
    pub fn year_page(&self, year: i32, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(self.0.year_page(year, lang.unwrap_or_default())?))
    }

    /// Why [`WorkCalendar::add_working_days`] without pauses gives the day that it gives: one line
    /// with every day that is skipped and its reason, and one more for each year that nobody
    /// announced.
    #[uniffi::method(default(lang = None))]
    pub fn explain_working_days(&self, date: LocalDate, days: i32, lang: Option<Lang>) -> Answer<Vec<String>> {
        guard(|| Ok(CountedDays::add(&self.0, date, days)?.explain(lang.unwrap_or_default())))
    }

    /// The day: worked or not, when, and why.
    pub fn day(&self, date: LocalDate) -> Answer<Day> {
        guard(|| {
            let day = self.0.day(date)?;
            Ok(Day {
                date,
                is_working: day.is_working(),
                hours: day.hours().to_vec(),
                is_special: day.is_special(),
                // Of a day that has a reason, both languages give it.
                reason: day.reason(Lang::Vi).map(|_| Text::of(|lang| day.reason(lang).unwrap_or_default().into())),
            })
        })
    }

    /// Is `date` worked?
    pub fn is_working_day(&self, date: LocalDate) -> Answer<bool> {
        guard(|| Ok(self.0.is_working_day(date)?))
    }

    /// The `days`-th working day after `date` (before it, if negative); `date` itself for 0, worked
    /// or not. The day itself is never counted (Civil Code 2015, art. 147.2), nor are days in
    /// `pauses`, given in any order.
    #[uniffi::method(default(pauses = []))]
    pub fn add_working_days(&self, date: LocalDate, days: i32, pauses: Vec<DayPause>) -> Answer<LocalDate> {
        guard(|| Ok(self.0.add_paused_days(date, days, &day_pauses(&pauses))?))
    }

    /// How many working days lie after `from` up to and with `to`, without those in `pauses`;
    /// negative if `to` is before `from`.
    #[uniffi::method(default(pauses = []))]
    pub fn working_days_between(&self, from: LocalDate, to: LocalDate, pauses: Vec<DayPause>) -> Answer<i32> {
        guard(|| Ok(self.0.unpaused_days_between(from, to, &day_pauses(&pauses))?))
    }

    /// `date` itself if it is worked, else the day that `roll` says: the next working day, if not
    /// given (Civil Code 2015, art. 148.5).
    #[uniffi::method(default(roll = None))]
    pub fn roll(&self, date: LocalDate, roll: Option<Roll>) -> Answer<LocalDate> {
        guard(|| Ok(self.0.roll(date, roll.unwrap_or_default())?))
    }

    /// The day `amount` calendar days, weeks, months or years after `date` (before it, if
    /// negative), which is not counted itself; if that is a day off, the day that `roll` says: the
    /// next working day, if not given. A month that has no corresponding day gives its last day, if
    /// no other policy for the month's end is given; fails with `calendar` if that refuses it.
    #[uniffi::method(default(roll = None, month_end = None))]
    pub fn add_civil(
        &self,
        date: LocalDate,
        amount: i32,
        unit: CivilUnit,
        roll: Option<Roll>,
        month_end: Option<MonthEnd>,
    ) -> Answer<LocalDate> {
        guard(|| Ok(self.0.add_civil(date, amount, unit, roll.unwrap_or_default(), month_end.unwrap_or_default())?))
    }
}
