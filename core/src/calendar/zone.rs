//! A zone as stretches of one offset, and where its civil days start.
//!
//! Promises: clocks set forward or back are found to the second; days follow one another without
//! gap, also those of 23 or 25 hours, and those that a zone left out.

use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Offset, TimeZone};
use chrono_tz::{Tz, TzOffset};

pub(super) const DAY: i64 = 86_400;

/// A stretch of time with one offset, in seconds since 1970 UTC: `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) to: i64,
    /// How far civil time is ahead of UTC, and what that is called.
    pub(super) offset: TzOffset,
}

impl Stretch {
    /// Seconds that civil time is ahead of UTC.
    pub(super) fn ahead(&self) -> i64 {
        self.offset.fix().local_minus_utc().into()
    }
}

/// Seconds from 1970 to the civil midnight that starts `date`, as if it were UTC.
pub(super) fn midnight(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}

/// The stretches that cover `[from, to)`.
pub(super) fn stretches(zone: Tz, from: i64, to: i64) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut at = from;
    let mut offset = offset_at(zone, at);
    while at < to {
        // A day at a time: no zone changes its clocks and back within one.
        let next = (at + DAY).min(to);
        let next_offset = offset_at(zone, next);
        split(zone, (at, offset), (next, next_offset), &mut found);
        (at, offset) = (next, next_offset);
    }
    found
}

fn offset_at(zone: Tz, at: i64) -> TzOffset {
    let utc = DateTime::from_timestamp(at, 0).unwrap_or_default().naive_utc();
    zone.offset_from_utc_datetime(&utc)
}

/// Adds what lies between two moments whose offsets are known, halving until each change is found.
fn split(zone: Tz, (from, offset): (i64, TzOffset), (to, next): (i64, TzOffset), found: &mut Vec<Stretch>) {
    if offset == next || to - from == 1 {
        match found.last_mut() {
            Some(last) if last.offset == offset => last.to = to,
            _ => found.push(Stretch { from, to, offset }),
        }
        return;
    }
    let middle = from + (to - from) / 2;
    let between = offset_at(zone, middle);
    split(zone, (from, offset), (middle, between), found);
    split(zone, (middle, between), (to, next), found);
}

/// When each civil day from `first` on starts, the first moment that is not before its midnight,
/// and when the last of the `days` ends.
pub(super) fn day_starts(stretches: &[Stretch], first: NaiveDate, days: usize) -> Vec<i64> {
    let mut rest = stretches.iter().peekable();
    let mut midnight = midnight(first);
    let mut starts = Vec::with_capacity(days + 1);
    for _ in 0..=days {
        while rest.next_if(|stretch| midnight - stretch.ahead() >= stretch.to).is_some() {}
        // Where clocks skip midnight, the day starts with the skip.
        starts.push(rest.peek().map_or(midnight, |stretch| (midnight - stretch.ahead()).max(stretch.from)));
        midnight += DAY;
    }
    starts
}
