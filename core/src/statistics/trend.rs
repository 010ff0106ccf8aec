//! A number from period to period: how it changed, against the year before, and on average.
//!
//! Promises: whole numbers and fractions of them; nothing is rounded but what is shown, and that half
//! away from zero. Where there is nothing to divide by, or no such period in the table, there is a gap
//! and no number; a change is only told between periods of one kind that follow each other.

use alloc::{string::String, vec::Vec};
use core::str::FromStr;

use chrono::{Months, NaiveDate};

use super::{Measure, Period, PeriodKind, Row, RowFigure, StatisticsError, Table};
use crate::{
    case::Dimension,
    lang::{Lang, UnknownCode},
};

/// What is followed from period to period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trended {
    /// A count of cases.
    Count(Measure),
    /// A figure of a row.
    Figure(RowFigure),
    /// The share of replies on time, in percent.
    OnTimeRate,
}

/// A number as a fraction; the denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub numerator: i128,
    /// Below it.
    pub denominator: i128,
}

impl Fraction {
    fn new(numerator: impl Into<i128>, denominator: impl Into<i128>) -> Option<Fraction> {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        (denominator > 0).then_some(Fraction { numerator, denominator })
    }

    /// `None` where a part becomes larger than any count does.
    fn minus(self, other: Fraction) -> Option<Fraction> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Fraction::new(left.checked_sub(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// In tenths, rounded half away from zero.
    pub fn tenths(self) -> i128 {
        let twice = self.numerator.saturating_mul(20);
        let half = if twice < 0 { -self.denominator } else { self.denominator };
        twice.saturating_add(half) / self.denominator.saturating_mul(2)
    }
}

/// How a number differs from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// By how much: of a rate, in percentage points.
    pub by: Fraction,
    /// By how many percent of the other; `None` of a rate, and of 0.
    pub percent: Option<Fraction>,
}

/// A number in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// Index of the period.
    pub period: usize,
    /// The number; of a rate in percent. `None`: there is nothing to measure.
    pub value: Option<Fraction>,
    /// Against the period before.
    pub change: Option<Change>,
    /// Against the same period of the year before.
    pub year_change: Option<Change>,
    /// The average of this period and those before it, as many as were asked for: of a rate and of a
    /// mean not the average of rates, but that of all cases together. `None` if one has no number, or
    /// the table does not reach back so far; and of a median, which has none.
    pub average: Option<Fraction>,
}

/// A number of one group from period to period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The code of each dimension that was asked for.
    pub keys: Vec<Option<String>>,
    /// Every period of the table, in order.
    pub points: Vec<TrendPoint>,
}

/// The code of the one rate beside counts and figures.
const ON_TIME_RATE: &str = "on_time_rate";

impl Trended {
    /// The codes of all that can be followed: the rate, counts, figures.
    pub const CODES: &'static [&'static str] = &{
        let mut codes = [ON_TIME_RATE; 1 + Measure::CODES.len() + RowFigure::CODES.len()];
        let (_, rest) = codes.split_at_mut(1);
        let (counts, figures) = rest.split_at_mut(Measure::CODES.len());
        counts.copy_from_slice(Measure::CODES);
        figures.copy_from_slice(RowFigure::CODES);
        codes
    };

    /// The stable code, as in rows of a table.
    pub const fn code(self) -> &'static str {
        match self {
            Trended::Count(measure) => measure.code(),
            Trended::Figure(figure) => figure.code(),
            Trended::OnTimeRate => ON_TIME_RATE,
        }
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Trended::Count(measure), _) => measure.label(lang),
            (Trended::Figure(figure), _) => figure.label(lang),
            (Trended::OnTimeRate, Lang::Vi) => "Tỷ lệ đúng hạn",
            (Trended::OnTimeRate, Lang::En) => "On-time rate",
        }
    }

    fn value(self, row: &Row) -> Option<Fraction> {
        match self {
            Trended::Count(measure) => Fraction::new(row.counts.get(measure), 1),
            Trended::Figure(figure) => Fraction::new(row.figure(figure)?, 1),
            Trended::OnTimeRate => {
                let rate = row.counts.on_time_rate();
                Fraction::new(i128::from(rate.of) * 100, rate.among)
            }
        }
    }

    fn change(self, now: Option<Fraction>, then: Option<Fraction>) -> Option<Change> {
        let (now, then) = (now?, then?);
        let by = now.minus(then)?;
        let is_rate = self == Trended::OnTimeRate;
        let part = || {
            Fraction::new(
                by.numerator.checked_mul(100)?.checked_mul(then.denominator)?,
                by.denominator.checked_mul(then.numerator)?,
            )
        };
        Some(Change { by, percent: if is_rate || then.numerator == 0 { None } else { part() } })
    }

    fn average(self, rows: &[&Row]) -> Option<Fraction> {
        let values: Vec<Fraction> = rows.iter().map(|row| self.value(row)).collect::<Option<_>>()?;
        let count = i128::try_from(rows.len()).ok()?;
        match self {
            Trended::Figure(RowFigure::MedianToReply | RowFigure::Percentile90ToReply) => None,
            Trended::OnTimeRate => {
                let rates = || rows.iter().map(|row| row.counts.on_time_rate());
                Fraction::new(
                    rates().map(|rate| i128::from(rate.of) * 100).sum::<i128>(),
                    rates().map(|rate| i128::from(rate.among)).sum::<i128>(),
                )
            }
            _ => Fraction::new(values.iter().map(|value| value.numerator).sum::<i128>(), count),
        }
    }
}

impl FromStr for Trended {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Trended, UnknownCode> {
        if code == ON_TIME_RATE {
            return Ok(Trended::OnTimeRate);
        }
        let count = code.parse().map(Trended::Count);
        count.or_else(|_| code.parse().map(Trended::Figure)).map_err(|error: UnknownCode| UnknownCode {
            vocabulary: "number of a table",
            known: Trended::CODES,
            ..error
        })
    }
}

/// The same period of the year before; `None` of days and weeks, which have none, and of any two dates.
fn year_before(period: &Period) -> Option<NaiveDate> {
    match period.kind()? {
        PeriodKind::Day | PeriodKind::Week => None,
        _ => period.start().checked_sub_months(Months::new(12)),
    }
}

impl Table {
    /// A number from period to period, for each group of some of its dimensions; of none, for all cases
    /// together. `window` is how many periods the moving average is of; of 0 and 1 it is the number itself.
    ///
    /// A period that `as_of` lies in is counted up to that day: its change is against a whole period.
    ///
    /// # Errors
    /// It is not grouped by one of them.
    pub fn trend(&self, by: &[Dimension], what: Trended, window: usize) -> Result<Vec<Trend>, StatisticsError> {
        let rows = self.subtotals(by)?;
        let mut trends: Vec<Trend> = Vec::new();
        for group in rows.chunk_by(|a, b| a.keys == b.keys) {
            let at = |period: usize| group.iter().find(|row| row.period == period);
            let value = |period: Option<usize>| what.value(at(period?)?);
            let follows = |period: usize| {
                let before = period.checked_sub(1)?;
                let (a, b) = (self.periods().get(before)?, self.periods().get(period)?);
                (a.end() == b.start() && a.kind() == b.kind()).then_some(before)
            };
            let points = self.periods().iter().enumerate().map(|(place, period)| {
                let back: Option<Vec<usize>> =
                    core::iter::successors(Some(Some(place)), |place| Some(follows((*place)?))).take(window.max(1)).collect();
                let of_window: Option<Vec<&Row>> = back.and_then(|places| places.into_iter().map(at).collect());
                let last_year = year_before(period).and_then(|start| {
                    self.periods().iter().position(|other| other.start() == start && other.kind() == period.kind())
                });
                TrendPoint {
                    period: place,
                    value: value(Some(place)),
                    change: what.change(value(Some(place)), value(follows(place))),
                    year_change: what.change(value(Some(place)), value(last_year)),
                    average: of_window.and_then(|rows| what.average(&rows)),
                }
            });
            let keys = group.first().map(|row| row.keys.clone()).unwrap_or_default();
            trends.push(Trend { keys, points: points.collect() });
        }
        Ok(trends)
    }
}
