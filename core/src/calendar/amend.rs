//! Changes to a calendar, each of which gives a new version.
//!
//! Promises: an amendment is added to the text that the calendar was read from, with its source; so
//! the text tells every version that there was, and a register adopts it like any other.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::NaiveDate;

use super::{
    CalendarError, Span, WorkCalendar, YearStanding,
    build::{Changes, push, quoted},
};
use crate::lang::Text;

/// A change to a calendar: the version that it gives, the act that it comes from, and what changes.
#[derive(Clone, Debug)]
pub struct Amendment {
    version: String,
    source: String,
    changes: Changes,
    years: Vec<String>,
}

impl Amendment {
    /// An amendment that gives `version`, by the act named in `source`, such as `12729/VPCP-KGVX`.
    pub fn new(version: &str, source: &str) -> Amendment {
        Amendment { version: version.into(), source: source.into(), changes: Changes::default(), years: Vec::new() }
    }

    /// A working day that is off, and the weekly day off that is worked instead.
    #[must_use]
    pub fn swap(mut self, off: NaiveDate, worked: NaiveDate) -> Self {
        self.changes.swap(off, worked, Some(&self.source));
        self
    }

    /// A day that is off.
    #[must_use]
    pub fn day_off(mut self, date: NaiveDate, name: &Text) -> Self {
        self.changes.day_off(date, Some(name));
        self
    }

    /// The hours of one date, which beat its weekday, holidays and swaps; none: it is off.
    #[must_use]
    pub fn hours(mut self, date: NaiveDate, hours: &[Span], reason: &Text) -> Self {
        self.changes.hours(date, hours, Some(reason));
        self
    }

    /// The holidays of a year as announced, in place of what was listed or computed for it: each
    /// with its key under `names` and its days off. Swaps of the year are given anew too.
    #[must_use]
    pub fn announce(mut self, year: i32, holidays: &[(&str, Vec<NaiveDate>)]) -> Self {
        let mut text = format!(
            "[[amendment.year]]\nyear = {year}\nstanding = \"{}\"\nsource = {}\n[amendment.year.holidays]\n",
            YearStanding::Announced,
            quoted(&self.source)
        );
        for (name, dates) in holidays {
            let dates: Vec<_> = dates.iter().map(NaiveDate::to_string).collect();
            push(&mut text, format_args!("{} = [{}]\n", quoted(name), dates.join(", ")));
        }
        self.years.push(text);
        self
    }

    fn to_text(&self) -> String {
        let mut text = format!("\n[[amendment]]\nversion = {}\nsource = {}\n", quoted(&self.version), quoted(&self.source));
        self.changes.write(&mut text);
        text + &self.years.concat()
    }
}

impl WorkCalendar {
    /// The calendar after an amendment: a new version, whose text holds the old one.
    ///
    /// ```
    /// use kiennghi::calendar::{Amendment, WorkCalendar};
    /// let calendar = WorkCalendar::vietnam()?;
    /// let swap = Amendment::new("2027.1", "1234/VPCP-KGVX").swap("2027-04-29".parse()?, "2027-04-24".parse()?);
    /// let amended = calendar.amend(&swap)?;
    /// assert_eq!(amended.reference().to_string(), "vn-state@2027.1");
    /// assert!(!amended.is_working_day("2027-04-29".parse()?)?);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::Load`]: the version is not new; a swap whose day is not worked or whose
    /// make-up day is; a date given twice; a year whose holidays have no names in the calendar.
    pub fn amend(&self, amendment: &Amendment) -> Result<WorkCalendar, CalendarError> {
        let text = format!("{}\n{}", self.text().trim_end(), amendment.to_text());
        WorkCalendar::from_toml(&text, &format!("{} with {}", self.reference(), amendment.version))
    }
}
