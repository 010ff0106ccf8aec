//! The units of an authority, with their dates: founded, merged, split, renamed.
//!
//! Promises: on any day it is known which units there were, and which units carry on what an old one
//! did, through any number of mergers and splits. Whoever carries a unit on exists on the day after
//! it ended, so that following successors always comes to an end. It does not know who works where.
//!
//! ```
//! use kiennghi::units::UnitCatalogue;
//! let text = r#"
//! id = "ban"
//! version = "2026.1"
//! title = { vi = "Ban quản lý", en = "Management board" }
//! [[unit]]
//! id = "lao-dong"
//! name = { vi = "Phòng Lao động", en = "Labour office" }
//! until = 2025-06-30
//! becomes = ["tong-hop"]
//! [[unit]]
//! id = "tong-hop"
//! name = { vi = "Phòng Tổng hợp", en = "General office" }
//! from = 2025-07-01
//! "#;
//! let units = UnitCatalogue::from_toml(text, "units.toml")?;
//! assert!(!units.exists("lao-dong", "2026-03-02".parse()?));
//! let successors: Vec<_> = units.successors("lao-dong", "2026-03-02".parse()?).iter().map(|unit| unit.id()).collect();
//! assert_eq!(successors, ["tong-hop"]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod load;

use alloc::{string::String, vec::Vec};
use core::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    lang::{Lang, Text},
    time::day_after,
};

/// A catalogue by id and version, written `ban@2026.1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitsRef {
    /// Its stable id.
    pub id: String,
    /// Its version.
    pub version: String,
}

impl fmt::Display for UnitsRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

/// Why a text is no catalogue of units.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("units {label}, {place}: {reason}")]
pub struct UnitsError {
    /// What the caller named the text.
    pub label: String,
    /// Line and column, or the unit and its key.
    pub place: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeUnit {
    id: String,
    name: Text,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    becomes: Vec<String>,
}

impl OfficeUnit {
    /// What an assignment names it by.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }

    /// Its first day; `None`: older than the catalogue cares for.
    pub fn from(&self) -> Option<NaiveDate> {
        self.from
    }

    /// Its last day; `None`: it goes on.
    pub fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// The ids of the units that carried it on from the day after its last: one after a merger or a
    /// new name, several after a split, none if nobody did.
    pub fn becomes(&self) -> &[String] {
        &self.becomes
    }

    /// Does it exist on that day?
    pub fn exists(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

/// The units of an authority, in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCatalogue {
    reference: UnitsRef,
    title: Text,
    units: Vec<OfficeUnit>,
}

impl UnitCatalogue {
    /// Reads a catalogue. `label` names the text in errors.
    ///
    /// # Errors
    /// [`UnitsError`] for an unknown key, an id given twice, dates that do not fit, a successor that
    /// is unknown or does not exist on the day after.
    pub fn from_toml(text: &str, label: &str) -> Result<UnitCatalogue, UnitsError> {
        load::from_toml(text, label)
    }

    /// Id and version.
    pub fn reference(&self) -> &UnitsRef {
        &self.reference
    }

    /// Whose units they are.
    pub fn title(&self, lang: Lang) -> &str {
        self.title.get(lang)
    }

    /// Every unit, in the order of the text.
    pub fn units(&self) -> &[OfficeUnit] {
        &self.units
    }

    /// The unit of that id, whenever it existed.
    pub fn unit(&self, id: &str) -> Option<&OfficeUnit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The units that exist on that day, in the order of the text.
    pub fn on(&self, date: NaiveDate) -> impl Iterator<Item = &OfficeUnit> {
        self.units.iter().filter(move |unit| unit.exists(date))
    }

    /// Is there a unit of that id on that day?
    pub fn exists(&self, id: &str, date: NaiveDate) -> bool {
        self.unit(id).is_some_and(|unit| unit.exists(date))
    }

    /// Who carries on that unit as of a day, through every merger and split until then: itself while
    /// it exists; nobody if it ended without a successor, is not founded yet, or is unknown.
    pub fn successors(&self, id: &str, date: NaiveDate) -> Vec<&OfficeUnit> {
        let mut found: Vec<&OfficeUnit> = Vec::new();
        let mut to_follow: Vec<&OfficeUnit> = self.unit(id).into_iter().collect();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(unit) = to_follow.pop() {
            // Two parts of a split may be merged again: whoever carries both on is named once.
            if seen.contains(&unit.id.as_str()) {
                continue;
            }
            seen.push(&unit.id);
            if unit.exists(date) {
                found.push(unit);
            } else if unit.until.is_some_and(|until| until < date) {
                to_follow.extend(unit.becomes.iter().rev().filter_map(|id| self.unit(id)));
            }
        }
        found
    }

    /// The day after a unit's last; `None` while it goes on.
    fn ended(unit: &OfficeUnit) -> Option<NaiveDate> {
        unit.until.map(day_after)
    }
}

#[cfg(test)]
mod tests;
