//! What a rule gives for one stage: a term, and what moves its end.
//!
//! Promises: every way of counting is a named policy with a default; nothing is computed here.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::PauseReason;
use crate::{
    calendar::{CivilUnit, DueAt, FirstDay, Landing, MinuteOfDay, MonthEnd, Roll, StartOnDayOff},
    lang::{Lang, Text, vocabulary},
};

vocabulary! {
    /// A stage of a rule: what must be done by the due date.
    pub enum Stage("stage", "giai đoạn") {
        /// Tell the petitioner that it arrived, and whether it is taken up.
        Acknowledge = "acknowledge" ("Báo tiếp nhận", "Acknowledge"),
        /// Pass it to the competent body.
        Forward = "forward" ("Chuyển cơ quan có thẩm quyền", "Forward to the competent body"),
        /// The part of the unit that it was given to.
        Handle = "handle" ("Đơn vị được giao xử lý", "Handle in the unit"),
        /// Answer it.
        Reply = "reply" ("Trả lời", "Reply"),
        /// Publish the result.
        Publish = "publish" ("Công khai kết quả", "Publish"),
    }
}

vocabulary! {
    /// What starts the term of a stage.
    #[derive(Default)]
    pub enum StartEvent("start event", "mốc bắt đầu") {
        /// That the case arrived, or was opened again. The default.
        #[default]
        Received = "received" ("ngày nhận", "receipt"),
        /// That it was taken up.
        Accepted = "accepted" ("ngày thụ lý", "acceptance"),
        /// That the unit was given it which has it now.
        Assigned = "assigned" ("ngày giao đơn vị", "assignment to the unit"),
        /// That it was closed.
        Closed = "closed" ("ngày kết thúc", "closing"),
    }
}

vocabulary! {
    /// The unit of a term. Days and hours are two units: no day is a number of hours.
    pub enum TermUnit("unit of a term", "đơn vị thời hạn") {
        /// Days that the calendar works.
        WorkingDay = "working_day" ("ngày làm việc", "working days"),
        /// Days of the civil calendar.
        CalendarDay = "calendar_day" ("ngày", "calendar days"),
        /// Weeks of the civil calendar.
        Week = "week" ("tuần", "weeks"),
        /// Months of the civil calendar.
        Month = "month" ("tháng", "months"),
        /// Years of the civil calendar.
        Year = "year" ("năm", "years"),
        /// Hours that the calendar works.
        WorkingHour = "working_hour" ("giờ làm việc", "working hours"),
        /// Hours that pass (Civil Code 2015, art. 147.1).
        Hour = "hour" ("giờ", "hours"),
    }
}

impl TermUnit {
    /// Is it counted from moment to moment, not from day to day?
    pub fn is_hours(self) -> bool {
        matches!(self, TermUnit::WorkingHour | TermUnit::Hour)
    }

    /// The unit of the civil calendar that it is, if it is one.
    pub fn civil(self) -> Option<CivilUnit> {
        match self {
            TermUnit::CalendarDay => Some(CivilUnit::Day),
            TermUnit::Week => Some(CivilUnit::Week),
            TermUnit::Month => Some(CivilUnit::Month),
            TermUnit::Year => Some(CivilUnit::Year),
            TermUnit::WorkingDay | TermUnit::WorkingHour | TermUnit::Hour => None,
        }
    }

    /// In what is counted how much of such a term is left.
    pub fn left(self) -> LeftUnit {
        match self {
            TermUnit::WorkingDay => LeftUnit::WorkingDay,
            TermUnit::CalendarDay | TermUnit::Week | TermUnit::Month | TermUnit::Year => LeftUnit::CalendarDay,
            TermUnit::WorkingHour => LeftUnit::WorkingMinute,
            TermUnit::Hour => LeftUnit::Minute,
        }
    }
}

vocabulary! {
    /// In what is counted how much of a term is left.
    pub enum LeftUnit("unit of what is left", "đơn vị thời gian còn lại") {
        /// Days that the calendar works.
        WorkingDay = "working_day" ("ngày làm việc", "working days"),
        /// Days of the civil calendar: weeks, months and years have other lengths each time.
        CalendarDay = "calendar_day" ("ngày", "calendar days"),
        /// Minutes that the calendar works.
        WorkingMinute = "working_minute" ("phút làm việc", "working minutes"),
        /// Minutes that pass.
        Minute = "minute" ("phút", "minutes"),
    }
}

/// An amount with its unit for people: one of something in the singular.
pub(super) fn amount_label(amount: u32, unit: &str, lang: Lang) -> String {
    match (lang, amount) {
        (Lang::En, 1) => format!("1 {}", unit.trim_end_matches('s')),
        (_, amount) => format!("{amount} {unit}"),
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
        amount_label(self.amount.into(), self.unit.label(lang), lang)
    }
}

vocabulary! {
    /// What an extension needs besides its reason.
    pub enum Need("need", "điều kiện") {
        /// Someone who approved it.
        Approver = "approver" ("người phê duyệt", "an approver"),
        /// A notice to the petitioner.
        Notice = "notice" ("thông báo cho người gửi", "a notice to the petitioner"),
    }
}

/// What an extension needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionTerms {
    /// How often.
    pub times: u8,
    /// By how much in all, in the unit of the term.
    pub most: u16,
    /// By how much at once, in the unit of the term: 1 to `most`. `None`: only `most` limits it.
    pub each: Option<u16>,
    /// How long before the due date at the latest: working or calendar days.
    pub before_due: Option<Term>,
    /// What it needs besides its reason.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// What a new date promised to the petitioner needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseTerms {
    /// How often.
    pub times: u8,
    /// How far from the start of the term at the latest.
    pub within: Option<Term>,
    /// How long before the due date at the latest: working or calendar days.
    pub before_due: Option<Term>,
}

vocabulary! {
    /// Until when a case can be put under a variant whose term is longer than the one that it has.
    #[derive(Default)]
    pub enum VariantChoice("limit of the choice of a variant", "hạn chọn trường hợp") {
        /// While its term runs, as with an extension: to find a case complex is a decision, and it
        /// gives more time. The default.
        #[default]
        WhileRunning = "while_running" ("khi còn thời hạn", "while the term runs"),
        /// At any time: it is a fact of the case and no decision, such as where people live.
        AnyTime = "any_time" ("bất cứ lúc nào", "at any time"),
    }
}

/// A term under another name, with an extension of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What people call it; `None`: they are told its name.
    pub(super) label: Option<Text>,
    pub(super) amount: u16,
    pub(super) unit: TermUnit,
    #[serde(default)]
    pub(super) chosen: VariantChoice,
    /// What an extension of it needs; that of the stage, if it says nothing.
    pub(super) extension: Option<ExtensionTerms>,
}

impl Variant {
    pub(super) fn term(&self) -> Term {
        Term { amount: self.amount, unit: self.unit }
    }
}

/// One stage of one version of a rule, as a rule file gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTerm {
    pub(super) stage: Stage,
    /// `None`: the rule only says how a date set by hand may change.
    pub(super) term: Option<Term>,
    #[serde(default)]
    pub(super) starts: StartEvent,
    #[serde(default)]
    pub(super) variants: BTreeMap<String, Variant>,
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
    pub(super) month_end: MonthEnd,
    #[serde(default)]
    pub(super) landing: Landing,
    #[serde(default)]
    pub(super) stopped_by: Vec<PauseReason>,
    #[serde(default)]
    pub(super) restarted_by: Vec<PauseReason>,
    pub(super) extension: Option<ExtensionTerms>,
    pub(super) promise: Option<PromiseTerms>,
    #[serde(default)]
    pub(super) due_soon: u16,
}

impl StageTerm {
    /// The stage.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What starts its term.
    pub fn starts(&self) -> StartEvent {
        self.starts
    }

    /// The term; of the named variant, if the rule has one of that name. `None` if the rule has no
    /// term of its own.
    pub fn term(&self, variant: Option<&str>) -> Option<Term> {
        self.variant(variant).map(Variant::term).or(self.term)
    }

    /// The names of its variants.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.variants.keys().map(String::as_str)
    }

    /// What people call a variant, if the rule says it.
    pub fn variant_label(&self, name: &str) -> Option<&Text> {
        self.variant(Some(name))?.label.as_ref()
    }

    /// Until when a case can be put under the named variant, or without one under the ordinary term.
    pub fn variant_choice(&self, name: Option<&str>) -> VariantChoice {
        self.variant(name).map(|variant| variant.chosen).unwrap_or_default()
    }

    /// The same without the labels of variants, which are for people and move no date.
    pub(super) fn without_labels(mut self) -> StageTerm {
        self.variants.values_mut().for_each(|variant| variant.label = None);
        self
    }

    fn variant(&self, name: Option<&str>) -> Option<&Variant> {
        self.variants.get(name?)
    }

    /// Does a pause for `reason` stop the clock?
    pub fn is_stopped_by(&self, reason: PauseReason) -> bool {
        self.stopped_by.contains(&reason) || self.is_restarted_by(reason)
    }

    /// Does the whole term run anew after a pause for `reason`?
    pub fn is_restarted_by(&self, reason: PauseReason) -> bool {
        self.restarted_by.contains(&reason)
    }

    /// What an extension needs, under the named variant; `None` if the rule allows none.
    pub fn extension(&self, variant: Option<&str>) -> Option<&ExtensionTerms> {
        self.variant(variant).and_then(|variant| variant.extension.as_ref()).or(self.extension.as_ref())
    }

    /// What a new date promised to the petitioner needs; `None` if the rule says nothing of it.
    pub fn promise(&self) -> Option<&PromiseTerms> {
        self.promise.as_ref()
    }

    /// How many working days before the due date it counts as due soon.
    pub fn due_soon(&self) -> u16 {
        self.due_soon
    }
}
