//! Rank and select where every day has 24 hours and at most two stints, as in most offices.
//!
//! Promises: the answers of `hours`, in less time: no clock changes, there is room for two stints on
//! each day, and the caller has checked that moments lie in the table. What has no such table is for
//! `hours` itself.

use super::{
    hours::{DayWork, HoursTable, Stint},
    policy::Landing,
    zone::DAY,
};

/// Shapes of days that an office may have, and not need a search among them.
const SHAPES: usize = 16;

/// A quick view of a table, for moments in units of which a second has `PER`.
pub(super) trait Quick<const PER: i64> {
    /// When the table starts and ends.
    fn covers(&self) -> (i64, i64);
    /// Working time before the moment `at`, which the table covers.
    fn rank(&self, at: i64) -> i64;
    /// The moment at which the unit of working time with that number starts; `None` if the table
    /// has fewer. Of a negative number, which the table never has, `None` as well.
    fn start_of(&self, unit: i64) -> Option<i64>;

    /// Negative for a moment that the table does not cover. A sign instead of a comparison, since
    /// the processor makes signs of several moments at once, and one sign of many.
    #[inline]
    fn outside(&self, at: i64) -> i64 {
        let (first, end) = self.covers();
        let since = at.wrapping_sub(first);
        since | (end - first).wrapping_sub(since)
    }

    /// The moment at which `amount` of working time, which is not negative, has passed since the
    /// table's start: the first such moment, or the last (the next opening).
    #[inline]
    fn select(&self, amount: i64, landing: Landing) -> Option<i64> {
        match landing {
            Landing::AtClosing => Some(self.start_of(amount.wrapping_sub(1))? + 1),
            Landing::AtNextOpening => self.start_of(amount),
        }
    }
}

/// Which day of a table that starts at `first` a moment lies in, and how far.
#[inline]
fn day_of<const PER: i64>(at: i64, first: i64) -> (usize, i64) {
    // Not negative, and so without the rounding of negative numbers.
    let (since, length) = (at.wrapping_sub(first).cast_unsigned(), (DAY * PER).cast_unsigned());
    let day = since / length;
    (day as usize, (since - day * length).cast_signed())
}

/// Of a table whose days with work are all alike, as in most offices. The hours are kept where the
/// processor needs no look-up for them, and the day of any unit is told by a division.
#[derive(Clone, Copy)]
pub(super) struct Alike<'a, const PER: i64> {
    first: i64,
    end: i64,
    days: &'a [DayWork],
    /// The days that have work.
    worked: &'a [u32],
    /// When work starts, and starts again after lunch; the second is never if there is no lunch.
    opening: (i64, i64),
    /// How long it lasts before lunch and after.
    length: (i64, i64),
    /// 2^64 by the seconds of a day's work, rounded up: to multiply is quicker than to divide.
    inverse: u64,
}

/// Of a table with few shapes of days.
#[derive(Clone, Copy)]
pub(super) struct FewShapes<'a, const PER: i64> {
    first: i64,
    end: i64,
    days: &'a [DayWork],
    stints: [[Stint; 2]; SHAPES],
    hours: &'a HoursTable,
}

impl HoursTable {
    /// When the table starts and ends, and its shapes, if no clock changes and two stints are enough.
    fn even<const PER: i64>(&self) -> Option<(i64, i64, &[[Stint; 2]])> {
        let (first, end) = self.covers();
        let (first, end) = (first.checked_mul(PER)?, end.checked_mul(PER)?);
        let (shapes, _) = self.stints.as_chunks();
        (self.starts.is_empty() && self.width == 2).then_some((first, end, shapes))
    }

    /// The view for days that are all alike.
    pub(super) fn alike<const PER: i64>(&self) -> Option<Alike<'_, PER>> {
        let (first, end, shapes) = self.even::<PER>()?;
        // The first shape is that of days without work.
        let [_, [morning, afternoon]] = shapes else { return None };
        let length = |stint: &Stint| i64::from(stint.end - stint.start);
        let seconds = length(morning) + length(afternoon);
        Some(Alike {
            first,
            end,
            days: &self.days,
            worked: self.places.split_last()?.1,
            opening: (i64::from(morning.start) * PER, i64::from(afternoon.start) * PER),
            length: (length(morning) * PER, length(afternoon) * PER),
            inverse: u64::MAX.checked_div(seconds.cast_unsigned())?.checked_add(1)?,
        })
    }

    /// The view for days of few shapes.
    pub(super) fn few_shapes<const PER: i64>(&self) -> Option<FewShapes<'_, PER>> {
        let (first, end, known) = self.even::<PER>()?;
        let mut stints = [[Stint::default(); 2]; SHAPES];
        stints.iter_mut().zip(known).for_each(|(to, from)| *to = *from);
        (known.len() <= SHAPES).then_some(FewShapes { first, end, days: &self.days, stints, hours: self })
    }
}

impl<const PER: i64> Quick<PER> for Alike<'_, PER> {
    #[inline]
    fn covers(&self) -> (i64, i64) {
        (self.first, self.end)
    }

    #[inline]
    fn rank(&self, at: i64) -> i64 {
        let (day, within) = day_of::<PER>(at, self.first);
        let day = self.days.get(day).copied().unwrap_or_default();
        let morning = (within - self.opening.0).max(0).min(self.length.0);
        let afternoon = (within - self.opening.1).max(0).min(self.length.1);
        // There are two shapes, nothing and this: its number says whether the day has it.
        day.before() * PER + (morning + afternoon) * i64::from(day.shape())
    }

    #[inline]
    fn start_of(&self, unit: i64) -> Option<i64> {
        let second = unit.cast_unsigned() / PER.cast_unsigned();
        // Exact for what any table has, 2^34 seconds, and for more never less than it has.
        let place = (u128::from(second) * u128::from(self.inverse)) >> 64;
        let day = *self.worked.get(place as usize)?;
        let within = unit - (place as u64).cast_signed() * (self.length.0 + self.length.1);
        let opening = if within < self.length.0 { self.opening.0 } else { self.opening.1 - self.length.0 };
        Some(self.first + i64::from(day) * (DAY * PER) + opening + within)
    }
}

impl<const PER: i64> FewShapes<'_, PER> {
    #[inline]
    fn stints(&self, day: DayWork) -> &[Stint; 2] {
        let [.., last] = &self.stints;
        self.stints.get(usize::from(day.shape()) % SHAPES).unwrap_or(last)
    }
}

impl<const PER: i64> Quick<PER> for FewShapes<'_, PER> {
    #[inline]
    fn covers(&self) -> (i64, i64) {
        (self.first, self.end)
    }

    #[inline]
    fn rank(&self, at: i64) -> i64 {
        let (day, within) = day_of::<PER>(at, self.first);
        let day = self.days.get(day).copied().unwrap_or_default();
        let worked = |stint: &Stint| {
            let (start, end) = (i64::from(stint.start) * PER, i64::from(stint.end) * PER);
            (within - start).max(0).min(end - start)
        };
        let [first, second] = self.stints(day);
        day.before() * PER + worked(first) + worked(second)
    }

    #[inline]
    fn start_of(&self, unit: i64) -> Option<i64> {
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
