//! Dates, durations and repetitions of a feed.
//!
//! Promises: a day is a day of the calendar's zone; a repetition that is not understood is refused
//! and never taken for a simpler one; no repetition goes on beyond the day given.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kiennghi::time::{Fold, Moment};

use super::{FeedTrouble, lines::Line};

/// What Outlook calls the zone of Vietnam. Other names of Windows are not guessed at.
const WINDOWS_ZONE: (&str, Tz) = ("SE Asia Standard Time", chrono_tz::Asia::Bangkok);

/// A day, or a time of one, in the calendar's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Day(NaiveDate),
    Time(NaiveDateTime),
}

impl When {
    /// The day that begins then; `None` if none does.
    pub(super) fn midnight(self) -> Option<NaiveDate> {
        match self {
            When::Day(date) => Some(date),
            When::Time(at) => (at.time() == NaiveTime::MIN).then(|| at.date()),
        }
    }

    pub(super) fn date(self) -> NaiveDate {
        match self {
            When::Day(date) => date,
            When::Time(at) => at.date(),
        }
    }
}

/// Reads one date of a line, in the civil time of `zone`.
pub(super) fn when(line: &Line, value: &str, zone: Tz) -> Result<When, FeedTrouble> {
    let value = value.trim();
    let wrong = || FeedTrouble::NotADate(value.chars().take(40).collect());
    let date = |text: &str| {
        let is_plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        NaiveDate::parse_from_str(text, "%Y%m%d").ok().filter(|_| is_plain).ok_or_else(wrong)
    };
    let Some((day, time)) = value.split_once('T') else { return date(value).map(When::Day) };
    let (time, is_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    let is_plain = time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit());
    let time = NaiveTime::parse_from_str(time, "%H%M%S").ok().filter(|_| is_plain).ok_or_else(wrong)?;
    let civil = date(day)?.and_time(time);
    let there = match (is_utc, line.parameter("TZID")) {
        (true, _) => chrono_tz::UTC,
        // Without a zone it is the time of whoever looks at it.
        (false, None) => zone,
        (false, Some(name)) => named(name)?,
    };
    let instant: Option<DateTime<Utc>> =
        Moment::from_civil(civil, there, Fold::Earlier).instant().map(|instant| instant.to_utc());
    Ok(When::Time(if there == zone { civil } else { instant.map_or(civil, |at| at.with_timezone(&zone).naive_local()) }))
}

fn named(name: &str) -> Result<Tz, FeedTrouble> {
    // Some programs write a path before the name of the zone.
    let parts: Vec<&str> = name.trim_start_matches('/').split('/').collect();
    let last_two = parts.get(parts.len().saturating_sub(2)..).unwrap_or_default().join("/");
    let known = name.parse().or_else(|_| last_two.parse()).ok();
    known
        .or_else(|| (name == WINDOWS_ZONE.0).then_some(WINDOWS_ZONE.1))
        .ok_or_else(|| FeedTrouble::UnknownZone(name.chars().take(60).collect()))
}

/// A duration in whole days: `P1D`, `P2W`, `PT48H`; `None` if it is none.
pub(super) fn whole_days(text: &str) -> Option<i64> {
    let rest = text.trim().strip_prefix('+').unwrap_or(text.trim()).strip_prefix('P')?;
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    let mut seconds: i64 = 0;
    let mut add = |part: &str, units: &[(char, i64)]| -> Option<()> {
        let mut number = String::new();
        for character in part.chars() {
            if character.is_ascii_digit() && number.len() < 9 {
                number.push(character);
                continue;
            }
            let (_, factor) = units.iter().find(|(unit, _)| *unit == character)?;
            seconds = seconds.checked_add(number.parse::<i64>().ok()?.checked_mul(*factor)?)?;
            number.clear();
        }
        number.is_empty().then_some(())
    };
    add(days, &[('W', 604_800), ('D', 86_400)])?;
    if let Some(time) = time {
        add(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    }
    (seconds > 0 && seconds % 86_400 == 0).then_some(seconds / 86_400)
}

/// The days on which an event begins that repeats once a year, up to and with `last`.
pub(super) fn repeated(rule: &Line, first: NaiveDate, last: NaiveDate, zone: Tz) -> Result<Vec<NaiveDate>, FeedTrouble> {
    let refused = || FeedTrouble::Repetition(rule.value.chars().take(80).collect());
    let (mut yearly, mut by_month, mut by_day) = (false, false, false);
    let (mut interval, mut count, mut until) = (1_i32, None, None);
    let value = rule.value.trim().to_ascii_uppercase();
    let mut seen: Vec<&str> = Vec::new();
    for part in value.split(';').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or_else(refused)?;
        if seen.contains(&key) {
            return Err(refused());
        }
        seen.push(key);
        match key {
            "FREQ" if value == "YEARLY" => yearly = true,
            "INTERVAL" => interval = value.parse().ok().filter(|interval| (1..=100).contains(interval)).ok_or_else(refused)?,
            "COUNT" => count = Some(value.parse::<usize>().ok().filter(|count| *count > 0).ok_or_else(refused)?),
            "UNTIL" => until = Some(when(rule, value, zone)?.date()),
            "BYMONTH" if value.parse() == Ok(first.month()) => by_month = true,
            "BYMONTHDAY" if value.parse() == Ok(first.day()) => by_day = true,
            "WKST" => {}
            _ => return Err(refused()),
        }
    }
    // A day of the month without its month would be in every month.
    if !yearly || (by_day && !by_month) || (count.is_some() && until.is_some()) {
        return Err(refused());
    }
    let last = until.map_or(last, |until| last.min(until));
    let years = (first.year()..=last.year()).step_by(usize::try_from(interval).unwrap_or(1));
    // 29 February is only in some years; the others have no such day, and none in its place.
    let days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, first.month(), first.day()));
    Ok(days.take_while(|day| *day <= last).take(count.unwrap_or(usize::MAX)).collect())
}

/// `days` days from `first` on.
pub(super) fn stretch(first: NaiveDate, days: i64) -> impl Iterator<Item = NaiveDate> {
    (0..days).filter_map(move |day| first.checked_add_signed(TimeDelta::days(day)))
}
