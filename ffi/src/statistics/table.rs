//! A table of counts and figures.
//!
//! Promises: every count of every row is there, zeros too; a figure that there is nothing to measure
//! for is missing; a rate is the fraction that it is, and has no text but `n/a` where there is nothing to
//! divide by.

use std::{collections::HashMap, fmt, sync::Arc};

use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{self, Basis, Measure, RowFigure, TableNumber},
};
use kiennghi_exchange::{table_csv, table_json, table_text};

use super::Published;
use crate::{Head, Text, error::guard, output::signed, register::Answer, values::LocalDate};

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

impl From<statistics::Rate> for Rate {
    fn from(rate: statistics::Rate) -> Self {
        Rate { of: signed(rate.of), among: signed(rate.among), text: rate.to_string() }
    }
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

impl From<&statistics::Period> for Period {
    fn from(period: &statistics::Period) -> Self {
        Period { start: period.start(), end: period.end(), label: Text::of(|lang| period.label(lang)) }
    }
}

/// Of which group a row is, by one dimension.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Group {
    /// The dimension.
    pub dimension: Dimension,
    /// The code of its value; missing where a petition has none.
    pub code: Option<String>,
    /// What people call it.
    pub label: Text,
}

/// The groups of a row, in the order of the dimensions.
pub(super) fn groups(by: &[Dimension], keys: &[Option<String>]) -> Vec<Group> {
    let group = |(dimension, code): (&Dimension, &Option<String>)| Group {
        dimension: *dimension,
        code: code.clone(),
        label: Text::of(|lang| statistics::Table::label(*dimension, code.as_deref(), lang)),
    };
    by.iter().zip(keys).map(group).collect()
}

/// One group in one period, or several groups together in one.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Row {
    /// Of which group, in the order of the question's dimensions. Empty in a total.
    pub groups: Vec<Group>,
    /// The period.
    pub period: Period,
    /// Every count.
    pub counts: HashMap<Measure, i64>,
    /// Every figure, but for those that there is nothing to measure for.
    pub figures: HashMap<RowFigure, i64>,
    /// Answered early or on time, of those answered that had a due date.
    pub on_time_rate: Rate,
    /// Opening + received + reopened + moved in: all there was to do.
    pub to_do: i64,
    /// Closed, in each way.
    pub closed: i64,
    /// Still open at the end. `to_do` = `closed` + moved out + `open`, always.
    pub open: i64,
}

/// A table of counts and figures, by group and period. It adds up, or it would not be there.
///
/// Its numbers stay as they were counted, whatever is recorded meanwhile. As text it is what
/// `to_text` gives in Vietnamese.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct Table(pub(super) statistics::Table);

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&table_text(&self.0, Lang::default()))
    }
}

impl Table {
    fn rows_by(&self, by: &[Dimension], rows: &[statistics::Row]) -> Vec<Row> {
        let row = |row: &statistics::Row| {
            Some(Row {
                groups: groups(by, &row.keys),
                period: self.0.periods().get(row.period)?.into(),
                counts: Measure::ALL.iter().map(|measure| (*measure, signed(row.counts.get(*measure)))).collect(),
                figures: RowFigure::ALL.iter().filter_map(|figure| Some((*figure, signed(row.figure(*figure)?)))).collect(),
                on_time_rate: row.counts.on_time_rate().into(),
                to_do: signed(row.counts.to_do()),
                closed: signed(row.counts.closed()),
                open: signed(row.counts.open()),
            })
        };
        rows.iter().filter_map(row).collect()
    }
}

#[uniffi::export]
impl Table {
    /// The rows: group by group, and in each period by period.
    pub fn rows(&self) -> Answer<Vec<Row>> {
        guard(|| Ok(self.rows_by(self.0.dimensions(), self.0.rows())))
    }

    /// All groups together, one row a period.
    pub fn totals(&self) -> Answer<Vec<Row>> {
        self.subtotals(Vec::new())
    }

    /// The rows of some of its dimensions, the others taken together. What moved from one of the rows
    /// taken together to another counts as moved out and moved in.
    /// Fails with `statistics` if it is not grouped by one of them.
    pub fn subtotals(&self, by: Vec<Dimension>) -> Answer<Vec<Row>> {
        guard(|| Ok(self.rows_by(&by, &self.0.subtotals(&by).map_err(RegisterError::from)?)))
    }

    /// What the rows are grouped by.
    pub fn by(&self) -> Answer<Vec<Dimension>> {
        guard(|| Ok(self.0.dimensions().to_vec()))
    }

    /// The periods, in order.
    pub fn periods(&self) -> Answer<Vec<Period>> {
        guard(|| Ok(self.0.periods().iter().map(Period::from).collect()))
    }

    /// Up to the end of which day the world was seen.
    pub fn as_of(&self) -> Answer<LocalDate> {
        guard(|| Ok(self.0.as_of()))
    }

    /// By which time lateness was judged.
    pub fn basis(&self) -> Answer<Basis> {
        guard(|| Ok(self.0.basis()))
    }

    /// The end of the ledger that it was counted from.
    pub fn head(&self) -> Answer<Head> {
        guard(|| Ok(self.0.head().into()))
    }

    /// The table as it may be published: counts of 1 up to but without `least` are withheld, and what
    /// they could be computed from. Each keeps an interval no narrower than `least`, whatever is added and
    /// subtracted of what is shown. Subtotals count as published too. With `numbers` these alone are
    /// published, of which more can be shown.
    /// Fails with `statistics` for a `least` below 2 or above a million.
    #[uniffi::method(default(numbers = []))]
    pub fn published(&self, least: i32, numbers: Vec<TableNumber>) -> Answer<Arc<Published>> {
        guard(|| {
            // What is negative is refused as what withholds nothing.
            let least = u64::try_from(least).unwrap_or_default();
            let published = if numbers.is_empty() { self.0.published(least) } else { self.0.published_of(least, &numbers) };
            Ok(Arc::new(Published(published.map_err(RegisterError::from)?)))
        })
    }

    /// The table as JSON: its question, what each name means, rows, totals, ends of ledgers.
    pub fn to_json(&self) -> Answer<String> {
        guard(|| Ok(table_json(&self.0)?))
    }

    /// A line a row for a spreadsheet, with labels in Vietnamese if no language is given.
    #[uniffi::method(default(lang = None))]
    pub fn to_csv(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(table_csv(&self.0, lang.unwrap_or_default())?))
    }

    /// The table as text for a terminal or a letter, in Vietnamese if no language is given.
    #[uniffi::method(default(lang = None))]
    pub fn to_text(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(table_text(&self.0, lang.unwrap_or_default())))
    }
}
