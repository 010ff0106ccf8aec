//! A calendar as its text gives it.
//!
//! Promises: unknown and repeated keys are refused with line and column; nothing here is checked
//! against anything else yet. The JSON Schema for editors, `core/data/schema/calendar.schema.json`,
//! says the same.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::Deserialize;
use toml::value::Datetime;

use super::{Substitute, YearStanding};
use crate::lang::Text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: Text,
    pub(super) zone: String,
    /// The years that the calendar covers beside those listed.
    pub(super) covers: Option<Covers>,
    /// What gives a holiday on a weekly day off, in the years that are computed.
    #[serde(default)]
    pub(super) substitute: Substitute,
    pub(super) week: Week,
    #[serde(default)]
    pub(super) names: BTreeMap<String, Text>,
    /// Holidays as the law gives them, for the years that are not listed.
    #[serde(default)]
    pub(super) holiday: Vec<Holiday>,
    #[serde(default)]
    pub(super) year: Vec<Year>,
    #[serde(default)]
    pub(super) days_off: Vec<DayOff>,
    #[serde(default)]
    pub(super) swaps: Vec<Swap>,
    #[serde(default)]
    pub(super) overrides: Vec<Override>,
    #[serde(default)]
    pub(super) amendment: Vec<Amended>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Covers {
    pub(super) first: i32,
    pub(super) last: i32,
    /// How sure the years are that are not listed.
    #[serde(default = "computed")]
    pub(super) standing: YearStanding,
}

fn computed() -> YearStanding {
    YearStanding::Computed
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Week {
    #[serde(default)]
    pub(super) mon: Vec<String>,
    #[serde(default)]
    pub(super) tue: Vec<String>,
    #[serde(default)]
    pub(super) wed: Vec<String>,
    #[serde(default)]
    pub(super) thu: Vec<String>,
    #[serde(default)]
    pub(super) fri: Vec<String>,
    #[serde(default)]
    pub(super) sat: Vec<String>,
    #[serde(default)]
    pub(super) sun: Vec<String>,
}

/// A holiday as a law gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holiday {
    pub(super) name: String,
    /// Month and day of the civil calendar, `09-02`.
    pub(super) solar: Option<String>,
    /// Month and day of the lunar calendar, `03-10`.
    pub(super) lunar: Option<String>,
    /// How many days it has.
    #[serde(default = "one")]
    pub(super) days: u8,
    /// How many of them lie before the date, by the weekday of the date, Monday first.
    #[serde(default)]
    pub(super) before: [u8; 7],
    /// First date on which it is a holiday.
    pub(super) from: Option<Datetime>,
    /// Last date on which it is one.
    pub(super) to: Option<Datetime>,
    /// The law; kept in the text, for whoever reads it.
    #[serde(rename = "source")]
    pub(super) _source: String,
}

fn one() -> u8 {
    1
}

/// A year as it was announced.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Year {
    pub(super) year: i32,
    pub(super) standing: YearStanding,
    /// Where the year's days come from; kept in the text, for whoever reads it.
    #[serde(rename = "source")]
    pub(super) _source: String,
    #[serde(default)]
    pub(super) holidays: BTreeMap<String, Vec<Datetime>>,
    #[serde(default)]
    pub(super) swaps: Vec<Swap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Swap {
    pub(super) off: Datetime,
    pub(super) worked: Datetime,
    pub(super) source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DayOff {
    pub(super) date: Datetime,
    pub(super) name: Option<Text>,
}

/// The hours of one date, which beat its weekday, holidays and swaps.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Override {
    pub(super) date: Datetime,
    pub(super) hours: Vec<String>,
    pub(super) reason: Option<Text>,
}

/// A later change, which gives the calendar a new version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amended {
    pub(super) version: String,
    /// Which act; kept in the text, for whoever reads it.
    #[serde(rename = "source")]
    pub(super) _source: String,
    #[serde(default)]
    pub(super) year: Vec<Year>,
    #[serde(default)]
    pub(super) days_off: Vec<DayOff>,
    #[serde(default)]
    pub(super) swaps: Vec<Swap>,
    #[serde(default)]
    pub(super) overrides: Vec<Override>,
}
