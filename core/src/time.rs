//! When something happened, as precisely as the paper gives it.
//!
//! Promises: a [`Moment`] is a civil date or an instant, and which of the two it is is never lost.
//! An instant carries the offset of the place it was civil in, so its date can be told without
//! asking a zone again. It does not read a clock.

use alloc::string::{String, ToString};
use core::{cmp::Ordering, fmt, str::FromStr};

use chrono::{
    DateTime, Datelike, Days, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset, SecondsFormat, TimeDelta, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A civil date or an instant, as the paper gives it.
///
/// Written as `2026-03-05` or `2026-03-05T08:30:00+07:00`.
///
/// ```
/// use kiennghi::time::Moment;
/// let on_paper: Moment = "2026-03-05".parse()?;
/// let stamped: Moment = "2026-03-05T08:30:00+07:00".parse()?;
/// assert_eq!(on_paper.date(), stamped.date());
/// assert!(!on_paper.is_before(stamped)); // one day is not before a moment of that same day
/// # Ok::<(), kiennghi::time::MomentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The paper gives a day.
    Date(NaiveDate),
    /// The paper gives an instant; the offset is that of the place it was civil in.
    Instant(DateTime<FixedOffset>),
}

impl Moment {
    /// The civil date.
    pub fn date(self) -> NaiveDate {
        match self {
            Moment::Date(date) => date,
            Moment::Instant(instant) => instant.date_naive(),
        }
    }

    /// The instant, if the paper gives one.
    pub fn instant(self) -> Option<DateTime<FixedOffset>> {
        match self {
            Moment::Date(_) => None,
            Moment::Instant(instant) => Some(instant),
        }
    }

    /// The same moment, an instant being told in the civil time of `zone`.
    pub fn in_zone(self, zone: Tz) -> Moment {
        match self {
            Moment::Date(_) => self,
            Moment::Instant(instant) => Moment::of(instant.with_timezone(&Utc), zone),
        }
    }

    /// An instant, told in the civil time of `zone`.
    pub fn of(instant: DateTime<Utc>, zone: Tz) -> Moment {
        let local = instant.with_timezone(&zone);
        Moment::Instant(local.with_timezone(&local.offset().fix()))
    }

    /// A civil date and time in `zone`. A time that occurs twice (clocks set back) follows `fold`;
    /// one that does not occur (clocks set forward) is the same time after the gap's start, so
    /// order is kept: 02:30 in a gap from 02:00 to 03:00 is 03:30.
    pub fn from_civil(civil: NaiveDateTime, zone: Tz, fold: Fold) -> Moment {
        let instant = match (zone.from_local_datetime(&civil), fold) {
            (LocalResult::Single(t), _)
            | (LocalResult::Ambiguous(t, _), Fold::Earlier)
            | (LocalResult::Ambiguous(_, t), Fold::Later) => t.with_timezone(&Utc),
            (LocalResult::None, _) => {
                // No zone has a gap longer than a day: the offset of the day before holds.
                let before = civil.checked_sub_signed(TimeDelta::days(1)).unwrap_or(civil);
                let offset = zone.offset_from_utc_datetime(&before).fix();
                Utc.from_utc_datetime(&civil.checked_sub_offset(offset).unwrap_or(civil))
            }
        };
        Moment::of(instant, zone)
    }

    /// How the two compare, by the coarser precision of both: two moments of one day are equal
    /// unless both are instants.
    pub fn compare(self, other: Moment) -> Ordering {
        match (self, other) {
            (Moment::Instant(a), Moment::Instant(b)) => a.cmp(&b),
            (a, b) => a.date().cmp(&b.date()),
        }
    }

    /// Is this certainly before `other`?
    pub fn is_before(self, other: Moment) -> bool {
        self.compare(other) == Ordering::Less
    }

    /// Is this certainly after `other`?
    pub fn is_after(self, other: Moment) -> bool {
        self.compare(other) == Ordering::Greater
    }
}

/// Which of two instants a civil time means that occurs twice, when clocks are set back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// The first of the two, in summer time. The default.
    #[default]
    Earlier,
    /// The second of the two, in standard time.
    Later,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 32];
        match (written(self, &mut text), self) {
            (Some(text), _) => f.write_str(text),
            (None, Moment::Date(date)) => date.fmt(f),
            (None, Moment::Instant(instant)) => f.write_str(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        }
    }
}

/// The forms that the ledger holds most, without the general way of writing: dates, and instants in
/// whole seconds or microseconds, of four digits of a year and with an offset that is not zero.
fn written<'a>(moment: &Moment, text: &'a mut [u8; 32]) -> Option<&'a str> {
    let mut length = 0;
    let mut places = text.iter_mut();
    let mut put = |number: u32, digits: u32, after: u8| {
        for place in (0..digits).rev() {
            *places.next()? = b'0' + u8::try_from(number / 10_u32.pow(place) % 10).ok()?;
        }
        length += digits as usize;
        if after != 0 {
            *places.next()? = after;
            length += 1;
        }
        Some(())
    };
    let (date, instant) = match moment {
        Moment::Date(date) => (*date, None),
        Moment::Instant(instant) => (instant.date_naive(), Some(instant)),
    };
    put(u32::try_from(date.year()).ok().filter(|year| *year < 10_000)?, 4, b'-')?;
    put(date.month(), 2, b'-')?;
    put(date.day(), 2, if instant.is_some() { b'T' } else { 0 })?;
    if let Some(instant) = instant {
        let (offset, nanos) = (instant.offset().local_minus_utc(), instant.nanosecond());
        let micros = nanos / 1000;
        if offset == 0 || offset % 60 != 0 || nanos % 1000 != 0 || nanos >= 1_000_000_000 || (micros != 0 && micros % 1000 == 0) {
            return None;
        }
        let (sign, minutes) = (if offset < 0 { b'-' } else { b'+' }, offset.unsigned_abs() / 60);
        put(instant.hour(), 2, b':')?;
        put(instant.minute(), 2, b':')?;
        put(instant.second(), 2, if micros == 0 { sign } else { b'.' })?;
        if micros != 0 {
            put(micros, 6, sign)?;
        }
        put(minutes / 60, 2, b':')?;
        put(minutes % 60, 2, 0)?;
    }
    core::str::from_utf8(text.get(..length)?).ok()
}

/// A text that is neither a date nor an instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a date like 2026-03-05 nor an instant like 2026-03-05T08:30:00+07:00")]
pub struct MomentError(String);

impl FromStr for Moment {
    type Err = MomentError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let moment = quick(text.as_bytes()).or_else(|| DateTime::parse_from_rfc3339(text).ok().map(Moment::Instant));
        // What every language of the bindings can hold: no leap second, no offset beyond 18 hours.
        let common = |moment: &Moment| match moment {
            Moment::Date(_) => true,
            Moment::Instant(at) => at.nanosecond() < 1_000_000_000 && at.offset().local_minus_utc().abs() <= 18 * 3600,
        };
        moment.filter(common).ok_or_else(|| MomentError(text.chars().take(40).collect()))
    }
}

/// The two forms that the ledger holds most, `2026-03-05` and `2026-03-05T08:30:00+07:00`, ten times
/// as fast as the general parser: reading a register is mostly reading moments.
fn quick(text: &[u8]) -> Option<Moment> {
    fn number(digits: &[u8]) -> Option<u32> {
        digits.iter().try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
    }
    let (date, rest) = text.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let year = number(&[*y1, *y2, *y3, *y4])?.cast_signed();
    let date = NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    if rest.is_empty() {
        return Some(Moment::Date(date));
    }
    let [b'T', h1, h2, b':', n1, n2, b':', s1, s2, sign @ (b'+' | b'-'), o1, o2, b':', p1, p2] = rest else { return None };
    let time = date.and_hms_opt(number(&[*h1, *h2])?, number(&[*n1, *n2])?, number(&[*s1, *s2])?)?;
    let (hours, minutes) = (number(&[*o1, *o2])?, number(&[*p1, *p2])?);
    if minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes).cast_signed() * 60;
    let offset = FixedOffset::east_opt(if *sign == b'+' { seconds } else { -seconds })?;
    time.and_local_timezone(offset).single().map(Moment::Instant)
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = [0; 32];
        match written(self, &mut text) {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_str(&self.to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Moment;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date or an instant")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl From<NaiveDate> for Moment {
    fn from(date: NaiveDate) -> Self {
        Moment::Date(date)
    }
}

/// The day after; the last day that can be named stays.
pub(crate) fn day_after(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

/// The day before; the first day that can be named stays.
pub(crate) fn day_before(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::string::ToString;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_way_and_the_general_one_read_the_same(seconds in 0_i64..4_000_000_000, minutes in -840_i32..840) {
            let offset = FixedOffset::east_opt(minutes * 60).unwrap();
            let instant = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&offset);
            let text = instant.to_rfc3339();
            prop_assert_eq!(quick(text.as_bytes()), Some(Moment::Instant(instant)));
            prop_assert_eq!(DateTime::parse_from_rfc3339(&text).unwrap(), instant);
            let date = instant.date_naive();
            prop_assert_eq!(date.to_string().parse(), Ok(Moment::Date(date)));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_quickly_is_what_the_general_way_writes(
            seconds in -80_000_000_000_i64..300_000_000_000, nanos in prop_oneof![
                Just(0_u32), (0_u32..1000).prop_map(|n| n * 1_000_000), (0_u32..1_000_000).prop_map(|n| n * 1000), 0_u32..1_000_000_000
            ], offset in prop_oneof![Just(0), (-1080_i32..1080).prop_map(|n| n * 60), -64_800_i32..64_800]
        ) {
            let instant = DateTime::from_timestamp(seconds, nanos).unwrap().with_timezone(&FixedOffset::east_opt(offset).unwrap());
            prop_assert_eq!(Moment::Instant(instant).to_string(), instant.to_rfc3339_opts(SecondsFormat::AutoSi, true));
            prop_assert_eq!(Moment::Date(instant.date_naive()).to_string(), instant.date_naive().to_string());
        }
    }

    #[test]
    fn what_is_no_moment_is_refused_by_both_ways() {
        for text in [
            "2026-02-30",
            "2026-3-05",
            "2026-03-05T24:00:00+07:00",
            "2026-03-05T08:30:00+07:99",
            "2026-03-05T08:30:60Z",
            "2026-03-05T08:30:00+18:01",
            "2026-03-05 ",
            "",
            "2026-03-0é",
        ] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
        for text in ["2026-03-05T08:30:00Z", "2026-03-05T08:30:00.123456+07:00"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_day_is_neither_before_nor_after_a_moment_of_it() {
        let (day, at): (Moment, Moment) = ("2026-03-05".parse().unwrap(), "2026-03-05T08:30:00+07:00".parse().unwrap());
        assert!(!day.is_before(at) && !day.is_after(at));
        assert!(at.is_before("2026-03-05T08:30:01+07:00".parse().unwrap()));
    }
}
