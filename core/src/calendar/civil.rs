//! Terms in days, weeks, months and years of the civil calendar, and what becomes of a day off.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};

use super::{CalendarError, CivilUnit, MonthEnd, Roll, WorkCalendar};
use crate::time::{day_after, day_before};

impl WorkCalendar {
    /// `date` itself if it is worked, else the day that `roll` says.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn roll(&self, date: NaiveDate, roll: Roll) -> Result<NaiveDate, CalendarError> {
        if roll == Roll::Stay || self.is_working_day(date)? {
            return self.is_working_day(date).map(|_| date);
        }
        let next = || self.add_working_days(date, 1);
        let previous = || self.add_working_days(date, -1);
        let in_month = |found: NaiveDate| (found.year(), found.month()) == (date.year(), date.month());
        match roll {
            Roll::Stay => Ok(date),
            Roll::NextWorkingDay => next(),
            Roll::PreviousWorkingDay => previous(),
            Roll::NextInMonth => next().ok().filter(|found| in_month(*found)).map_or_else(previous, Ok),
            Roll::PreviousInMonth => previous().ok().filter(|found| in_month(*found)).map_or_else(next, Ok),
        }
    }

    /// The day `amount` calendar days, weeks, months or years after `date` (before it, if
    /// negative), which is not counted itself; if that is a day off, the day that `roll` says.
    /// `month_end` says what a month without the corresponding day gives.
    ///
    /// ```
    /// use kiennghi::calendar::{CivilUnit, MonthEnd, Roll, WorkCalendar};
    /// let calendar = WorkCalendar::vietnam()?;
    /// // One month from 31/01/2026: 28 February, a Saturday, so Monday 2 March.
    /// let due = calendar.add_civil("2026-01-31".parse()?, 1, CivilUnit::Month, Roll::NextWorkingDay, MonthEnd::LastDay)?;
    /// assert_eq!(due.to_string(), "2026-03-02");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`]; [`CalendarError::NoCorrespondingDay`] if the policy refuses
    /// such a month.
    pub fn add_civil(
        &self,
        date: NaiveDate,
        amount: i32,
        unit: CivilUnit,
        roll: Roll,
        month_end: MonthEnd,
    ) -> Result<NaiveDate, CalendarError> {
        self.is_working_day(date)?;
        let found = match unit {
            CivilUnit::Day => add_days(date, amount.into()),
            CivilUnit::Week => add_days(date, i64::from(amount) * 7),
            CivilUnit::Month => add_months(date, amount.into(), month_end)?,
            CivilUnit::Year => add_months(date, i64::from(amount) * 12, month_end)?,
        };
        let found = found.ok_or_else(|| self.beyond(date, amount < 0))?;
        self.roll(found, roll)
    }

    /// The first opening of a day that is worked; `None` on a day off.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn opening(&self, date: NaiveDate) -> Result<Option<NaiveTime>, CalendarError> {
        Ok(self.day(date)?.hours().first().map(|span| span.start().time()))
    }
}

fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    match days {
        0.. => date.checked_add_days(Days::new(days.unsigned_abs())),
        _ => date.checked_sub_days(Days::new(days.unsigned_abs())),
    }
}

fn add_months(date: NaiveDate, months: i64, month_end: MonthEnd) -> Result<Option<NaiveDate>, CalendarError> {
    let Ok(distance) = u32::try_from(months.unsigned_abs()) else { return Ok(None) };
    let moved = |date: NaiveDate| match months {
        0.. => date.checked_add_months(Months::new(distance)),
        _ => date.checked_sub_months(Months::new(distance)),
    };
    let last_of_month = |date: NaiveDate| {
        let first = date.with_day(1)?;
        Some(day_before(first.checked_add_months(Months::new(1))?))
    };
    // chrono gives the last day of a month that has no such day.
    let Some(found) = moved(date) else { return Ok(None) };
    Ok(match month_end {
        MonthEnd::LastToLast if last_of_month(date) == Some(date) => last_of_month(found),
        MonthEnd::FirstOfNext if found.day() != date.day() => Some(day_after(found)),
        MonthEnd::Refuse if found.day() != date.day() => {
            return Err(CalendarError::NoCorrespondingDay { date, year: found.year(), month: found.month() });
        }
        _ => Some(found),
    })
}
