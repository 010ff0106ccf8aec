//! A table of counts.
//!
//! Promises: no table exists that does not add up: the constructor checks it. Every table says
//! which head of the ledger it was counted from.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::NaiveDate;

use super::{Basis, Counts, Measure, Period, Question};
use crate::{
    case::{Dimension, PartyKind},
    lang::Lang,
    ledger::Head,
    petition::{About, Channel, PetitionKind, SourceKind},
};

/// Why there is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// Periods that overlap or are not in order.
    #[error("the period from {start} begins before the one before it ends on {end}; give periods in order, without overlap")]
    Periods {
        /// First day of the period that does not fit.
        start: NaiveDate,
        /// Day after the last of the one before.
        end: NaiveDate,
    },
    /// What came is not what went and what is still there.
    #[error("counts do not add up in {place}; this is a fault of the library, not of the register")]
    Unbalanced {
        /// Group and period.
        place: String,
    },
}

/// One group in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The code of each dimension, in the order of the question; `None` if it has none.
    pub keys: Vec<Option<String>>,
    /// Index of the period.
    pub period: usize,
    /// The counts.
    pub counts: Counts,
}

/// A table of counts, by group and period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    dimensions: Vec<Dimension>,
    periods: Vec<Period>,
    as_of: NaiveDate,
    basis: Basis,
    rows: Vec<Row>,
    totals: Vec<Counts>,
    head: Head,
}

impl Table {
    pub(super) fn check_periods(periods: &[Period]) -> Result<(), StatisticsError> {
        match periods.iter().zip(periods.iter().skip(1)).find(|(a, b)| b.start() < a.end()) {
            Some((a, b)) => Err(StatisticsError::Periods { start: b.start(), end: a.end() }),
            None => Ok(()),
        }
    }

    pub(super) fn new(question: &Question, mut rows: Vec<Row>, head: Head) -> Result<Table, StatisticsError> {
        let periods: Vec<Period> = question.periods.iter().filter(|period| period.start() <= question.as_of).copied().collect();
        rows.sort_by_cached_key(|row| (sort_key(&question.by, &row.keys), row.period));
        let mut totals = Vec::from_iter(periods.iter().map(|_| Counts::default()));
        for row in &rows {
            if let Some(total) = totals.get_mut(row.period) {
                *total += row.counts;
            }
        }
        let table =
            Table { dimensions: question.by.clone(), periods, as_of: question.as_of, basis: question.basis, rows, totals, head };
        table.check()?;
        Ok(table)
    }

    /// Everything adds up: each row, and each period with the next.
    fn check(&self) -> Result<(), StatisticsError> {
        let mut open: BTreeMap<&[Option<String>], (usize, u64)> = BTreeMap::new();
        for row in &self.rows {
            let unbalanced = || StatisticsError::Unbalanced {
                place: format!(
                    "{:?}, period {}",
                    row.keys,
                    self.periods.get(row.period).map_or_else(String::new, |p| p.start().to_string())
                ),
            };
            if !row.counts.is_balanced() {
                return Err(unbalanced());
            }
            let follows = |before: usize| match (self.periods.get(before), self.periods.get(row.period)) {
                (Some(a), Some(b)) => before + 1 == row.period && a.end() == b.start(),
                _ => false,
            };
            if let Some((before, still_open)) = open.insert(&row.keys, (row.period, row.counts.open()))
                && follows(before)
                && still_open != row.counts.get(Measure::Opening)
            {
                return Err(unbalanced());
            }
        }
        match self.totals.iter().all(Counts::is_balanced) {
            true => Ok(()),
            false => Err(StatisticsError::Unbalanced { place: "the total".into() }),
        }
    }

    /// The dimensions that the rows are grouped by.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The periods.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// Up to the end of which day the world was seen.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// By which time lateness was judged.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The rows: group by group, and in each period by period.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All groups together, one line a period.
    pub fn totals(&self) -> &[Counts] {
        &self.totals
    }

    /// The end of the ledger that it was counted from.
    pub fn head(&self) -> Head {
        self.head
    }

    /// What people call the value of a dimension.
    pub fn label(dimension: Dimension, code: Option<&str>, lang: Lang) -> String {
        let Some(code) = code else {
            return match lang {
                Lang::Vi => "(chưa ghi)".into(),
                Lang::En => "(not stated)".into(),
            };
        };
        let known = match dimension {
            Dimension::Source => code.parse().map(|v: SourceKind| v.label(lang)).ok(),
            Dimension::Originator => code.parse().map(|v: PartyKind| v.label(lang)).ok(),
            Dimension::Channel => code.parse().map(|v: Channel| v.label(lang)).ok(),
            Dimension::Kind => code.parse().map(|v: PetitionKind| v.label(lang)).ok(),
            Dimension::About => code.parse().map(|v: About| v.label(lang)).ok(),
            Dimension::Field | Dimension::Unit | Dimension::Officer => None,
        };
        known.unwrap_or(code).into()
    }
}

/// Values of a vocabulary in its order, others by their text, missing ones last.
fn sort_key(dimensions: &[Dimension], keys: &[Option<String>]) -> Vec<(bool, usize, Option<String>)> {
    let place = |dimension: &Dimension, code: &str| {
        let codes: &[&str] = match dimension {
            Dimension::Source => SourceKind::CODES,
            Dimension::Originator => PartyKind::CODES,
            Dimension::Channel => Channel::CODES,
            Dimension::Kind => PetitionKind::CODES,
            Dimension::About => About::CODES,
            Dimension::Field | Dimension::Unit | Dimension::Officer => &[],
        };
        codes.iter().position(|known| *known == code).unwrap_or(codes.len())
    };
    let key = |(dimension, code): (&Dimension, &Option<String>)| {
        (code.is_none(), code.as_deref().map_or(0, |code| place(dimension, code)), code.clone())
    };
    dimensions.iter().zip(keys).map(key).collect()
}
