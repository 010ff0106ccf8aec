//! A number from period to period: how it changed, against the year before, and on average.
//!
//! Promises: whole numbers and fractions of them; nothing is rounded but what is shown, and that half
//! away from zero. Where there is nothing to divide by, or no such period in the table, there is a gap
//! and no number; a change is only told between periods of one kind that follow each other.

use alloc::{string::String, vec::Vec};

use chrono::{Months, NaiveDate};

use super::{Period, PeriodKind, Ratio, Row, RowFigure, StatisticsError, Table, TableNumber};
use crate::case::Dimension;

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

    /// In lowest terms.
    #[must_use]
    pub fn reduced(self) -> Fraction {
        let (mut a, mut b) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        while b > 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i128::try_from(a).unwrap_or(1).max(1);
        Fraction { numerator: self.numerator / divisor, denominator: self.denominator / divisor }
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

impl TrendPoint {
    /// Every number of it under its name, in lowest terms.
    pub fn numbers(&self) -> [(&'static str, Option<Fraction>); 6] {
        let by = |change: Option<Change>| change.map(|change| change.by);
        let percent = |change: Option<Change>| change.and_then(|change| change.percent);
        [
            ("value", self.value),
            ("change", by(self.change)),
            ("change_percent", percent(self.change)),
            ("year_change", by(self.year_change)),
            ("year_change_percent", percent(self.year_change)),
            ("average", self.average),
        ]
        .map(|(name, number)| (name, number.map(Fraction::reduced)))
    }

    /// The names of its numbers, in that order.
    pub const NUMBERS: [&'static str; 6] = ["value", "change", "change_percent", "year_change", "year_change_percent", "average"];
}

/// A number of one group from period to period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The code of each dimension that was asked for.
    pub keys: Vec<Option<String>>,
    /// Every period of the table, in order.
    pub points: Vec<TrendPoint>,
}

impl TableNumber {
    fn value(self, row: &Row) -> Option<Fraction> {
        match self {
            TableNumber::Count(measure) => Fraction::new(row.counts.get(measure), 1),
            TableNumber::Figure(figure) => Fraction::new(row.figure(figure)?, 1),
            TableNumber::Ratio(ratio) => ratio.of([row]),
        }
    }

    fn change(self, now: Option<Fraction>, then: Option<Fraction>) -> Option<Change> {
        let (now, then) = (now?, then?);
        let by = now.minus(then)?;
        let part = || {
            Fraction::new(
                by.numerator.checked_mul(100)?.checked_mul(then.denominator)?,
                by.denominator.checked_mul(then.numerator)?,
            )
        };
        Some(Change { by, percent: if self.is_share() || then.numerator == 0 { None } else { part() } })
    }

    fn average(self, rows: &[&Row]) -> Option<Fraction> {
        let values: Vec<Fraction> = rows.iter().map(|row| self.value(row)).collect::<Option<_>>()?;
        let count = i128::try_from(rows.len()).ok()?;
        match self {
            TableNumber::Figure(RowFigure::MedianToReply | RowFigure::Percentile90ToReply) => None,
            TableNumber::Ratio(ratio) => ratio.of(rows.iter().copied()),
            _ => Fraction::new(values.iter().map(|value| value.numerator).sum::<i128>(), count),
        }
    }
}

impl Ratio {
    /// Of all cases of some rows together.
    fn of<'a>(self, rows: impl IntoIterator<Item = &'a Row>) -> Option<Fraction> {
        let [mut of, mut among] = [0_i128; 2];
        let [dividend, divisor] = self.parts();
        for row in rows {
            of += i128::from(row.figure(dividend).unwrap_or_default());
            among += i128::from(row.figure(divisor).unwrap_or_default());
        }
        Fraction::new(of * if self.is_share() { 100 } else { 1 }, among)
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
    pub fn trend(&self, by: &[Dimension], what: TableNumber, window: usize) -> Result<Vec<Trend>, StatisticsError> {
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
