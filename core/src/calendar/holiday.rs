//! The days off of years that nobody has announced, from the law.
//!
//! Promises: holidays by their dates of effect, solar and lunar; a holiday on a weekly day off gives
//! the next working day, also in a chain, as in 2023, when three holidays in a row fell on a weekend
//! and the Monday after it. How the days of Tết and of National Day lie around their dates is
//! announced each year; what is computed is what was announced whenever the date fell on that weekday.

use alloc::{collections::BTreeMap, format, string::String, sync::Arc, vec::Vec};

use chrono::{Datelike, Days, NaiveDate};

use super::{
    Substitute, WeeklyHours,
    file::Holiday,
    lunar::{LunarDate, MonthKind},
};
use crate::{data::civil, lang::Text};

/// A holiday's law, read.
pub(super) struct Law {
    name: Arc<Text>,
    substitute: Arc<Text>,
    on: On,
    days: u8,
    before: [u8; 7],
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

enum On {
    Solar { month: u32, day: u32 },
    Lunar { month: u8, day: u8 },
}

impl Law {
    /// Reads a holiday's law; an error tells the key and the reason.
    pub(super) fn read(holiday: &Holiday, names: &BTreeMap<String, Arc<Text>>) -> Result<Law, (String, String)> {
        let place = |key: &str| format!("holiday {}, {key}", holiday.name);
        let name = names.get(&holiday.name).ok_or_else(|| {
            (place("name"), format!("`{}` has no label; give it one under [names] with vi and en", holiday.name))
        })?;
        let on = match (&holiday.solar, &holiday.lunar) {
            (Some(text), None) => month_day(text)
                .filter(|(month, day)| NaiveDate::from_ymd_opt(2000, *month, *day).is_some())
                .map(|(month, day)| On::Solar { month, day })
                .ok_or_else(|| (place("solar"), format!("`{text}` is not a month and day such as 09-02"))),
            (None, Some(text)) => month_day(text)
                .and_then(|(month, day)| Some((u8::try_from(month).ok()?, u8::try_from(day).ok()?)))
                .filter(|(month, day)| (1..=12).contains(month) && (1..=29).contains(day))
                .map(|(month, day)| On::Lunar { month, day })
                .ok_or_else(|| (place("lunar"), format!("`{text}` is not a month and day of every lunar year, such as 03-10"))),
            _ => Err((place("solar"), "a holiday has either `solar` or `lunar`, its month and day".into())),
        }?;
        if holiday.days == 0 || holiday.before.iter().any(|before| *before >= holiday.days) {
            return Err((place("days"), "a holiday has at least its own day beside those before it".into()));
        }
        let date = |key: &str, value: &Option<toml::value::Datetime>| match value {
            Some(value) => {
                civil(value).map(Some).ok_or_else(|| (place(key), format!("`{value}` is not a date such as 2021-01-01")))
            }
            None => Ok(None),
        };
        let substitute = Text { vi: format!("nghỉ bù {}", name.vi), en: format!("{} (substitute day)", name.en) };
        Ok(Law {
            name: name.clone(),
            substitute: Arc::new(substitute),
            on,
            days: holiday.days,
            before: holiday.before,
            from: date("from", &holiday.from)?,
            to: date("to", &holiday.to)?,
        })
    }

    /// Its days in a year, if it is in force on its date.
    fn in_year(&self, year: i32) -> impl Iterator<Item = NaiveDate> {
        let date = match self.on {
            On::Solar { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            On::Lunar { month, day } => LunarDate::new(year, month, MonthKind::Ordinary, day).ok().map(LunarDate::to_solar),
        };
        let in_force = date.filter(|date| self.from.is_none_or(|from| from <= *date) && self.to.is_none_or(|to| *date <= to));
        let first = in_force.and_then(|date| {
            let before = self.before.get(date.weekday().num_days_from_monday() as usize)?;
            date.checked_sub_days(Days::new((*before).into()))
        });
        first.into_iter().flat_map(|first| first.iter_days()).take(self.days.into())
    }
}

/// The days off that the laws give in `years`, with their names; weekly days off among them too.
pub(super) fn days_off(
    laws: &[Law],
    years: impl Iterator<Item = i32>,
    week: &WeeklyHours,
    substitute: Substitute,
) -> BTreeMap<NaiveDate, Arc<Text>> {
    let mut days: Vec<(NaiveDate, &Law)> =
        years.flat_map(|year| laws.iter().flat_map(move |law| law.in_year(year).map(move |date| (date, law)))).collect();
    days.sort_by_key(|(date, _)| *date);
    // Two holidays on one date are one day off: the law gives no second one for it.
    days.dedup_by_key(|(date, _)| *date);
    let mut off: BTreeMap<NaiveDate, Arc<Text>> = days.iter().map(|(date, law)| (*date, law.name.clone())).collect();
    if substitute == Substitute::NextWorkingDay {
        let is_weekly_off = |date: &NaiveDate| week.on(date.weekday()).is_empty();
        for (date, law) in days.iter().filter(|(date, _)| is_weekly_off(date)) {
            let next = date.iter_days().find(|day| !is_weekly_off(day) && !off.contains_key(day));
            if let Some(next) = next {
                off.insert(next, law.substitute.clone());
            }
        }
    }
    off
}

fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    (month.len() == 2 && day.len() == 2).then_some((month.parse().ok()?, day.parse().ok()?))
}
