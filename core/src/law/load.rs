//! Rules from TOML text.
//!
//! Promises: a text is taken whole or refused with the place and what would be right.

use alloc::{format, string::String, vec::Vec};

use serde::Deserialize;

use super::{
    Citation, ExtensionTerms, LawError, OpenCases, Rule, RuleRef, RuleStanding, RuleVersion, Stage, StageTerm, StartEvent, Term,
    TermUnit,
};
use crate::{
    data::{self, civil},
    lang::Text,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: Text,
    /// The kinds of case that it is about; none: all.
    #[serde(default)]
    kinds: Vec<String>,
    version: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    version: String,
    valid_from: toml::value::Datetime,
    valid_to: Option<toml::value::Datetime>,
    published: Option<toml::value::Datetime>,
    #[serde(default)]
    standing: RuleStanding,
    #[serde(default)]
    open_cases: OpenCases,
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
        let published = version.published.as_ref().map(|value| date("published", value)).transpose()?;
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
            check(&stage).map_err(|(key, reason)| load(place(key), reason))?;
            stages.push(stage);
        }
        let reference = RuleRef { id: file.id.clone(), version: version.version };
        versions.push(RuleVersion {
            reference,
            valid_from,
            valid_to,
            published,
            standing: version.standing,
            open_cases: version.open_cases,
            citation: version.citation,
            stages,
        });
    }
    if versions.is_empty() {
        return Err(load("version".into(), "a rule needs at least one version".into()));
    }
    versions.sort_by_key(|version| version.valid_from);
    Ok(Rule { id: file.id, title: file.title, kinds: file.kinds, versions })
}

/// What does not fit together in a stage: the key, and what would be right.
fn check(stage: &StageTerm) -> Result<(), (&'static str, String)> {
    if let Some(term) = stage.term {
        if let Some((name, _)) = stage.variants.iter().find(|(_, variant)| variant.unit != term.unit) {
            return Err(("variants", format!("`{name}` has another unit than the term; an extension could not add to both")));
        }
    } else if !stage.variants.is_empty() || stage.extension.is_some() {
        let reason = format!("stage `{}` has variants or an extension and no term of its own; give it one", stage.stage);
        return Err(("term", reason));
    }
    let extensions = stage.variants.values().filter_map(|variant| variant.extension.as_ref()).chain(&stage.extension);
    if let Some(reason) = extensions.clone().find_map(wrong_each) {
        return Err(("each", reason));
    }
    let lead = extensions.filter_map(|extension| extension.before_due).chain(stage.promise.iter().filter_map(|p| p.before_due));
    let is_days = |term: &Term| matches!(term.unit, TermUnit::WorkingDay | TermUnit::CalendarDay);
    if let Some(lead) = lead.into_iter().find(|lead| !is_days(lead)) {
        return Err(("before_due", format!("it is in `{}`; it can be in `working_day` or `calendar_day`", lead.unit)));
    }
    if let Some(within) = stage.promise.as_ref().and_then(|promise| promise.within).filter(|term| term.unit.is_hours()) {
        return Err(("within", format!("it is in `{}`; a new date lies within days, weeks, months or years", within.unit)));
    }
    let own_start = match stage.stage {
        Stage::Acknowledge | Stage::Forward => &[StartEvent::Received][..],
        Stage::Handle => &[StartEvent::Assigned, StartEvent::Received],
        Stage::Reply => &[StartEvent::Received, StartEvent::Accepted],
        Stage::Publish => &[StartEvent::Closed, StartEvent::Received],
    };
    if !own_start.contains(&stage.starts) {
        let known: Vec<_> = own_start.iter().map(|start| format!("`{start}`")).collect();
        return Err((
            "starts",
            format!("`{}` does not come before `{}`; it can be {}", stage.starts, stage.stage, known.join(", ")),
        ));
    }
    Ok(())
}

/// What is wrong with the most of one extension, if anything is.
fn wrong_each(extension: &ExtensionTerms) -> Option<String> {
    let ExtensionTerms { most, each, .. } = extension;
    match each {
        Some(0) => Some("it is 0, and one extension has at least 1; leave it out if only `most` limits it".into()),
        Some(each) if each > most => {
            Some(format!("it is {each}, and all extensions together have at most {most} (`most`); it can be 1 to {most}"))
        }
        _ => None,
    }
}
