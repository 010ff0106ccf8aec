//! Weekly office hours.
//!
//! Promises: the hours of a weekday are in order, do not overlap or touch, and every end is after
//! its start. `24:00` may end a day. It does not know dates.

use alloc::{format, string::String, vec::Vec};
use core::{fmt, str::FromStr};

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A minute of a civil day, 00:00 to 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    /// As a time of day; 24:00 is told as the last second, for a day has no time after it.
    pub fn time(self) -> NaiveTime {
        NaiveTime::from_num_seconds_from_midnight_opt(u32::from(self.0) * 60, 0)
            .or(NaiveTime::from_hms_opt(23, 59, 59))
            .unwrap_or_default()
    }

    /// Minutes since 00:00, 0 to 1440.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for MinuteOfDay {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            let given: String = text.chars().take(20).collect();
            format!("`{given}` is not a time of day between 00:00 and 24:00, such as 07:30")
        };
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let digits = |part: &str| match part.len() {
            2 if part.bytes().all(|b| b.is_ascii_digit()) => part.parse::<u16>().map_err(|_| wrong()),
            _ => Err(wrong()),
        };
        let (hour, minute) = (digits(hour)?, digits(minute)?);
        match hour * 60 + minute {
            total if minute < 60 && total <= 24 * 60 => Ok(MinuteOfDay(total)),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for MinuteOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MinuteOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A span of one day's hours, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: MinuteOfDay,
    end: MinuteOfDay,
}

impl Span {
    /// From its opening and its closing.
    ///
    /// # Errors
    /// The closing is not after the opening.
    pub fn new(start: MinuteOfDay, end: MinuteOfDay) -> Result<Span, String> {
        if start < end {
            return Ok(Span { start, end });
        }
        Err(format!(
            "`{start}-{end}` ends before it starts; hours over midnight are two spans, such as 22:00-24:00 and 00:00-06:00"
        ))
    }

    /// When it opens.
    pub fn start(self) -> MinuteOfDay {
        self.start
    }

    /// When it closes.
    pub fn end(self) -> MinuteOfDay {
        self.end
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

impl FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            let given: String = text.chars().take(20).collect();
            format!("`{given}` is not a span of hours such as 07:30-11:30")
        };
        let (start, end) = text.split_once('-').ok_or_else(wrong)?;
        Span::new(start.trim().parse()?, end.trim().parse()?)
    }
}

/// The spans in order, those that touch joined.
///
/// # Errors
/// Two of them overlap.
pub(super) fn in_order(mut spans: Vec<Span>) -> Result<Vec<Span>, String> {
    spans.sort();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start < last.end => {
                return Err(format!("{last} and {span} overlap; give each hour of a day once"));
            }
            Some(last) if span.start == last.end => last.end = span.end,
            _ => joined.push(span),
        }
    }
    Ok(joined)
}

/// Office hours by weekday; a weekday without hours is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyHours {
    /// Monday first.
    days: [Vec<Span>; 7],
}

impl WeeklyHours {
    /// From the spans of each weekday, Monday first, in any order; spans that touch are joined.
    ///
    /// # Errors
    /// Spans that overlap, with the weekday's key; a week without any hours.
    pub fn new(days: [Vec<Span>; 7]) -> Result<WeeklyHours, (&'static str, String)> {
        let mut ordered: [Vec<Span>; 7] = Default::default();
        for ((spans, place), key) in days.into_iter().zip(&mut ordered).zip(WEEKDAYS) {
            *place = in_order(spans).map_err(|reason| (key, reason))?;
        }
        if ordered.iter().all(Vec::is_empty) {
            return Err(("*", "a week without hours has no working time; give at least one day its hours".into()));
        }
        Ok(WeeklyHours { days: ordered })
    }

    /// The hours of a weekday, in order; empty if it is off.
    pub fn on(&self, weekday: Weekday) -> &[Span] {
        self.days.get(weekday.num_days_from_monday() as usize).map_or(&[], Vec::as_slice)
    }
}

/// The keys of the weekdays, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
