//! Unit catalogues from TOML text.
//!
//! Promises: a text is taken whole or refused with the place and what would be right.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::NaiveDate;
use serde::Deserialize;

use super::{OfficeUnit, UnitCatalogue, UnitsError, UnitsRef};
use crate::{
    data::{self, civil},
    lang::Text,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    version: String,
    title: Text,
    unit: Vec<Unit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    id: String,
    name: Text,
    from: Option<toml::value::Datetime>,
    until: Option<toml::value::Datetime>,
    #[serde(default)]
    becomes: Vec<String>,
}

pub(super) fn from_toml(text: &str, label: &str) -> Result<UnitCatalogue, UnitsError> {
    let wrong = |place: String, reason: String| UnitsError { label: label.into(), place, reason };
    let file: File = data::parse(text).map_err(|(place, reason)| wrong(place, reason))?;
    for (key, value) in [("id", &file.id), ("version", &file.version)] {
        if value.trim().is_empty() || value.contains(['@', '\n']) {
            return Err(wrong(key.into(), "it is empty, or holds `@` or a line break".into()));
        }
    }
    let mut units: Vec<OfficeUnit> = Vec::new();
    for unit in file.unit {
        let place = |key: &str| format!("unit {}, {key}", unit.id);
        let date = |key: &str, value: &toml::value::Datetime| {
            civil(value).ok_or_else(|| wrong(place(key), format!("`{value}` is not a date such as 2025-07-01")))
        };
        let from = unit.from.as_ref().map(|value| date("from", value)).transpose()?;
        let until = unit.until.as_ref().map(|value| date("until", value)).transpose()?;
        if unit.id.trim().is_empty() {
            return Err(wrong("unit, id".into(), "it is empty; give what assignments name the unit by".into()));
        }
        if units.iter().any(|other| other.id == unit.id) {
            return Err(wrong(place("id"), "this id is given twice; a unit that is founded again is another one".into()));
        }
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(wrong(place("until"), "it lies before `from`".into()));
        }
        if until.is_none() && !unit.becomes.is_empty() {
            return Err(wrong(place("becomes"), "the unit goes on; give its last day, `until`".into()));
        }
        units.push(OfficeUnit { id: unit.id, name: unit.name, from, until, becomes: unit.becomes });
    }
    if units.is_empty() {
        return Err(wrong("unit".into(), "a catalogue needs at least one unit".into()));
    }
    let catalogue = UnitCatalogue { reference: UnitsRef { id: file.id, version: file.version }, title: file.title, units };
    successors_exist(&catalogue).map_err(|(place, reason)| wrong(place, reason))?;
    Ok(catalogue)
}

/// Whoever carries a unit on exists on the day after it ended.
fn successors_exist(catalogue: &UnitCatalogue) -> Result<(), (String, String)> {
    for unit in &catalogue.units {
        let Some(next) = UnitCatalogue::ended(unit) else { continue };
        let place = || format!("unit {}, becomes", unit.id);
        for (index, id) in unit.becomes.iter().enumerate() {
            if unit.becomes.iter().take(index).any(|other| other == id) {
                return Err((place(), format!("`{id}` is given twice")));
            }
            match catalogue.unit(id) {
                None => return Err((place(), format!("there is no unit `{id}` in this catalogue"))),
                Some(successor) if !successor.exists(next) => {
                    return Err((place(), format!("`{id}` does not exist on {next}, the day after; {}", dates(successor))));
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

fn dates(unit: &OfficeUnit) -> String {
    let day = |date: Option<NaiveDate>| date.map_or_else(|| "(open)".into(), |date| date.to_string());
    format!("it exists from {} until {}", day(unit.from), day(unit.until))
}
