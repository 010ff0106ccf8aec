//! Rank and select over the days of a calendar.
//!
//! Promises: O(1) for every question, 8 bytes per day, no answer outside the table. It knows days
//! as worked or not, and nothing of why.

use alloc::vec::Vec;

use chrono::{Datelike, NaiveDate};

use super::Span;

/// The longest table: 400 years of days, the period after which the Gregorian calendar repeats.
/// A text that asks for more is a mistake, and would cost memory before anyone sees it.
pub const MOST_DAYS: usize = 146_097;

#[derive(Clone, Debug)]
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
    /// The table over `first ..= last`, whose days have these hours, in order.
    pub(super) fn build(first: NaiveDate, last: NaiveDate, hours: &[&[Span]]) -> DayTable {
        let mut rank = Vec::with_capacity(hours.len());
        let mut select = Vec::new();
        let mut worked = 0;
        for (index, hours) in (0..).zip(hours) {
            if !hours.is_empty() {
                worked += 1;
                select.push(index);
            }
            rank.push(worked);
        }
        select.shrink_to_fit();
        DayTable { first, last, base: first.num_days_from_ce(), rank, select }
    }

    pub(super) fn first(&self) -> NaiveDate {
        self.first
    }

    pub(super) fn last(&self) -> NaiveDate {
        self.last
    }

    /// How many days there are.
    pub(super) fn len(&self) -> usize {
        self.rank.len()
    }

    /// Days from the common era to the first day.
    pub(super) fn base(&self) -> i32 {
        self.base
    }

    /// Bytes that the tables take.
    pub(super) fn bytes(&self) -> usize {
        (self.rank.capacity() + self.select.capacity()) * size_of::<i32>()
    }

    /// Working days up to and with the day of that index.
    #[inline]
    pub(super) fn rank_at(&self, index: i32) -> Option<i32> {
        self.rank.get(usize::try_from(index).ok()?).copied()
    }

    /// The index of the `nth` working day, from 0.
    #[inline]
    pub(super) fn select(&self, nth: i32) -> Option<i32> {
        self.select.get(usize::try_from(nth).ok()?).copied()
    }

    /// The index of the `amount`-th working day after that of `index`; before it, if negative.
    #[inline]
    pub(super) fn add(&self, index: i32, amount: i32) -> Option<i32> {
        let rank = self.rank_at(index)?;
        self.select(match amount {
            0 => return Some(index),
            1.. => rank.wrapping_add(amount - 1),
            _ => self.rank_at(index - 1).unwrap_or_default().wrapping_add(amount),
        })
    }

    /// Working days up to and with `date`.
    pub(super) fn rank(&self, date: NaiveDate) -> Option<i32> {
        self.rank_at(self.index(date))
    }

    pub(super) fn is_working(&self, date: NaiveDate) -> Option<bool> {
        Some(self.rank(date)? > self.rank_before(date)?)
    }

    /// Working days up to `date`, without it: where a count going back starts.
    pub(super) fn rank_before(&self, date: NaiveDate) -> Option<i32> {
        let index = self.index(date);
        self.rank_at(index)?;
        Some(self.rank_at(index - 1).unwrap_or_default())
    }

    pub(super) fn index(&self, date: NaiveDate) -> i32 {
        date.num_days_from_ce() - self.base
    }

    pub(super) fn date(&self, index: i32) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.base.checked_add(index)?)
    }
}
