//! Data files as TOML text: the part that calendars and rules share.
//!
//! Promises: an error tells line and column. It reads no file.

use alloc::{format, string::String};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

/// Reads `text`, or tells the place (line and column, counted in characters from 1) and the reason.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, (String, String)> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (format!("line {line}, column {column}"), error.message().replace('\n', ", "))
    })
}

/// A TOML value that is a civil date and nothing more.
pub(crate) fn civil(value: &toml::value::Datetime) -> Option<NaiveDate> {
    match (value.date, value.time, value.offset) {
        (Some(d), None, None) => NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()),
        _ => None,
    }
}
