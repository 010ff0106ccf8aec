//! Calendars put together in code.
//!
//! Promises: what is built is written as TOML first and read by the same loader, so that it can be
//! adopted by a register, kept, and read by people like any other; there is one way in.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{CalendarError, Span, WorkCalendar, YearStanding, week::WEEKDAYS};
use crate::lang::Text;

/// A calendar that is being put together.
///
/// ```
/// use kiennghi::{calendar::{CalendarBuilder, Span}, lang::Text};
/// let hours: Vec<Span> = vec!["07:30-11:30".parse()?, "13:00-17:00".parse()?];
/// let mut builder = CalendarBuilder::new("office", "1", chrono_tz::Asia::Ho_Chi_Minh);
/// for weekday in 0..5 {
///     builder = builder.hours(weekday, &hours);
/// }
/// let calendar = builder
///     .holiday("2026-01-01".parse()?, Text { vi: "Tết Dương lịch".into(), en: "New Year's Day".into() })
///     .on("2026-02-13".parse()?, &hours[..1]) // the afternoon off
///     .build()?;
/// assert_eq!(calendar.working_days_between("2025-12-31".parse()?, "2026-01-05".parse()?)?, 2);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct CalendarBuilder {
    id: String,
    version: String,
    title: Text,
    zone: Tz,
    covers: (i32, i32),
    week: [Vec<Span>; 7],
    changes: Changes,
}

/// Changes to single dates, as a text has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    days_off: Vec<String>,
    swaps: Vec<String>,
    overrides: Vec<String>,
}

impl CalendarBuilder {
    /// A calendar without hours, over 1970 to 2100, titled by its id.
    pub fn new(id: &str, version: &str, zone: Tz) -> CalendarBuilder {
        CalendarBuilder {
            id: id.into(),
            version: version.into(),
            title: Text { vi: id.into(), en: id.into() },
            zone,
            covers: (1970, 2100),
            week: Default::default(),
            changes: Changes::default(),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(mut self, title: Text) -> Self {
        self.title = title;
        self
    }

    /// First and last year that it covers.
    #[must_use]
    pub fn covering(mut self, first: i32, last: i32) -> Self {
        self.covers = (first, last);
        self
    }

    /// The hours of a weekday, 0 for Monday to 6 for Sunday; others are ignored.
    #[must_use]
    pub fn hours(mut self, weekday: usize, hours: &[Span]) -> Self {
        if let Some(day) = self.week.get_mut(weekday) {
            *day = hours.to_vec();
        }
        self
    }

    /// A holiday. On a weekly day off it changes nothing.
    #[must_use]
    pub fn holiday(mut self, date: NaiveDate, name: Text) -> Self {
        self.changes.day_off(date, Some(&name));
        self
    }

    /// The hours of one date, which beat its weekday, holidays and swaps; none: it is off.
    #[must_use]
    pub fn on(mut self, date: NaiveDate, hours: &[Span]) -> Self {
        self.changes.hours(date, hours, None);
        self
    }

    /// A day that is off, and the weekly day off that is worked instead.
    #[must_use]
    pub fn swap(mut self, off: NaiveDate, worked: NaiveDate) -> Self {
        self.changes.swap(off, worked, None);
        self
    }

    /// The calendar.
    ///
    /// # Errors
    /// As [`WorkCalendar::from_toml`].
    pub fn build(self) -> Result<WorkCalendar, CalendarError> {
        WorkCalendar::from_toml(&self.to_text(), &format!("`{}`", self.id))
    }

    fn to_text(&self) -> String {
        let mut text = format!(
            "id = {}\nversion = {}\ntitle = {}\nzone = {}\ncovers = {{ first = {}, last = {}, standing = \"{}\" }}\n",
            quoted(&self.id),
            quoted(&self.version),
            quoted_text(&self.title),
            quoted(self.zone.name()),
            self.covers.0,
            self.covers.1,
            YearStanding::Announced,
        );
        self.changes.write(&mut text);
        text.push_str("\n[week]\n");
        for (key, hours) in WEEKDAYS.iter().zip(&self.week).filter(|(_, hours)| !hours.is_empty()) {
            push(&mut text, format_args!("{key} = {}\n", quoted_hours(hours)));
        }
        text
    }
}

impl Changes {
    pub(super) fn day_off(&mut self, date: NaiveDate, name: Option<&Text>) {
        let name = name.map(|name| format!(", name = {}", quoted_text(name))).unwrap_or_default();
        self.days_off.push(format!("{{ date = {date}{name} }}"));
    }

    pub(super) fn swap(&mut self, off: NaiveDate, worked: NaiveDate, source: Option<&str>) {
        let source = source.map(|source| format!(", source = {}", quoted(source))).unwrap_or_default();
        self.swaps.push(format!("{{ off = {off}, worked = {worked}{source} }}"));
    }

    pub(super) fn hours(&mut self, date: NaiveDate, hours: &[Span], reason: Option<&Text>) {
        let reason = reason.map(|reason| format!(", reason = {}", quoted_text(reason))).unwrap_or_default();
        self.overrides.push(format!("{{ date = {date}, hours = {}{reason} }}", quoted_hours(hours)));
    }

    pub(super) fn write(&self, text: &mut String) {
        for (key, list) in [("days_off", &self.days_off), ("swaps", &self.swaps), ("overrides", &self.overrides)] {
            if !list.is_empty() {
                push(text, format_args!("{key} = [\n    {},\n]\n", list.join(",\n    ")));
            }
        }
    }
}

/// Writing into a `String` cannot fail.
pub(super) fn push(text: &mut String, arguments: core::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

/// A TOML basic string.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => push(&mut quoted, format_args!("\\u{:04X}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

fn quoted_text(text: &Text) -> String {
    format!("{{ vi = {}, en = {} }}", quoted(&text.vi), quoted(&text.en))
}

fn quoted_hours(hours: &[Span]) -> String {
    let hours: Vec<_> = hours.iter().map(|span| quoted(&span.to_string())).collect();
    format!("[{}]", hours.join(", "))
}
