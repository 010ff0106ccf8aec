//! A table as it may be published.
//!
//! Promises: no number that is withheld is on the other side; every number that is not there says
//! whether it is withheld or there was nothing to measure.

use std::{collections::HashMap, fmt};

use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{self, Measure, RowFigure, TableNumber},
};
use kiennghi_exchange::{published_csv, published_json, published_text};

use super::{Group, Period, Rate, table::groups};
use crate::{Head, error::guard, output::signed, register::Answer, values::LocalDate};

/// What stands for a number in a published table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Shown {
    /// The number.
    Number {
        /// The number.
        value: i64,
    },
    /// There is nothing to measure.
    Nothing,
    /// It is too small, or would give away one that is.
    Withheld,
}

impl From<statistics::Shown> for Shown {
    fn from(shown: statistics::Shown) -> Self {
        match shown {
            statistics::Shown::Number(number) => Shown::Number { value: signed(number) },
            statistics::Shown::Nothing => Shown::Nothing,
            statistics::Shown::Withheld => Shown::Withheld,
        }
    }
}

/// One group in one period, or several groups together in one, of a published table.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PublishedRow {
    /// Of which group, in the order of the dimensions. Empty in a total.
    pub groups: Vec<Group>,
    /// The period.
    pub period: Period,
    /// What stands for every count that was chosen.
    pub counts: HashMap<Measure, Shown>,
    /// What stands for every figure that was chosen.
    pub figures: HashMap<RowFigure, Shown>,
    /// Answered early or on time, of those answered that had a due date; missing if it is withheld.
    pub on_time_rate: Option<Rate>,
}

/// A table as it may be published: no small count can be told from it. `Table.published` makes it.
/// As text it is what `to_text` gives in Vietnamese.
///
/// What it does not promise: that nothing can be told from two publications of the same petitions (by
/// other groups, of another day), or by somebody who knows some of them himself. A zero is shown.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct Published(pub(super) statistics::Published);

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&published_text(&self.0, Lang::default()))
    }
}

impl Published {
    /// Those of `all` that were chosen to be published.
    fn chosen<T: Copy + Into<TableNumber>>(&self, all: &'static [T]) -> impl Iterator<Item = T> {
        all.iter().copied().filter(|number| self.0.shows(*number))
    }

    fn rows_by(&self, by: &[Dimension], rows: &[statistics::PublishedRow]) -> Vec<PublishedRow> {
        let row = |row: &statistics::PublishedRow| {
            Some(PublishedRow {
                groups: groups(by, &row.keys),
                period: self.0.periods().get(row.period)?.into(),
                counts: self.chosen(Measure::ALL).map(|measure| (measure, row.get(measure).into())).collect(),
                figures: self.chosen(RowFigure::ALL).map(|figure| (figure, row.figure(figure).into())).collect(),
                on_time_rate: row.on_time_rate().map(Rate::from),
            })
        };
        rows.iter().filter_map(row).collect()
    }
}

#[uniffi::export]
impl Published {
    /// Counts of 1 up to but without this are withheld.
    pub fn least(&self) -> Answer<i64> {
        guard(|| Ok(signed(self.0.least())))
    }

    /// How many numbers of rows and totals are withheld.
    pub fn withheld(&self) -> Answer<i64> {
        guard(|| Ok(signed(self.0.withheld())))
    }

    /// The rows: group by group, and in each period by period.
    pub fn rows(&self) -> Answer<Vec<PublishedRow>> {
        guard(|| Ok(self.rows_by(self.0.dimensions(), self.0.rows())))
    }

    /// All groups together, one row a period.
    pub fn totals(&self) -> Answer<Vec<PublishedRow>> {
        guard(|| Ok(self.rows_by(&[], self.0.totals())))
    }

    /// The rows of some of its dimensions, the others taken together, with their groups in the order of
    /// its own dimensions, whatever the order of `by`.
    /// Fails with `statistics` if it is not grouped by one of them.
    pub fn subtotals(&self, by: Vec<Dimension>) -> Answer<Vec<PublishedRow>> {
        guard(|| {
            let rows = self.0.subtotals(&by).map_err(RegisterError::from)?;
            let by: Vec<Dimension> = self.0.dimensions().iter().copied().filter(|own| by.contains(own)).collect();
            Ok(self.rows_by(&by, rows))
        })
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
        guard(|| Ok(self.0.question().as_of))
    }

    /// The end of the ledger that it was counted from.
    pub fn head(&self) -> Answer<Head> {
        guard(|| Ok(self.0.head().into()))
    }

    /// The same as JSON: as of a table, with the threshold; what is withheld is null, and its name stands
    /// under `withheld`.
    pub fn to_json(&self) -> Answer<String> {
        guard(|| Ok(published_json(&self.0)?))
    }

    /// A line a row for a spreadsheet, with labels in Vietnamese if no language is given; the last column
    /// names what is withheld.
    #[uniffi::method(default(lang = None))]
    pub fn to_csv(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(published_csv(&self.0, lang.unwrap_or_default())?))
    }

    /// The same as text for a page or a letter, in Vietnamese if no language is given.
    #[uniffi::method(default(lang = None))]
    pub fn to_text(&self, lang: Option<Lang>) -> Answer<String> {
        guard(|| Ok(published_text(&self.0, lang.unwrap_or_default())))
    }
}
