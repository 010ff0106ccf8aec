//! Why a command is refused.
//!
//! Promises: a refusal says which rule was broken and what would be allowed; it holds no personal
//! data, so that it can be shown and logged.

use alloc::{string::String, vec::Vec};

use super::PetitionKind;
use crate::{
    case::{DeadlineFailure, Number, Status},
    lang::vocabulary,
    law::{LawError, PauseReason, RuleRef},
    time::Moment,
};

vocabulary! {
    /// The acts there are, as a refusal names them.
    pub enum ActName("act", "thao tác") {
        /// Receive.
        Receive = "receive" ("Tiếp nhận", "Receive"),
        /// Accept.
        Accept = "accept" ("Thụ lý", "Accept"),
        /// Not accept.
        NotAccept = "not_accept" ("Không tiếp nhận", "Not accept"),
        /// Forward out.
        ForwardOut = "forward_out" ("Chuyển cơ quan có thẩm quyền", "Forward out"),
        /// Reclassify.
        Reclassify = "reclassify" ("Chuyển loại", "Reclassify"),
        /// Assign.
        Assign = "assign" ("Phân công", "Assign"),
        /// Request a supplement.
        RequestSupplement = "request_supplement" ("Yêu cầu bổ sung", "Request a supplement"),
        /// Pause.
        Pause = "pause" ("Tạm dừng", "Pause"),
        /// Resume.
        Resume = "resume" ("Tiếp tục", "Resume"),
        /// Extend.
        Extend = "extend" ("Gia hạn", "Extend"),
        /// Promise.
        Promise = "promise" ("Hẹn ngày", "Promise"),
        /// Reply.
        Reply = "reply" ("Trả lời", "Reply"),
        /// Publish.
        Publish = "publish" ("Đăng tải công khai", "Publish"),
        /// Rate.
        Rate = "rate" ("Đánh giá", "Rate"),
        /// Reopen.
        Reopen = "reopen" ("Mở lại", "Reopen"),
        /// Withdraw.
        Withdraw = "withdraw" ("Rút", "Withdraw"),
        /// Link.
        Link = "link" ("Nhập vào vụ khác", "Link"),
        /// Recompute.
        Recompute = "recompute" ("Tính lại hạn", "Recompute"),
    }
}

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
    #[error("rule {rule} does not allow this extension: {reason}")]
    ExtensionNotAllowed {
        /// The rule.
        rule: RuleRef,
        /// What it says.
        reason: String,
    },
    /// An extension after the term had run out.
    #[error("the term of {number} ran out on {due}: it can no longer be extended; `promise` a new date instead")]
    ExtensionAfterDue {
        /// The petition.
        number: Number,
        /// When it ran out.
        due: Moment,
    },
    /// A reclassification into what it is.
    #[error("{number} is a {kind} already")]
    SameKind {
        /// The petition.
        number: Number,
        /// Its kind.
        kind: PetitionKind,
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
            Refusal::ExtensionAfterDue { .. } => "extension_after_due",
            Refusal::SameKind { .. } => "same_kind",
            Refusal::NotReclassified { .. } => "not_reclassified",
            Refusal::NothingInForce => "nothing_in_force",
            Refusal::ScoreOutOfRange { .. } => "score_out_of_range",
            Refusal::LinkedToItself => "linked_to_itself",
            Refusal::Empty { .. } => "empty",
            Refusal::NothingToRecompute { .. } => "nothing_to_recompute",
            Refusal::PauseHasItsAct { .. } => "pause_has_its_act",
            Refusal::Law(_) => "law",
            Refusal::Deadline(_) => "deadline",
        }
    }
}

fn names(acts: &[ActName]) -> String {
    let codes: Vec<_> = acts.iter().map(|act| act.code()).collect();
    codes.join(", ")
}
