//! A table for the public, in which no small count can be told.
//!
//! Promises: a count of 1 up to but without `least` is withheld, and so much besides that nothing that is
//! withheld can be computed back: not from the sums of rows and columns, subtotals and totals, the
//! balance, the parts of a sum, rates, or what the period before leaves open (see [`witness`] for how).
//! The constructor checks that each is covered. A published table holds no number that it does not show.
//!
//! Whoever publishes may choose fewer numbers: then more of them can be shown, and small numbers that are
//! not chosen cannot be computed either.
//!
//! What it does not promise: that nothing can be told from two publications of the same cases (by
//! other groups, of another day), or by somebody who knows some of the cases himself. A zero is shown.

mod choice;
mod network;
mod out;
pub(super) mod side;
pub(super) mod witness;

use alloc::{format, string::String, vec::Vec};

pub(super) use self::choice::Choice;
use self::{network::edge_of, side::Side, witness::Withholding};
use super::{Measure, Period, Question, Rate, RowFigure, StatisticsError, Table, TableNumber};
use crate::{case::Dimension, ledger::Head};

/// The least threshold that withholds anything, and the largest that is taken.
const THRESHOLDS: core::ops::RangeInclusive<u64> = 2..=1_000_000;

/// What stands for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Number(u64),
    /// There is nothing to measure.
    Nothing,
    /// It is too small, or would give away one that is.
    Withheld,
}

impl Shown {
    /// The number, if it is shown.
    pub fn number(self) -> Option<u64> {
        if let Shown::Number(number) = self { Some(number) } else { None }
    }
}

/// One group, or several together, in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRow {
    /// The code of each dimension, in the order of its grouping; `None` if it has none.
    pub keys: Vec<Option<String>>,
    /// Index of the period.
    pub period: usize,
    /// `None`: it was not chosen.
    measures: Vec<Option<Shown>>,
    figures: Vec<Option<Shown>>,
}

impl PublishedRow {
    /// A count; one that was not chosen is withheld.
    pub fn get(&self, measure: Measure) -> Shown {
        self.measures.get(measure as usize).copied().flatten().unwrap_or(Shown::Withheld)
    }

    /// A figure; one that was not chosen is withheld.
    pub fn figure(&self, figure: RowFigure) -> Shown {
        self.figures.get(figure as usize).copied().flatten().unwrap_or(Shown::Withheld)
    }

    /// The on-time rate; `None` if it is withheld.
    pub fn on_time_rate(&self) -> Option<Rate> {
        let (of, among) = (self.figure(RowFigure::OnTime).number(), self.figure(RowFigure::OnTimeAmong).number());
        of.zip(among).map(|(of, among)| Rate { of, among })
    }

    /// Every number that was chosen by its name: counts, then figures.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, Shown)> + '_ {
        let counts = Measure::CODES.iter().zip(&self.measures);
        let numbers = counts.chain(RowFigure::CODES.iter().zip(&self.figures));
        numbers.filter_map(|(name, shown)| Some((*name, (*shown)?)))
    }
}

/// A table in which no small count can be told: see [`Table::published`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    least: u64,
    question: Question,
    periods: Vec<Period>,
    heads: Vec<Head>,
    choice: Choice,
    /// The rows of every choice of its dimensions: all of them first, none last.
    levels: Vec<(Vec<Dimension>, Vec<PublishedRow>)>,
}

impl Table {
    /// The table as it may be published: counts of 1 up to but without `least` are withheld, and what
    /// they could be computed from. Each is left an interval that is no narrower than `least`. Subtotals
    /// of all its dimensions count as published too.
    ///
    /// # Errors
    /// `least` is below 2 or above a million.
    ///
    /// ```
    /// use kiennghi::{ledger::Head, statistics::{Columns, Measure, FlatCase, Period, Question, Shown}};
    /// let mut columns = Columns::new(Head::default());
    /// for n in 0..3 {
    ///     columns.push_flat(n, &FlatCase::new("2026-03-02".parse()?)).unwrap();
    /// }
    /// let period = Period::between("2026-03-01".parse()?, "2026-04-01".parse()?)?;
    /// let table = columns.table(&Question::new(vec![], vec![period], "2026-03-31".parse()?))?;
    /// let published = table.published(5)?;
    /// assert_eq!(published.rows()[0].get(Measure::Received), Shown::Withheld);
    /// assert_eq!(published.rows()[0].get(Measure::Reopened), Shown::Number(0));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn published(&self, least: u64) -> Result<Published, StatisticsError> {
        self.published_by(least, Choice::all())
    }

    /// The same with some of its numbers alone: the fewer there are, the less has to be withheld of them.
    /// Of a ratio both parts are shown. What is not chosen is in no row and no file, and no small number of
    /// it can be computed back.
    ///
    /// # Errors
    /// As [`Table::published`]; no number is chosen.
    ///
    /// ```
    /// use kiennghi::{ledger::Head, statistics::{Columns, FlatCase, Measure, Period, Question, Ratio, Shown}};
    /// let mut columns = Columns::new(Head::default());
    /// for n in 0..9 {
    ///     columns.push_flat(n, &FlatCase::new("2026-03-02".parse()?)).unwrap();
    /// }
    /// let period = Period::between("2026-03-01".parse()?, "2026-04-01".parse()?)?;
    /// let table = columns.table(&Question::new(vec![], vec![period], "2026-03-31".parse()?))?;
    /// let published = table.published_of(5, &[Measure::Received.into(), Ratio::OnTimeRate.into()])?;
    /// let row = &published.rows()[0];
    /// assert_eq!(row.numbers().collect::<Vec<_>>().len(), 3);
    /// assert_eq!(row.get(Measure::Received), Shown::Number(9));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn published_of(&self, least: u64, numbers: &[TableNumber]) -> Result<Published, StatisticsError> {
        if numbers.is_empty() {
            return Err(StatisticsError::NothingChosen);
        }
        self.published_by(least, Choice::of(numbers, self.basis()))
    }

    fn published_by(&self, least: u64, choice: Choice) -> Result<Published, StatisticsError> {
        let mut withholding = Withholding::checked(self, least, choice.clone())?;
        withholding.withhold_all();
        if let Some((aggregate, period)) = withholding.uncovered() {
            let keys = withholding.aggregates.get(aggregate).map(|aggregate| &aggregate.keys);
            let start = self.periods().get(period).map(|period| period.start());
            return Err(StatisticsError::Uncovered { place: format!("{keys:?}, {start:?}") });
        }
        let mut levels: Vec<(Vec<Dimension>, Vec<PublishedRow>)> = Vec::new();
        for (place, aggregate) in withholding.aggregates.iter().enumerate() {
            let rows = (0..withholding.periods).map(|period| withholding.row(self, place, period));
            match levels.last_mut() {
                Some((by, known)) if *by == aggregate.by => known.extend(rows),
                _ => levels.push((aggregate.by.clone(), rows.collect())),
            }
        }
        for (by, rows) in &mut levels {
            rows.sort_by_cached_key(|row| (super::table::sort_key(by, &row.keys), row.period));
        }
        Ok(Published {
            least,
            question: self.question().clone(),
            periods: self.periods().to_vec(),
            heads: self.heads().to_vec(),
            choice,
            levels,
        })
    }
}

impl Withholding {
    pub(in crate::statistics) fn checked(table: &Table, least: u64, choice: Choice) -> Result<Withholding, StatisticsError> {
        match THRESHOLDS.contains(&least) {
            true => Ok(Withholding::new(table, least, choice)),
            false => Err(StatisticsError::Threshold { least }),
        }
    }

    fn row(&self, table: &Table, aggregate: usize, period: usize) -> PublishedRow {
        let shown = |is_hidden: bool, number: Option<u64>| match number {
            _ if is_hidden => Shown::Withheld,
            Some(number) => Shown::Number(number),
            None => Shown::Nothing,
        };
        let row = super::Row {
            keys: self.aggregates.get(aggregate).map(|aggregate| aggregate.keys.clone()).unwrap_or_default(),
            period,
            counts: self.sum(aggregate, period).map(|sum| sum.counts).unwrap_or_default(),
            figures: self.sum(aggregate, period).map(|sum| sum.figures.clone()).unwrap_or_default(),
        };
        let side = |side: Side| self.hides(side, table.basis(), aggregate, period);
        let measures = Measure::ALL.iter().map(|measure| {
            let is_hidden = match measure {
                Measure::LateOnRecordOnly => side(Side::OnRecordOnly),
                Measure::Published => side(Side::Published),
                measure => self.is_hidden(aggregate, period, *measure as usize),
            };
            self.choice.has_measure(*measure).then(|| shown(is_hidden, Some(row.counts.get(*measure))))
        });
        let figures = RowFigure::ALL.iter().map(|figure| {
            let is_hidden = match (edge_of(*figure), Side::of(*figure)) {
                (Some(edge), _) => self.is_hidden(aggregate, period, edge),
                (None, Some(of)) => side(of),
                (None, None) => self.hides_median(aggregate, period),
            };
            self.choice.has_figure(*figure).then(|| shown(is_hidden, row.figure(*figure)))
        });
        PublishedRow { measures: measures.collect(), figures: figures.collect(), keys: row.keys.clone(), period }
    }
}

impl Published {
    /// Counts below this, but for 0, are withheld.
    pub fn least(&self) -> u64 {
        self.least
    }

    /// What was asked.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Was that number chosen to be shown? A ratio was if both its parts were.
    pub fn shows(&self, number: impl Into<TableNumber>) -> bool {
        match number.into() {
            TableNumber::Count(measure) => self.choice.has_measure(measure),
            TableNumber::Figure(figure) => self.choice.has_figure(figure),
            TableNumber::Ratio(ratio) => ratio.parts().into_iter().all(|part| self.choice.has_figure(part)),
        }
    }

    /// The counts and figures that were chosen to be shown, in the order of a row.
    pub fn chosen(&self) -> impl Iterator<Item = TableNumber> + '_ {
        let counts = Measure::ALL.iter().map(|measure| TableNumber::Count(*measure));
        counts.chain(RowFigure::ALL.iter().map(|figure| TableNumber::Figure(*figure))).filter(|number| self.shows(*number))
    }

    /// The dimensions that the rows are grouped by.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.question.by
    }

    /// The periods.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The rows: group by group, and in each period by period.
    pub fn rows(&self) -> &[PublishedRow] {
        self.levels.first().map(|(_, rows)| rows.as_slice()).unwrap_or_default()
    }

    /// All groups together, one line a period.
    pub fn totals(&self) -> &[PublishedRow] {
        self.levels.last().map(|(_, rows)| rows.as_slice()).unwrap_or_default()
    }

    /// The rows of some of its dimensions, the others taken together: what may be shown of them beside
    /// all the rest. In the order of its own dimensions, whatever the order of `by`.
    ///
    /// # Errors
    /// It is not grouped by one of them.
    pub fn subtotals(&self, by: &[Dimension]) -> Result<&[PublishedRow], StatisticsError> {
        if let Some(unknown) = by.iter().find(|dimension| !self.question.by.contains(dimension)) {
            return Err(StatisticsError::NotGroupedBy { dimension: *unknown });
        }
        let is_it = |level: &[Dimension]| self.question.by.iter().all(|d| level.contains(d) == by.contains(d));
        let found = self.levels.iter().find(|(level, _)| is_it(level));
        Ok(found.map(|(_, rows)| rows.as_slice()).unwrap_or_default())
    }

    /// How many numbers of rows and totals are withheld; a group alone is its own total.
    pub fn withheld(&self) -> usize {
        let totals = if self.dimensions().is_empty() { &[] } else { self.totals() };
        let numbers = self.rows().iter().chain(totals).flat_map(PublishedRow::numbers);
        numbers.filter(|(_, shown)| *shown == Shown::Withheld).count()
    }

    /// The end of the ledger that it was counted from: of the longest, if several were merged.
    pub fn head(&self) -> Head {
        self.heads.last().copied().unwrap_or_default()
    }

    /// The ends of all ledgers that it was counted from.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }
}

#[cfg(test)]
impl Withholding {
    /// What each witness changes: group, period, measure, and by how much.
    pub(super) fn changes(table: &Table, least: u64, numbers: &[TableNumber]) -> Vec<Vec<(usize, usize, usize, i64)>> {
        let choice = if numbers.is_empty() { Choice::all() } else { Choice::of(numbers, table.basis()) };
        let mut withholding = Withholding::new(table, least, choice);
        withholding.withhold_all();
        let change = |witness: &witness::Witness| {
            let steps = witness.circle.iter().filter(|step| !network::is_sum(step.edge));
            let of_step = |step: &network::Step| {
                let (period, edge, sign) = (step.period, step.edge, step.sign);
                witness.weights.iter().map(move |(group, weight)| (*group, period, edge, sign * weight)).collect::<Vec<_>>()
            };
            steps.flat_map(of_step).collect()
        };
        withholding.witnesses.iter().map(change).collect()
    }
}

#[cfg(test)]
impl Published {
    /// As it would be if only what is too small were withheld: what the attacks of the tests must break.
    pub(super) fn show_all_but_small(&mut self, table: &Table) {
        for (by, rows) in &mut self.levels {
            for (mine, theirs) in rows.iter_mut().zip(table.subtotals(by).unwrap()) {
                assert_eq!((&mine.keys, mine.period), (&theirs.keys, theirs.period));
                let shown = |number: Option<u64>| match number {
                    Some(number) if witness::is_small(number, self.least) => Shown::Withheld,
                    Some(number) => Shown::Number(number),
                    None => Shown::Nothing,
                };
                mine.measures = Measure::ALL.iter().map(|measure| Some(shown(Some(theirs.counts.get(*measure))))).collect();
                mine.figures = RowFigure::ALL.iter().map(|figure| Some(shown(theirs.figure(*figure)))).collect();
            }
        }
    }
}
