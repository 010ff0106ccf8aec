//! Rank and select over the days of a calendar.
//!
//! Promises: O(1) for every question, 8 bytes per day, no answer outside the table. It knows days
//! as worked or not, and nothing of why.

use alloc::vec::Vec;

use chrono::{Datelike, NaiveDate};

/// The longest table: 400 years of days, the period after which the Gregorian calendar repeats.
/// A text that asks for more is a mistake, and would cost memory before anyone sees it.
pub const MOST_DAYS: usize = 146_097;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayTable {
    first: NaiveDate,
    last: NaiveDate,
    /// Days from the common era to `first`.
    base: i32,
    /// For each day, how many working days there are up to and with it.
    rank: Vec<i32>,
    /// For each working day, in order, its index.
    select: Vec<i32>,
}

impl DayTable {
    /// The table over `first ..= last`, of which `is_working` tells the worked days.
    pub(super) fn build(first: NaiveDate, last: NaiveDate, is_working: impl Fn(NaiveDate) -> bool) -> DayTable {
        let mut rank = Vec::new();
        let mut select = Vec::new();
        let mut worked = 0;
        for (index, date) in (0..).zip(first.iter_days().take_while(|date| *date <= last)) {
            if is_working(date) {
                worked += 1;
                select.push(index);
            }
            rank.push(worked);
        }
        DayTable { first, last, base: first.num_days_from_ce(), rank, select }
    }

    pub(super) fn first(&self) -> NaiveDate {
        self.first
    }

    pub(super) fn last(&self) -> NaiveDate {
        self.last
    }

    /// Working days up to and with `date`.
    pub(super) fn rank(&self, date: NaiveDate) -> Option<i32> {
        let index = usize::try_from(date.num_days_from_ce() - self.base).ok()?;
        self.rank.get(index).copied()
    }

    pub(super) fn is_working(&self, date: NaiveDate) -> Option<bool> {
        let rank = self.rank(date)?;
        let index = date.num_days_from_ce() - self.base;
        let Ok(nth) = usize::try_from(rank - 1) else { return Some(false) };
        Some(self.select.get(nth) == Some(&index))
    }

    /// The `days`-th working day after `date`, or before it.
    pub(super) fn add(&self, date: NaiveDate, days: i32) -> Option<NaiveDate> {
        let rank = self.rank(date)?;
        let nth = match days {
            0 => return Some(date),
            1.. => rank.checked_add(days)? - 1,
            // Working days before `date` itself: `date` is not one of them, if it is worked.
            _ => (rank - i32::from(self.is_working(date)?)).checked_add(days)?,
        };
        let index = self.select.get(usize::try_from(nth).ok()?)?;
        NaiveDate::from_num_days_from_ce_opt(self.base + index)
    }
}
