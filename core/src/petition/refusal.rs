//! Why a command is refused.
//!
//! Promises: a refusal says which rule was broken and what would be allowed; it holds no personal
//! data, so that it can be shown and logged.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::NaiveDate;

use super::{ActName, ExtensionProblem, PetitionKind};
use crate::{
    case::{DeadlineFailure, Number, Status},
    lang::{Lang, Text},
    law::{LawError, PauseReason, RuleRef, Stage},
    ledger::Identity,
    time::Moment,
};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The petition does not allow the act where it is.
    #[error("{number} is {status}: `{act}` is not possible; possible: {}", names(.allowed))]
    NotPossible {
        /// The petition.
        number: Number,
        /// Where it is.
        status: Status,
        /// What was asked.
        act: ActName,
        /// What would be possible.
        allowed: Vec<ActName>,
    },
    /// There is a petition of that id.
    #[error("a petition of this id was received as {number}; a new petition needs a new id")]
    AlreadyReceived {
        /// Its number.
        number: Number,
    },
    /// There is no petition of that id.
    #[error("there is no petition of this id; `receive` it first")]
    NotReceived,
    /// It has not happened yet.
    #[error("{at} lies in the future; it is {now}")]
    InFuture {
        /// When it is said to have happened.
        at: Moment,
        /// The present.
        now: Moment,
    },
    /// Nothing can happen to a petition before it arrived.
    #[error("{at} lies before the receipt on {received}; give the day it really happened, or correct the receipt")]
    BeforeReceipt {
        /// When it is said to have happened.
        at: Moment,
        /// When the petition arrived.
        received: Moment,
    },
    /// It cannot have happened before something that it follows.
    #[error("`{act}` at {at} lies before `{after}` at {then}, which it follows")]
    OutOfOrder {
        /// What was asked.
        act: ActName,
        /// When it is said to have happened.
        at: Moment,
        /// What it follows.
        after: ActName,
        /// When that happened.
        then: Moment,
    },
    /// A due date before the receipt.
    #[error("the due date {due} lies before the receipt on {received}")]
    DueBeforeReceipt {
        /// The due date.
        due: Moment,
        /// When the petition arrived.
        received: Moment,
    },
    /// No rule sets a due date, so there is nothing to extend.
    #[error("no rule sets a due date for {number}: there is nothing to extend; `promise` a date instead")]
    NothingToExtend {
        /// The petition.
        number: Number,
    },
    /// The rule does not allow the extension.
    #[error("rule {rule} does not allow this extension: {}", .problem.to_text(Lang::En))]
    ExtensionNotAllowed {
        /// The rule.
        rule: RuleRef,
        /// What it says.
        problem: ExtensionProblem,
    },
    /// The rule does not allow the new date.
    #[error("rule {rule} does not allow this new date: {}", .problem.to_text(Lang::En))]
    PromiseNotAllowed {
        /// The rule.
        rule: RuleRef,
        /// What it says.
        problem: ExtensionProblem,
    },
    /// An extension after the term had run out.
    #[error("the term of {number} ran out on {due}: it can no longer be extended; `promise` a new date instead")]
    ExtensionAfterDue {
        /// The petition.
        number: Number,
        /// When it ran out.
        due: Moment,
    },
    /// A reclassification that keeps it in this flow.
    #[error("a petition is reclassified as `complaint` or `denunciation`; `{kind}` stays in this flow")]
    NotReclassified {
        /// What was asked.
        kind: PetitionKind,
    },
    /// A promised or assigned date is to be in force, but there is none.
    #[error("`in_force` names a due date that was not given; give it, or put `rule` in force")]
    NothingInForce,
    /// A score outside the scale.
    #[error("a score is 1 to 5, not {score}")]
    ScoreOutOfRange {
        /// What was given.
        score: u8,
    },
    /// A petition linked to one that does not go on by itself.
    #[error("{number} was itself merged into petition {to}; link to that one")]
    LinkedOn {
        /// The petition that was named.
        number: Number,
        /// The one that it was merged into.
        to: Identity,
    },
    /// The other petition that was named does not exist any more.
    #[error("the number {number} is void; name a petition that is not")]
    OtherIsVoid {
        /// Its number.
        number: Number,
    },
    /// A part of a letter that is said to have come on another day than the letter.
    #[error("a part split from {number} was received when its letter was, on {received}, not on {at}")]
    ReceivedApart {
        /// The petition that it is split from.
        number: Number,
        /// When that was received.
        received: Moment,
        /// When the part is said to have been.
        at: Moment,
    },
    /// A group of one or none.
    #[error("a group is at least 2 people, not {people}; leave `group` out for one")]
    GroupTooSmall {
        /// What was given.
        people: u32,
    },
    /// A unit that is named twice.
    #[error("unit `{unit}` is named twice; a helping unit is another than the one that leads, and each is named once")]
    UnitTwice {
        /// The unit.
        unit: String,
    },
    /// A unit that does not exist on that day, by the register's catalogue.
    #[error("there is no unit `{unit}` on {on}; {}", instead(.successors, .known))]
    NoSuchUnit {
        /// The unit that was named.
        unit: String,
        /// The day.
        on: NaiveDate,
        /// Who carries it on.
        successors: Vec<String>,
        /// The units that exist on that day.
        known: Vec<String>,
    },
    /// A receipt that would come after something that happened to what was received.
    #[error("the receipt cannot be moved to {at}: `{act}` happened on {then}; give that day at the latest, or correct it first")]
    ReceiptAfterAct {
        /// Where it was to be moved.
        at: Moment,
        /// What happened before.
        act: ActName,
        /// When.
        then: Moment,
    },
    /// An act that has no time to be corrected.
    #[error("act {version} of {number} has no time that could be corrected; those that have one: {}", list(.known))]
    NoTimeToCorrect {
        /// The petition.
        number: Number,
        /// Which of its acts was named.
        version: u32,
        /// Those that have a time.
        known: Vec<u32>,
    },
    /// A petition linked to itself.
    #[error("a petition cannot be merged into itself")]
    LinkedToItself,
    /// A field that must not be empty.
    #[error("`{field}` is empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// The calendar is the latest already.
    #[error("{number} is under the latest version of its calendar already")]
    NothingToRecompute {
        /// The petition.
        number: Number,
    },
    /// None of the rules has that variant for any stage. It is not repeated: a text that came in its
    /// place may be anybody's.
    #[error("none of the rules has that variant; there are: {}", listed(.known, Lang::En))]
    UnknownVariant {
        /// The variants there are.
        known: Vec<String>,
    },
    /// It is under that variant already.
    #[error("{number} is under {} already; there are: {}", under(.variant.as_deref(), None, Lang::En), listed(.others, Lang::En))]
    SameVariant {
        /// The petition.
        number: Number,
        /// The variant; `None`: the ordinary terms.
        variant: Option<String>,
        /// The other variants there are.
        others: Vec<String>,
    },
    /// A variant with a longer term, after the shorter one had run out: that it holds is a decision, and
    /// as with an extension it is taken while the term runs.
    #[error("the term of {number} ran out on {due} ({}): a variant with a longer one can no longer be chosen; `promise` a new date instead", .stage.label(Lang::En).to_lowercase())]
    VariantAfterDue {
        /// The petition.
        number: Number,
        /// The stage whose term it is.
        stage: Stage,
        /// When it ran out.
        due: Moment,
    },
    /// A pause for what has an act of its own.
    #[error("a pause for `{reason}` is recorded by `request_supplement`")]
    PauseHasItsAct {
        /// The reason.
        reason: PauseReason,
    },
    /// The rulebook lacks something, or no version of a rule is in force.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The due date cannot be computed.
    #[error(transparent)]
    Deadline(#[from] DeadlineFailure),
}

impl Refusal {
    /// A stable code, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotPossible { .. } => "not_possible",
            Refusal::AlreadyReceived { .. } => "already_received",
            Refusal::NotReceived => "not_received",
            Refusal::InFuture { .. } => "in_future",
            Refusal::BeforeReceipt { .. } => "before_receipt",
            Refusal::OutOfOrder { .. } => "out_of_order",
            Refusal::DueBeforeReceipt { .. } => "due_before_receipt",
            Refusal::NothingToExtend { .. } => "nothing_to_extend",
            Refusal::ExtensionNotAllowed { .. } => "extension_not_allowed",
            Refusal::PromiseNotAllowed { .. } => "promise_not_allowed",
            Refusal::ExtensionAfterDue { .. } => "extension_after_due",
            Refusal::NotReclassified { .. } => "not_reclassified",
            Refusal::NothingInForce => "nothing_in_force",
            Refusal::ScoreOutOfRange { .. } => "score_out_of_range",
            Refusal::LinkedOn { .. } => "linked_on",
            Refusal::OtherIsVoid { .. } => "other_is_void",
            Refusal::ReceivedApart { .. } => "received_apart",
            Refusal::GroupTooSmall { .. } => "group_too_small",
            Refusal::UnitTwice { .. } => "unit_twice",
            Refusal::NoSuchUnit { .. } => "no_such_unit",
            Refusal::ReceiptAfterAct { .. } => "receipt_after_act",
            Refusal::NoTimeToCorrect { .. } => "no_time_to_correct",
            Refusal::LinkedToItself => "linked_to_itself",
            Refusal::Empty { .. } => "empty",
            Refusal::NothingToRecompute { .. } => "nothing_to_recompute",
            Refusal::UnknownVariant { .. } => "unknown_variant",
            Refusal::SameVariant { .. } => "same_variant",
            Refusal::VariantAfterDue { .. } => "variant_after_due",
            Refusal::PauseHasItsAct { .. } => "pause_has_its_act",
            Refusal::Law(_) => "law",
            Refusal::Deadline(_) => "deadline",
        }
    }
}

fn names(acts: &[ActName]) -> String {
    let codes: Vec<_> = acts.iter().map(|act| act.code()).collect();
    if codes.is_empty() { "nothing".into() } else { codes.join(", ") }
}

/// What to name instead of a unit that does not exist.
fn instead(successors: &[String], known: &[String]) -> String {
    match successors {
        [] => alloc::format!("there are: {}", known.join(", ")),
        successors => alloc::format!("what it did is carried on by: {}", successors.join(", ")),
    }
}

pub(super) fn list(versions: &[u32]) -> String {
    let versions: Vec<_> = versions.iter().map(u32::to_string).collect();
    versions.join(", ")
}

/// Variants for people, or that there are none.
pub(super) fn listed(variants: &[String], lang: Lang) -> String {
    match (variants.is_empty(), lang) {
        (true, Lang::Vi) => "không có".into(),
        (true, Lang::En) => "none".into(),
        (false, _) => variants.join(", "),
    }
}

/// What a case is under: a variant, by what people call it where that is known, or no variant.
pub(super) fn under(variant: Option<&str>, label: Option<&Text>, lang: Lang) -> String {
    let told = variant.map(|name| crate::law::variant_text(name, label, lang));
    match (told, lang) {
        (Some(variant), Lang::Vi) => format!("trường hợp {variant}"),
        (Some(variant), Lang::En) => format!("the variant {variant}"),
        (None, Lang::Vi) => "thời hạn thông thường".into(),
        (None, Lang::En) => "the ordinary terms".into(),
    }
}
