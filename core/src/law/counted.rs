//! Working days added to a date, and why it is that date: the question without a rule or a case.
//!
//! Promises: the date is the calendar's own answer; every day of the stretch is counted or stands
//! among the skipped with its reason; a year that nobody announced says so. Pauses and terms are
//! for a deadline.

use alloc::{format, string::String, vec::Vec};

use chrono::{Datelike, NaiveDate};

use super::{
    Skipped, Step, TermUnit,
    explain::{day_text, line, skipped},
    skipped::skipped_days,
    terms::amount_label,
};
use crate::{
    calendar::{CalendarError, CalendarRef, WorkCalendar, YearStanding},
    lang::Lang,
    time::{day_after, day_before},
};

/// Working days added to a date, with what was skipped on the way.
///
/// ```
/// use kiennghi::{calendar::WorkCalendar, lang::Lang, law::CountedDays};
/// let counted = CountedDays::add(&WorkCalendar::vietnam()?, "2026-02-12".parse()?, 5)?;
/// assert_eq!(counted.to().to_string(), "2026-02-26");
/// assert_eq!(
///     counted.explain(Lang::En),
///     ["After Thu 12/02/2026, up to and with Thu 26/02/2026: 5 working days counted; not counted: \
///       weekly day off: 14/02-15/02, 21/02-22/02; Lunar New Year (Tết): 16/02-20/02 (calendar vn-state@2026.3)."]
/// );
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedDays {
    from: NaiveDate,
    to: NaiveDate,
    days: i32,
    skipped: Vec<Skipped>,
    /// The years of the stretch that are not sure.
    years: Vec<(i32, YearStanding)>,
    calendar: CalendarRef,
}

impl CountedDays {
    /// The `days`-th working day after `from`, or before it if negative, as
    /// [`WorkCalendar::add_working_days`] finds it; `from` itself is never counted.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if the date or the answer is outside.
    pub fn add(calendar: &WorkCalendar, from: NaiveDate, days: i32) -> Result<CountedDays, CalendarError> {
        let to = calendar.add_working_days(from, days)?;
        let skipped = match days {
            0 => Vec::new(),
            1.. => skipped_days(calendar, day_after(from), to)?,
            _ => skipped_days(calendar, to, day_before(from))?,
        };
        let years = (from.min(to).year()..=from.max(to).year()).filter_map(|year| Some((year, calendar.year_standing(year)?)));
        let years = years.filter(|(_, standing)| *standing != YearStanding::Announced).collect();
        Ok(CountedDays { from, to, days, skipped, years, calendar: calendar.reference().clone() })
    }

    /// The date that was found.
    pub fn to(&self) -> NaiveDate {
        self.to
    }

    /// The days that were not counted, earliest first, and why.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Why it is that date: one line, and one more for each year that is not sure.
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let (from, to) = (day_text(self.from, lang), day_text(self.to, lang));
        let days = amount_label(self.days.unsigned_abs(), TermUnit::WorkingDay.label(lang), lang);
        let counted = match (lang, self.days) {
            (Lang::Vi, 0) => format!("Chính {from}: không phải tính ngày nào"),
            (Lang::En, 0) => format!("{from} itself: no day is to be counted"),
            (Lang::Vi, 1..) => format!("Từ sau {from} đến hết {to}: tính {days}"),
            (Lang::En, 1..) => format!("After {from}, up to and with {to}: {days} counted"),
            (Lang::Vi, _) => format!("Từ trước {from} lùi về, kể cả {to}: tính {days}"),
            (Lang::En, _) => format!("Before {from}, back to and with {to}: {days} counted"),
        };
        let skips = match (skipped(&self.skipped, lang), lang) {
            (skips, _) if skips.is_empty() => skips,
            (skips, Lang::Vi) => format!("; không tính: {skips}"),
            (skips, Lang::En) => format!("; not counted: {skips}"),
        };
        let calendar = match lang {
            Lang::Vi => "lịch",
            Lang::En => "calendar",
        };
        let why = format!("{counted}{skips} ({calendar} {}).", self.calendar);
        let years =
            self.years.iter().map(|(year, standing)| line(&Step::YearStanding { year: *year, standing: *standing }, lang));
        core::iter::once(why).chain(years).collect()
    }
}
