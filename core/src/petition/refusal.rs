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

use super::PetitionKind;
use crate::{
    case::{DeadlineFailure, Number, Status},
    lang::{Lang, vocabulary},
    law::{LawError, Need, PauseReason, RuleRef, Term},
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
        /// Choose a variant: find that the case is complex, say.
        ChooseVariant = "choose_variant" ("Xác định tính chất vụ việc", "Choose a variant"),
        /// Recompute.
        Recompute = "recompute" ("Tính lại hạn", "Recompute"),
    }
}

/// What a rule says against an extension, or against a new date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtensionProblem {
    /// It allows none.
    NoneAllowed,
    /// All that it allows were granted.
    UsedUp {
        /// How many it allows.
        allowed: u8,
        /// How many were granted.
        granted: usize,
    },
    /// It is longer than one extension may be.
    TooLong {
        /// The most of one.
        each: Term,
        /// How long it would be.
        by: u16,
    },
    /// The extensions together are out of range.
    OutOfRange {
        /// The most that it allows.
        most: Term,
        /// What they would come to.
        total: u32,
    },
    /// It is granted too near the due date.
    TooLate {
        /// How long before at the latest.
        before: Term,
        /// The last day on which it could be.
        last: NaiveDate,
    },
    /// The new date lies too far.
    TooFar {
        /// How far from the start of the term at the latest.
        within: Term,
        /// The last day that it could be.
        last: NaiveDate,
    },
    /// Something that it needs is missing.
    Missing {
        /// What.
        need: Need,
    },
}

impl ExtensionProblem {
    /// In words.
    pub fn to_text(self, lang: Lang) -> String {
        let day = |date: NaiveDate| crate::law::day_text(date, lang);
        match (self, lang) {
            (ExtensionProblem::NoneAllowed, Lang::Vi) => "quy định không có gia hạn".into(),
            (ExtensionProblem::NoneAllowed, Lang::En) => "it allows none".into(),
            (ExtensionProblem::UsedUp { allowed, granted }, Lang::Vi) => {
                format!("cho phép {allowed} lần, đã thực hiện {granted} lần")
            }
            (ExtensionProblem::UsedUp { allowed, granted }, Lang::En) => {
                format!("it allows {allowed} and {granted} were granted")
            }
            (ExtensionProblem::TooLong { each, by }, Lang::Vi) => {
                format!("mỗi lần không quá {}, lần này là {by}", each.label(lang))
            }
            (ExtensionProblem::TooLong { each, by }, Lang::En) => {
                format!("it allows at most {} at once, this has {by}", each.label(lang))
            }
            (ExtensionProblem::OutOfRange { most, total }, Lang::Vi) => {
                format!("cho phép tổng cộng từ 1 đến {}, lần này thành {total}", most.label(lang))
            }
            (ExtensionProblem::OutOfRange { most, total }, Lang::En) => {
                format!("it allows 1 to {} in all, this makes {total}", most.label(lang))
            }
            (ExtensionProblem::TooLate { before, last }, Lang::Vi) => {
                format!("phải trước hạn ít nhất {}, chậm nhất {}", before.label(lang), day(last))
            }
            (ExtensionProblem::TooLate { before, last }, Lang::En) => {
                format!("it must be at least {} before the due date, on {} at the latest", before.label(lang), day(last))
            }
            (ExtensionProblem::TooFar { within, last }, Lang::Vi) => {
                format!("không quá {} kể từ ngày bắt đầu, chậm nhất {}", within.label(lang), day(last))
            }
            (ExtensionProblem::TooFar { within, last }, Lang::En) => {
                format!("it may lie at most {} after the start, on {} at the latest", within.label(lang), day(last))
            }
            (ExtensionProblem::Missing { need }, Lang::Vi) => format!("phải có {}", need.label(lang)),
            (ExtensionProblem::Missing { need }, Lang::En) => format!("it needs {}", need.label(lang)),
        }
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
    #[error("{number} is under {} already; there are: {}", under(.variant.as_deref(), Lang::En), listed(.others, Lang::En))]
    SameVariant {
        /// The petition.
        number: Number,
        /// The variant; `None`: the ordinary terms.
        variant: Option<String>,
        /// The other variants there are.
        others: Vec<String>,
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
            Refusal::LinkedToItself => "linked_to_itself",
            Refusal::Empty { .. } => "empty",
            Refusal::NothingToRecompute { .. } => "nothing_to_recompute",
            Refusal::UnknownVariant { .. } => "unknown_variant",
            Refusal::SameVariant { .. } => "same_variant",
            Refusal::PauseHasItsAct { .. } => "pause_has_its_act",
            Refusal::Law(_) => "law",
            Refusal::Deadline(_) => "deadline",
        }
    }
}

impl Refusal {
    /// The refusal in words. English is what `Display` gives.
    pub fn to_text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        let day = |moment: &Moment| crate::law::moment_text(*moment, lang);
        let labels = |acts: &[ActName]| acts.iter().map(|act| act.label(lang)).collect::<Vec<_>>().join(", ");
        match self {
            Refusal::NotPossible { number, status, act, allowed } => format!(
                "{number} đang ở trạng thái “{}”: không thể {}; có thể: {}",
                status.label(lang),
                act.label(lang).to_lowercase(),
                labels(allowed)
            ),
            Refusal::AlreadyReceived { number } => format!("vụ này đã được tiếp nhận, số {number}"),
            Refusal::NotReceived => "chưa có vụ này; hãy tiếp nhận trước".into(),
            Refusal::InFuture { at, now } => format!("{} ở tương lai; bây giờ là {}", day(at), day(now)),
            Refusal::BeforeReceipt { at, received } => format!("{} trước ngày tiếp nhận {}", day(at), day(received)),
            Refusal::OutOfOrder { act, at, after, then } => {
                format!("“{}” ngày {} trước “{}” ngày {}", act.label(lang), day(at), after.label(lang), day(then))
            }
            Refusal::DueBeforeReceipt { due, received } => format!("hạn {} trước ngày tiếp nhận {}", day(due), day(received)),
            Refusal::NothingToExtend { number } => {
                format!("không có quy định về hạn cho {number}: không có gì để gia hạn; có thể hẹn ngày")
            }
            Refusal::ExtensionNotAllowed { rule, problem } => {
                format!("quy định {rule} không cho gia hạn như vậy: {}", problem.to_text(lang))
            }
            Refusal::PromiseNotAllowed { rule, problem } => {
                format!("quy định {rule} không cho hẹn lại như vậy: {}", problem.to_text(lang))
            }
            Refusal::ExtensionAfterDue { number, due } => {
                format!("{number} đã hết hạn {}: không gia hạn được nữa; có thể hẹn ngày mới", day(due))
            }
            Refusal::NotReclassified { kind } => {
                format!("chỉ chuyển loại thành khiếu nại hoặc tố cáo, không phải “{}”", kind.label(lang))
            }
            Refusal::NothingInForce => "hạn được chọn áp dụng chưa được cho".into(),
            Refusal::ScoreOutOfRange { score } => format!("điểm đánh giá từ 1 đến 5, không phải {score}"),
            Refusal::LinkedToItself => "không thể nhập một vụ vào chính nó".into(),
            Refusal::Empty { field } => format!("`{field}` bị trống"),
            Refusal::NothingToRecompute { number } => format!("{number} đã theo phiên bản lịch mới nhất"),
            Refusal::UnknownVariant { known } => {
                format!("không quy định nào có trường hợp này; có: {}", listed(known, lang))
            }
            Refusal::SameVariant { number, variant, others } => {
                format!("{number} đã theo {}; có: {}", under(variant.as_deref(), lang), listed(others, lang))
            }
            Refusal::PauseHasItsAct { reason } => format!("“{}” được ghi bằng thao tác “Yêu cầu bổ sung”", reason.label(lang)),
            Refusal::Law(_) | Refusal::Deadline(_) => self.to_string(),
        }
    }
}

fn names(acts: &[ActName]) -> String {
    let codes: Vec<_> = acts.iter().map(|act| act.code()).collect();
    codes.join(", ")
}

/// Variants for people, or that there are none.
fn listed(variants: &[String], lang: Lang) -> String {
    match (variants.is_empty(), lang) {
        (true, Lang::Vi) => "không có".into(),
        (true, Lang::En) => "none".into(),
        (false, _) => variants.join(", "),
    }
}

fn under(variant: Option<&str>, lang: Lang) -> String {
    match (variant, lang) {
        (Some(variant), Lang::Vi) => format!("trường hợp `{variant}`"),
        (Some(variant), Lang::En) => format!("the variant `{variant}`"),
        (None, Lang::Vi) => "thời hạn thông thường".into(),
        (None, Lang::En) => "the ordinary terms".into(),
    }
}
