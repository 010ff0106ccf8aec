//! Days that do not count, and why.
//!
//! Promises: each day off of a stretch stands in exactly one entry, with the calendar's reason.

use alloc::{string::ToString, vec::Vec};

use chrono::NaiveDate;

use super::Skipped;
use crate::{
    calendar::{CalendarError, WorkCalendar},
    lang::{Lang, Text},
    time::day_after,
};

/// The days in `first ..= last` that are not worked, one entry a reason and stretch.
pub(super) fn skipped_days(calendar: &WorkCalendar, first: NaiveDate, last: NaiveDate) -> Result<Vec<Skipped>, CalendarError> {
    let mut skipped: Vec<Skipped> = Vec::new();
    for date in first.iter_days().take_while(|date| *date <= last) {
        if calendar.is_working_day(date)? {
            continue;
        }
        let reason = reason(calendar, date)?;
        match skipped.last_mut() {
            Some(range) if range.reason == reason && day_after(range.to) == date => range.to = date,
            _ => skipped.push(Skipped { from: date, to: date, reason }),
        }
    }
    Ok(skipped)
}

/// Why a day is not an ordinary working day.
pub(super) fn reason(calendar: &WorkCalendar, date: NaiveDate) -> Result<Text, CalendarError> {
    let day = calendar.day(date)?;
    let text = |lang| day.reason(lang).unwrap_or_default().to_string();
    Ok(Text { vi: text(Lang::Vi), en: text(Lang::En) })
}
