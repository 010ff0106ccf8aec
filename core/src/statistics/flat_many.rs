//! Many rows of somebody's own table at once, on all cores.
//!
//! Promises: the columns are the same to the last bit as if each row had been added by itself, on any
//! number of threads; of rows that cannot have been, the first is named, and nothing is added then.

use alloc::vec::Vec;
use core::ops::Range;

use super::{
    Columns, FlatCase, FlatFailure,
    columns::{CaseRow, Step},
    facts::UNKNOWN,
    plain::Plain,
};
use crate::{case::Counted, ledger::Identity};

/// Rows that one thread makes at a time.
const CHUNK: u64 = 1 << 14;
/// Chunks that are made before they are put behind each other: what is made twice in memory is no more.
const CHUNKS: u64 = 64;

/// Rows as they will lie in the columns.
#[derive(Default)]
struct Part {
    plain: Vec<Plain>,
    plain_ids: Vec<Identity>,
    rows: Vec<CaseRow>,
    steps: Vec<Step>,
}

impl Columns {
    /// Adds rows of a table, as [`Columns::push_flat`] adds each: `case` tells that of each number.
    ///
    /// ```
    /// use kiennghi::{ledger::Head, statistics::{Columns, FlatCase, FlatFailure}};
    /// let mut columns = Columns::new(Head::default());
    /// let day = "2026-03-02".parse::<chrono::NaiveDate>()?;
    /// columns.extend_flat(0..1000, |row| Ok::<_, FlatFailure>(FlatCase::new(day + chrono::Days::new(row % 90))))?;
    /// assert_eq!(columns.len(), 1000);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What `case` failed with, or a row that cannot have been: that of the lowest number.
    pub fn extend_flat<E>(&mut self, rows: Range<u64>, case: impl Fn(u64) -> Result<FlatCase, E> + Sync) -> Result<(), E>
    where
        E: From<FlatFailure> + Send,
    {
        let before = (self.plain.len(), self.rows.len(), self.steps.len());
        let mut from = rows.start;
        while from < rows.end {
            let to = from.saturating_add(CHUNK * CHUNKS).min(rows.end);
            match self.parts(from..to, &case) {
                Ok(parts) => parts.into_iter().for_each(|part| self.append(part)),
                Err(error) => {
                    self.plain.truncate(before.0);
                    self.plain_ids.truncate(before.0);
                    self.rows.truncate(before.1);
                    self.steps.truncate(before.2);
                    return Err(error);
                }
            }
            from = to;
        }
        // Found anew when next asked for.
        self.last = None;
        Ok(())
    }

    /// The chunks of some rows, in order.
    fn parts<E>(&self, rows: Range<u64>, case: &(impl Fn(u64) -> Result<FlatCase, E> + Sync)) -> Result<Vec<Part>, E>
    where
        E: From<FlatFailure> + Send,
    {
        let chunk = |number: u64| {
            let start = rows.start + number * CHUNK;
            self.part(start..(start + CHUNK).min(rows.end), case)
        };
        let chunks = 0..(rows.end - rows.start).div_ceil(CHUNK);
        #[cfg(feature = "parallel")]
        let parts: Vec<Result<Part, E>> = {
            use rayon::prelude::*;
            chunks.into_par_iter().map(chunk).collect()
        };
        #[cfg(not(feature = "parallel"))]
        let parts: Vec<Result<Part, E>> = chunks.map(chunk).collect();
        // In order: the first that failed is that of the lowest row.
        parts.into_iter().collect()
    }

    fn part<E: From<FlatFailure>>(&self, rows: Range<u64>, case: impl Fn(u64) -> Result<FlatCase, E>) -> Result<Part, E> {
        let mut part = Part::default();
        for row in rows {
            let case = case(row)?;
            let told = self.told_flat(row, &case)?;
            let steps = told.steps.get(..told.count).unwrap_or_default();
            match Plain::of(&told.fixed, steps) {
                Some(plain) => {
                    part.plain.push(plain);
                    part.plain_ids.push(told.id);
                }
                None => {
                    let start = part.steps.len();
                    part.steps.extend(steps);
                    part.rows.push(CaseRow {
                        id: told.id,
                        fixed: told.fixed,
                        start,
                        end: part.steps.len(),
                        known_from: 0,
                        known_until: UNKNOWN,
                        void_from: UNKNOWN,
                        counted: Counted::Each,
                    });
                }
            }
        }
        Ok(part)
    }

    fn append(&mut self, part: Part) {
        let before = self.steps.len();
        self.plain.extend(part.plain);
        self.plain_ids.extend(part.plain_ids);
        self.rows.extend(part.rows.into_iter().map(|row| CaseRow { start: row.start + before, end: row.end + before, ..row }));
        self.steps.extend(part.steps);
    }
}
