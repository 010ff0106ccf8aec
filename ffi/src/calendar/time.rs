//! Working time: exact to the microsecond, also on days on which clocks change.

use std::ops::Range;

use kiennghi::calendar::{self, Landing, OutsideHours, Reversed, ZeroAmount};

use super::{Answer, WorkCalendar};
use crate::{
    error::guard,
    values::{Duration, Instant, ZonedDateTime},
};

/// A stretch of time that does not count: from `from`, up to `to`. What of it lies outside working
/// hours changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TimePause {
    /// When it starts.
    pub from: Instant,
    /// When it ends.
    pub to: Instant,
}

pub(super) fn time_pauses(pauses: &[TimePause]) -> Vec<Range<Instant>> {
    pauses.iter().map(|pause| pause.from..pause.to).collect()
}

/// A stretch of working time, told in the calendar's zone: from `from`, up to `to`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Interval {
    /// When it starts.
    pub from: ZonedDateTime,
    /// When it ends.
    pub to: ZonedDateTime,
}

/// How working time is added, where laws and offices differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct TimePolicy {
    /// A start outside office hours: counts from the next opening, if not given.
    #[uniffi(default = None)]
    pub outside_hours: Option<OutsideHours>,
    /// An end exactly at a closing: stays there, if not given.
    #[uniffi(default = None)]
    pub landing: Option<Landing>,
    /// No time at all: gives the start, if not given.
    #[uniffi(default = None)]
    pub zero: Option<ZeroAmount>,
}

impl From<TimePolicy> for calendar::TimePolicy {
    fn from(TimePolicy { outside_hours, landing, zero }: TimePolicy) -> Self {
        calendar::TimePolicy {
            outside_hours: outside_hours.unwrap_or_default(),
            landing: landing.unwrap_or_default(),
            zero: zero.unwrap_or_default(),
        }
    }
}

#[uniffi::export]
impl WorkCalendar {
    /// Is the moment in working hours? An opening is, a closing is not.
    pub fn is_working_time(&self, at: Instant) -> Answer<bool> {
        guard(|| Ok(self.0.is_working_time(at)?))
    }

    /// The moment at which so much working time after `start` has passed; before it, if `amount` is
    /// negative. What lies in `pauses`, given in any order, does not count. Told in the calendar's
    /// zone. Fails with `calendar` if `policy` refuses the start.
    #[uniffi::method(default(pauses = [], policy))]
    pub fn add_working_time(
        &self,
        start: Instant,
        amount: Duration,
        pauses: Vec<TimePause>,
        policy: TimePolicy,
    ) -> Answer<ZonedDateTime> {
        guard(|| Ok(self.0.add_working_time_by(start, amount, &time_pauses(&pauses), policy.into())?))
    }

    /// How much working time lies from `from` up to `to`, without what lies in `pauses`. `reversed`
    /// says what it is if `to` is before `from`: negative, if not given. Fails with `calendar` if
    /// `reversed` refuses that.
    #[uniffi::method(default(pauses = [], reversed = None))]
    pub fn working_time_between(
        &self,
        from: Instant,
        to: Instant,
        pauses: Vec<TimePause>,
        reversed: Option<Reversed>,
    ) -> Answer<Duration> {
        guard(|| Ok(self.0.working_time_between_by(from, to, &time_pauses(&pauses), reversed.unwrap_or_default())?))
    }

    /// The first opening at or after `at`. Hours that touch, also over midnight, are one.
    pub fn next_opening(&self, at: Instant) -> Answer<ZonedDateTime> {
        guard(|| Ok(self.0.next_opening(at)?))
    }

    /// The first closing at or after `at`.
    pub fn next_closing(&self, at: Instant) -> Answer<ZonedDateTime> {
        guard(|| Ok(self.0.next_closing(at)?))
    }

    /// The last opening at or before `at`.
    pub fn previous_opening(&self, at: Instant) -> Answer<ZonedDateTime> {
        guard(|| Ok(self.0.previous_opening(at)?))
    }

    /// The last closing at or before `at`.
    pub fn previous_closing(&self, at: Instant) -> Answer<ZonedDateTime> {
        guard(|| Ok(self.0.previous_closing(at)?))
    }

    /// The working intervals from `from` up to `to`, in order, cut at both ends. Hours that touch,
    /// also over midnight, are one.
    pub fn intervals(&self, from: Instant, to: Instant) -> Answer<Vec<Interval>> {
        guard(|| {
            let intervals = self.0.intervals(from, to)?;
            Ok(intervals.into_iter().map(|Range { start, end }| Interval { from: start, to: end }).collect())
        })
    }
}
