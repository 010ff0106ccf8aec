//! Periods: of the calendar, and the administrative ones of Vietnam.
//!
//! Promises: periods of one kind follow each other without gap or overlap, half open.

use alloc::{format, string::String, vec::Vec};

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::StatisticsError;
use crate::lang::{Lang, vocabulary};

vocabulary! {
    /// What kind of period. Administrative months run from the 15th to the 14th
    /// (Decree 09/2019/NĐ-CP, art. 12): that of March from 15 February to 14 March.
    pub enum PeriodKind("kind of period", "kỳ") {
        /// A day.
        Day = "day" ("Ngày", "Day"),
        /// Monday to Sunday.
        Week = "week" ("Tuần", "Week"),
        /// A month.
        Month = "month" ("Tháng", "Month"),
        /// Three months.
        Quarter = "quarter" ("Quý", "Quarter"),
        /// Six months.
        Half = "half" ("Nửa năm", "Half"),
        /// A year.
        Year = "year" ("Năm", "Year"),
        /// From the 15th of the month before to the 14th.
        AdministrativeMonth = "administrative_month" ("Tháng hành chính", "Administrative month"),
        /// Q1: 15 December to 14 March.
        AdministrativeQuarter = "administrative_quarter" ("Quý hành chính", "Administrative quarter"),
        /// 15 December to 14 December.
        AdministrativeYear = "administrative_year" ("Năm hành chính", "Administrative year"),
    }
}

/// A period, `[start, end)`: of a kind, or between any two dates.
///
/// As data `{ "kind": "month", "start": "2026-01-01", "end": "2026-02-01" }`, without `kind` for any
/// two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Dates")]
pub struct Period {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<PeriodKind>,
    start: NaiveDate,
    end: NaiveDate,
}

/// A period as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    kind: Option<PeriodKind>,
    start: NaiveDate,
    end: NaiveDate,
}

impl TryFrom<Dates> for Period {
    type Error = StatisticsError;
    fn try_from(Dates { kind, start, end }: Dates) -> Result<Period, StatisticsError> {
        let between = Period::between(start, end)?;
        match kind {
            None => Ok(between),
            Some(kind) => {
                let found = kind.containing(start).filter(|found| (found.start, found.end) == (start, end));
                found.ok_or(StatisticsError::NoSuchPeriod { kind, start, end })
            }
        }
    }
}

impl PeriodKind {
    /// Months in a period of this kind, and whether they begin on the 15th before.
    fn months(self) -> Option<(i32, u64)> {
        match self {
            PeriodKind::Day | PeriodKind::Week => None,
            PeriodKind::Month => Some((1, 0)),
            PeriodKind::Quarter => Some((3, 0)),
            PeriodKind::Half => Some((6, 0)),
            PeriodKind::Year => Some((12, 0)),
            PeriodKind::AdministrativeMonth => Some((1, 1)),
            PeriodKind::AdministrativeQuarter => Some((3, 1)),
            PeriodKind::AdministrativeYear => Some((12, 1)),
        }
    }

    /// The period of this kind that `date` lies in; `None` at the ends of what can be named.
    pub fn containing(self, date: NaiveDate) -> Option<Period> {
        let (start, end) = match self.months() {
            None => {
                let back = match self {
                    PeriodKind::Week => u64::from(date.weekday().num_days_from_monday()),
                    _ => 0,
                };
                let start = date.checked_sub_days(Days::new(back))?;
                (start, start.checked_add_days(Days::new(if self == PeriodKind::Week { 7 } else { 1 }))?)
            }
            Some((length, administrative)) => {
                let later = i32::from(administrative == 1 && date.day() >= 15);
                let month = date.year() * 12 + date.month0().cast_signed() + later;
                let first = month.div_euclid(length) * length;
                let day = |month: i32| {
                    let month = month - i32::from(administrative == 1);
                    let day = if administrative == 1 { 15 } else { 1 };
                    NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12).unsigned_abs() + 1, day)
                };
                (day(first)?, day(first + length)?)
            }
        };
        Some(Period { kind: Some(self), start, end })
    }

    /// The periods of this kind that cover `from` to `to`, both included, in order.
    pub fn covering(self, from: NaiveDate, to: NaiveDate) -> Vec<Period> {
        let next = |period: &Period| self.containing(period.end);
        core::iter::successors(self.containing(from), next).take_while(|period| period.start <= to).collect()
    }
}

impl Period {
    /// The period from `start` up to but without `end`.
    ///
    /// # Errors
    /// It would hold no day.
    pub fn between(start: NaiveDate, end: NaiveDate) -> Result<Period, StatisticsError> {
        if start < end { Ok(Period { kind: None, start, end }) } else { Err(StatisticsError::EmptyPeriod { start, end }) }
    }

    /// The periods between each date and the next: one less than there are dates.
    ///
    /// # Errors
    /// The dates do not rise.
    pub fn at(dates: &[NaiveDate]) -> Result<Vec<Period>, StatisticsError> {
        dates.iter().zip(dates.iter().skip(1)).map(|(start, end)| Period::between(*start, *end)).collect()
    }

    /// What kind; `None` for any two dates.
    pub fn kind(&self) -> Option<PeriodKind> {
        self.kind
    }

    /// Its first day.
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// The day after its last.
    pub fn end(&self) -> NaiveDate {
        self.end
    }

    /// For people: `Quý 1/2026`, `Q1/2026`.
    pub fn label(&self, lang: Lang) -> String {
        // The month that gives an administrative period its name is the one it ends in.
        let named = crate::time::day_before(self.end);
        let (year, month) = (named.year(), named.month());
        let week = self.start.iso_week();
        let Some(kind) = self.kind else {
            return format!("{} - {}", self.start.format("%d/%m/%Y"), named.format("%d/%m/%Y"));
        };
        match (kind, lang) {
            (PeriodKind::Day, _) => format!("{}", self.start.format("%d/%m/%Y")),
            (PeriodKind::Week, Lang::Vi) => format!("Tuần {}/{}", week.week(), week.year()),
            (PeriodKind::Week, Lang::En) => format!("W{}/{}", week.week(), week.year()),
            (PeriodKind::Month | PeriodKind::AdministrativeMonth, Lang::Vi) => format!("Tháng {month}/{year}"),
            (PeriodKind::Month | PeriodKind::AdministrativeMonth, Lang::En) => format!("M{month}/{year}"),
            (PeriodKind::Quarter | PeriodKind::AdministrativeQuarter, Lang::Vi) => format!("Quý {}/{year}", month.div_ceil(3)),
            (PeriodKind::Quarter | PeriodKind::AdministrativeQuarter, Lang::En) => format!("Q{}/{year}", month.div_ceil(3)),
            (PeriodKind::Half, Lang::Vi) => format!("Nửa năm {}/{year}", month.div_ceil(6)),
            (PeriodKind::Half, Lang::En) => format!("H{}/{year}", month.div_ceil(6)),
            (PeriodKind::Year | PeriodKind::AdministrativeYear, Lang::Vi) => format!("Năm {year}"),
            (PeriodKind::Year | PeriodKind::AdministrativeYear, Lang::En) => format!("{year}"),
        }
    }
}
