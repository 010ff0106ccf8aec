//! Pauses of many items, as columns.
//!
//! Promises: the lists of Arrow, or bounds, starts and ends as three columns, and their bounds in
//! order before anything is read by them. An item is missing if its list is, or a moment in it.

use std::ops::Range;

use kiennghi::calendar::Pauses;
use pyo3::{prelude::*, types::PyTuple};

use super::{
    Any,
    blocks::{Holding, Kept, Turned},
    each::fits,
};
use crate::{
    arrow::{Given, Lane, Lists, Times, Values},
    error::argument,
};

/// The pauses that were given.
pub(super) fn lists(given: Any<'_, '_>) -> PyResult<Lists> {
    let Ok(columns) = given.cast::<PyTuple>() else { return Given::read(given, "pauses")?.pairs("pauses") };
    let wrong = || argument("`pauses` as columns are three: (bounds, starts, ends)");
    let (bounds, from, to): (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>) = columns.extract().map_err(|_| wrong())?;
    let bounds = Given::read(&bounds, "pauses[0]")?.wholes("pauses[0]")?;
    if bounds.has_nulls(0..bounds.len()) {
        return Err(argument("`pauses[0]` tells where the pauses of each item stand, and one of these bounds is missing"));
    }
    let bounds = match bounds.values {
        Values::Narrow(_) => bounds,
        Values::Wide(values) => {
            let narrow = values.iter().map(|bound| i32::try_from(*bound)).collect::<Result<Vec<i32>, _>>();
            let narrow = narrow.map_err(|_| argument("`pauses[0]` tells of more pauses than 2,147,483,647; ask in parts"))?;
            Lane { values: Values::Narrow(narrow.into()), nulls: bounds.nulls }
        }
    };
    let (from, to) =
        (Given::read(&from, "pauses[1]")?.moments("pauses[1]")?, Given::read(&to, "pauses[2]")?.moments("pauses[2]")?);
    Ok(Lists { bounds, from, to })
}

/// The bounds of lists.
fn bounds(lists: &Lists) -> &[i32] {
    match &lists.bounds.values {
        Values::Narrow(bounds) => bounds,
        Values::Wide(_) => &[],
    }
}

/// An error unless these are the pauses of so many items.
pub(super) fn check(lists: &Lists, items: usize) -> PyResult<()> {
    let (bounds, pauses) = (bounds(lists), lists.from.lane.len());
    fits("bounds of pauses", bounds.len(), items + 1)?;
    fits("ends of pauses", lists.to.lane.len(), pauses)?;
    let last = bounds.last().and_then(|last| usize::try_from(*last).ok());
    match bounds.first() >= Some(&0) && bounds.is_sorted() && last.is_some_and(|last| last <= pauses) {
        true => Ok(()),
        false => Err(argument(format!("the bounds of `pauses` go from 0 or more up to {pauses} at most, and never down"))),
    }
}

/// Pauses, in the form in which they are asked with.
pub(super) struct Paused<'a> {
    bounds: &'a [i32],
    lists: &'a Lists,
    from: Turned<'a>,
    to: Turned<'a>,
}

/// Memory for the pauses of a block.
#[derive(Default)]
pub(super) struct Scratch {
    bounds: Vec<i32>,
    places: Vec<usize>,
    from: Vec<i64>,
    to: Vec<i64>,
}

impl<'a> Paused<'a> {
    pub(super) fn new(lists: &'a Lists, turned: impl Fn(&'a Times) -> Turned<'a>) -> Paused<'a> {
        Paused { bounds: bounds(lists), lists, from: turned(&lists.from), to: turned(&lists.to) }
    }

    /// Are they what the library computes with, as they lie?
    pub(super) fn is_direct(&self) -> bool {
        self.is_whole() && self.from.is_direct() && self.to.is_direct()
    }

    /// Where the pauses of these items stand.
    fn places(&self, items: Range<usize>) -> Range<usize> {
        let place = |item: usize| self.bounds.get(item).and_then(|bound| usize::try_from(*bound).ok()).unwrap_or_default();
        place(items.start)..place(items.end)
    }

    /// The pauses of the kept ones of these items.
    pub(super) fn read<'b>(&'b self, items: Range<usize>, kept: Kept<'_>, scratch: &'b mut Scratch) -> Pauses<'b> {
        let all = self.places(items.clone());
        let Scratch { bounds, places, from, to } = scratch;
        bounds.clear();
        places.clear();
        let (bounds, kept) = match kept {
            None => {
                let these = self.bounds.get(items.start..=items.end).unwrap_or_default();
                match these.first().copied().unwrap_or_default() {
                    0 => (these, None),
                    first => {
                        bounds.extend(these.iter().map(|bound| bound - first));
                        (&**bounds, None)
                    }
                }
            }
            Some(kept) => {
                bounds.push(0);
                for item in kept {
                    let item = self.places(items.start + item..items.start + item + 1);
                    places.extend(item.start - all.start..item.end - all.start);
                    bounds.push(i32::try_from(places.len()).unwrap_or(i32::MAX));
                }
                (&**bounds, Some(&**places))
            }
        };
        Pauses { bounds, from: self.from.read(all.clone(), kept, from), to: self.to.read(all, kept, to) }
    }
}

impl Holding for Paused<'_> {
    fn is_whole(&self) -> bool {
        [&self.lists.bounds, &self.lists.from.lane, &self.lists.to.lane].into_iter().all(Holding::is_whole)
    }

    fn has_nulls(&self, items: Range<usize>) -> bool {
        let pauses = self.places(items.clone());
        self.lists.bounds.has_nulls(items)
            || self.lists.from.lane.has_nulls(pauses.clone())
            || self.lists.to.lane.has_nulls(pauses)
    }

    fn is_null(&self, item: usize) -> bool {
        let is_null = |pause: usize| self.lists.from.lane.is_null(pause) || self.lists.to.lane.is_null(pause);
        self.lists.bounds.is_null(item) || self.places(item..item + 1).any(is_null)
    }
}
