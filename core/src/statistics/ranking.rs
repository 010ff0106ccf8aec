//! Who answers on time, in order, and how sure that is.
//!
//! Promises: whole numbers only. A rate of few cases has wide bounds, so that one reply on time does
//! not pass for a record; who has nothing to divide by has no place.

use alloc::{string::String, vec::Vec};
use core::cmp::Reverse;

use super::{Rate, StatisticsError, Table};
use crate::case::Dimension;

/// The whole in hundredths of a percent.
const WHOLE: u128 = 10_000;
/// The square of 1.96, the quantile of the normal distribution for 95 %, times 10 000.
const Z2: u128 = 38_416;
/// Beyond so many, both parts of a rate are halved: the bounds are less than a hundredth apart there.
const MOST: u64 = 100_000_000_000;

/// Bounds of a rate, in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bounds {
    /// The lower one, rounded down.
    pub lower: u64,
    /// The upper one, rounded up.
    pub upper: u64,
}

impl Rate {
    /// Between what the rate behind so many cases lies, with a confidence of 95 %: the score interval
    /// of Wilson (1927) with a quantile of 1.96. `None` if there is nothing to divide by.
    pub fn wilson(self) -> Option<Bounds> {
        let Rate { mut of, mut among } = self;
        if among == 0 || of > among {
            return None;
        }
        while among > MOST {
            (of, among) = (of / 2, among / 2);
        }
        let whole = u64::try_from(WHOLE).unwrap_or_default();
        Some(Bounds { lower: lower(of, among), upper: whole - lower(among - of, among) })
    }
}

/// The largest whole `q` that is not above `WHOLE` times the lower bound
/// `(k + z²/2 - z √(k (n-k)/n + z²/4)) / (n + z²)`: with all of it times 10 000, and the root alone on
/// one side, both sides can be squared. Nothing is rounded but `q`.
fn lower(of: u64, among: u64) -> u64 {
    let (k, n) = (u128::from(of), u128::from(among));
    let half = Z2 / 2;
    let under_root = WHOLE * WHOLE * (10_000 * Z2 * k * (n - k) + half * half * n);
    let root_squared = under_root.div_ceil(n);
    let is_below = |q: u128| {
        let left = (WHOLE * (10_000 * k + half)).checked_sub(q * (10_000 * n + Z2));
        left.is_some_and(|left| left * left >= root_squared)
    };
    let (mut below, mut above) = (0, WHOLE + 1);
    while above - below > 1 {
        let middle = below.midpoint(above);
        if is_below(middle) { below = middle } else { above = middle }
    }
    u64::try_from(below).unwrap_or_default()
}

/// One of those who are ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// From 1; those that are equal in rate and bounds share it. `None` without anything to divide by.
    pub place: Option<usize>,
    /// The code of whoever it is; `None` if that is not stated.
    pub key: Option<String>,
    /// Answered early or on time, of those answered that had a due date.
    pub rate: Rate,
    /// How sure that is.
    pub bounds: Option<Bounds>,
}

impl Table {
    /// The values of one of its dimensions by their on-time rate over all its periods, the highest
    /// first; of equal rates the one that is surer, then by name. Those with no rate come last.
    ///
    /// # Errors
    /// It is not grouped by that dimension.
    pub fn ranking(&self, by: Dimension) -> Result<Vec<Ranked>, StatisticsError> {
        let mut ranked: Vec<Ranked> = Vec::new();
        for row in self.subtotals(&[by])? {
            let (key, rate) = (row.keys.into_iter().next().flatten(), row.counts.on_time_rate());
            match ranked.iter_mut().find(|other| other.key == key) {
                Some(known) => (known.rate.of, known.rate.among) = (known.rate.of + rate.of, known.rate.among + rate.among),
                None => ranked.push(Ranked { place: None, key, rate, bounds: None }),
            }
        }
        ranked.iter_mut().for_each(|one| one.bounds = one.rate.wilson());
        ranked.sort_by(|a, b| {
            // a.of / a.among against b.of / b.among, without dividing.
            let share = |one: &Ranked, other: &Ranked| u128::from(one.rate.of) * u128::from(other.rate.among);
            let has_none = |one: &Ranked| one.bounds.is_none();
            has_none(a)
                .cmp(&has_none(b))
                .then_with(|| share(b, a).cmp(&share(a, b)))
                .then_with(|| Reverse(a.bounds).cmp(&Reverse(b.bounds)))
                .then_with(|| (a.key.is_none(), &a.key).cmp(&(b.key.is_none(), &b.key)))
        });
        let mut before: Option<(Rate, usize)> = None;
        for (index, one) in ranked.iter_mut().enumerate().filter(|(_, one)| one.bounds.is_some()) {
            let place = before.filter(|(rate, _)| *rate == one.rate).map_or(index + 1, |(_, place)| place);
            one.place = Some(place);
            before = Some((one.rate, place));
        }
        Ok(ranked)
    }
}
