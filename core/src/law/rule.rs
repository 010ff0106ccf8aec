//! A deadline rule and its parts.
//!
//! Promises: a rule has at most one version for a date, and every version names the instrument and
//! the article that it comes from. It computes nothing.

use alloc::{format, string::String, string::ToString, vec::Vec};
use core::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Stage, StageTerm, load};
use crate::lang::{Lang, Text, vocabulary};

/// Why a rule was refused, or does not apply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LawError {
    /// The TOML text is not a rule.
    #[error("rule {label}, {place}: {reason}")]
    Load {
        /// What the caller named the text.
        label: String,
        /// Line and column, or the key.
        place: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The text is no catalogue of units.
    #[error(transparent)]
    Units(#[from] crate::units::UnitsError),
    /// No version of the rule is in force on that date.
    #[error("rule {rule} has no version in force on {date}; its versions: {versions}")]
    NotInForce {
        /// The rule.
        rule: String,
        /// The date asked for.
        date: NaiveDate,
        /// The versions there are, with their dates.
        versions: String,
    },
    /// The rulebook has no such rule, version or calendar.
    #[error("the rulebook has no {what} `{id}`; it has {known}")]
    Unknown {
        /// `rule` or `calendar`.
        what: &'static str,
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The law, decree, circular or decision, with its number.
    pub instrument: Text,
    /// The article.
    pub article: Text,
}

impl Citation {
    /// For people: `Điều 28 Luật Tiếp công dân 42/2013/QH13`.
    pub fn label(&self, lang: Lang) -> String {
        let (article, instrument) = (self.article.get(lang), self.instrument.get(lang));
        match lang {
            Lang::Vi => format!("{article} {instrument}"),
            Lang::En => format!("{article} of the {instrument}"),
        }
    }
}

vocabulary! {
    /// How sure the text of a rule is.
    #[derive(Default)]
    pub enum RuleStanding("rule standing", "tình trạng của quy định") {
        /// Read in the text of the instrument. The default.
        #[default]
        Verified = "verified" ("đã đối chiếu văn bản", "read in the instrument"),
        /// The instrument was not seen, or a part of the rule is not in it.
        Unverified = "unverified" ("chưa đối chiếu văn bản", "not checked against the instrument"),
    }
}

vocabulary! {
    /// What a new version of a rule does to the cases that are open when it comes into force.
    #[derive(Default)]
    pub enum OpenCases("open cases", "vụ việc đang giải quyết") {
        /// They stay under the version that they were received under. The default.
        #[default]
        Stay = "stay" ("giữ quy định cũ", "stay under the old version"),
        /// They are moved under the new one, by a recorded act.
        Move = "move" ("chuyển sang quy định mới", "move under the new version"),
    }
}

/// Which version of which rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleRef {
    /// The rule's stable id.
    pub id: String,
    /// Its version.
    pub version: String,
}

impl fmt::Display for RuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

/// One version of a rule, in force from a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVersion {
    pub(super) reference: RuleRef,
    pub(super) valid_from: NaiveDate,
    pub(super) valid_to: Option<NaiveDate>,
    pub(super) published: Option<NaiveDate>,
    pub(super) standing: RuleStanding,
    pub(super) open_cases: OpenCases,
    pub(super) citation: Citation,
    pub(super) stages: Vec<StageTerm>,
}

impl RuleVersion {
    /// Rule and version.
    pub fn reference(&self) -> &RuleRef {
        &self.reference
    }

    /// Where it comes from.
    pub fn citation(&self) -> &Citation {
        &self.citation
    }

    /// First day in force.
    pub fn valid_from(&self) -> NaiveDate {
        self.valid_from
    }

    /// Last day in force; `None` while no end is known.
    pub fn valid_to(&self) -> Option<NaiveDate> {
        self.valid_to
    }

    /// When it was published, if the file says so.
    pub fn published(&self) -> Option<NaiveDate> {
        self.published
    }

    /// How sure its text is.
    pub fn standing(&self) -> RuleStanding {
        self.standing
    }

    /// What it does to cases that were open when it came into force.
    pub fn open_cases(&self) -> OpenCases {
        self.open_cases
    }

    /// What it says of each stage.
    pub fn stages(&self) -> &[StageTerm] {
        &self.stages
    }

    /// Its term for a stage, if it has one.
    pub fn stage(&self, stage: Stage) -> Option<&StageTerm> {
        self.stages.iter().find(|term| term.stage == stage)
    }

    /// May `self` be the version that `old` was adopted as? Its end may change, for that is how a later
    /// one replaces it, and what people call its variants, which moves no date.
    pub(super) fn may_stand_for(&self, old: &RuleVersion) -> bool {
        let plain = |version: &RuleVersion| RuleVersion {
            valid_to: None,
            stages: version.stages.iter().cloned().map(StageTerm::without_labels).collect(),
            ..version.clone()
        };
        self.reference == old.reference && plain(self) == plain(old)
    }

    /// Is it in force on `date`? `valid_to` is the last day in force.
    pub fn is_in_force(&self, date: NaiveDate) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|last| date <= last)
    }
}

/// A deadline rule with all its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub(super) id: String,
    pub(super) title: Text,
    pub(super) kinds: Vec<String>,
    pub(super) versions: Vec<RuleVersion>,
}

impl Rule {
    /// Reads a rule from TOML text. `label` names the text in errors.
    ///
    /// # Errors
    /// [`LawError::Load`] for an unknown or repeated key, versions that overlap, a missing
    /// citation, a stage given twice, a version without stages, a cut-off that is no time of day, one
    /// extension longer than all of them together.
    pub fn from_toml(text: &str, label: &str) -> Result<Rule, LawError> {
        load::from_toml(text, label)
    }

    /// The stable id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the rule is called.
    pub fn title(&self, lang: Lang) -> &str {
        self.title.get(lang)
    }

    /// Is it about cases of that kind, such as `complaint`? A rule that names no kind is about all.
    pub fn is_about(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|known| known == kind)
    }

    /// The kinds of case that it is about; none named: all.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// Its versions, oldest first.
    pub fn versions(&self) -> &[RuleVersion] {
        &self.versions
    }

    /// The version in force on `date`.
    ///
    /// # Errors
    /// [`LawError::NotInForce`].
    pub fn version_on(&self, date: NaiveDate) -> Result<&RuleVersion, LawError> {
        self.versions.iter().find(|version| version.is_in_force(date)).ok_or_else(|| LawError::NotInForce {
            rule: self.id.clone(),
            date,
            versions: known(self.versions.iter().map(|v| match v.valid_to {
                Some(to) => format!("{} ({} to {to})", v.reference.version, v.valid_from),
                None => format!("{} (from {})", v.reference.version, v.valid_from),
            })),
        })
    }

    /// The version with that name.
    ///
    /// # Errors
    /// [`LawError::Unknown`].
    pub fn version(&self, name: &str) -> Result<&RuleVersion, LawError> {
        self.versions.iter().find(|version| version.reference.version == name).ok_or_else(|| LawError::Unknown {
            what: "rule version",
            id: format!("{}@{name}", self.id),
            known: known(self.versions.iter().map(|v| v.reference.to_string())),
        })
    }
}

/// A list for an error message.
pub(super) fn known(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.collect();
    if names.is_empty() { "none".into() } else { names.join(", ") }
}
