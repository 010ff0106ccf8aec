//! What is asked of the columns.
//!
//! Promises: a question is data, with the same words in every language. Its three times are
//! independent: up to which day the world is seen, with which entries of the ledger, and by which of
//! the two times lateness is judged.

use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Period, StatisticsError};
use crate::{case::Dimension, lang::vocabulary};

vocabulary! {
    /// By which of the two times lateness is judged.
    #[derive(Default)]
    pub enum Basis("basis", "căn cứ") {
        /// By when it happened, as the paper says. The default.
        #[default]
        InFact = "in_fact" ("Thực tế", "In fact"),
        /// By when it was put on record.
        OnRecord = "on_record" ("Theo sổ", "On record"),
    }
}

vocabulary! {
    /// Under which unit a case is counted whose unit was merged into another.
    #[derive(Default)]
    pub enum UnitsBy("naming of units", "cách gọi đơn vị") {
        /// The unit that held it then. The default.
        #[default]
        OfTheTime = "of_the_time" ("Đơn vị tại thời điểm", "Unit of the time"),
        /// The unit that carries that one on, by the catalogue of units, on the day up to which the
        /// world is seen. One that nobody carries on, or several do, keeps its own name.
        Successor = "successor" ("Đơn vị kế thừa", "Successor"),
    }
}

vocabulary! {
    /// How letters are counted that are one matter.
    #[derive(Default)]
    pub enum Duplicates("counting of duplicates", "cách tính trùng") {
        /// Each letter: it was received, and closed as merged. The default.
        #[default]
        Each = "each" ("Tính từng văn bản", "Each letter"),
        /// As each link says: a letter that is to be counted once with its matter is left out.
        AsLinked = "as_linked" ("Theo từng lần nhập vụ", "As each was linked"),
        /// Matters: whatever stands merged into another is left out.
        Once = "once" ("Tính theo vụ việc", "Each matter once"),
    }
}

/// With which entries of the ledger a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownAt {
    /// With those that were recorded by then, to the second: what was recorded within a second is
    /// known when that second is over.
    Time(DateTime<Utc>),
    /// With those up to that number, it included. Columns know no numbers: ask the register.
    Entry(u64),
}

/// What is asked of the columns.
///
/// ```
/// use kiennghi::{case::Dimension, statistics::{Basis, PeriodKind, Question}};
/// let periods = PeriodKind::Quarter.covering("2026-01-01".parse()?, "2026-06-30".parse()?);
/// let question = Question { basis: Basis::OnRecord, ..Question::new(vec![Dimension::Source], periods, "2026-06-30".parse()?) };
/// assert!(question.check().is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The groups, any combination at once; none for one line a period.
    #[serde(default)]
    pub by: Vec<Dimension>,
    /// The periods, in order. Those that begin after `as_of` are left out.
    pub periods: Vec<Period>,
    /// Up to the end of which day the world is seen.
    pub as_of: NaiveDate,
    /// With which entries; all of them by default. If `as_of` is later, the table is a forecast from
    /// what was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<KnownAt>,
    /// By which time lateness is judged.
    #[serde(default)]
    pub basis: Basis,
    /// Under which unit a case is counted.
    #[serde(default)]
    pub units: UnitsBy,
    /// How letters are counted that are one matter.
    #[serde(default)]
    pub duplicates: Duplicates,
}

impl Question {
    /// A question with all that is not given at its default.
    pub fn new(by: Vec<Dimension>, periods: Vec<Period>, as_of: NaiveDate) -> Question {
        Question {
            by,
            periods,
            as_of,
            known_at: None,
            basis: Basis::default(),
            units: UnitsBy::default(),
            duplicates: Duplicates::default(),
        }
    }

    /// Does it make sense?
    ///
    /// # Errors
    /// Periods that overlap or are out of order; a dimension that is given twice.
    pub fn check(&self) -> Result<(), StatisticsError> {
        if let Some((a, b)) = self.periods.iter().zip(self.periods.iter().skip(1)).find(|(a, b)| b.start() < a.end()) {
            return Err(StatisticsError::Periods { start: b.start(), end: a.end() });
        }
        match self.by.iter().enumerate().find(|(place, dimension)| self.by.iter().take(*place).any(|other| other == *dimension)) {
            Some((_, dimension)) => Err(StatisticsError::Twice { dimension: *dimension }),
            None => Ok(()),
        }
    }

    /// The periods that have begun by `as_of`.
    pub fn begun(&self) -> impl Iterator<Item = &Period> {
        self.periods.iter().filter(|period| period.start() <= self.as_of)
    }
}
