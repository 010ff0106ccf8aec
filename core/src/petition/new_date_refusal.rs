//! What a rule says against moving a due date.
//!
//! Promises: each problem is told in both languages, with the last day on which it would have been
//! allowed.

use alloc::{format, string::String};

use chrono::NaiveDate;

use crate::{
    lang::Lang,
    law::{Need, Term},
};

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
