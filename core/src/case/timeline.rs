//! A case as its timeline.
//!
//! Promises: turns stand in the order in which they happened, those that cannot be told apart in
//! the order of recording; each has both times. Adding one is total: it cannot fail.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Dimension, Number};
use crate::{
    calendar::CalendarRef,
    lang::vocabulary,
    law::{DueOrigin, LawError, OpenCases, PauseReason, RuleRef, Rulebook},
    time::{Moment, day_after},
};

vocabulary! {
    /// Where a case is. Derived from its turns.
    pub enum Status("status", "trạng thái") {
        /// It has arrived.
        Received = "received" ("Mới tiếp nhận", "Received"),
        /// It was taken up.
        Accepted = "accepted" ("Đã thụ lý", "Accepted"),
        /// A unit works on it.
        Assigned = "assigned" ("Đang xử lý", "In progress"),
        /// It stands still.
        Paused = "paused" ("Tạm dừng", "Paused"),
        /// It is closed; its outcome says how.
        Closed = "closed" ("Đã kết thúc", "Closed"),
        /// Its number was given by mistake: it is in no list and no count.
        Void = "void" ("Đã hủy số", "Void"),
    }
}

vocabulary! {
    /// How a case was closed.
    pub enum Outcome("outcome", "kết quả") {
        /// It was answered.
        Replied = "replied" ("Đã trả lời", "Replied"),
        /// It was passed to the competent body.
        ForwardedOut = "forwarded_out" ("Chuyển cơ quan có thẩm quyền", "Forwarded out"),
        /// It was not accepted.
        NotAccepted = "not_accepted" ("Không tiếp nhận", "Not accepted"),
        /// It was really another kind of case.
        Reclassified = "reclassified" ("Chuyển loại", "Reclassified"),
        /// It was withdrawn.
        Withdrawn = "withdrawn" ("Rút", "Withdrawn"),
        /// It was merged into another: one matter, two letters.
        Merged = "merged" ("Nhập vào vụ khác", "Merged"),
    }
}

/// What a case is under: the calendar and the rules, each in a version, and the zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The calendar and its version.
    pub calendar: CalendarRef,
    /// The zone in which its days are civil.
    #[serde(serialize_with = "zone_name", deserialize_with = "zone_from_name")]
    pub zone: Tz,
    /// The rules, each for its stages. Empty: no rule sets a due date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleRef>,
    /// A named variant of the terms, such as `inter_agency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Terms {
    /// The terms that the rulebook now has for a case received on `received`: the latest version of
    /// its calendar, and of each rule the version that it was received under, or a later one in
    /// force on `on` that moves open cases.
    ///
    /// # Errors
    /// The rulebook lacks what the terms name.
    pub fn renewed(&self, rulebook: &Rulebook, received: NaiveDate, on: NaiveDate) -> Result<Terms, LawError> {
        let calendar = rulebook.latest(&self.calendar.id)?;
        let renewed = |reference: &RuleRef| {
            let rule = rulebook.rule(&reference.id)?;
            let old = rule.version(&reference.version)?;
            let later = rule.versions().iter().rev().find(|version| {
                version.open_cases() == OpenCases::Move
                    && version.valid_from() > received.max(old.valid_from())
                    && version.is_in_force(on)
            });
            Ok(later.unwrap_or(old).reference().clone())
        };
        Ok(Terms {
            calendar: calendar.reference().clone(),
            zone: calendar.zone(),
            rules: self.rules.iter().map(renewed).collect::<Result<_, LawError>>()?,
            variant: self.variant.clone(),
        })
    }
}

fn zone_name<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

fn zone_from_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = Tz;
        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("a zone such as Asia/Ho_Chi_Minh")
        }
        fn visit_str<E: de::Error>(self, name: &str) -> Result<Tz, E> {
            name.parse().map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Visitor)
}

/// What happened to a case, as far as every kind of case has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnKind {
    /// It arrived.
    Opened {
        /// A due date that the forwarding letter set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assigned_due: Option<Moment>,
        /// Which due date is in force.
        in_force: DueOrigin,
    },
    /// It was taken up.
    Accepted,
    /// A unit was given it.
    Assigned {
        /// The unit.
        unit: String,
        /// The officer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<String>,
        /// A due date for the unit's part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
        /// The units that help it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        helping: Vec<String>,
    },
    /// Its clock was stopped.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// Its clock runs again.
    Resumed,
    /// Its term was extended.
    Extended {
        /// By how much, in the unit of the term.
        by: u16,
    },
    /// A date was promised.
    Promised {
        /// The date.
        due: Moment,
        /// Which due date is in force from now on.
        in_force: DueOrigin,
    },
    /// It was put under other versions of its calendar or rules, or another variant of their terms.
    Recomputed {
        /// The new terms.
        terms: Terms,
    },
    /// It was closed.
    Closed {
        /// How.
        outcome: Outcome,
    },
    /// The result was made public.
    Published,
    /// The petitioner rated it, 1 to 5.
    Rated {
        /// The score.
        score: u8,
    },
    /// It was opened again; its clock starts anew.
    Reopened,
    /// It was no merger after all: it goes on under the clock that it had, as if it had never been
    /// closed as merged.
    Unlinked,
    /// Its number was given by mistake.
    Voided,
}

/// One turn of a case, with both times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// When it happened.
    pub at: Moment,
    /// When it was put on record: by this register, or by the old one that it was imported from.
    pub on_record: Moment,
    /// When this register took it, if it was put on record elsewhere: an import. Else that is what
    /// `on_record` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<DateTime<Utc>>,
    /// What happened.
    pub turn: TurnKind,
}

impl Turn {
    /// From when on the ledger knew of it.
    pub fn known_from(&self) -> DateTime<Utc> {
        self.entered.unwrap_or_else(|| match self.on_record {
            Moment::Instant(at) => at.to_utc(),
            Moment::Date(date) => day_after(date).and_time(NaiveTime::MIN).and_utc(),
        })
    }
}

/// How a case counts that was merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Both are one matter.
    Once,
    /// Each letter counts.
    Each,
}

/// A case: its number, its dimensions, its terms and its timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    number: Number,
    terms: Terms,
    dimensions: BTreeMap<Dimension, String>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    confidential: bool,
    /// Is it counted beside the case that it was merged into, where letters are counted?
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    counted_each: bool,
    /// When something was put right or told anew that no turn tells: what was known before cannot be
    /// seen from the turns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    revised: Vec<DateTime<Utc>>,
    turns: Vec<Turn>,
}

impl Case {
    /// A case that has just been opened.
    pub fn open(number: Number, terms: Terms, dimensions: BTreeMap<Dimension, String>, opened: Turn) -> Case {
        let turns = Vec::from([opened]);
        Case { number, terms, dimensions, confidential: false, counted_each: false, revised: Vec::new(), turns }
    }

    /// Adds a turn at its place: after every turn that did not happen later. Answers which place
    /// that is.
    pub fn push(&mut self, turn: Turn) -> usize {
        let later = self.turns.iter().rev().take_while(|known| known.at.is_after(turn.at)).count();
        let place = self.turns.len() - later;
        self.turns.insert(place, turn);
        place
    }

    /// Takes all turns out, to be told anew: a time was corrected.
    pub(crate) fn take_turns(&mut self) -> Vec<Turn> {
        core::mem::take(&mut self.turns)
    }

    /// Marks it confidential: lists and reports leave it out or mask it.
    pub fn set_confidential(&mut self) {
        self.confidential = true;
    }

    /// Sets a dimension anew.
    pub fn set_dimension(&mut self, dimension: Dimension, code: String) {
        self.dimensions.insert(dimension, code);
    }

    /// Sets all dimensions anew: something was corrected.
    pub(crate) fn set_dimensions(&mut self, dimensions: BTreeMap<Dimension, String>) {
        self.dimensions = dimensions;
    }

    /// Notes that something was put right, or told anew, at that time.
    pub(crate) fn note_revision(&mut self, at: DateTime<Utc>) {
        self.revised.push(at);
    }

    /// Is what was known of it at an earlier time the beginning of its turns? Not if one was recorded
    /// after a later one, or something was put right.
    pub fn is_told_in_order(&self) -> bool {
        self.revised.is_empty() && self.turns.is_sorted_by_key(Turn::known_from)
    }

    /// Sets whether it is counted beside the case that it was merged into.
    pub(crate) fn set_counted_each(&mut self, counting: Counted) {
        self.counted_each = counting == Counted::Each;
    }

    /// How it counts if it was merged into another, where letters are counted apart from matters.
    pub fn counted(&self) -> Counted {
        if self.counted_each { Counted::Each } else { Counted::Once }
    }

    /// The registration number.
    pub fn number(&self) -> &Number {
        &self.number
    }

    /// The terms it was opened under; a recompute is a turn.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The code of a dimension that does not change over time; units and officers do.
    pub fn dimension(&self, dimension: Dimension) -> Option<&str> {
        self.dimensions.get(&dimension).map(String::as_str)
    }

    /// Is it confidential?
    pub fn is_confidential(&self) -> bool {
        self.confidential
    }

    /// Was its number given by mistake? Such a case is in no worklist and no count, of any day.
    pub fn is_void(&self) -> bool {
        self.turns.iter().any(|turn| turn.turn == TurnKind::Voided)
    }

    /// Its turns, in the order in which they happened.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// When it was opened.
    pub fn received_at(&self) -> Moment {
        self.turns.first().map_or(Moment::Date(chrono::NaiveDate::MIN), |turn| turn.at)
    }
}
