//! A number of a table from period to period.
//!
//! Promises: numbers are exact fractions; where there is nothing to divide by, or no such period in the
//! table, there is a gap and no number.

use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{self, TableNumber},
};
use kiennghi_exchange::trend_text;

use super::{Group, Period, Table, table::groups};
use crate::{KiennghiError, error::guard, register::Answer, values::Fraction};

/// How a number differs from another.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TrendChange {
    /// By how much: of a rate, in percentage points.
    pub by: Fraction,
    /// By how many percent of the other; missing of a rate, and of 0.
    pub percent: Option<Fraction>,
}

impl From<statistics::TrendChange> for TrendChange {
    fn from(statistics::TrendChange { by, percent }: statistics::TrendChange) -> Self {
        TrendChange { by, percent }
    }
}

/// A number in one period.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TrendPoint {
    /// The period.
    pub period: Period,
    /// The number; of a rate in percent. Missing: there is nothing to measure.
    pub value: Option<Fraction>,
    /// Against the period before.
    pub change: Option<TrendChange>,
    /// Against the same period of the year before.
    pub year_change: Option<TrendChange>,
    /// The average of this period and those before it, as many as were asked for: of a rate that of all
    /// petitions together. Missing if one has no number or the table does not reach back so far, and of a
    /// median, which has none.
    pub average: Option<Fraction>,
}

/// A number of one group from period to period.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Trend {
    /// Of which group, in the order of the dimensions asked for; empty for all petitions together.
    pub groups: Vec<Group>,
    /// Every period of the table, in order.
    pub points: Vec<TrendPoint>,
}

/// How many periods an average is of.
fn periods(window: i32) -> Answer<usize> {
    let wrong = || KiennghiError::argument(format!("an average is of 1 period or more, not of {window}"));
    usize::try_from(window).ok().filter(|window| *window > 0).ok_or_else(wrong)
}

impl Table {
    fn trends(&self, what: TableNumber, by: &[Dimension], window: usize) -> Answer<Vec<statistics::Trend>> {
        Ok(self.0.trend(by, what, window).map_err(RegisterError::from)?)
    }
}

#[uniffi::export]
impl Table {
    /// A number from period to period, for each group of some of its dimensions; of none, for all
    /// petitions together. `window` is how many periods the moving average is of. A period that the day
    /// asked about lies in is counted up to that day: its change is against a whole period.
    /// Fails with `statistics` if it is not grouped by one of them.
    #[uniffi::method(default(by = [], window = 1))]
    pub fn trend(&self, what: TableNumber, by: Vec<Dimension>, window: i32) -> Answer<Vec<Trend>> {
        guard(|| {
            let point = |point: &statistics::TrendPoint| {
                Some(TrendPoint {
                    period: self.0.periods().get(point.period)?.into(),
                    value: point.value,
                    change: point.change.map(TrendChange::from),
                    year_change: point.year_change.map(TrendChange::from),
                    average: point.average,
                })
            };
            let trends = self.trends(what, &by, periods(window)?)?;
            let trend = |trend: &statistics::Trend| Trend {
                groups: groups(&by, &trend.keys),
                points: trend.points.iter().filter_map(point).collect(),
            };
            Ok(trends.iter().map(trend).collect())
        })
    }

    /// The same as text for a terminal or a letter, rounded to tenths, in Vietnamese if no language is
    /// given.
    #[uniffi::method(default(by = [], window = 1, lang = None))]
    pub fn trend_text(&self, what: TableNumber, by: Vec<Dimension>, window: i32, lang: Option<Lang>) -> Answer<String> {
        guard(|| {
            let window = periods(window)?;
            Ok(trend_text(&self.trends(what, &by, window)?, &self.0, &by, what, window, lang.unwrap_or_default()))
        })
    }
}
