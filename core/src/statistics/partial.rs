//! What some of the cases come to: parts of an answer, which merge.
//!
//! Promises: exact, medians too; merged in any order, parts give the same as one pass over all. It
//! holds texts and no codes, so that parts from different columns merge.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    Columns, Counts, Figures, Measure, Question, Row, StatisticsError, Table,
    columns::CaseRow,
    figures::Change,
    pass::{Pass, Sink, Tally},
};
use crate::ledger::{Head, Identity};

/// Cases that one thread takes at a time.
const CHUNK: usize = 1 << 15;

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

/// Groups by their codes, each with a cell for each period.
#[derive(Debug, Default)]
pub(super) struct Cells {
    groups: BTreeMap<Vec<u32>, usize>,
    periods: usize,
    cells: Vec<Cell>,
    change: Option<Change>,
}

impl Cells {
    fn new(periods: usize, change: Change) -> Cells {
        Cells { periods, change: Some(change), ..Cells::default() }
    }

    fn of<'a>(pass: &mut Pass<'_>, rows: impl Iterator<Item = &'a CaseRow>, change: Change) -> Cells {
        let mut cells = Cells::new(pass.periods(), change);
        rows.for_each(|row| pass.case(row, &mut cells));
        cells
    }

    fn merge(mut self, other: Cells) -> Cells {
        for (key, theirs) in other.groups {
            let mine = self.group(&key);
            for period in 0..self.periods {
                let (mine, theirs) = (mine * self.periods + period, theirs * self.periods + period);
                if let (Some(mine), Some(theirs)) = (self.cells.get_mut(mine), other.cells.get(theirs)) {
                    mine.merge(theirs);
                }
            }
        }
        self
    }
}

impl Sink for Cells {
    fn group(&mut self, key: &[u32]) -> usize {
        if let Some(group) = self.groups.get(key) {
            return *group;
        }
        let group = self.groups.len();
        self.groups.insert(key.into(), group);
        self.cells.resize((group + 1) * self.periods, Cell::default());
        group
    }

    fn tally(&mut self, _: Identity, group: usize, period: usize, tally: Tally) {
        let change = self.change.unwrap_or(Change::Add);
        if let Some(cell) = self.cells.get_mut(group * self.periods + period) {
            cell.change(tally, change);
        }
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
        let cells = chunks(columns, question)?;
        partial.take(&Pass::new(columns, question)?, cells);
        Ok(partial)
    }

    /// Counts some rows more, or takes them away again.
    pub(super) fn change(&mut self, columns: &Columns, rows: &[CaseRow], change: Change) -> Result<(), StatisticsError> {
        let mut pass = Pass::new(columns, &self.question)?;
        let cells = Cells::of(&mut pass, rows.iter(), change);
        self.take(&pass, cells);
        Ok(())
    }

    /// Takes what was counted of some columns, the codes told as texts.
    fn take(&mut self, pass: &Pass<'_>, cells: Cells) {
        for (key, group) in &cells.groups {
            let texts = key.iter().enumerate().map(|(place, code)| pass.text(place, *code).map(String::from));
            let mine = self.groups.entry(texts.collect()).or_default();
            mine.resize(cells.periods, Cell::default());
            let theirs = cells.cells.get(group * cells.periods..).unwrap_or_default();
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
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

/// Counts all cases, chunk by chunk: the sums are exact, so that their order does not matter.
#[cfg(feature = "parallel")]
fn chunks(columns: &Columns, question: &Question) -> Result<Cells, StatisticsError> {
    use rayon::prelude::*;
    let periods = Pass::new(columns, question)?.periods();
    let counted = columns.rows().par_chunks(CHUNK).map(|rows| {
        let mut pass = Pass::new(columns, question)?;
        Ok(Cells::of(&mut pass, rows.iter(), Change::Add))
    });
    counted.try_reduce(|| Cells::new(periods, Change::Add), |a, b| Ok(a.merge(b)))
}

/// Counts all cases, chunk by chunk: the sums are exact, so that their order does not matter.
#[cfg(not(feature = "parallel"))]
fn chunks(columns: &Columns, question: &Question) -> Result<Cells, StatisticsError> {
    let mut pass = Pass::new(columns, question)?;
    let mut counted = Cells::new(pass.periods(), Change::Add);
    for rows in columns.rows().chunks(CHUNK) {
        counted = counted.merge(Cells::of(&mut pass, rows.iter(), Change::Add));
    }
    Ok(counted)
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
        let mut pass = Pass::new(self, question)?;
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
        let mut listed = Listed {
            wanted,
            period,
            measure: number.measure,
            groups: BTreeMap::new(),
            are_wanted: Vec::new(),
            found: Vec::new(),
        };
        self.rows().iter().for_each(|row| pass.case(row, &mut listed));
        Ok(listed.found)
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

/// Who is in one number.
struct Listed {
    wanted: Vec<(usize, u32)>,
    period: usize,
    measure: Measure,
    groups: BTreeMap<Vec<u32>, usize>,
    /// Is the number one of that group?
    are_wanted: Vec<bool>,
    found: Vec<Identity>,
}

impl Sink for Listed {
    fn group(&mut self, key: &[u32]) -> usize {
        if let Some(group) = self.groups.get(key) {
            return *group;
        }
        let group = self.groups.len();
        self.groups.insert(key.into(), group);
        self.are_wanted.push(self.wanted.iter().all(|(place, code)| key.get(*place) == Some(code)));
        group
    }

    fn tally(&mut self, id: Identity, group: usize, period: usize, tally: Tally) {
        let is_there = period == self.period && tally == Tally::Count(self.measure);
        if is_there && self.are_wanted.get(group) == Some(&true) {
            self.found.push(id);
        }
    }
}
