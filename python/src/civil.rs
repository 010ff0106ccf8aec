//! Civil time of a zone, for many questions.
//!
//! Promises: the same answers as `kiennghi::time`; on a day around which clocks do not change, from
//! one look-up.

use chrono::{DateTime, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;
use kiennghi::time::{Fold, Moment};

const DAY: i64 = 86_400;

/// A day around which clocks change.
const UNEVEN: i32 = i32::MIN;

/// Civil time in one zone.
pub(crate) struct CivilTime {
    zone: Tz,
    /// Days from 1 January 1970 to the first of `offsets`.
    first: i64,
    /// For each day, how many seconds civil time is ahead of UTC on it, the day before and the day
    /// after; or `UNEVEN`.
    offsets: Vec<i32>,
    /// The offset of all these days, if it is one.
    one: Option<i32>,
}

impl CivilTime {
    /// Civil time in `zone`, of quick use in `first ..= last`.
    pub(crate) fn new(zone: Tz, first: NaiveDate, last: NaiveDate) -> CivilTime {
        let day = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() / DAY;
        let (first, last) = (day(first), day(last));
        // No zone changes its clocks and back within one day, and none is a day away from UTC.
        let midnights: Vec<i32> = (first - 1..=last + 2).map(|day| offset_at(zone, day * DAY)).collect();
        let even = |around: &[i32]| match around {
            [offset, rest @ ..] if rest.iter().all(|other| other == offset) => *offset,
            _ => UNEVEN,
        };
        let offsets: Vec<i32> = midnights.windows(4).map(even).collect();
        let one = offsets.first().copied().filter(|one| *one != UNEVEN && offsets.iter().all(|offset| offset == one));
        CivilTime { zone, first, offsets, one }
    }

    /// The zone.
    pub(crate) fn zone(&self) -> Tz {
        self.zone
    }

    /// The one offset that holds on and around the day of a moment, in seconds since 1970, be it of
    /// civil time or of UTC; `None` if there is more than one.
    #[inline]
    pub(crate) fn offset_of_day(&self, second: i64) -> Option<i32> {
        let day = usize::try_from(second.div_euclid(DAY) - self.first).ok()?;
        self.offsets.get(day).copied().filter(|offset| *offset != UNEVEN)
    }

    #[cold]
    fn uneven_instant(&self, civil: i64, fold: Fold) -> i64 {
        // What chrono cannot tell lies outside every calendar, wherever that is exactly.
        let Some(at) = DateTime::from_timestamp(civil, 0) else { return civil };
        match Moment::from_civil(at.naive_utc(), self.zone, fold) {
            Moment::Instant(instant) => instant.timestamp(),
            Moment::Date(_) => civil,
        }
    }

    /// How many seconds civil time is ahead of UTC, if it is the same on all days of quick use.
    pub(crate) fn one_offset(&self) -> Option<i32> {
        self.one
    }

    /// The instant of a civil time, both since 1970 in units of which a second has `per`: of two the
    /// earlier, and in a gap as `Moment::from_civil` says.
    #[inline]
    pub(crate) fn instant_in(&self, per: i64, civil: i64) -> i64 {
        let second = civil.div_euclid(per);
        match self.offset_of_day(second) {
            Some(offset) => civil.saturating_sub(i64::from(offset) * per),
            None => civil.saturating_add((self.uneven_instant(second, Fold::Earlier) - second).saturating_mul(per)),
        }
    }

    /// The civil time of an instant, both since 1970 in units of which a second has `per`.
    #[inline]
    pub(crate) fn civil_in(&self, per: i64, instant: i64) -> i64 {
        let second = instant.div_euclid(per);
        let offset = self.one.or_else(|| self.offset_of_day(second)).unwrap_or_else(|| offset_at(self.zone, second));
        instant.saturating_add(i64::from(offset) * per)
    }

    /// The civil time of an instant, both in seconds since 1970, and which of two it is.
    #[inline]
    pub(crate) fn civil(&self, instant: i64) -> (i64, Fold) {
        if let Some(offset) = self.offset_of_day(instant) {
            return (instant.saturating_add(offset.into()), Fold::Earlier);
        }
        let civil = instant.saturating_add(offset_at(self.zone, instant).into());
        let is_first = self.uneven_instant(civil, Fold::Earlier) == instant;
        (civil, if is_first { Fold::Earlier } else { Fold::Later })
    }
}

fn offset_at(zone: Tz, second: i64) -> i32 {
    let utc = DateTime::from_timestamp(second, 0).unwrap_or_default().naive_utc();
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}
