//! What some of the cases come to: parts of an answer, which merge.
//!
//! Promises: exact, medians too; merged in any order, parts give the same as one pass over all. It
//! holds texts and no codes, so that parts from different columns merge.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    Columns, Question, Row, StatisticsError, Table,
    asked::Asked,
    cells::{Cell, count},
    columns::Told,
    figures::Change,
    pass::{Pass, Sink, Tally},
};
use crate::ledger::{Head, Identity};

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
        let asked = Asked::new(columns, question)?;
        for counted in count(columns, &Pass::new(columns, &asked).for_many()) {
            partial.take(counted.groups());
        }
        Ok(partial)
    }

    /// Counts a case more, or takes it away again.
    pub(super) fn change(&mut self, tallied: &[Tallies], periods: usize, change: Change) {
        for Tallies { keys, tallies, .. } in tallied {
            if !self.groups.contains_key(keys) {
                self.groups.insert(keys.clone(), Vec::new());
            }
            let Some(cells) = self.groups.get_mut(keys) else { continue };
            if cells.len() < periods {
                cells.resize(periods, Cell::default());
            }
            for (period, tally) in tallies {
                if let Some(cell) = cells.get_mut(*period) {
                    cell.change(*tally, change);
                }
            }
        }
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

/// What one case comes to in one group, by its texts: it can be taken away when the columns have
/// changed.
#[derive(Debug)]
pub(super) struct Tallies {
    group: usize,
    keys: Vec<Option<String>>,
    tallies: Vec<(usize, Tally)>,
}

impl Tallies {
    /// What a case comes to.
    pub(super) fn of(columns: &Columns, asked: &Asked, told: &Told) -> Vec<Tallies> {
        let mut pass = Pass::new(columns, asked);
        let mut tallied = Vec::new();
        pass.told(told, &mut tallied);
        for Tallies { group, keys, .. } in &mut tallied {
            let key = pass.key(*group);
            *keys = key.iter().enumerate().map(|(place, code)| pass.text(place, *code).map(String::from)).collect();
        }
        tallied
    }
}

impl Sink for Vec<Tallies> {
    fn tally(&mut self, _: Identity, group: usize, period: usize, tally: Tally) {
        match self.iter_mut().find(|known| known.group == group) {
            Some(known) => known.tallies.push((period, tally)),
            None => self.push(Tallies { group, keys: Vec::new(), tallies: Vec::from([(period, tally)]) }),
        }
    }
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
}
