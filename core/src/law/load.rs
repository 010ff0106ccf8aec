//! Rules from TOML text.
//!
//! Promises: a text is taken whole or refused with the place and what would be right.

use alloc::{format, string::String, vec::Vec};

use serde::Deserialize;

use super::{Citation, LawError, Rule, RuleRef, RuleVersion, StageTerm};
use crate::{
    data::{self, civil},
    lang::Text,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: Text,
    version: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    version: String,
    valid_from: toml::value::Datetime,
    valid_to: Option<toml::value::Datetime>,
    citation: Citation,
    stage: Vec<StageTerm>,
}

pub(super) fn from_toml(text: &str, label: &str) -> Result<Rule, LawError> {
    let load = |place: String, reason: String| LawError::Load { label: label.into(), place, reason };
    let file: File = data::parse(text).map_err(|(place, reason)| load(place, reason))?;
    let mut versions: Vec<RuleVersion> = Vec::new();
    for version in file.version {
        let place = |key: &str| format!("version {}, {key}", version.version);
        let date = |key: &str, value: &toml::value::Datetime| {
            civil(value).ok_or_else(|| load(place(key), format!("`{value}` is not a date such as 2014-07-01")))
        };
        let valid_from = date("valid_from", &version.valid_from)?;
        let valid_to = version.valid_to.as_ref().map(|value| date("valid_to", value)).transpose()?;
        if valid_to.is_some_and(|to| to < valid_from) {
            return Err(load(place("valid_to"), "it lies before valid_from".into()));
        }
        let overlaps = |other: &&RuleVersion| {
            other.valid_to.is_none_or(|to| valid_from <= to) && valid_to.is_none_or(|to| other.valid_from <= to)
        };
        if let Some(other) = versions.iter().find(overlaps) {
            let reason = format!("it overlaps version {}; end that one the day before", other.reference.version);
            return Err(load(place("valid_from"), reason));
        }
        if versions.iter().any(|other| other.reference.version == version.version) {
            return Err(load(place("version"), "this version is given twice".into()));
        }
        if version.stage.is_empty() {
            return Err(load(place("stage"), "a version needs at least one stage".into()));
        }
        let mut stages: Vec<StageTerm> = Vec::new();
        for stage in version.stage {
            if stages.iter().any(|other| other.stage == stage.stage) {
                return Err(load(place("stage"), format!("`{}` is given twice", stage.stage)));
            }
            if let Some((name, _)) = stage.variants.iter().find(|(_, term)| term.unit != stage.term.unit) {
                return Err(load(
                    place("variants"),
                    format!("`{name}` has another unit than the term; an extension could not add to both"),
                ));
            }
            stages.push(stage);
        }
        let reference = RuleRef { id: file.id.clone(), version: version.version };
        versions.push(RuleVersion { reference, valid_from, valid_to, citation: version.citation, stages });
    }
    if versions.is_empty() {
        return Err(load("version".into(), "a rule needs at least one version".into()));
    }
    versions.sort_by_key(|version| version.valid_from);
    Ok(Rule { id: file.id, title: file.title, versions })
}
