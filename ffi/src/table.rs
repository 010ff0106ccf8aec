//! A table of counts, whole.
//!
//! Promises: every count of every row is there, zeros too; a rate is the fraction that it is, and
//! has no text but `n/a` where there is nothing to divide by.

use std::collections::HashMap;

use kiennghi::{
    case::Dimension,
    lang::Lang,
    statistics::{self, Basis, Counts, Measure},
};

use crate::{Head, Text, output::signed, values::LocalDate};

/// A share, as a fraction: `of` among `among`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Rate {
    /// The counted ones.
    pub of: i64,
    /// All of them; 0 means that there is no rate.
    pub among: i64,
    /// In words: `76.5 %`, or `n/a`.
    pub text: String,
}

/// A period, from `start` up to but without `end`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Period {
    /// Its first day.
    pub start: LocalDate,
    /// The day after its last.
    pub end: LocalDate,
    /// For people: `Quý 1/2026`, `Q1/2026`.
    pub label: Text,
}

/// One group in one period, or all groups in one.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Row {
    /// The code of each dimension, in the order of the question; missing where a petition has none.
    /// Empty in a total.
    pub keys: Vec<Option<String>>,
    /// What people call them, in the same order.
    pub labels: Vec<Text>,
    /// The period.
    pub period: Period,
    /// Every count.
    pub counts: HashMap<Measure, i64>,
    /// Answered early or on time, of those answered that had a due date.
    pub on_time_rate: Rate,
    /// Opening + received + reopened + moved in: all there was to do.
    pub to_do: i64,
    /// Closed, in each way.
    pub closed: i64,
    /// Still open at the end. `to_do` = `closed` + moved out + `open`, always.
    pub open: i64,
}

/// A table of counts, by group and period.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Table {
    /// What the rows are grouped by.
    pub by: Vec<Dimension>,
    /// Up to the end of which day the world was seen.
    pub as_of: LocalDate,
    /// By which time lateness was judged.
    pub basis: Basis,
    /// The rows: group by group, and in each period by period.
    pub rows: Vec<Row>,
    /// All groups together, one row a period.
    pub totals: Vec<Row>,
    /// The end of the ledger that it was counted from.
    pub head: Head,
}

fn row(period: &statistics::Period, dimensions: &[Dimension], keys: &[Option<String>], counts: &Counts) -> Row {
    let rate = counts.on_time_rate();
    let label = |(dimension, code): (&Dimension, &Option<String>)| {
        Text::of(|lang: Lang| statistics::Table::label(*dimension, code.as_deref(), lang))
    };
    Row {
        keys: keys.to_vec(),
        labels: dimensions.iter().zip(keys).map(label).collect(),
        period: Period { start: period.start(), end: period.end(), label: Text::of(|lang| period.label(lang)) },
        counts: Measure::ALL.iter().map(|measure| (*measure, signed(counts.get(*measure)))).collect(),
        on_time_rate: Rate { of: signed(rate.of), among: signed(rate.among), text: rate.to_string() },
        to_do: signed(counts.to_do()),
        closed: signed(counts.closed()),
        open: signed(counts.open()),
    }
}

impl From<&statistics::Table> for Table {
    fn from(table: &statistics::Table) -> Self {
        let (by, periods) = (table.dimensions(), table.periods());
        let of = |counted: &statistics::Row| Some(row(periods.get(counted.period)?, by, &counted.keys, &counted.counts));
        Table {
            by: by.to_vec(),
            as_of: table.as_of(),
            basis: table.basis(),
            rows: table.rows().iter().filter_map(of).collect(),
            totals: periods.iter().zip(table.totals()).map(|(period, counts)| row(period, &[], &[], counts)).collect(),
            head: table.head().into(),
        }
    }
}
