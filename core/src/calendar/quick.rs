//! Rank and select where every day has 24 hours and at most two stints, as in most offices.
//!
//! Promises: the answers of `hours`, in less time: no clock changes, there is room for two stints on
//! each day, and the caller has checked that moments lie in the table.

use super::{
    hours::{DayWork, HoursTable, Stint},
    policy::Landing,
    zone::DAY,
};

/// Shapes of days that an office may have, and not need a search among them.
const SHAPES: usize = 16;

/// A view of a table, for moments in units of which a second has `PER`.
#[derive(Clone, Copy)]
pub(super) struct Quick<'a, const PER: i64> {
    /// When the table starts and ends.
    first: i64,
    end: i64,
    days: &'a [DayWork],
    stints: [[Stint; 2]; SHAPES],
    hours: &'a HoursTable,
}

impl HoursTable {
    /// The quick way, if this table has it and its moments can be told in that unit.
    pub(super) fn quick<const PER: i64>(&self) -> Option<Quick<'_, PER>> {
        let (first, end) = self.covers();
        let (first, end) = (first.checked_mul(PER)?, end.checked_mul(PER)?);
        let (known, _) = self.stints.as_chunks();
        let is_quick = self.starts.is_empty() && self.width == 2 && known.len() <= SHAPES;
        let mut stints = [[Stint::default(); 2]; SHAPES];
        stints.iter_mut().zip(known).for_each(|(to, from)| *to = *from);
        is_quick.then_some(Quick { first, end, days: &self.days, stints, hours: self })
    }
}

impl<const PER: i64> Quick<'_, PER> {
    /// Negative for a moment that the table does not cover. A sign instead of a comparison, since
    /// the processor makes signs of several moments at once, and one sign of many.
    #[inline]
    pub(super) fn outside(&self, at: i64) -> i64 {
        let since = at.wrapping_sub(self.first);
        since | (self.end - self.first).wrapping_sub(since)
    }

    /// The stints of a day.
    #[inline]
    fn stints(&self, day: DayWork) -> &[Stint; 2] {
        let [.., last] = &self.stints;
        self.stints.get(day.shape() % SHAPES).unwrap_or(last)
    }

    /// Working time before the moment `at`, which the table covers.
    #[inline]
    pub(super) fn rank(&self, at: i64) -> i64 {
        let since = (at - self.first).cast_unsigned();
        let length = (DAY * PER).cast_unsigned();
        let (day, within) = (since / length, (since % length).cast_signed());
        let day = self.days.get(day as usize).copied().unwrap_or_default();
        let worked = |stint: &Stint| {
            let (start, end) = (i64::from(stint.start) * PER, i64::from(stint.end) * PER);
            (within - start).max(0).min(end - start)
        };
        let [first, second] = self.stints(day);
        day.before() * PER + worked(first) + worked(second)
    }

    /// The moment at which `amount` of working time, which is not negative, has passed since the
    /// table's start: the first such moment, or the last (the next opening).
    #[inline]
    pub(super) fn select(&self, amount: i64, landing: Landing) -> Option<i64> {
        match landing {
            Landing::AtClosing => Some(self.start_of(amount - 1)? + 1),
            Landing::AtNextOpening => self.start_of(amount),
        }
    }

    /// The moment at which the unit of working time with that number starts.
    #[inline]
    fn start_of(&self, unit: i64) -> Option<i64> {
        // Not negative, and so without the rounding of negative numbers.
        let second = (unit.cast_unsigned() / PER.cast_unsigned()).cast_signed();
        let place = self.hours.place(second)?;
        let (work, day) = (*self.hours.worked.get(place)?, *self.hours.places.get(place)?);
        let [first, next] = self.stints(work);
        let within = unit - work.before() * PER;
        // Without a branch, for whether it is before lunch or after cannot be foreseen.
        let is_after = i64::from(within >= i64::from(next.before) * PER);
        let lunch = is_after * i64::from(next.start - first.end) * PER;
        Some(self.first + i64::from(day) * (DAY * PER) + i64::from(first.start) * PER + lunch + within)
    }
}
