//! Many questions at once, over slices.
//!
//! Promises: item by item the same answers as the single questions, in the order given; the first
//! item that has none is named, and then nothing may be taken from the result. With the feature
//! `parallel` the items are shared among threads, with the same result to the last bit.

mod time;

use alloc::{boxed::Box, vec::Vec};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use time::Times;

use super::{CalendarError, TimePolicy, WorkCalendar};

/// Days from the common era to 1 January 1970.
const EPOCH: i32 = 719_163;

/// Items that one thread takes at a time.
const CHUNK: usize = 1 << 15;

/// One amount for all items, or one for each.
#[derive(Clone, Copy, Debug)]
pub enum Amounts<'a, T> {
    /// The same for all.
    Same(T),
    /// One for each item.
    Each(&'a [T]),
}

impl<T: Copy> Amounts<'_, T> {
    #[inline]
    fn get(&self, index: usize) -> Option<T> {
        match self {
            Amounts::Same(amount) => Some(*amount),
            Amounts::Each(amounts) => amounts.get(index).copied(),
        }
    }

    fn fits(&self, expected: usize) -> Result<(), CalendarError> {
        match self {
            Amounts::Same(_) => Ok(()),
            Amounts::Each(amounts) => fits("amounts", amounts.len(), expected),
        }
    }
}

/// In what moments and amounts of time are counted since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Millionths of a second.
    Microseconds,
    /// Thousand-millionths of a second.
    Nanoseconds,
}

/// The pauses of many items: those of item `i` stand at `bounds[i] .. bounds[i + 1]`, in any order.
#[derive(Clone, Copy, Debug)]
pub struct Pauses<'a> {
    /// One more than there are items.
    pub bounds: &'a [i32],
    /// Their starts.
    pub from: &'a [i64],
    /// Their ends.
    pub to: &'a [i64],
}

impl<'a> Pauses<'a> {
    #[inline]
    fn of(&self, index: usize) -> Option<(&'a [i64], &'a [i64])> {
        let range = usize::try_from(*self.bounds.get(index)?).ok()?..usize::try_from(*self.bounds.get(index + 1)?).ok()?;
        Some((self.from.get(range.clone())?, self.to.get(range)?))
    }

    fn fits(&self, items: usize) -> Result<(), CalendarError> {
        fits("bounds of pauses", self.bounds.len(), items + 1)?;
        fits("ends of pauses", self.to.len(), self.from.len())?;
        let last = self.bounds.last().and_then(|last| usize::try_from(*last).ok()).unwrap_or(usize::MAX);
        let in_order = self.bounds.first() >= Some(&0) && self.bounds.is_sorted() && last <= self.from.len();
        if in_order { Ok(()) } else { fits("starts of pauses", self.from.len(), last) }
    }
}

impl WorkCalendar {
    /// [`WorkCalendar::add_working_days`] for each of `days`, as days since 1970-01-01, into `due`.
    ///
    /// # Errors
    /// [`CalendarError::Item`] for the first that has no answer; [`CalendarError::Length`].
    pub fn add_working_days_each(&self, days: &[i32], amounts: Amounts<'_, i32>, due: &mut [i32]) -> Result<(), CalendarError> {
        fits("dates", days.len(), due.len())?;
        amounts.fits(due.len())?;
        let base = self.days.base() - EPOCH;
        let add = |day: i32, amount: i32| Some(self.days.add(day.wrapping_sub(base), amount)? + base);
        // One amount for many dates: the two look-ups are done once for each day of the calendar.
        let of_day: Option<Vec<Option<i32>>> = match amounts {
            Amounts::Same(amount) if days.len() >= self.days.len() => {
                let all = (base..).take(self.days.len());
                Some(all.map(|day| add(day, amount)).collect())
            }
            _ => None,
        };
        let failed = each_chunk(due, |offset, due| {
            let days = days.get(offset..offset + due.len())?;
            match (amounts, &of_day) {
                (_, Some(of_day)) => {
                    let found = |day: &i32| *of_day.get(usize::try_from(day.wrapping_sub(base)).ok()?)?;
                    first_missing(due, days.iter().map(found))
                }
                (Amounts::Same(amount), None) => first_missing(due, days.iter().map(|day| add(*day, amount))),
                (Amounts::Each(amounts), None) => {
                    let amounts = amounts.get(offset..offset + due.len())?;
                    first_missing(due, days.iter().zip(amounts).map(|(day, amount)| add(*day, *amount)))
                }
            }
        });
        self.none_missing(failed, |index| self.add_working_days(date(*days.get(index)?), amounts.get(index)?).err())
    }

    /// [`WorkCalendar::working_days_between`] for each pair, as days since 1970-01-01, into `between`.
    ///
    /// # Errors
    /// [`CalendarError::Item`] for the first that has no answer; [`CalendarError::Length`].
    pub fn working_days_between_each(&self, from: &[i32], to: &[i32], between: &mut [i32]) -> Result<(), CalendarError> {
        fits("first dates", from.len(), between.len())?;
        fits("second dates", to.len(), between.len())?;
        let base = self.days.base() - EPOCH;
        let rank = |day: i32| self.days.rank_at(day.wrapping_sub(base));
        let failed = each_chunk(between, |offset, between| {
            let range = offset..offset + between.len();
            let pairs = from.get(range.clone())?.iter().zip(to.get(range)?);
            first_missing(between, pairs.map(|(from, to)| Some(rank(*to)? - rank(*from)?)))
        });
        self.none_missing(failed, |index| self.working_days_between(date(*from.get(index)?), date(*to.get(index)?)).err())
    }

    /// [`WorkCalendar::add_working_time_by`] for each of `starts`, into `due`; starts, amounts,
    /// pauses and results all in `resolution`.
    ///
    /// # Errors
    /// [`CalendarError::Item`] for the first that has no answer; [`CalendarError::Length`].
    pub fn add_working_time_each(
        &self,
        starts: &[i64],
        amounts: Amounts<'_, i64>,
        pauses: Option<Pauses<'_>>,
        resolution: Resolution,
        policy: TimePolicy,
        due: &mut [i64],
    ) -> Result<(), CalendarError> {
        fits("starts", starts.len(), due.len())?;
        amounts.fits(due.len())?;
        pauses.map_or(Ok(()), |pauses| pauses.fits(due.len()))?;
        let times = Times { hours: &self.hours, pauses, policy };
        let failed = each_chunk(due, |offset, due| match resolution {
            Resolution::Seconds => times.add_chunk::<1>(starts, amounts, offset, due),
            Resolution::Milliseconds => times.add_chunk::<1_000>(starts, amounts, offset, due),
            Resolution::Microseconds => times.add_chunk::<1_000_000>(starts, amounts, offset, due),
            Resolution::Nanoseconds => times.add_chunk::<1_000_000_000>(starts, amounts, offset, due),
        });
        self.none_missing(failed, |index| {
            let pauses = item_pauses(pauses, index, resolution);
            let amount = resolution.amount(amounts.get(index)?);
            self.add_working_time_by(resolution.moment(*starts.get(index)?), amount, &pauses, policy).err()
        })
    }

    /// [`WorkCalendar::working_time_between`] for each pair, into `between`; all in `resolution`.
    ///
    /// # Errors
    /// [`CalendarError::Item`] for the first that has no answer; [`CalendarError::Length`].
    pub fn working_time_between_each(
        &self,
        from: &[i64],
        to: &[i64],
        pauses: Option<Pauses<'_>>,
        resolution: Resolution,
        between: &mut [i64],
    ) -> Result<(), CalendarError> {
        fits("first moments", from.len(), between.len())?;
        fits("second moments", to.len(), between.len())?;
        pauses.map_or(Ok(()), |pauses| pauses.fits(between.len()))?;
        let times = Times { hours: &self.hours, pauses, policy: TimePolicy::default() };
        let failed = each_chunk(between, |offset, between| match resolution {
            Resolution::Seconds => times.between_chunk::<1>(from, to, offset, between),
            Resolution::Milliseconds => times.between_chunk::<1_000>(from, to, offset, between),
            Resolution::Microseconds => times.between_chunk::<1_000_000>(from, to, offset, between),
            Resolution::Nanoseconds => times.between_chunk::<1_000_000_000>(from, to, offset, between),
        });
        self.none_missing(failed, |index| {
            let pauses = item_pauses(pauses, index, resolution);
            self.working_time_between(resolution.moment(*from.get(index)?), resolution.moment(*to.get(index)?), &pauses).err()
        })
    }

    fn none_missing(&self, failed: Option<usize>, why: impl Fn(usize) -> Option<CalendarError>) -> Result<(), CalendarError> {
        let Some(index) = failed else { return Ok(()) };
        // What is beyond what a resolution can tell is beyond the calendar too.
        let error = why(index).unwrap_or_else(|| self.beyond(self.last(), false));
        Err(CalendarError::Item { index, error: Box::new(error) })
    }
}

impl Resolution {
    fn per_second(self) -> i64 {
        match self {
            Resolution::Seconds => 1,
            Resolution::Milliseconds => 1_000,
            Resolution::Microseconds => 1_000_000,
            Resolution::Nanoseconds => 1_000_000_000,
        }
    }

    fn moment(self, at: i64) -> DateTime<Utc> {
        let per = self.per_second();
        let nanos = u32::try_from(at.rem_euclid(per) * (1_000_000_000 / per)).unwrap_or_default();
        let far = if at < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        DateTime::from_timestamp(at.div_euclid(per), nanos).unwrap_or(far)
    }

    fn amount(self, amount: i64) -> TimeDelta {
        let per = self.per_second();
        let nanos = u32::try_from(amount.rem_euclid(per) * (1_000_000_000 / per)).unwrap_or_default();
        let far = if amount < 0 { TimeDelta::MIN } else { TimeDelta::MAX };
        TimeDelta::new(amount.div_euclid(per), nanos).unwrap_or(far)
    }
}

fn item_pauses(pauses: Option<Pauses<'_>>, index: usize, resolution: Resolution) -> Vec<core::ops::Range<DateTime<Utc>>> {
    let (from, to) = pauses.and_then(|pauses| pauses.of(index)).unwrap_or_default();
    from.iter().zip(to).map(|(from, to)| resolution.moment(*from)..resolution.moment(*to)).collect()
}

fn date(day: i32) -> NaiveDate {
    let far = if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    day.checked_add(EPOCH).and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(far)
}

fn fits(column: &'static str, found: usize, expected: usize) -> Result<(), CalendarError> {
    if found == expected { Ok(()) } else { Err(CalendarError::Length { column, found, expected }) }
}

/// Writes the answers, and tells the first place without one.
#[inline]
fn first_missing<T: Default>(results: &mut [T], answers: impl Iterator<Item = Option<T>> + Clone) -> Option<usize> {
    let mut are_all_there = true;
    for (result, answer) in results.iter_mut().zip(answers.clone()) {
        are_all_there &= answer.is_some();
        *result = answer.unwrap_or_default();
    }
    // Where it is missing is asked only if one is: the usual way keeps no count.
    if are_all_there { None } else { answers.into_iter().position(|answer| answer.is_none()) }
}

/// Does `work` on chunks of `results`, given with their offset; the first place that it tells.
#[cfg(feature = "parallel")]
fn each_chunk<T: Send>(results: &mut [T], work: impl Fn(usize, &mut [T]) -> Option<usize> + Sync) -> Option<usize> {
    use rayon::prelude::*;
    let chunks = results.par_chunks_mut(CHUNK).enumerate();
    chunks.filter_map(|(chunk, results)| work(chunk * CHUNK, results).map(|missing| chunk * CHUNK + missing)).min()
}

/// Does `work` on chunks of `results`, given with their offset; the first place that it tells.
#[cfg(not(feature = "parallel"))]
fn each_chunk<T: Send>(results: &mut [T], work: impl Fn(usize, &mut [T]) -> Option<usize> + Sync) -> Option<usize> {
    let chunks = results.chunks_mut(CHUNK).enumerate();
    chunks.filter_map(|(chunk, results)| work(chunk * CHUNK, results).map(|missing| chunk * CHUNK + missing)).min()
}
