//! Calendars from TOML text.
//!
//! Promises: a text is taken whole or refused with the place and what would be right. It reads no
//! file: whoever calls gives the text and a label for it.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use chrono::{Datelike, NaiveDate};
use toml::value::Datetime;

use super::{
    CalendarError, CalendarRef, Span, Special, WeeklyHours, WorkCalendar, YearStanding,
    days::{DayTable, MOST_DAYS},
    file::{DayOff, File, Override, Swap, Week, Year},
    holiday::{self, Law},
    hours::HoursTable,
    week,
};
use crate::{
    data::{self, civil},
    lang::Text,
};

/// Where and why a text was refused.
type Refused = (String, String);

pub(super) fn from_toml(text: &str, label: &str) -> Result<WorkCalendar, CalendarError> {
    let refuse = |(place, reason)| CalendarError::Load { label: label.into(), place, reason };
    let file: File = data::parse(text).map_err(refuse)?;
    compile(file, text).map_err(refuse)
}

fn compile(mut file: File, text: &str) -> Result<WorkCalendar, Refused> {
    for (key, value) in [("id", &file.id), ("version", &file.version)] {
        if value.is_empty() || value.contains(['@', '\n']) {
            return Err((key.into(), "give it a short name without `@`, such as vn-state or 2026.1".into()));
        }
    }
    let zone = file.zone.parse().map_err(|_| {
        ("zone".to_string(), format!("`{}` is not a zone of the IANA time zone data, such as Asia/Ho_Chi_Minh", file.zone))
    })?;
    let week = weekly(&file.week)?;
    let version = last_version(&file)?;
    let amended_years: Vec<Year> = file.amendment.iter_mut().flat_map(|amended| core::mem::take(&mut amended.year)).collect();
    let listed = listed_years(&file.year, &amended_years)?;
    let (first, last, years) = covered(&file, &listed)?;

    let mut building = Building { week, special: BTreeMap::new(), first, last };
    building.holidays(&file, &listed, &years)?;
    for day in &file.days_off {
        building.day_off(day)?;
    }
    // Swaps after all holidays: a make-up day may lie in the year before.
    for (year, listed) in &listed {
        for swap in &listed.swaps {
            building.swap(swap).map_err(|reason| (format!("year {year}, swaps"), reason))?;
        }
    }
    for swap in &file.swaps {
        building.swap(swap).map_err(|reason| ("swaps".into(), reason))?;
    }
    building.overrides(&file.overrides)?;
    for amended in &file.amendment {
        let place = |(key, reason): Refused| (format!("amendment {}, {key}", amended.version), reason);
        amended.days_off.iter().try_for_each(|day| building.day_off(day).map_err(place))?;
        amended.swaps.iter().try_for_each(|swap| building.swap(swap).map_err(|reason| place(("swaps".into(), reason))))?;
        building.overrides(&amended.overrides).map_err(place)?;
    }
    if let Some(date) = building.special.keys().find(|date| **date < first || **date > last) {
        return Err((date.to_string(), format!("it is outside {first} to {last}; add its year")));
    }
    let Building { week, special, .. } = building;
    let hours = hours_of_days(&week, &special, first, last);
    let days = DayTable::build(first, last, &hours);
    let hours = HoursTable::build(zone, first, &hours)
        .map_err(|_| ("overrides".to_string(), "there are more than 65,535 kinds of days; use weekly hours".to_string()))?;
    let reference = CalendarRef { id: file.id, version };
    Ok(WorkCalendar { reference, title: file.title, text: text.into(), zone, week, years, special, days, hours })
}

/// The hours of each day of `first ..= last`.
fn hours_of_days<'a>(
    week: &'a WeeklyHours,
    special: &'a BTreeMap<NaiveDate, Special>,
    first: NaiveDate,
    last: NaiveDate,
) -> Vec<&'a [Span]> {
    let mut special = special.iter().peekable();
    let mut weekday = first.weekday();
    let mut hours = Vec::with_capacity(usize::try_from((last - first).num_days() + 1).unwrap_or_default());
    for date in first.iter_days().take_while(|date| *date <= last) {
        hours.push(match special.next_if(|(day, _)| **day == date) {
            Some((_, special)) => special.hours(week),
            None => week.on(weekday),
        });
        weekday = weekday.succ();
    }
    hours
}

/// The version after the last amendment; each has its own.
fn last_version(file: &File) -> Result<String, Refused> {
    let mut versions = Vec::from([&file.version]);
    for amended in &file.amendment {
        if versions.contains(&&amended.version) {
            return Err((format!("amendment {}, version", amended.version), "an amendment needs a new version".into()));
        }
        versions.push(&amended.version);
    }
    Ok(versions.last().map(|version| (*version).clone()).unwrap_or_default())
}

/// The years as listed; an amendment lists a year anew.
fn listed_years<'a>(years: &'a [Year], amended: &'a [Year]) -> Result<BTreeMap<i32, &'a Year>, Refused> {
    let mut listed = BTreeMap::new();
    for year in years {
        if listed.insert(year.year, year).is_some() {
            return Err((format!("year {}, year", year.year), "this year is given twice; give each year once".into()));
        }
    }
    listed.extend(amended.iter().map(|year| (year.year, year)));
    Ok(listed)
}

/// First and last day, and how sure each year is.
fn covered(file: &File, listed: &BTreeMap<i32, &Year>) -> Result<(NaiveDate, NaiveDate, BTreeMap<i32, YearStanding>), Refused> {
    let refuse = |reason: String| (if file.covers.is_some() { "covers" } else { "year" }.to_string(), reason);
    let span = match (&file.covers, listed.first_key_value(), listed.last_key_value()) {
        (Some(covers), _, _) => (covers.first, covers.last),
        (None, Some((first, _)), Some((last, _))) => (*first, *last),
        _ => return Err(refuse("there is no year; list some under [[year]], or give covers = { first = .., last = .. }".into())),
    };
    let wrong = || refuse(format!("{} to {} are not years that a calendar can cover", span.0, span.1));
    let (first, last) = NaiveDate::from_ymd_opt(span.0, 1, 1)
        .zip(NaiveDate::from_ymd_opt(span.1, 12, 31))
        .filter(|(first, last)| first < last)
        .ok_or_else(wrong)?;
    if (last - first).num_days() >= MOST_DAYS as i64 {
        return Err(refuse("a calendar covers at most 400 years".into()));
    }
    let mut years = BTreeMap::new();
    for year in span.0..=span.1 {
        let standing = match (listed.get(&year), &file.covers) {
            (Some(listed), _) => listed.standing,
            (None, Some(covers)) => covers.standing,
            (None, None) => return Err(refuse(format!("years are missing between {} and {}", span.0, span.1))),
        };
        years.insert(year, standing);
    }
    match listed.keys().find(|year| !years.contains_key(year)) {
        Some(year) => Err(refuse(format!("{year} is listed and lies outside {} to {}", span.0, span.1))),
        None => Ok((first, last, years)),
    }
}

/// The special days found so far.
struct Building {
    week: WeeklyHours,
    special: BTreeMap<NaiveDate, Special>,
    first: NaiveDate,
    last: NaiveDate,
}

impl Building {
    /// The holidays that years list, and those that the law gives for the others.
    fn holidays(
        &mut self,
        file: &File,
        listed: &BTreeMap<i32, &Year>,
        years: &BTreeMap<i32, YearStanding>,
    ) -> Result<(), Refused> {
        let names: BTreeMap<String, Arc<Text>> =
            file.names.iter().map(|(key, text)| (key.clone(), Arc::new(text.clone()))).collect();
        for (year, listed) in listed {
            for (key, dates) in &listed.holidays {
                let place = || format!("year {year}, holidays.{key}");
                let name = names
                    .get(key)
                    .ok_or_else(|| (place(), format!("`{key}` has no label; give it one under [names] with vi and en")))?;
                for date in dates {
                    let date = civil_date(date).map_err(|reason| (place(), reason))?;
                    if date.year() != *year {
                        return Err((place(), format!("{date} is not in {year}")));
                    }
                    self.holiday(date, name.clone()).map_err(|reason| (place(), reason))?;
                }
            }
        }
        let laws = file.holiday.iter().map(|law| Law::read(law, &names)).collect::<Result<Vec<_>, _>>()?;
        let computed = years.keys().copied().filter(|year| !listed.contains_key(year));
        for (date, name) in holiday::days_off(&laws, computed, &self.week, file.substitute) {
            // A substitute that leaves the computed years is for whoever announces the year it falls in.
            if !listed.contains_key(&date.year()) && (self.first..=self.last).contains(&date) {
                self.special.insert(date, Special::Holiday { name });
            }
        }
        Ok(())
    }

    fn holiday(&mut self, date: NaiveDate, name: Arc<Text>) -> Result<(), String> {
        match self.special.insert(date, Special::Holiday { name }) {
            None => Ok(()),
            Some(_) => Err(format!("{date} is given twice, or is swapped already")),
        }
    }

    fn day_off(&mut self, day: &DayOff) -> Result<(), Refused> {
        let refuse = |reason| ("days_off".to_string(), reason);
        let date = civil_date(&day.date).map_err(refuse)?;
        let name = day.name.clone().unwrap_or_else(|| Text { vi: "ngày nghỉ".into(), en: "day off".into() });
        self.holiday(date, Arc::new(name)).map_err(refuse)
    }

    fn swap(&mut self, swap: &Swap) -> Result<(), String> {
        let (off, worked) = (civil_date(&swap.off)?, civil_date(&swap.worked)?);
        if self.week.on(off.weekday()).is_empty() || self.special.contains_key(&off) {
            return Err(format!("off = {off} is not worked anyway; a swap takes a day that is"));
        }
        if !self.week.on(worked.weekday()).is_empty() || self.special.contains_key(&worked) {
            return Err(format!("worked = {worked} is already worked, or a holiday; a make-up day is a weekly day off"));
        }
        let source = swap.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        let day_month = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
        let reason = Text {
            vi: format!("nghỉ hoán đổi, làm bù ngày {}{source}", day_month(worked)),
            en: format!("day off swapped with {}{source}", day_month(worked)),
        };
        self.special.insert(off, Special::Swapped { reason });
        let reason = Text {
            vi: format!("làm bù cho ngày {}{source}", day_month(off)),
            en: format!("make-up day for {}{source}", day_month(off)),
        };
        self.special.insert(worked, Special::MakeUp { reason, hours_of: off.weekday() });
        Ok(())
    }

    /// Hours of single dates beat everything that was said of them before.
    fn overrides(&mut self, overrides: &[Override]) -> Result<(), Refused> {
        let mut given = BTreeSet::new();
        for entry in overrides {
            let date = civil_date(&entry.date).map_err(|reason| ("overrides".to_string(), reason))?;
            let refuse = |reason| (format!("overrides, {date}"), reason);
            let spans = entry.hours.iter().map(|text| text.parse()).collect::<Result<Vec<Span>, _>>().map_err(refuse)?;
            let hours = week::in_order(spans).map_err(refuse)?;
            let reason = entry.reason.clone().unwrap_or_else(|| match hours.is_empty() {
                true => Text { vi: "nghỉ riêng ngày này".into(), en: "off on this day".into() },
                false => Text { vi: "giờ làm việc riêng".into(), en: "hours of this day alone".into() },
            });
            if !given.insert(date) {
                return Err(refuse("it is given twice".into()));
            }
            self.special.insert(date, Special::Hours { reason: Arc::new(reason), hours });
        }
        Ok(())
    }
}

fn civil_date(date: &Datetime) -> Result<NaiveDate, String> {
    civil(date).ok_or_else(|| format!("`{date}` is not a date of the calendar"))
}

fn weekly(week: &Week) -> Result<WeeklyHours, Refused> {
    let Week { mon, tue, wed, thu, fri, sat, sun } = week;
    let mut days: [Vec<Span>; 7] = Default::default();
    for ((texts, key), spans) in [mon, tue, wed, thu, fri, sat, sun].into_iter().zip(week::WEEKDAYS).zip(&mut days) {
        let read = texts.iter().map(|text| text.parse()).collect::<Result<_, _>>();
        *spans = read.map_err(|reason| (format!("week.{key}"), reason))?;
    }
    WeeklyHours::new(days).map_err(|(key, reason)| (format!("week.{key}"), reason))
}
