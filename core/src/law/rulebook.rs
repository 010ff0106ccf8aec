//! The rulebook of a register: every calendar, rule and catalogue of units that it adopted, in every
//! version.
//!
//! Promises: what a past due date was computed with can always be computed with again, since the
//! texts themselves are in the ledger. Data shipped with a new library is proposed, never adopted
//! by opening a file.

use alloc::{collections::BTreeMap, format, string::String, string::ToString, vec::Vec};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{LawError, Rule, RuleRef, RuleVersion, Stage, rule::known};
use crate::{
    calendar::{CalendarError, CalendarRef, WorkCalendar},
    lang::Text,
    ledger::{Hash, StreamKind},
    units::{UnitCatalogue, UnitsError, UnitsRef},
};

/// What a rulebook stream says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulebookEvent {
    /// A calendar was adopted.
    CalendarAdopted {
        /// Id and version.
        calendar: CalendarRef,
        /// Its whole text.
        text: String,
        /// SHA-256 over the text.
        sha256: Hash,
        /// The time zone data that it was read with.
        time_zone_data: String,
    },
    /// A rule file was adopted. It replaces an earlier file of the same rule; a version that
    /// cases are under must still be in it, unchanged.
    RuleAdopted {
        /// The rule's id.
        rule: String,
        /// Its whole text.
        text: String,
        /// SHA-256 over the text.
        sha256: Hash,
    },
    /// A catalogue of units was adopted. The last one adopted is in force, for every day.
    UnitsAdopted {
        /// Id and version.
        units: UnitsRef,
        /// Its whole text.
        text: String,
        /// SHA-256 over the text.
        sha256: Hash,
    },
    /// What new cases are put under.
    DefaultsChosen(Defaults),
}

/// What a new case is put under, unless its command says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// The calendar's id; its latest adopted version is used. Empty before the first choice.
    pub calendar: String,
    /// The ids of the rules, each for its stages.
    pub rules: Vec<String>,
}

/// Every calendar, rule and catalogue of units that a register adopted.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// In the order of adoption: the last of an id is the latest.
    calendars: Vec<WorkCalendar>,
    rules: BTreeMap<String, Rule>,
    /// In the order of adoption: the last is in force.
    units: Vec<UnitCatalogue>,
    defaults: Defaults,
}

impl Rulebook {
    /// The stream in the ledger.
    pub const STREAM: StreamKind = StreamKind::new("rulebook");

    /// The event that adopts a calendar, after its text was read.
    ///
    /// # Errors
    /// The text is not a calendar.
    pub fn adopt_calendar(text: &str, label: &str) -> Result<RulebookEvent, CalendarError> {
        let calendar = WorkCalendar::from_toml(text, label)?;
        Ok(RulebookEvent::CalendarAdopted {
            calendar: calendar.reference().clone(),
            text: text.into(),
            sha256: content_hash(text),
            time_zone_data: chrono_tz::IANA_TZDB_VERSION.into(),
        })
    }

    /// The event that adopts a rule file, after its text was read.
    ///
    /// # Errors
    /// The text is not a rule.
    pub fn adopt_rule(text: &str, label: &str) -> Result<RulebookEvent, LawError> {
        let rule = Rule::from_toml(text, label)?;
        Ok(RulebookEvent::RuleAdopted { rule: rule.id().into(), text: text.into(), sha256: content_hash(text) })
    }

    /// The event that adopts a catalogue of units, after its text was read.
    ///
    /// # Errors
    /// The text is no catalogue.
    pub fn adopt_units(text: &str, label: &str) -> Result<RulebookEvent, LawError> {
        let units = UnitCatalogue::from_toml(text, label)?;
        Ok(RulebookEvent::UnitsAdopted { units: units.reference().clone(), text: text.into(), sha256: content_hash(text) })
    }

    /// May `event` follow what is in the book? A version once adopted never changes.
    ///
    /// # Errors
    /// A version that is in the book comes again with another content, or is missing; a default
    /// that was not adopted.
    pub fn check(&self, event: &RulebookEvent) -> Result<(), LawError> {
        let refuse = |place: String, reason: &str| Err(LawError::Load { label: "rulebook".into(), place, reason: reason.into() });
        match event {
            RulebookEvent::CalendarAdopted { calendar, text, .. } => {
                let same = |known: &&WorkCalendar| known.reference() == calendar;
                match self.calendars.iter().find(same) {
                    Some(known) if Ok(known) != WorkCalendar::from_toml(text, "rulebook").as_ref() => refuse(
                        calendar.to_string(),
                        "this version was adopted with another content; give the change a new version",
                    ),
                    _ => Ok(()),
                }
            }
            RulebookEvent::RuleAdopted { rule, text, .. } => {
                let new = Rule::from_toml(text, "rulebook")?;
                let old = self.rules.get(rule).map(Rule::versions).unwrap_or_default();
                let changed = old.iter().find(|old| !new.versions().iter().any(|new| new.may_stand_for(old)));
                match changed {
                    Some(version) => refuse(
                        version.reference().to_string(),
                        "this version was adopted and is missing or changed; only its valid_to and labels may change",
                    ),
                    None => Ok(()),
                }
            }
            RulebookEvent::UnitsAdopted { units, text, .. } => {
                let new = UnitCatalogue::from_toml(text, "rulebook")?;
                match self.units.iter().find(|known| known.reference() == units) {
                    Some(known) if *known != new => Err(LawError::Units(UnitsError {
                        label: "rulebook".into(),
                        place: units.to_string(),
                        reason: "this version was adopted with another content; give the change a new version".into(),
                    })),
                    _ => Ok(()),
                }
            }
            RulebookEvent::DefaultsChosen(defaults) => {
                self.latest(&defaults.calendar)?;
                defaults.rules.iter().try_for_each(|id| self.rule(id).map(|_| ()))
            }
        }
    }

    /// Takes one event of the stream.
    ///
    /// # Errors
    /// A stored text that this library cannot read.
    pub fn apply(&mut self, event: RulebookEvent) -> Result<(), LawError> {
        match event {
            RulebookEvent::CalendarAdopted { calendar, text, .. } => {
                let read = WorkCalendar::from_toml(&text, "rulebook").map_err(|error| LawError::Load {
                    label: "rulebook".into(),
                    place: calendar.to_string(),
                    reason: error.to_string(),
                })?;
                self.calendars.retain(|known| known.reference() != read.reference());
                self.calendars.push(read);
            }
            RulebookEvent::RuleAdopted { rule, text, .. } => {
                self.rules.insert(rule, Rule::from_toml(&text, "rulebook")?);
            }
            RulebookEvent::UnitsAdopted { text, .. } => {
                let read = UnitCatalogue::from_toml(&text, "rulebook")?;
                self.units.retain(|known| known.reference() != read.reference());
                self.units.push(read);
            }
            RulebookEvent::DefaultsChosen(defaults) => self.defaults = defaults,
        }
        Ok(())
    }

    /// What new cases are put under.
    pub fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// The catalogue of units in force; `None`: units have any name.
    pub fn units(&self) -> Option<&UnitCatalogue> {
        self.units.last()
    }

    /// The calendar that new cases are put under.
    ///
    /// # Errors
    /// None was chosen.
    pub fn default_calendar(&self) -> Result<&WorkCalendar, LawError> {
        self.latest(&self.defaults.calendar)
    }

    /// The latest version of a calendar.
    ///
    /// # Errors
    /// [`LawError::Unknown`].
    pub fn latest(&self, id: &str) -> Result<&WorkCalendar, LawError> {
        self.calendars.iter().rfind(|c| c.reference().id == id).ok_or_else(|| self.no_calendar(id.into()))
    }

    /// That version of a calendar.
    ///
    /// # Errors
    /// [`LawError::Unknown`].
    pub fn calendar(&self, reference: &CalendarRef) -> Result<&WorkCalendar, LawError> {
        self.calendars.iter().find(|c| c.reference() == reference).ok_or_else(|| self.no_calendar(reference.to_string()))
    }

    /// A rule.
    ///
    /// # Errors
    /// [`LawError::Unknown`].
    pub fn rule(&self, id: &str) -> Result<&Rule, LawError> {
        self.rules.get(id).ok_or_else(|| LawError::Unknown {
            what: "rule",
            id: id.into(),
            known: known(self.rules.keys().cloned()),
        })
    }

    /// The version of a rule that a case is under.
    ///
    /// # Errors
    /// [`LawError::Unknown`].
    pub fn rule_version(&self, reference: &RuleRef) -> Result<&RuleVersion, LawError> {
        self.rule(&reference.id)?.version(&reference.version)
    }

    /// The first of `rules` that has a term for `stage`.
    ///
    /// # Errors
    /// [`LawError::Unknown`] if one of them is not in the book.
    pub fn rule_for<'a>(&'a self, rules: &[RuleRef], stage: Stage) -> Result<Option<&'a RuleVersion>, LawError> {
        for reference in rules {
            let version = self.rule_version(reference)?;
            if version.stage(stage).is_some() {
                return Ok(Some(version));
            }
        }
        Ok(None)
    }

    /// What people call a variant of one of `rules`, if one of them says it.
    pub fn variant_label(&self, rules: &[RuleRef], variant: &str) -> Option<&Text> {
        let versions = rules.iter().filter_map(|reference| self.rule_version(reference).ok());
        versions.flat_map(RuleVersion::stages).find_map(|stage| stage.variant_label(variant))
    }

    /// The versions in force on `date` of the rules named; or of the default ones that are about
    /// cases of `kind`.
    ///
    /// # Errors
    /// A rule is unknown, or has no version in force.
    pub fn in_force(&self, rules: Option<&[String]>, kind: &str, date: NaiveDate) -> Result<Vec<RuleRef>, LawError> {
        let ids = rules.unwrap_or(&self.defaults.rules);
        let mut found = Vec::new();
        for id in ids {
            let rule = self.rule(id)?;
            if rules.is_some() || rule.is_about(kind) {
                found.push(rule.version_on(date)?.reference().clone());
            }
        }
        Ok(found)
    }

    /// The book as it would be with another version of a calendar: to see what it would change.
    #[must_use]
    pub fn with_proposed(&self, calendar: WorkCalendar) -> Rulebook {
        let mut proposed = self.clone();
        proposed.calendars.retain(|known| known.reference() != calendar.reference());
        proposed.calendars.push(calendar);
        proposed
    }

    fn no_calendar(&self, id: String) -> LawError {
        let known = known(self.calendars.iter().map(|c| format!("{}", c.reference())));
        LawError::Unknown { what: "calendar", id, known }
    }
}

fn content_hash(text: &str) -> Hash {
    use sha2::{Digest, Sha256};
    Hash::from_bytes(Sha256::digest(text.as_bytes()).into())
}
