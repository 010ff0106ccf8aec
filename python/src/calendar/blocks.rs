//! Questions for columns, block by block.
//!
//! Promises: where columns hold what the library computes with, it gets them as they lie, all at
//! once. Otherwise what has to be turned is turned for some thousands of items at a time, which
//! stay in the processor's cache between being read, asked and written. Items of which something
//! is missing are left out of the question, and are missing in the answer.

use std::{
    ops::Range,
    sync::atomic::{AtomicBool, Ordering},
};

use kiennghi::calendar::CalendarError;
use rayon::prelude::*;

use crate::{
    arrow::{Lane, Nulls, Times, Values, zeros},
    civil::CivilTime,
};

/// Items of a block, as many as the library gives to a thread at a time.
pub(super) const BLOCK: usize = 1 << 15;

/// Items of a block for which the library makes a table of all its days first: enough for that to
/// be little beside them, and few enough for the cache.
pub(super) const LONG_BLOCK: usize = 1 << 18;

/// What stands where an answer is missing. No answer is so low.
pub(super) trait Lowest: Copy + Default + Send + Sync {
    /// The lowest number.
    const LOWEST: Self;
}

impl Lowest for i32 {
    const LOWEST: i32 = i32::MIN;
}

impl Lowest for i64 {
    const LOWEST: i64 = i64::MIN;
}

/// Some items of a block: all, or those at these places.
pub(super) type Kept<'a> = Option<&'a [usize]>;

/// Something of which each item has one, or nothing.
pub(super) trait Holding: Sync {
    /// Is it nowhere missing, for all that can be told without looking?
    fn is_whole(&self) -> bool;

    /// Is any of these missing?
    fn has_nulls(&self, range: Range<usize>) -> bool;

    /// Is it missing there?
    fn is_null(&self, index: usize) -> bool;
}

impl Holding for Lane {
    fn is_whole(&self) -> bool {
        matches!(self.nulls, Nulls::None)
    }

    fn has_nulls(&self, range: Range<usize>) -> bool {
        Lane::has_nulls(self, range)
    }

    fn is_null(&self, index: usize) -> bool {
        Lane::is_null(self, index)
    }
}

/// Answers, and whether any is missing.
pub(super) type Answers<R> = Result<(Vec<R>, bool), CalendarError>;

/// Asks for so many items in blocks of so many: `ask` is given the items of a block, those of them that are
/// kept, and where their answers belong, and `shown` turns an answer into what is given back.
pub(super) fn in_blocks<A: Lowest, R: Lowest, S: Default>(
    (items, block): (usize, usize),
    columns: &[&dyn Holding],
    ask: impl Fn(Range<usize>, Kept<'_>, &mut S, &mut [A]) -> Result<(), CalendarError> + Sync,
    shown: impl Fn(A) -> R + Sync,
) -> Answers<R> {
    let mut results = zeros(items);
    let is_missing_somewhere = AtomicBool::new(false);
    let blocks = results.par_chunks_mut(block).enumerate();
    let failed = blocks.map_init(Default::default, |(scratch, answers): &mut (S, Vec<A>), (nth, results)| {
        let range = nth * block..nth * block + results.len();
        let kept = kept(&range, columns);
        answers.clear();
        answers.resize(kept.as_ref().map_or(results.len(), Vec::len), A::default());
        ask(range.clone(), kept.as_deref(), scratch, answers).map_err(|error| named(error, range.start, kept.as_deref()))?;
        match &kept {
            None => results.iter_mut().zip(answers).for_each(|(result, answer)| *result = shown(*answer)),
            Some(kept) => {
                is_missing_somewhere.store(true, Ordering::Relaxed);
                results.fill(R::LOWEST);
                for (place, answer) in kept.iter().zip(answers) {
                    if let Some(result) = results.get_mut(*place) {
                        *result = shown(*answer);
                    }
                }
            }
        }
        Ok(())
    });
    let first = failed.filter_map(Result::err).min_by_key(|(index, _)| *index);
    first.map_or(Ok((results, is_missing_somewhere.into_inner())), |(_, error)| Err(error))
}

/// Asks for all items at once, where all is as the library computes with it.
pub(super) fn at_once<A: Lowest, S: Default>(
    items: usize,
    ask: impl Fn(Range<usize>, Kept<'_>, &mut S, &mut [A]) -> Result<(), CalendarError>,
) -> Answers<A> {
    let mut answers = zeros(items);
    ask(0..items, None, &mut S::default(), &mut answers)?;
    Ok((answers, false))
}

/// The places of a block at which nothing is missing; `None` if that is everywhere.
fn kept(range: &Range<usize>, columns: &[&dyn Holding]) -> Option<Vec<usize>> {
    let with_nulls: Vec<_> = columns.iter().filter(|column| column.has_nulls(range.clone())).collect();
    let is_kept = |place: &usize| !with_nulls.iter().any(|column| column.is_null(range.start + place));
    (!with_nulls.is_empty()).then(|| (0..range.len()).filter(is_kept).collect())
}

/// An error about an item of a block, with its place in the column.
fn named(error: CalendarError, start: usize, kept: Kept<'_>) -> (usize, CalendarError) {
    match error {
        CalendarError::Item { index, error } => {
            let index = start + kept.map_or(Some(index), |kept| kept.get(index).copied()).unwrap_or(index);
            (index, CalendarError::Item { index, error })
        }
        other => (start, other),
    }
}

/// The kept ones of `values`, each turned.
fn turned<'a, T: Copy, N>(values: &[T], kept: Kept<'_>, into: &'a mut Vec<N>, turn: impl Fn(T) -> N) -> &'a [N] {
    into.clear();
    match kept {
        None => into.extend(values.iter().map(|value| turn(*value))),
        Some(kept) => into.extend(kept.iter().filter_map(|place| values.get(*place)).map(|value| turn(*value))),
    }
    into
}

/// Are these numbers of 32 bits as they lie, and none missing?
pub(super) fn is_direct(lane: &Lane) -> bool {
    matches!(lane.values, Values::Narrow(_)) && lane.is_whole()
}

/// Days, or amounts of days: the kept ones of these.
pub(super) fn narrow<'a>(lane: &'a Lane, range: Range<usize>, kept: Kept<'_>, scratch: &'a mut Vec<i32>) -> &'a [i32] {
    match (&lane.values, kept) {
        (Values::Narrow(values), None) => values.get(range).unwrap_or_default(),
        (Values::Narrow(values), _) => turned(values.get(range).unwrap_or_default(), kept, scratch, |value| value),
        (Values::Wide(values), _) => {
            let values = values.get(range).unwrap_or_default();
            // What is too much for 32 bits is beyond every calendar, and so is the nearest that is
            // not. Whether any is, is asked of all at once: cutting alone is a fraction of the work.
            let too_much = |all: i64, value: &i64| all | (value.wrapping_add(1 << 31) & !0xffff_ffff);
            match values.iter().fold(0, too_much) {
                0 => turned(values, kept, scratch, |value| value as i32),
                _ => turned(values, kept, scratch, |value| value.clamp(i32::MIN.into(), i32::MAX.into()) as i32),
            }
        }
    }
}

/// Moments and amounts in a finer unit, the moments as instants.
pub(super) struct Turned<'a> {
    pub(super) times: &'a Times,
    /// How many of the finer unit one of theirs has.
    pub(super) scale: i64,
    /// How many of theirs a second has.
    pub(super) per: i64,
    /// The zone in which they are civil; `None` for what is none.
    pub(super) civil: Option<&'a CivilTime>,
}

impl Turned<'_> {
    /// Are they what the library computes with, as they lie?
    pub(super) fn is_direct(&self) -> bool {
        self.scale == 1 && self.civil.is_none() && self.times.lane.is_whole()
    }

    /// All of them, as they lie.
    pub(super) fn all(&self) -> &[i64] {
        match &self.times.lane.values {
            Values::Wide(values) => values,
            Values::Narrow(_) => &[],
        }
    }

    /// The kept ones of these.
    pub(super) fn read<'a>(&'a self, range: Range<usize>, kept: Kept<'_>, scratch: &'a mut Vec<i64>) -> &'a [i64] {
        let values = self.all().get(range).unwrap_or_default();
        let (scale, per) = (self.scale, self.per);
        // What a finer unit cannot tell is beyond every calendar, and so is what is nearest to it.
        match (self.civil, self.civil.and_then(CivilTime::one_offset)) {
            (None, _) if scale == 1 && kept.is_none() => values,
            (None, _) if scale == 1 => turned(values, kept, scratch, |value| value),
            (None, _) => turned(values, kept, scratch, |value| value.saturating_mul(scale)),
            (_, Some(offset)) => {
                let ahead = i64::from(offset) * per;
                turned(values, kept, scratch, |value| value.saturating_sub(ahead).saturating_mul(scale))
            }
            (Some(civil), None) => turned(values, kept, scratch, |value| civil.instant_in(per, value).saturating_mul(scale)),
        }
    }
}
