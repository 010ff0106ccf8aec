//! Values that cross as text, since the languages have types of their own for them.
//!
//! Promises: a civil date is `2026-03-05`, an instant `2026-03-05T01:30:00Z`, a moment one of the
//! two; a text that is none of them is an argument error that does not repeat it.

use chrono::{DateTime, SecondsFormat, Utc};
use kiennghi::ledger::Hash;

use crate::KiennghiError;

/// When something happened, as the paper gives it.
pub(crate) use kiennghi::time::Moment;
/// A civil date.
pub(crate) type LocalDate = chrono::NaiveDate;
/// A point in time.
pub(crate) type Instant = DateTime<Utc>;
/// SHA-256 over a file's content.
pub(crate) type Sha256 = Hash;

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
    /// SHA-256 over a file's content: 64 hexadecimal digits.
    Sha256, String, {
        remote,
        lower: |hash| hash.to_string(),
        try_lift: |text| Ok(text.parse().map_err(|reason: String| KiennghiError::argument(reason))?),
    }
);
