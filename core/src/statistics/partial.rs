//! What some of the cases come to: parts of an answer, which merge.
//!
//! Promises: exact, medians too; merged in any order, parts give the same as one pass over all. It
//! holds texts and no codes, so that parts from different columns merge.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    Columns, Counts, Durations, Figures, Measure, Question, Row, StatisticsError, Table,
    columns::{CaseRow, Told},
    figures::Change,
    pass::{Pass, Sink, Tally},
    plain::Plain,
};
use crate::ledger::{Head, Identity};

/// Cases that are not shared among threads: it would take longer.
#[cfg(feature = "parallel")]
const CHUNK: usize = 1 << 13;

/// The counts and figures of one group in one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) counts: Counts,
    pub(super) figures: Figures,
}

impl Cell {
    fn change(&mut self, tally: Tally, change: Change) {
        let Figures { to_reply, recording_lag, rating, on_time_originally } = &mut self.figures;
        match tally {
            Tally::Count(measure) => self.counts.add(measure, 1, change),
            Tally::Rating(score) => rating.add(score.into(), change),
            Tally::Reply { lag, minutes, originally_late } => {
                recording_lag.add(lag.into(), change);
                if let Some(minutes) = minutes {
                    to_reply.add(minutes, 1, change);
                }
                if let Some(late) = originally_late {
                    change.apply(&mut on_time_originally.among, 1);
                    change.apply(&mut on_time_originally.of, u64::from(!late));
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Cell) {
        self.counts += other.counts;
        self.figures += &other.figures;
    }
}

/// What is counted in one group and period while many cases are: figures of the cell but for the
/// minutes, which are sorted in the end.
#[derive(Debug, Default)]
struct Tallied {
    cell: Cell,
    minutes: Vec<u32>,
}

/// Every cell of the groups that were met.
#[derive(Debug, Default)]
struct Cells {
    periods: usize,
    cells: Vec<Tallied>,
}

impl Sink for Cells {
    #[inline]
    fn tally(&mut self, _: Identity, group: usize, period: usize, tally: Tally) {
        let place = group * self.periods + period;
        if place >= self.cells.len() {
            self.cells.resize_with((group + 1) * self.periods, Tallied::default);
        }
        let Some(cell) = self.cells.get_mut(place) else { return };
        match tally {
            Tally::Count(measure) => cell.cell.counts.add(measure, 1, Change::Add),
            Tally::Reply { lag, minutes, originally_late } => {
                cell.minutes.extend(minutes);
                cell.cell.change(Tally::Reply { lag, minutes: None, originally_late }, Change::Add);
            }
            Tally::Rating(_) => cell.cell.change(tally, Change::Add),
        }
    }
}

/// What was counted of some cases, with the pass that numbered the groups.
struct Counted<'a> {
    pass: Pass<'a>,
    cells: Cells,
}

impl<'a> Counted<'a> {
    fn new(pass: &Pass<'a>) -> Counted<'a> {
        Counted { pass: pass.clone(), cells: Cells { periods: pass.periods(), cells: Vec::new() } }
    }

    fn lines(mut self, lines: &[Plain], ids: &[Identity]) -> Counted<'a> {
        for (plain, id) in lines.iter().zip(ids) {
            self.pass.line(*id, plain, &mut self.cells);
        }
        self
    }

    fn rows(mut self, rows: &[CaseRow]) -> Counted<'a> {
        rows.iter().for_each(|row| self.pass.case(row, &mut self.cells));
        self
    }

    /// The texts of each group that has something, with its cells.
    fn groups(self) -> Vec<(Vec<Option<String>>, Vec<Cell>)> {
        let Counted { pass, cells: Cells { periods, mut cells } } = self;
        sort_minutes(&mut cells);
        let count = cells.len().checked_div(periods).unwrap_or_default();
        let mut groups = Vec::new();
        for (key, group) in pass.keys(count) {
            let range = group * periods..(group + 1) * periods;
            let cells = cells.get_mut(range).unwrap_or_default();
            if cells.iter().all(|tallied| tallied.cell == Cell::default()) {
                continue;
            }
            let texts = key.iter().enumerate().map(|(place, code)| pass.text(place, *code).map(String::from));
            groups.push((texts.collect(), cells.iter_mut().map(|tallied| core::mem::take(&mut tallied.cell)).collect()));
        }
        groups
    }
}

/// What some of the cases come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    pub(super) question: Question,
    /// The ledgers that it was counted from, in order.
    pub(super) heads: Vec<Head>,
    /// By the texts of the groups, a cell for each period that has begun.
    pub(super) groups: BTreeMap<Vec<Option<String>>, Vec<Cell>>,
}

impl Partial {
    /// Nothing counted yet.
    pub(super) fn empty(question: &Question, head: Head) -> Partial {
        Partial { question: question.clone(), heads: Vec::from([head]), groups: BTreeMap::new() }
    }

    /// Counts all cases of the columns.
    pub(super) fn of(columns: &Columns, question: &Question) -> Result<Partial, StatisticsError> {
        let mut partial = Partial::empty(question, columns.head());
        for counted in count(columns, &Pass::new(columns, question)?.for_many()) {
            partial.take(counted.groups());
        }
        Ok(partial)
    }

    /// Counts a case more, or takes it away again.
    pub(super) fn change(&mut self, columns: &Columns, told: &Told, change: Change) -> Result<(), StatisticsError> {
        let mut pass = Pass::new(columns, &self.question)?;
        let mut tallies = Tallies(Vec::new());
        pass.told(told, &mut tallies);
        let mut before: Option<(usize, Vec<Option<String>>)> = None;
        for (group, period, tally) in tallies.0 {
            let keys = match before.take_if(|(known, _)| *known == group) {
                Some((_, keys)) => keys,
                None => {
                    let key = pass.key(group);
                    key.iter().enumerate().map(|(place, code)| pass.text(place, *code).map(String::from)).collect()
                }
            };
            if !self.groups.contains_key(&keys) {
                self.groups.insert(keys.clone(), Vec::new());
            }
            if let Some(cells) = self.groups.get_mut(&keys) {
                if cells.len() < pass.periods() {
                    cells.resize(pass.periods(), Cell::default());
                }
                if let Some(cell) = cells.get_mut(period) {
                    cell.change(tally, change);
                }
            }
            before = Some((group, keys));
        }
        Ok(())
    }

    fn take(&mut self, groups: Vec<(Vec<Option<String>>, Vec<Cell>)>) {
        for (key, theirs) in groups {
            let mine = self.groups.entry(key).or_default();
            if mine.is_empty() {
                *mine = theirs;
            } else {
                mine.iter_mut().zip(&theirs).for_each(|(mine, theirs)| mine.merge(theirs));
            }
        }
    }

    /// What both come to.
    ///
    /// # Errors
    /// They answer different questions.
    pub fn merge(mut self, other: Partial) -> Result<Partial, StatisticsError> {
        if self.question != other.question {
            return Err(StatisticsError::OtherQuestion);
        }
        for (key, theirs) in other.groups {
            let mine = self.groups.entry(key).or_default();
            mine.resize(theirs.len(), Cell::default());
            mine.iter_mut().zip(&theirs).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        self.heads.extend(other.heads);
        self.heads.sort_by_key(|head| (head.sequence, *head.hash.as_bytes()));
        self.heads.dedup();
        Ok(self)
    }

    /// The table, if everything adds up.
    ///
    /// # Errors
    /// An imbalance, which would be a fault of the library.
    pub fn finish(self) -> Result<Table, StatisticsError> {
        let mut rows = Vec::new();
        for (keys, cells) in self.groups {
            // A group that nothing is in any more is not there.
            if cells.iter().all(|cell| *cell == Cell::default()) {
                continue;
            }
            for (period, Cell { counts, figures }) in cells.into_iter().enumerate() {
                rows.push(Row { keys: keys.clone(), period, counts, figures });
            }
        }
        Table::new(self.question, rows, self.heads)
    }
}

/// The tallies of one case.
struct Tallies(Vec<(usize, usize, Tally)>);

impl Sink for Tallies {
    fn tally(&mut self, _: Identity, group: usize, period: usize, tally: Tally) {
        self.0.push((group, period, tally));
    }
}

/// Counts all cases, each part of them by itself: sums are exact, so that their order does not matter.
#[cfg(feature = "parallel")]
fn count<'a>(columns: &'a Columns, pass: &Pass<'a>) -> Vec<Counted<'a>> {
    use rayon::prelude::*;
    let (lines, ids) = columns.plain();
    // As few parts as there are threads: each has cells of its own.
    let parts = rayon::current_num_threads().max(1);
    let of = |count: usize| count.div_ceil(parts).max(CHUNK);
    let lines = lines.par_chunks(of(lines.len())).zip(ids.par_chunks(of(ids.len())));
    let lines = lines.map(|(lines, ids)| Counted::new(pass).lines(lines, ids));
    let rows = columns.rows().par_chunks(of(columns.rows().len())).map(|rows| Counted::new(pass).rows(rows));
    lines.chain(rows).collect()
}

/// Counts all cases.
#[cfg(not(feature = "parallel"))]
fn count<'a>(columns: &'a Columns, pass: &Pass<'a>) -> Vec<Counted<'a>> {
    let (lines, ids) = columns.plain();
    Vec::from([Counted::new(pass).lines(lines, ids).rows(columns.rows())])
}

/// Puts the minutes of each cell in order.
fn sort_minutes(cells: &mut [Tallied]) {
    let sort = |tallied: &mut Tallied| tallied.cell.figures.to_reply = Durations::of(core::mem::take(&mut tallied.minutes));
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        cells.par_iter_mut().for_each(sort);
    }
    #[cfg(not(feature = "parallel"))]
    cells.iter_mut().for_each(sort);
}

impl Columns {
    /// Counts, and checks that everything adds up.
    ///
    /// # Errors
    /// The question does not make sense; an imbalance, which would be a fault of the library.
    pub fn table(&self, question: &Question) -> Result<Table, StatisticsError> {
        self.partial(question)?.finish()
    }

    /// Counts, to be merged with what other columns come to.
    ///
    /// # Errors
    /// The question does not make sense.
    pub fn partial(&self, question: &Question) -> Result<Partial, StatisticsError> {
        Partial::of(self, question)
    }

    /// Which cases are in a number: each as often as it is counted there, in the order of the columns.
    ///
    /// # Errors
    /// The question does not make sense; it has no such period or dimension.
    pub fn behind(&self, question: &Question, number: &Behind) -> Result<Vec<Identity>, StatisticsError> {
        let mut pass = Pass::new(self, question)?.for_many();
        let period = question.begun().position(|period| period.start() == number.period);
        let period = period.ok_or(StatisticsError::NoPeriod { start: number.period })?;
        let mut wanted = Vec::new();
        for (dimension, text) in &number.keys {
            let place = question.by.iter().position(|by| by == dimension);
            let place = place.ok_or(StatisticsError::NotGroupedBy { dimension: *dimension })?;
            match pass.code(place, text.as_deref()) {
                Some(code) => wanted.push((place, code)),
                None => return Ok(Vec::new()),
            }
        }
        let mut listed = Listed { period, measure: number.measure, found: Vec::new() };
        let (lines, ids) = self.plain();
        lines.iter().zip(ids).for_each(|(plain, id)| pass.line(*id, plain, &mut listed));
        self.rows().iter().for_each(|row| pass.case(row, &mut listed));
        let is_wanted = |group: usize| {
            let key = pass.key(group);
            wanted.iter().all(|(place, code)| key.get(*place) == Some(code))
        };
        Ok(listed.found.into_iter().filter(|(group, _)| is_wanted(*group)).map(|(_, id)| id).collect())
    }
}

/// One number of a table: which group, which period, which count.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behind {
    /// The code of each dimension; those that are not named are taken together.
    #[serde(default)]
    pub keys: Vec<(crate::case::Dimension, Option<String>)>,
    /// The first day of the period.
    pub period: chrono::NaiveDate,
    /// The count.
    pub measure: Measure,
}

/// Who is counted so in a period, in any group.
struct Listed {
    period: usize,
    measure: Measure,
    found: Vec<(usize, Identity)>,
}

impl Sink for Listed {
    fn tally(&mut self, id: Identity, group: usize, period: usize, tally: Tally) {
        if period == self.period && tally == Tally::Count(self.measure) {
            self.found.push((group, id));
        }
    }
}
