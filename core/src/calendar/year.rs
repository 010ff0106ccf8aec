//! A year of a calendar for people, and the difference of two versions.
//!
//! Promises: every day of the year stands at its weekday; what is off or worked out of turn is
//! marked and listed with its reason; a year that nobody announced says so.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::{Datelike, NaiveDate};

use super::{CalendarError, Day, WorkCalendar, YearStanding};
use crate::{
    lang::{Lang, Text},
    time::{day_after, day_before},
};

/// A date on which two versions of a calendar differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayChange {
    /// The date.
    pub date: NaiveDate,
    /// What it was: its hours, and the reason if it is no ordinary working day.
    pub was: Text,
    /// What it is now.
    pub is: Text,
}

impl WorkCalendar {
    /// The dates in `from ..= to` whose hours differ in `other`, a later version.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] of either.
    pub fn differences(&self, other: &WorkCalendar, from: NaiveDate, to: NaiveDate) -> Result<Vec<DayChange>, CalendarError> {
        let mut changes = Vec::new();
        for date in from.iter_days().take_while(|date| *date <= to) {
            let (was, is) = (self.day(date)?, other.day(date)?);
            if was.hours() != is.hours() {
                changes.push(DayChange { date, was: described(was), is: described(is) });
            }
        }
        Ok(changes)
    }

    /// The year on a page of 71 columns: twelve months, each holiday, swap and make-up day marked
    /// and listed with its reason, and how many days and hours are worked.
    ///
    /// ```
    /// use kiennghi::{calendar::WorkCalendar, lang::Lang};
    /// let page = WorkCalendar::vietnam()?.year_page(2026, Lang::En)?;
    /// assert!(page.contains("16/02-20/02  off   Lunar New Year (Tết)"));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn year_page(&self, year: i32, lang: Lang) -> Result<String, CalendarError> {
        let date = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX);
        let (first, last) = (date(1, 1), date(12, 31));
        let mut page = format!("{} - {year} ({})\n", self.title(lang), self.reference());
        match self.year_standing(year) {
            None => return Err(self.outside(first)),
            Some(YearStanding::Announced) => {}
            Some(standing) => page += &format!("{}: {}\n", YearStanding::noun(lang), standing.label(lang)),
        }
        for quarter in 0..4 {
            page += "\n";
            let months: Vec<Vec<String>> =
                (1..=3).map(|month| self.month(year, quarter * 3 + month, lang)).collect::<Result<_, _>>()?;
            for line in 0..8 {
                let cells = months.iter().map(|month| month.get(line).map_or("", String::as_str));
                let row = cells.map(|cell| format!("{cell}{}", " ".repeat(21_usize.saturating_sub(cell.chars().count()))));
                let row = row.collect::<Vec<_>>().join("    ");
                if !row.trim().is_empty() {
                    page += row.trim_end();
                    page += "\n";
                }
            }
        }
        page += "\n";
        page += &self.reasons(first, last, lang)?;
        let days = self.working_days_between(first, last)? + i32::from(self.is_working_day(first)?);
        let minutes: u32 = first
            .iter_days()
            .take_while(|date| *date <= last)
            .filter_map(|date| self.day(date).ok())
            .flat_map(|day| day.hours())
            .map(|span| u32::from(span.end().minutes() - span.start().minutes()))
            .sum();
        let minutes_over = match minutes % 60 {
            0 => String::new(),
            over => format!(":{over:02}"),
        };
        page += &match lang {
            Lang::Vi => format!("\n{days} ngày làm việc, {}{minutes_over} giờ\n* nghỉ   + làm bù   ~ giờ riêng\n", minutes / 60),
            Lang::En => format!(
                "\n{days} working days, {}{minutes_over} hours\n* off   + make-up day   ~ hours of its own\n",
                minutes / 60
            ),
        };
        Ok(page)
    }

    /// Title, weekdays and up to six weeks, each line of at most 21 characters.
    fn month(&self, year: i32, month: u32, lang: Lang) -> Result<Vec<String>, CalendarError> {
        let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return Ok(Vec::new()) };
        let (title, weekdays) = match lang {
            Lang::Vi => (format!("Tháng {month}"), ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]),
            Lang::En => (first.format("%B").to_string(), ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]),
        };
        let mut lines = Vec::from([title, weekdays.join(" ")]);
        let mut line = "   ".repeat(first.weekday().num_days_from_monday() as usize);
        for date in first.iter_days().take_while(|date| date.month() == month) {
            let day = self.day(date)?;
            line += &format!("{:>2}{}", date.day(), self.mark(day));
            if date.weekday() == chrono::Weekday::Sun {
                lines.push(core::mem::take(&mut line).trim_end().to_string());
            }
        }
        lines.push(line.trim_end().to_string());
        Ok(lines)
    }

    /// `*` off, `+` worked, `~` other hours, each against its weekday; a space if it is as its weekday.
    fn mark(&self, day: Day<'_>) -> char {
        let usual = self.week.on(day.date().weekday());
        match (usual.is_empty(), day.hours()) {
            (_, hours) if hours == usual => ' ',
            (false, []) => '*',
            (true, _) => '+',
            (false, _) => '~',
        }
    }

    /// The days that differ from their weekday, one line a reason and stretch.
    fn reasons(&self, first: NaiveDate, last: NaiveDate, lang: Lang) -> Result<String, CalendarError> {
        let mut stretches: Vec<(NaiveDate, NaiveDate, char, &str)> = Vec::new();
        for date in first.iter_days().take_while(|date| *date <= last) {
            let day = self.day(date)?;
            let mark = self.mark(day);
            if mark == ' ' {
                continue;
            }
            let reason = day.reason(lang).unwrap_or_default();
            match stretches.last_mut() {
                Some((_, to, kind, same)) if day_before(date) == *to && *kind == mark && *same == reason => *to = day_after(*to),
                _ => stretches.push((date, date, mark, reason)),
            }
        }
        let lines = stretches.iter().map(|(from, to, mark, reason)| {
            let days = match from == to {
                true => from.format("%d/%m").to_string(),
                false => format!("{}-{}", from.format("%d/%m"), to.format("%d/%m")),
            };
            let what = match (mark, lang) {
                ('*', Lang::Vi) => "nghỉ",
                ('*', Lang::En) => "off",
                ('+', Lang::Vi) => "làm",
                ('+', Lang::En) => "work",
                (_, Lang::Vi) => "giờ",
                (_, Lang::En) => "hours",
            };
            format!("{days:<11}  {what:<5} {reason}\n")
        });
        Ok(lines.collect())
    }
}

fn described(day: Day<'_>) -> Text {
    let in_lang = |lang: Lang| {
        let hours = day.hours().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match (day.reason(lang), hours.is_empty()) {
            (Some(reason), true) => reason.to_string(),
            (Some(reason), false) => format!("{hours} ({reason})"),
            (None, _) => hours,
        }
    };
    Text { vi: in_lang(Lang::Vi), en: in_lang(Lang::En) }
}
