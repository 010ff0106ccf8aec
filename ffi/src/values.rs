//! Values that cross as text, since the languages have types of their own for them.
//!
//! Promises: a civil date is `2026-03-05`, an instant `2026-03-05T01:30:00Z`, a moment one of the
//! two; a zone its IANA name, hours of a day `07:30-11:30`, an exact number `-1/3`; a text that is none of them is an
//! argument error, and a date, instant or moment is not repeated in it. Dates, instants and
//! durations that come by the thousand cross as numbers in one block of bytes.

use chrono::{DateTime, SecondsFormat, Utc};
use kiennghi::ledger::Hash;

use crate::KiennghiError;

/// Hours of a civil day.
pub(crate) use kiennghi::calendar::Span;
/// When something happened, as the paper gives it.
pub(crate) use kiennghi::time::Moment;
/// A civil date.
pub(crate) type LocalDate = chrono::NaiveDate;
/// A point in time.
pub(crate) type Instant = DateTime<Utc>;
/// A point in time, told in a zone.
pub(crate) type ZonedDateTime = DateTime<ZoneId>;
/// A time zone.
pub(crate) type ZoneId = chrono_tz::Tz;
/// A weekday.
pub(crate) type DayOfWeek = chrono::Weekday;
/// An amount of time, which may be negative.
pub(crate) type Duration = chrono::TimeDelta;
/// SHA-256 over a file's content.
pub(crate) type Sha256 = Hash;
/// An exact number.
pub(crate) use kiennghi::statistics::Fraction;

/// Days since 1970-01-01.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalDates(pub(crate) Vec<i32>);

/// Microseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instants(pub(crate) Vec<i64>);

/// Microseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durations(pub(crate) Vec<i64>);

/// The numbers of `N` bytes each, the least byte first.
fn numbers<const N: usize, T>(bytes: &[u8], number: impl Fn([u8; N]) -> T) -> Result<Vec<T>, KiennghiError> {
    let (whole, rest) = bytes.as_chunks::<N>();
    if !rest.is_empty() {
        return Err(KiennghiError::argument(format!("a block has {N} bytes a value; {} bytes are none", bytes.len())));
    }
    Ok(whole.iter().map(|bytes| number(*bytes)).collect())
}

/// The weekday of that number, 1 for Monday.
fn weekday(number: i8) -> Option<DayOfWeek> {
    DayOfWeek::try_from(u8::try_from(number.checked_sub(1)?).ok()?).ok()
}

/// An instant and a zone from text such as `2026-03-05T08:30:00+07:00[Asia/Ho_Chi_Minh]`.
fn zoned(text: &str) -> Option<ZonedDateTime> {
    let (instant, zone) = text.strip_suffix(']')?.split_once('[')?;
    Some(instant.parse::<Instant>().ok()?.with_timezone(&zone.parse().ok()?))
}

/// The fraction in lowest terms: `12`, `-1/3`.
fn fraction_text(Fraction { numerator, denominator }: Fraction) -> String {
    let (mut common, mut rest) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    while rest != 0 {
        (common, rest) = (rest, common % rest);
    }
    // Below the line it is above 0, and so is what both have in common.
    let common = i128::try_from(common).unwrap_or(1).max(1);
    match (numerator / common, denominator / common) {
        (whole, 1) => whole.to_string(),
        (above, below) => format!("{above}/{below}"),
    }
}

/// The fraction that is written so.
fn fraction(text: &str) -> Option<Fraction> {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let fraction = Fraction { numerator: above.parse().ok()?, denominator: below.parse().ok()? };
    (fraction.denominator > 0).then_some(fraction)
}

uniffi::custom_type!(
    /// When something happened, as precisely as the paper gives it: a civil date (`2026-03-05`) or
    /// an instant with its offset (`2026-03-05T08:30:00+07:00`).
    Moment, String, {
        remote,
        lower: |moment| moment.to_string(),
        try_lift: |text| Ok(text.parse().map_err(|_| {
            KiennghiError::argument("a moment is a date like 2026-03-05 or an instant like 2026-03-05T08:30:00+07:00")
        })?),
    }
);

uniffi::custom_type!(
    /// A civil date: `2026-03-05`.
    LocalDate, String, {
        remote,
        lower: |date| date.to_string(),
        try_lift: |text| Ok(text.parse().map_err(|_| KiennghiError::argument("a date is written like 2026-03-05"))?),
    }
);

uniffi::custom_type!(
    /// A point in time: `2026-03-05T01:30:00Z`.
    Instant, String, {
        remote,
        lower: |instant| instant.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        try_lift: |text| Ok(text.parse().map_err(|_| KiennghiError::argument("an instant is written like 2026-03-05T01:30:00Z"))?),
    }
);

uniffi::custom_type!(
    /// A point in time, told in a zone: `2026-03-05T08:30:00+07:00[Asia/Ho_Chi_Minh]`.
    ZonedDateTime, String, {
        remote,
        lower: |at| format!("{}[{}]", at.to_rfc3339_opts(SecondsFormat::AutoSi, false), at.timezone().name()),
        try_lift: |text| Ok(zoned(&text).ok_or_else(|| {
            KiennghiError::argument("an instant in a zone is written like 2026-03-05T08:30:00+07:00[Asia/Ho_Chi_Minh]")
        })?),
    }
);

uniffi::custom_type!(
    /// A time zone by its name in the IANA time zone data: `Asia/Ho_Chi_Minh`.
    ZoneId, String, {
        remote,
        lower: |zone| zone.name().into(),
        try_lift: |name| Ok(name.parse().map_err(|_| {
            let given: String = name.chars().take(40).collect();
            KiennghiError::argument(format!("`{given}` is not a zone of the IANA time zone data, such as Asia/Ho_Chi_Minh"))
        })?),
    }
);

uniffi::custom_type!(
    /// A weekday: 1 for Monday to 7 for Sunday.
    DayOfWeek, i8, {
        remote,
        lower: |weekday| i8::try_from(weekday.number_from_monday()).unwrap_or_default(),
        try_lift: |number| Ok(weekday(number).ok_or_else(|| {
            KiennghiError::argument(format!("a weekday is 1 for Monday to 7 for Sunday, not {number}"))
        })?),
    }
);

uniffi::custom_type!(
    /// Hours of a civil day, from an opening to a closing: `07:30-11:30`, `22:00-24:00`.
    Span, String, {
        remote,
        lower: |span| span.to_string(),
        try_lift: |text| Ok(text.parse().map_err(|reason: String| KiennghiError::argument(reason))?),
    }
);

uniffi::custom_type!(
    /// An amount of time in microseconds, which may be negative.
    Duration, i64, {
        remote,
        lower: |amount| amount.num_microseconds().unwrap_or(if amount < Duration::zero() { -i64::MAX } else { i64::MAX }),
        try_lift: |micros| Ok(Duration::microseconds(micros)),
    }
);

uniffi::custom_type!(
    /// An exact number, in lowest terms: `12`, `-1/3`.
    Fraction, String, {
        remote,
        lower: |exact| fraction_text(exact),
        try_lift: |text| Ok(fraction(&text).ok_or_else(|| KiennghiError::argument("an exact number is written like 12 or -1/3"))?),
    }
);

uniffi::custom_type!(
    /// SHA-256 over a file's content: 64 hexadecimal digits.
    Sha256, String, {
        remote,
        lower: |hash| hash.to_string(),
        try_lift: |text| Ok(text.parse().map_err(|reason: String| KiennghiError::argument(reason))?),
    }
);

uniffi::custom_type!(
    /// Civil dates: days since 1970-01-01, four bytes each, the least byte first.
    LocalDates, Vec<u8>, {
        lower: |dates| dates.0.iter().flat_map(|day| day.to_le_bytes()).collect(),
        try_lift: |bytes| Ok(LocalDates(numbers(&bytes, i32::from_le_bytes)?)),
    }
);

uniffi::custom_type!(
    /// Points in time, to the microsecond: microseconds since 1970-01-01 00:00 UTC, eight bytes
    /// each, the least byte first.
    Instants, Vec<u8>, {
        lower: |instants| instants.0.iter().flat_map(|at| at.to_le_bytes()).collect(),
        try_lift: |bytes| Ok(Instants(numbers(&bytes, i64::from_le_bytes)?)),
    }
);

uniffi::custom_type!(
    /// Amounts of time in microseconds, which may be negative, eight bytes each, the least byte
    /// first.
    Durations, Vec<u8>, {
        lower: |amounts| amounts.0.iter().flat_map(|amount| amount.to_le_bytes()).collect(),
        try_lift: |bytes| Ok(Durations(numbers(&bytes, i64::from_le_bytes)?)),
    }
);
