//! Calendars from TOML text.
//!
//! Promises: a text is taken whole or refused with the place and what would be right. It reads no
//! file: whoever calls gives the text and a label for it.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::{CalendarError, CalendarRef, Special, WeeklyHours, WorkCalendar, YearStanding, table::DayTable, table::MOST_DAYS};
use crate::{
    data::{self, civil},
    lang::Text,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    version: String,
    title: Text,
    zone: String,
    week: Week,
    #[serde(default)]
    names: BTreeMap<String, Text>,
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Week {
    #[serde(default)]
    mon: Vec<String>,
    #[serde(default)]
    tue: Vec<String>,
    #[serde(default)]
    wed: Vec<String>,
    #[serde(default)]
    thu: Vec<String>,
    #[serde(default)]
    fri: Vec<String>,
    #[serde(default)]
    sat: Vec<String>,
    #[serde(default)]
    sun: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    standing: YearStanding,
    /// Where the year's days come from; kept in the text, for whoever reads it.
    #[serde(rename = "source")]
    _source: String,
    #[serde(default)]
    holidays: BTreeMap<String, Vec<toml::value::Datetime>>,
    #[serde(default)]
    swaps: Vec<Swap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Swap {
    off: toml::value::Datetime,
    worked: toml::value::Datetime,
    source: Option<String>,
}

pub(super) fn from_toml(text: &str, label: &str) -> Result<WorkCalendar, CalendarError> {
    let load = |place: String, reason: String| CalendarError::Load { label: label.into(), place, reason };
    let file: File = data::parse(text).map_err(|(place, reason)| load(place, reason))?;
    let zone = file.zone.parse().map_err(|_| {
        load("zone".into(), format!("`{}` is not a zone of the IANA time zone data, such as Asia/Ho_Chi_Minh", file.zone))
    })?;
    let week = week(&file.week).map_err(|(day, reason)| load(format!("week.{day}"), reason))?;

    let mut years = BTreeMap::new();
    let mut special = BTreeMap::new();
    for year in &file.year {
        let place = |key: &str| format!("year {}, {key}", year.year);
        if years.insert(year.year, year.standing).is_some() {
            return Err(load(place("year"), "this year is given twice; give each year once".into()));
        }
        for (name, dates) in &year.holidays {
            let key = format!("holidays.{name}");
            let text = file
                .names
                .get(name)
                .ok_or_else(|| load(place(&key), format!("`{name}` has no label; give it one under [names] with vi and en")))?;
            for date in dates {
                let date = civil(date).ok_or_else(|| load(place(&key), format!("`{date}` is not a date of the calendar")))?;
                if date.year() != year.year {
                    return Err(load(place(&key), format!("{date} is not in {}", year.year)));
                }
                if week.on(date.weekday()).is_empty() {
                    return Err(load(place(&key), format!("{date} is a weekly day off; give the weekday that is off instead")));
                }
                if special.insert(date, Special::Holiday { name: text.clone() }).is_some() {
                    return Err(load(place(&key), format!("{date} is given twice")));
                }
            }
        }
    }
    // Swaps after all holidays: a make-up day may lie in the year before.
    for year in &file.year {
        for swap in &year.swaps {
            swap_days(swap, &week, &mut special).map_err(|reason| load(format!("year {}, swaps", year.year), reason))?;
        }
    }
    let span = years
        .first_key_value()
        .zip(years.last_key_value())
        .and_then(|((from, _), (to, _))| Some((NaiveDate::from_ymd_opt(*from, 1, 1)?, NaiveDate::from_ymd_opt(*to, 12, 31)?)));
    let (first, last) = span.ok_or_else(|| load("year".into(), "there is no year that can be a calendar year".into()))?;
    if years.len() != (last.year() - first.year() + 1).unsigned_abs() as usize {
        return Err(load("year".into(), format!("years are missing between {} and {}", first.year(), last.year())));
    }
    if (last - first).num_days() >= MOST_DAYS as i64 {
        return Err(load("year".into(), "a calendar covers at most 400 years".into()));
    }
    if let Some(date) = special.keys().find(|date| **date < first || **date > last) {
        return Err(load("swaps".into(), format!("{date} is outside {first} to {last}; add its year")));
    }
    let table = DayTable::build(first, last, |date| match special.get(&date) {
        Some(Special::Holiday { .. } | Special::Swapped { .. }) => false,
        Some(Special::MakeUp { .. }) => true,
        None => !week.on(date.weekday()).is_empty(),
    });
    let reference = CalendarRef { id: file.id, version: file.version };
    Ok(WorkCalendar { reference, title: file.title, zone, week, years, special, table })
}

fn week(week: &Week) -> Result<WeeklyHours, (&'static str, String)> {
    let Week { mon, tue, wed, thu, fri, sat, sun } = week;
    let spans = |day: &'static str, texts: &[String]| {
        texts.iter().map(|text| text.parse()).collect::<Result<Vec<_>, _>>().map_err(|reason| (day, reason))
    };
    let days = [
        spans("mon", mon)?,
        spans("tue", tue)?,
        spans("wed", wed)?,
        spans("thu", thu)?,
        spans("fri", fri)?,
        spans("sat", sat)?,
        spans("sun", sun)?,
    ];
    WeeklyHours::new(days).map_err(|reason| ("*", reason))
}

fn swap_days(swap: &Swap, week: &WeeklyHours, special: &mut BTreeMap<NaiveDate, Special>) -> Result<(), String> {
    let date = |d: &toml::value::Datetime| civil(d).ok_or_else(|| format!("`{d}` is not a date of the calendar"));
    let (off, worked) = (date(&swap.off)?, date(&swap.worked)?);
    if week.on(off.weekday()).is_empty() || special.contains_key(&off) {
        return Err(format!("off = {off} is not worked anyway; a swap takes a day that is"));
    }
    if !week.on(worked.weekday()).is_empty() || special.contains_key(&worked) {
        return Err(format!("worked = {worked} is already worked, or a holiday; a make-up day is a weekly day off"));
    }
    let source = swap.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
    let day_month = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
    let reason = Text {
        vi: format!("nghỉ hoán đổi, làm bù ngày {}{source}", day_month(worked)),
        en: format!("day off swapped with {}{source}", day_month(worked)),
    };
    special.insert(off, Special::Swapped { reason });
    let reason = Text {
        vi: format!("làm bù cho ngày {}{source}", day_month(off)),
        en: format!("make-up day for {}{source}", day_month(off)),
    };
    special.insert(worked, Special::MakeUp { reason, hours_of: off.weekday() });
    Ok(())
}
