//! What is measured besides counts: exact sums, and how long it took.
//!
//! Promises: no float. A mean is a sum and a number; a percentile is a value that occurred. All of
//! it adds up in any order, and what was added can be taken away again.

use alloc::vec::Vec;
use core::{cmp::Ordering, ops::AddAssign};

use super::Rate;

/// A sum, and of how many: their mean is the one by the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean {
    /// The sum.
    pub sum: u64,
    /// Of how many.
    pub count: u64,
}

impl Mean {
    /// The mean in hundredths, rounded half up; `None` if there is nothing to divide by.
    pub fn hundredths(self) -> Option<u64> {
        (self.count > 0).then(|| {
            let (sum, count) = (u128::from(self.sum), u128::from(self.count));
            u64::try_from((sum * 200 + count) / (count * 2)).unwrap_or(u64::MAX)
        })
    }

    pub(super) fn add(&mut self, value: u64, change: Change) {
        change.apply(&mut self.sum, value);
        change.apply(&mut self.count, 1);
    }
}

/// Is something counted, or taken away again?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Add,
    TakeAway,
}

impl Change {
    /// Wrapping: what is taken away was added before.
    pub(super) fn apply(self, count: &mut u64, by: u64) {
        *count = match self {
            Change::Add => count.wrapping_add(by),
            Change::TakeAway => count.wrapping_sub(by),
        };
    }
}

/// How long each took, in working minutes: how many took how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// Each value that occurred and how often, in order.
    minutes: Vec<(u32, u64)>,
}

impl Durations {
    /// Of values in any order.
    pub(super) fn of(mut values: Vec<u32>) -> Durations {
        values.sort_unstable();
        let mut minutes: Vec<(u32, u64)> = Vec::new();
        for value in values {
            match minutes.last_mut() {
                Some((known, count)) if *known == value => *count += 1,
                _ => minutes.push((value, 1)),
            }
        }
        Durations { minutes }
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.minutes.iter().map(|(_, count)| count).sum()
    }

    /// All minutes, and of how many.
    pub fn mean(&self) -> Mean {
        let sum = self.minutes.iter().map(|(minutes, count)| u64::from(*minutes) * count).sum();
        Mean { sum, count: self.count() }
    }

    /// The median, in working minutes: the least that half of them did not exceed.
    pub fn median(&self) -> Option<u32> {
        self.percentile(50)
    }

    /// The least value that at least `percent` of them did not exceed, by the nearest rank: one that
    /// occurred. `None` if there are none, or for more than 100.
    pub fn percentile(&self, percent: u8) -> Option<u32> {
        let rank = (u128::from(self.count()) * u128::from(percent)).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.minutes.iter().find(|(_, count)| {
            seen += u128::from(*count);
            seen >= rank
        });
        found.map(|(minutes, _)| *minutes)
    }

    /// Each value that occurred, in order, and how often.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u64)> + '_ {
        self.minutes.iter().copied()
    }

    pub(super) fn add(&mut self, minutes: u32, times: u64, change: Change) {
        let place = self.minutes.binary_search_by_key(&minutes, |(known, _)| *known);
        let place = place.unwrap_or_else(|place| {
            self.minutes.insert(place, (minutes, 0));
            place
        });
        if let Some((_, count)) = self.minutes.get_mut(place) {
            change.apply(count, times);
            if *count == 0 {
                self.minutes.remove(place);
            }
        }
    }
}

impl AddAssign<&Durations> for Durations {
    fn add_assign(&mut self, other: &Durations) {
        if self.minutes.is_empty() {
            self.minutes.clone_from(&other.minutes);
            return;
        }
        let mut merged = Vec::with_capacity(self.minutes.len() + other.minutes.len());
        let (mut mine, mut theirs) = (self.minutes.iter().copied().peekable(), other.minutes.iter().copied().peekable());
        while let (Some(a), Some(b)) = (mine.peek().copied(), theirs.peek().copied()) {
            match a.0.cmp(&b.0) {
                Ordering::Less => merged.extend(mine.next()),
                Ordering::Greater => merged.extend(theirs.next()),
                Ordering::Equal => {
                    merged.push((a.0, a.1 + b.1));
                    mine.next();
                    theirs.next();
                }
            }
        }
        merged.extend(mine.chain(theirs));
        self.minutes = merged;
    }
}

/// What is measured of one group in one period besides its counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Working time from arrival (or opening again) to the reply, without what the rule does not
    /// count, of the replies of the period.
    pub to_reply: Durations,
    /// Of the replies of the period: by how many days each was put on record after it was given.
    pub recording_lag: Mean,
    /// Scores that were given in the period, 1 to 5.
    pub rating: Mean,
    /// Of the replies of the period that had a due date: how many were on time before any extension
    /// or promise moved it.
    pub on_time_originally: Rate,
}

impl AddAssign<&Figures> for Figures {
    fn add_assign(&mut self, other: &Figures) {
        self.to_reply += &other.to_reply;
        for (mine, theirs) in [(&mut self.recording_lag, other.recording_lag), (&mut self.rating, other.rating)] {
            mine.sum += theirs.sum;
            mine.count += theirs.count;
        }
        self.on_time_originally.of += other.on_time_originally.of;
        self.on_time_originally.among += other.on_time_originally.among;
    }
}
