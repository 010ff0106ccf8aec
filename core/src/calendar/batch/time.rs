//! Questions about time, chunk by chunk.
//!
//! Promises: the answers of the single questions. A chunk in which everything is as it nearly
//! always is goes through tables made for that; one odd item, and each is looked at by itself.

use alloc::vec::Vec;
use core::ops::Range;

use super::{
    super::{OutsideHours, TimePolicy, hours::HoursTable, joined, quick::Quick, shift},
    Amounts, Pauses, first_missing,
};

/// Items that go through one step before any goes through the next: few enough to stay near.
const BLOCK: usize = 512;

/// A batch of questions about time.
pub(super) struct Times<'a> {
    pub(super) hours: &'a HoursTable,
    pub(super) pauses: Option<Pauses<'a>>,
    pub(super) policy: TimePolicy,
}

impl Times<'_> {
    pub(super) fn add_chunk<const PER: i64>(
        &self,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        offset: usize,
        due: &mut [i64],
    ) -> Option<usize> {
        let starts = starts.get(offset..offset + due.len())?;
        if let Some(quick) = self.hours.quick::<PER>().filter(|quick| self.is_ordinary(quick, starts, amounts, offset)) {
            return self.add_ordinary(&quick, starts, amounts, offset, due);
        }
        let items = (offset..).zip(starts);
        first_missing(due, items.map(|(index, start)| self.add::<PER>(index, *start, amounts.get(index)?)))
    }

    /// The walk over pauses for a block of items, and then the moments for it. How often a walk goes
    /// on cannot be foreseen, and looking up a moment takes long: neither waits for the other.
    fn add_ordinary<const PER: i64>(
        &self,
        quick: &Quick<'_, PER>,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        offset: usize,
        due: &mut [i64],
    ) -> Option<usize> {
        let landing = self.policy.landing;
        for (block, (due, starts)) in due.chunks_mut(BLOCK).zip(starts.chunks(BLOCK)).enumerate() {
            let first = block * BLOCK;
            for (index, (due, start)) in (offset + first..).zip(due.iter_mut().zip(starts)) {
                let (from, to) = self.pauses.and_then(|pauses| pauses.of(index)).unwrap_or_default();
                let pauses = from.iter().zip(to).map(|(from, to)| (quick.rank(*from), || quick.rank(*to)));
                let target = shift::forward_lazily(quick.rank(*start), amounts.get(index)?, pauses, landing);
                *due = target.unwrap_or(i64::MAX);
            }
            for (place, due) in (first..).zip(due) {
                let Some(moment) = quick.select(*due, landing) else { return Some(place) };
                *due = moment;
            }
        }
        None
    }

    /// Is everything about these items as it nearly always is: times in the table, amounts of more
    /// than nothing, pauses earliest first? Asked for many at once, since one loop after another
    /// over whole columns costs a fraction of asking for each item.
    fn is_ordinary<const PER: i64>(
        &self,
        quick: &Quick<'_, PER>,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        offset: usize,
    ) -> bool {
        let range = offset..offset + starts.len();
        let amounts_fit = match amounts {
            Amounts::Same(amount) => amount > 0,
            Amounts::Each(amounts) => {
                amounts.get(range.clone()).is_some_and(|amounts| amounts.iter().fold(true, |all, amount| all & (*amount > 0)))
            }
        };
        amounts_fit
            && self.policy.outside_hours == OutsideHours::FromOpening
            && starts.iter().fold(0, |sign, start| sign | quick.outside(*start)) >= 0
            && self.pauses.is_none_or(|pauses| pauses.are_in_order(range, |at| quick.outside(at)))
    }

    /// Any item: it is looked at by itself.
    fn add<const PER: i64>(&self, index: usize, start: i64, amount: i64) -> Option<i64> {
        let pauses = self.pauses.map_or(Some(Default::default()), |pauses| pauses.of(index))?;
        let is_working = self.hours.is_working(start.div_euclid(PER))?;
        if self.policy.outside_hours == OutsideHours::Refuse && !is_working {
            return None;
        }
        self.hours.add::<PER>(start, amount, self.policy, &self.ranks::<PER>(pauses)?)
    }

    fn ranks<const PER: i64>(&self, (from, to): (&[i64], &[i64])) -> Option<Vec<(i64, i64)>> {
        let ranks = from.iter().zip(to).map(|(from, to)| match from <= to {
            true => Some((self.hours.rank::<PER>(*from)?, self.hours.rank::<PER>(*to)?)),
            false => None,
        });
        Some(joined(ranks.collect::<Option<_>>()?))
    }

    pub(super) fn between_chunk<const PER: i64>(
        &self,
        from: &[i64],
        to: &[i64],
        offset: usize,
        between: &mut [i64],
    ) -> Option<usize> {
        let range = offset..offset + between.len();
        let pairs = from.get(range.clone())?.iter().zip(to.get(range)?);
        let items = (offset..).zip(pairs);
        first_missing(
            between,
            items.map(|(index, (from, to))| {
                let (from, to) = (self.hours.rank::<PER>(*from)?, self.hours.rank::<PER>(*to)?);
                let pauses = match self.pauses {
                    Some(pauses) => self.ranks::<PER>(pauses.of(index)?)?,
                    None => return Some(to - from),
                };
                let paused = shift::paused((from.min(to), from.max(to)), pauses.into_iter());
                Some((to - from) - (to - from).signum() * paused)
            }),
        )
    }
}

impl<'a> Pauses<'a> {
    /// The bounds of these items, and the starts and ends of all their pauses.
    fn of_all(&self, items: Range<usize>) -> Option<(&'a [i32], &'a [i64], &'a [i64])> {
        let bounds = self.bounds.get(items.start..=items.end)?;
        let range = usize::try_from(*bounds.first()?).ok()?..usize::try_from(*bounds.last()?).ok()?;
        Some((bounds, self.from.get(range.clone())?, self.to.get(range)?))
    }

    /// Are the pauses of these items each in its place: in the table, not reversed, and those of
    /// one item earliest first?
    fn are_in_order(&self, items: Range<usize>, outside: impl Fn(i64) -> i64) -> bool {
        let Some((bounds, from, to)) = self.of_all(items) else { return false };
        let start = bounds.first().copied().unwrap_or_default();
        let fits = from.iter().zip(to).fold(0, |sign, (from, to)| sign | outside(*from) | outside(*to) | to.wrapping_sub(*from));
        if fits < 0 {
            return false;
        }
        // Starts may only go back where another item begins: as often there as anywhere.
        let goes_back = |(before, after): (&i64, &i64)| (after - before).cast_unsigned() >> 63;
        let anywhere: u64 = from.iter().zip(from.get(1..).unwrap_or_default()).map(goes_back).sum();
        let where_an_item_begins = bounds.windows(2).map(|pair| {
            let (begin, end) = (pair.first().map_or(0, |begin| begin - start), pair.last().map_or(0, |end| end - start));
            let at = begin as usize;
            let back = from.get(at.wrapping_sub(1)).zip(from.get(at)).map_or(0, goes_back);
            back & u64::from(begin < end)
        });
        anywhere == where_an_item_begins.sum::<u64>()
    }
}
