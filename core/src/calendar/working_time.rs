//! Questions about working time: exact to the microsecond.

use alloc::vec::Vec;
use core::ops::Range;

use chrono::{DateTime, NaiveDate, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{
    CalendarError, Landing, OutsideHours, Reversed, TimePolicy, WorkCalendar, ZeroAmount, hours::HoursTable, joined, shift,
};

/// Microseconds in a second: the resolution of single questions.
const MICRO: i64 = 1_000_000;

impl WorkCalendar {
    /// Is the moment in working hours? An opening is, a closing is not.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn is_working_time(&self, at: DateTime<Utc>) -> Result<bool, CalendarError> {
        self.hours.is_working(at.timestamp()).ok_or_else(|| self.outside_at(at))
    }

    /// The moment at which so much working time after `start` has passed; before it, if `amount` is
    /// negative. `pauses` are half open, in any order, and may overlap; what of them lies outside
    /// working hours changes nothing. Told in the calendar's zone, exact to the microsecond.
    ///
    /// A start outside working hours counts from the next opening; time that runs out at a closing
    /// ends there; no time at all gives the start. [`WorkCalendar::add_working_time_by`] takes other
    /// policies.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use kiennghi::calendar::WorkCalendar;
    /// let calendar = WorkCalendar::vietnam()?;
    /// let at = |text: &str| text.parse();
    /// let pause = at("2026-03-09T08:00:00+07:00")?..at("2026-03-09T10:00:00+07:00")?;
    /// let due = calendar.add_working_time(at("2026-03-06T16:30:00+07:00")?, TimeDelta::hours(2), &[pause])?;
    /// assert_eq!(due.to_rfc3339(), "2026-03-09T11:00:00+07:00"); // 30 min, 30 min, then an hour after the pause
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`]; [`CalendarError::ReversedPause`].
    pub fn add_working_time(
        &self,
        start: DateTime<Utc>,
        amount: TimeDelta,
        pauses: &[Range<DateTime<Utc>>],
    ) -> Result<DateTime<Tz>, CalendarError> {
        self.add_working_time_by(start, amount, pauses, TimePolicy::default())
    }

    /// As [`WorkCalendar::add_working_time`], by other policies.
    ///
    /// # Errors
    /// As there; [`CalendarError::OutsideHours`] if the policy refuses such a start.
    pub fn add_working_time_by(
        &self,
        start: DateTime<Utc>,
        amount: TimeDelta,
        pauses: &[Range<DateTime<Utc>>],
        policy: TimePolicy,
    ) -> Result<DateTime<Tz>, CalendarError> {
        if policy.outside_hours == OutsideHours::Refuse && !self.is_working_time(start)? {
            return Err(CalendarError::OutsideHours { calendar: self.reference.clone(), at: start });
        }
        let amount = amount.num_microseconds().unwrap_or(if amount < TimeDelta::zero() { i64::MIN + 1 } else { i64::MAX });
        let pauses = self.time_pauses(pauses)?;
        if amount == 0 && policy.zero == ZeroAmount::Unchanged {
            self.rank(start)?;
            return Ok(self.told(start));
        }
        let found = self.hours.add::<MICRO>(start.timestamp_micros(), amount, policy, &pauses);
        let found = found.and_then(DateTime::from_timestamp_micros);
        found.map(|at| self.told(at)).ok_or_else(|| self.beyond(self.civil(start), amount < 0))
    }

    /// How much working time lies in `[from, to)`, negative if `to` is before `from`; what lies in
    /// `pauses`, given in any order, does not count.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`]; [`CalendarError::ReversedPause`].
    pub fn working_time_between(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        pauses: &[Range<DateTime<Utc>>],
    ) -> Result<TimeDelta, CalendarError> {
        self.working_time_between_by(from, to, pauses, Reversed::Negative)
    }

    /// As [`WorkCalendar::working_time_between`], by another policy for `to` before `from`.
    ///
    /// # Errors
    /// As there; [`CalendarError::Reversed`] if the policy refuses it.
    pub fn working_time_between_by(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        pauses: &[Range<DateTime<Utc>>],
        reversed: Reversed,
    ) -> Result<TimeDelta, CalendarError> {
        let (a, b) = (self.rank(from)?, self.rank(to)?);
        let sign = match (to < from, reversed) {
            (true, Reversed::Refuse) => return Err(CalendarError::Reversed { from, to }),
            (true, Reversed::Zero) => 0,
            (true, Reversed::Negative) => -1,
            (false, _) => 1,
        };
        let paused = shift::paused((a.min(b), a.max(b)), self.time_pauses(pauses)?.into_iter());
        Ok(TimeDelta::microseconds(sign * ((b - a).abs() - paused)))
    }

    /// The first opening at or after `at`. Hours that touch, also over midnight, are one.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if there is none before the calendar ends.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Result<DateTime<Tz>, CalendarError> {
        self.edge(at, false, |hours, second| match hours.is_working(second)? {
            true if hours.opening_of(second) == Some(second) => Some(second),
            true => hours.select::<1>(hours.rank::<1>(hours.closing_of(second)?)?, Landing::AtNextOpening),
            false => hours.select::<1>(hours.rank::<1>(second)?, Landing::AtNextOpening),
        })
    }

    /// The first closing at or after `at`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if there is none before the calendar ends.
    pub fn next_closing(&self, at: DateTime<Utc>) -> Result<DateTime<Tz>, CalendarError> {
        self.edge(at, false, |hours, second| match hours.is_working(second)? {
            true => hours.closing_of(second),
            false if hours.is_working(second - 1) == Some(true) => Some(second),
            false => hours.closing_of(hours.select::<1>(hours.rank::<1>(second)?, Landing::AtNextOpening)?),
        })
    }

    /// The last opening at or before `at`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if there is none after the calendar begins.
    pub fn previous_opening(&self, at: DateTime<Utc>) -> Result<DateTime<Tz>, CalendarError> {
        self.edge(at, true, |hours, second| match hours.is_working(second)? {
            true => hours.opening_of(second),
            false => hours.opening_of(hours.select::<1>(hours.rank::<1>(second)?, Landing::AtClosing)? - 1),
        })
    }

    /// The last closing at or before `at`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`] if there is none after the calendar begins.
    pub fn previous_closing(&self, at: DateTime<Utc>) -> Result<DateTime<Tz>, CalendarError> {
        self.edge(at, true, |hours, second| match hours.is_working(second)? {
            true => hours.select::<1>(hours.rank::<1>(hours.opening_of(second)?)?, Landing::AtClosing),
            false => hours.select::<1>(hours.rank::<1>(second)?, Landing::AtClosing),
        })
    }

    /// The working intervals in `[from, to)`, in order, cut at both ends. Hours that touch, also
    /// over midnight, are one.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn intervals(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Range<DateTime<Tz>>>, CalendarError> {
        self.rank(from)?;
        self.rank(to)?;
        let mut found = Vec::new();
        let (_, end) = self.hours.covers();
        let mut at = from;
        while at < to {
            let Ok(opening) = (if self.is_working_time(at)? { Ok(self.told(at)) } else { self.next_opening(at) }) else {
                break;
            };
            if opening >= to {
                break;
            }
            let closing = self.hours.closing_of(opening.timestamp()).unwrap_or(end);
            at = DateTime::from_timestamp(closing, 0).unwrap_or(to);
            found.push(opening..self.told(at.min(to)));
        }
        Ok(found)
    }

    fn rank(&self, at: DateTime<Utc>) -> Result<i64, CalendarError> {
        self.hours.rank::<MICRO>(at.timestamp_micros()).ok_or_else(|| self.outside_at(at))
    }

    /// The pauses on the scale of working time, earliest first, those that overlap joined.
    fn time_pauses(&self, pauses: &[Range<DateTime<Utc>>]) -> Result<Vec<(i64, i64)>, CalendarError> {
        if pauses.is_empty() {
            return Ok(Vec::new());
        }
        let ranks = pauses.iter().map(|pause| match pause.start <= pause.end {
            true => Ok((self.rank(pause.start)?, self.rank(pause.end)?)),
            false => Err(CalendarError::ReversedPause { from: pause.start, to: pause.end }),
        });
        Ok(joined(ranks.collect::<Result<_, _>>()?))
    }

    /// An opening or closing: all of them lie at whole seconds.
    fn edge(
        &self,
        at: DateTime<Utc>,
        is_backward: bool,
        find: impl Fn(&HoursTable, i64) -> Option<i64>,
    ) -> Result<DateTime<Tz>, CalendarError> {
        self.is_working_time(at)?;
        // The next edge at or after a part of a second is at or after the second after it.
        let second = at.timestamp() + i64::from(!is_backward && at.timestamp_subsec_nanos() > 0);
        let found = find(&self.hours, second).and_then(|second| DateTime::from_timestamp(second, 0));
        found.map(|at| self.told(at)).ok_or_else(|| self.beyond(self.civil(at), is_backward))
    }

    fn told(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        self.hours.told(&self.zone, at)
    }

    fn civil(&self, at: DateTime<Utc>) -> NaiveDate {
        // At the ends of what can be told, civil time may lie beyond them.
        let utc = at.naive_utc();
        utc.checked_add_offset(self.zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc).date()
    }

    fn outside_at(&self, at: DateTime<Utc>) -> CalendarError {
        self.outside(self.civil(at))
    }
}

impl HoursTable {
    /// The moment at which `amount` of working time has passed since `start`; before it, if
    /// negative. `pauses` are on the scale of working time, in order and not overlapping. Of the
    /// policy, what it says of a start outside hours is for the caller to ask.
    #[inline]
    pub(super) fn add<const PER: i64>(&self, start: i64, amount: i64, policy: TimePolicy, pauses: &[(i64, i64)]) -> Option<i64> {
        let rank = self.rank::<PER>(start)?;
        match (amount, policy.landing) {
            (0, _) if policy.zero == ZeroAmount::Unchanged => Some(start),
            // No time at all that is to land at an opening lands at the next one.
            (0, _) => self.forward::<PER>(rank, 0, Landing::AtNextOpening, pauses),
            (1.., landing) => self.forward::<PER>(rank, amount, landing, pauses),
            (_, landing) => {
                let target = shift::backward(rank, amount.checked_neg()?, pauses.iter().rev().copied(), landing)?;
                // Mirrored: what runs out at an opening ends there.
                self.select::<PER>(
                    target,
                    match landing {
                        Landing::AtClosing => Landing::AtNextOpening,
                        Landing::AtNextOpening => Landing::AtClosing,
                    },
                )
            }
        }
    }

    fn forward<const PER: i64>(&self, rank: i64, amount: i64, landing: Landing, pauses: &[(i64, i64)]) -> Option<i64> {
        self.select::<PER>(shift::forward(rank, amount, pauses.iter().copied(), landing)?, landing)
    }
}
