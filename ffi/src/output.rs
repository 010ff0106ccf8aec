//! The records that come out.
//!
//! Promises: whole answers in one call; a text that was erased, or that nobody gave, is missing and
//! not empty.

use kiennghi::{
    case::Status,
    lang::Lang,
    law::{self, DueOrigin, LeftUnit, Stage, Standing, StartEvent, Timer},
    register::Effect,
};

use crate::{KiennghiError, values::Moment};

/// A text for people, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Asks for a text in each language.
    pub(crate) fn of(mut text: impl FnMut(Lang) -> String) -> Text {
        Text { vi: text(Lang::Vi), en: text(Lang::En) }
    }
}

/// A ledger's numbers are counted from 1 and never come near the end of 63 bits.
pub(crate) fn signed(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// The end of the ledger. Keep it elsewhere, and a cut or rewritten ledger can be found later.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Head {
    /// How many entries there are.
    pub sequence: i64,
    /// The hash of the last, 64 hexadecimal digits.
    pub hash: String,
}

impl From<kiennghi::ledger::Head> for Head {
    fn from(head: kiennghi::ledger::Head) -> Self {
        Head { sequence: signed(head.sequence), hash: head.hash.to_string() }
    }
}

impl TryFrom<Head> for kiennghi::ledger::Head {
    type Error = KiennghiError;
    fn try_from(Head { sequence, hash }: Head) -> Result<Self, KiennghiError> {
        format!("{sequence}:{hash}").parse().map_err(|error: String| KiennghiError::argument(error))
    }
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// The petition's id.
    pub petition: String,
    /// Its number, such as `PAKN-2026-0012`.
    pub number: String,
    /// Was the command taken now, or had it been before?
    pub effect: Effect,
    /// The last entry that the command caused.
    pub sequence: i64,
}

impl From<kiennghi::register::Receipt> for Receipt {
    fn from(receipt: kiennghi::register::Receipt) -> Self {
        let kiennghi::register::Receipt { petition, number, effect, sequence } = receipt;
        Receipt { petition: petition.to_string(), number: number.to_string(), effect, sequence: signed(sequence) }
    }
}

/// The deadline of one stage of one petition, with its explanation.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Deadline {
    /// The stage.
    pub stage: Stage,
    /// The due moment in force; missing while the clock stands still.
    pub due: Option<Moment>,
    /// How much of the term is left, while the clock stands still.
    pub left: Option<i32>,
    /// Of what.
    pub left_unit: Option<LeftUnit>,
    /// What starts the term, if that has not happened yet.
    pub awaits: Option<StartEvent>,
    /// What the rule gives, whatever is in force.
    pub by_rule: Option<Moment>,
    /// What the rule gave before any extension.
    pub original: Option<Moment>,
    /// Where the date in force comes from.
    pub origin: DueOrigin,
    /// The rule and its version, such as `vn-citizen-reception-2013@2014-07-01`; none if no rule
    /// applies.
    pub rule: Option<String>,
    /// The calendar and its version, such as `vn-state@2026.3`.
    pub calendar: String,
    /// The computation in Vietnamese, one line a step.
    pub explain_vi: Vec<String>,
    /// The computation in English, one line a step.
    pub explain_en: Vec<String>,
}

impl From<&law::Deadline> for Deadline {
    fn from(deadline: &law::Deadline) -> Self {
        let left = match deadline.timer() {
            Timer::Paused { left, unit } => Some((left, unit)),
            _ => None,
        };
        Deadline {
            stage: deadline.stage(),
            due: deadline.due(),
            left: left.map(|(left, _)| i32::try_from(left).unwrap_or(i32::MAX)),
            left_unit: left.map(|(_, unit)| unit),
            awaits: match deadline.timer() {
                Timer::NotStarted { awaits } => Some(awaits),
                _ => None,
            },
            by_rule: deadline.by_rule().and_then(Timer::due),
            original: deadline.original().and_then(Timer::due),
            origin: deadline.origin(),
            rule: deadline.rule().map(ToString::to_string),
            calendar: deadline.calendar().to_string(),
            explain_vi: deadline.explain(Lang::Vi),
            explain_en: deadline.explain(Lang::En),
        }
    }
}

/// A due date that a recompute would move.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Move {
    /// The petition's number.
    pub number: String,
    /// The stage whose due date it is.
    pub stage: Stage,
    /// When it is due now; missing while the clock stands still or has not started.
    pub from: Option<Moment>,
    /// When it would be due.
    pub to: Option<Moment>,
    /// Why, in Vietnamese, one line a day or rule.
    pub why_vi: Vec<String>,
    /// Why, in English.
    pub why_en: Vec<String>,
}

impl From<&kiennghi::register::Move> for Move {
    fn from(one: &kiennghi::register::Move) -> Self {
        Move {
            number: one.number.to_string(),
            stage: one.stage,
            from: one.from.and_then(Timer::due),
            to: one.to.and_then(Timer::due),
            why_vi: one.why(Lang::Vi),
            why_en: one.why(Lang::En),
        }
    }
}

/// One open petition of the worklist. It holds no names and no free text.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WorkItem {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// When it arrived.
    pub received_at: Moment,
    /// How it stands.
    pub standing: Standing,
    /// When its reply is due; missing while it stands still or has no deadline.
    pub due: Option<Moment>,
    /// Working days left, negative if overdue by so many.
    pub days_left: Option<i32>,
    /// Where it is.
    pub status: Status,
    /// The code of its source, such as `enterprise`.
    pub source: Option<String>,
    /// The unit that holds it.
    pub unit: Option<String>,
    /// The officer who holds it.
    pub officer: Option<String>,
    /// Is it confidential?
    pub confidential: bool,
}

impl From<kiennghi::case::WorkItem> for WorkItem {
    fn from(item: kiennghi::case::WorkItem) -> Self {
        let kiennghi::case::WorkItem {
            id,
            number,
            received_at,
            standing,
            due,
            days_left,
            status,
            source,
            unit,
            officer,
            confidential,
        } = item;
        WorkItem {
            id: id.to_string(),
            number: number.to_string(),
            received_at,
            standing,
            due,
            days_left,
            status,
            source,
            unit,
            officer,
            confidential,
        }
    }
}
