//! Questions about time, chunk by chunk.
//!
//! Promises: the answers of the single questions. A block in which everything is as it nearly
//! always is goes through tables made for that; one odd item, and each is looked at by itself.

use alloc::vec::Vec;
use core::ops::Range;

use super::{
    super::{Landing, OutsideHours, TimePolicy, hours::HoursTable, joined, quick::Quick, shift},
    Amounts, Pauses, first_missing,
};

/// Items that are looked over before they are counted: few enough to stay near meanwhile.
const BLOCK: usize = 1024;

/// The bounds of no pauses.
static NO_PAUSES: [i32; BLOCK + 1] = [0; BLOCK + 1];

/// A batch of questions about time.
pub(super) struct Times<'a> {
    pub(super) hours: &'a HoursTable,
    pub(super) pauses: Option<Pauses<'a>>,
    pub(super) policy: TimePolicy,
}

impl Times<'_> {
    /// A chunk of `due`, whose items begin at `offset` in the columns.
    pub(super) fn add_chunk<const PER: i64>(
        &self,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        offset: usize,
        due: &mut [i64],
    ) -> Option<usize> {
        let starts = starts.get(offset..offset + due.len())?;
        if self.policy.outside_hours != OutsideHours::FromOpening {
            return self.add_any::<PER>(starts, amounts, offset, due);
        }
        match self.hours.alike::<PER>() {
            Some(alike) => self.add_blocks(&alike, starts, amounts, offset, due),
            None => match self.hours.few_shapes::<PER>() {
                Some(few) => self.add_blocks(&few, starts, amounts, offset, due),
                None => self.add_any::<PER>(starts, amounts, offset, due),
            },
        }
    }

    /// Block by block: those that are as they nearly always are by a quick view.
    fn add_blocks<const PER: i64>(
        &self,
        quick: &impl Quick<PER>,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        offset: usize,
        due: &mut [i64],
    ) -> Option<usize> {
        let same = match amounts {
            Amounts::Same(amount) => [amount; BLOCK],
            Amounts::Each(_) => [0; BLOCK],
        };
        for (begin, (due, starts)) in (0..).step_by(BLOCK).zip(due.chunks_mut(BLOCK).zip(starts.chunks(BLOCK))) {
            let items = offset + begin..offset + begin + due.len();
            let amounts_of_block = match amounts {
                Amounts::Same(_) => same.get(..due.len())?,
                Amounts::Each(amounts) => amounts.get(items.clone())?,
            };
            let pauses = match self.pauses {
                Some(pauses) => pauses.of_all(items.clone())?,
                None => Pauses { bounds: NO_PAUSES.get(..=due.len())?, from: &[], to: &[] },
            };
            let block = Block { starts, amounts: amounts_of_block, pauses, landing: self.policy.landing };
            if block.add(quick, due).is_none()
                && let Some(missing) = self.add_any::<PER>(starts, amounts, items.start, due)
            {
                return Some(begin + missing);
            }
        }
        None
    }

    /// Any items: each is looked at by itself.
    fn add_any<const PER: i64>(
        &self,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        offset: usize,
        due: &mut [i64],
    ) -> Option<usize> {
        let items = (offset..).zip(starts);
        first_missing(due, items.map(|(index, start)| self.add::<PER>(index, *start, amounts.get(index)?)))
    }

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

/// Items of which each has its amount and its pauses, perhaps none.
struct Block<'a> {
    starts: &'a [i64],
    amounts: &'a [i64],
    pauses: Pauses<'a>,
    landing: Landing,
}

impl Block<'_> {
    /// The moments for all of them. `None` if anything is not as it nearly always is (times in the
    /// table, amounts of more than nothing, pauses earliest first), or if one has no answer: what was
    /// written means nothing then. Asked with signs, many at once where that can be, since asking of
    /// each item would take as long as the rest.
    fn add<const PER: i64>(&self, quick: &impl Quick<PER>, due: &mut [i64]) -> Option<()> {
        let Pauses { bounds, from, to } = self.pauses;
        let pauses = from.iter().zip(to);
        let mut sign =
            pauses.fold(0, |sign, (from, to)| sign | quick.outside(*from) | quick.outside(*to) | to.wrapping_sub(*from));
        if sign < 0 {
            return None;
        }
        // Starts may only go back where another item begins: as often there as anywhere.
        let goes_back = |before: &i64, after: &i64| (after - before).cast_unsigned() >> 63;
        let mut backs: u64 =
            from.iter().zip(from.get(1..).unwrap_or_default()).map(|(before, after)| goes_back(before, after)).sum();
        let base = bounds.first()?;
        let terms = self.starts.iter().zip(self.amounts).zip(bounds.windows(2));
        for (due, ((start, amount), bounds)) in due.iter_mut().zip(terms) {
            let [begin, end] = bounds else { return None };
            let (begin, end) = ((begin - base) as usize, (end - base) as usize);
            if let (Some(before), Some(first)) = (from.get(begin.wrapping_sub(1)), from.get(begin)) {
                backs -= goes_back(before, first) & u64::from(begin < end);
            }
            sign |= quick.outside(*start) | amount | amount.wrapping_sub(1);
            let pauses = from.get(begin..end)?.iter().zip(to.get(begin..end)?);
            let (from, to) = (|pause: &(&i64, _)| quick.rank(*pause.0), |pause: &(_, &i64)| quick.rank(*pause.1));
            *due = quick.select(shift::forward_by(quick.rank(*start), *amount, pauses, from, to, self.landing)?, self.landing)?;
        }
        (sign >= 0 && backs == 0).then_some(())
    }
}

impl<'a> Pauses<'a> {
    /// Those of the items in that range alone.
    fn of_all(&self, items: Range<usize>) -> Option<Pauses<'a>> {
        let bounds = self.bounds.get(items.start..=items.end)?;
        let range = usize::try_from(*bounds.first()?).ok()?..usize::try_from(*bounds.last()?).ok()?;
        Some(Pauses { bounds, from: self.from.get(range.clone())?, to: self.to.get(range)? })
    }
}
