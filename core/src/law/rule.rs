//! A deadline rule and its parts.
//!
//! Promises: a rule has at most one version for a date, and every version names the instrument and
//! the article that it comes from. It computes nothing.

use alloc::{collections::BTreeMap, format, string::String, string::ToString, vec::Vec};
use core::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{PauseReason, load};
use crate::{
    calendar::MinuteOfDay,
    lang::{Lang, Text, vocabulary},
};

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

vocabulary! {
    /// A stage of a rule: what must be done by the due date.
    pub enum Stage("stage", "giai đoạn") {
        /// Tell the petitioner that it arrived.
        Acknowledge = "acknowledge" ("Báo tiếp nhận", "Acknowledge"),
        /// Pass it to the competent body.
        Forward = "forward" ("Chuyển cơ quan có thẩm quyền", "Forward to the competent body"),
        /// Answer it.
        Reply = "reply" ("Trả lời", "Reply"),
        /// Publish the result.
        Publish = "publish" ("Công khai kết quả", "Publish"),
    }
}

vocabulary! {
    /// The unit of a term. Days and hours are two units: no day is a number of hours.
    pub enum TermUnit("unit of a term", "đơn vị thời hạn") {
        /// Days that the calendar works.
        WorkingDay = "working_day" ("ngày làm việc", "working days"),
        /// Days of the civil calendar.
        CalendarDay = "calendar_day" ("ngày", "calendar days"),
    }
}

vocabulary! {
    /// Does the day on which the term starts count?
    #[derive(Default)]
    pub enum FirstDay("first day policy", "cách tính ngày đầu") {
        /// No (Civil Code 2015, art. 147.2). The default.
        #[default]
        Excluded = "excluded" ("không tính ngày đầu", "the first day is not counted"),
        /// Yes.
        Included = "included" ("tính cả ngày đầu", "the first day is counted"),
    }
}

vocabulary! {
    /// What a start on a day off means.
    #[derive(Default)]
    pub enum StartOnDayOff("day-off policy", "nhận vào ngày nghỉ") {
        /// The term starts on that day; the first day counted is the next working day. The default.
        #[default]
        AsIs = "as_is" ("giữ nguyên ngày nhận", "the day of receipt stands"),
        /// The term starts on the next working day, at the same time of day.
        NextWorkingDay = "next_working_day" ("tính từ ngày làm việc kế tiếp", "starts on the next working day"),
    }
}

vocabulary! {
    /// When on the last day the term ends.
    #[derive(Default)]
    pub enum DueAt("due time policy", "thời điểm hết hạn") {
        /// At the end of the day, 24:00 (Civil Code 2015, art. 148.6). The default.
        #[default]
        EndOfDay = "end_of_day" ("hết ngày", "at the end of the day"),
        /// At the time of day at which it started.
        StartTime = "start_time" ("đúng giờ bắt đầu", "at the time of day it started"),
    }
}

vocabulary! {
    /// What becomes of a term in calendar days that ends on a day off.
    #[derive(Default)]
    pub enum Roll("roll policy", "ngày cuối là ngày nghỉ") {
        /// It ends on the next working day (Civil Code 2015, art. 148.5). The default.
        #[default]
        NextWorkingDay = "next_working_day" ("chuyển sang ngày làm việc kế tiếp", "moves to the next working day"),
        /// It ends on that day.
        Stay = "stay" ("giữ nguyên", "stays"),
    }
}

/// An amount of time that a rule gives, such as ten working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// How many, 0 to 65,535.
    pub amount: u16,
    /// Of what.
    pub unit: TermUnit,
}

impl Term {
    /// For people: `10 ngày làm việc`, `10 working days`, `1 working day`.
    pub fn label(self, lang: Lang) -> String {
        let unit = self.unit.label(lang);
        match (lang, self.amount) {
            (Lang::En, 1) => format!("1 {}", unit.trim_end_matches('s')),
            (_, amount) => format!("{amount} {unit}"),
        }
    }
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

/// What an extension needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionTerms {
    /// How often.
    pub times: u8,
    /// By how much in all, in the unit of the term.
    pub most: u16,
}

/// One stage of one version of a rule, as a rule file gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTerm {
    pub(super) stage: Stage,
    pub(super) term: Term,
    #[serde(default)]
    pub(super) variants: BTreeMap<String, Term>,
    #[serde(default)]
    pub(super) first_day: FirstDay,
    #[serde(default)]
    pub(super) start_on_day_off: StartOnDayOff,
    pub(super) cut_off: Option<MinuteOfDay>,
    #[serde(default)]
    pub(super) due_at: DueAt,
    #[serde(default)]
    pub(super) roll: Roll,
    #[serde(default)]
    pub(super) stopped_by: Vec<PauseReason>,
    pub(super) extension: Option<ExtensionTerms>,
    #[serde(default)]
    pub(super) due_soon: u16,
}

impl StageTerm {
    /// The stage.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The term; of the named variant, if the rule has one of that name.
    pub fn term(&self, variant: Option<&str>) -> Term {
        variant.and_then(|name| self.variants.get(name)).copied().unwrap_or(self.term)
    }

    /// Does a pause for `reason` stop the clock?
    pub fn is_stopped_by(&self, reason: PauseReason) -> bool {
        self.stopped_by.contains(&reason)
    }

    /// What an extension needs; `None` if the rule allows none.
    pub fn extension(&self) -> Option<ExtensionTerms> {
        self.extension
    }

    /// How many working days before the due date it counts as due soon.
    pub fn due_soon(&self) -> u16 {
        self.due_soon
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

    /// Its term for a stage, if it has one.
    pub fn stage(&self, stage: Stage) -> Option<&StageTerm> {
        self.stages.iter().find(|term| term.stage == stage)
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
    pub(super) versions: Vec<RuleVersion>,
}

impl Rule {
    /// Reads a rule from TOML text. `label` names the text in errors.
    ///
    /// # Errors
    /// [`LawError::Load`] for an unknown or repeated key, versions that overlap, a missing
    /// citation, a stage given twice, a version without stages, a cut-off that is no time of day.
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
