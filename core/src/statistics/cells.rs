//! Counting many cases: a cell for each group and period, by codes.
//!
//! Promises: the same on one thread or many, to the last bit: sums are exact, and minutes are put in
//! order when all are there.

use alloc::{string::String, vec::Vec};

use super::{
    Columns, Counts, Durations, Figures,
    columns::CaseRow,
    figures::Change,
    pass::{Pass, Sink, Tally},
    plain::Plain,
};
use crate::ledger::Identity;

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
    pub(super) fn change(&mut self, tally: Tally, change: Change) {
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
        if let Some(cell) = self.cells.get_mut(place) {
            cell.take(tally);
        }
    }

    #[inline]
    fn tally_all<const N: usize>(&mut self, _: Identity, group: usize, period: usize, tallies: [Tally; N]) {
        let place = group * self.periods + period;
        if place >= self.cells.len() {
            self.cells.resize_with((group + 1) * self.periods, Tallied::default);
        }
        if let Some(cell) = self.cells.get_mut(place) {
            tallies.into_iter().for_each(|tally| cell.take(tally));
        }
    }
}

impl Tallied {
    #[inline]
    fn take(&mut self, tally: Tally) {
        match tally {
            Tally::Count(measure) => self.cell.counts.add(measure, 1, Change::Add),
            Tally::Reply { lag, minutes, originally_late } => {
                self.minutes.extend(minutes);
                self.cell.change(Tally::Reply { lag, minutes: None, originally_late }, Change::Add);
            }
            Tally::Rating(_) => self.cell.change(tally, Change::Add),
        }
    }
}

/// What was counted of some cases, with the pass that numbered the groups.
pub(super) struct Counted<'a> {
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
    pub(super) fn groups(self) -> Vec<(Vec<Option<String>>, Vec<Cell>)> {
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

/// Counts all cases, each part of them by itself: sums are exact, so that their order does not matter.
#[cfg(feature = "parallel")]
pub(super) fn count<'a>(columns: &'a Columns, pass: &Pass<'a>) -> Vec<Counted<'a>> {
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
pub(super) fn count<'a>(columns: &'a Columns, pass: &Pass<'a>) -> Vec<Counted<'a>> {
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
