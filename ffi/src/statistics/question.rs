//! What is asked of the register's counts.
//!
//! Promises: the words are those of Rust; what is left out is as there.

use kiennghi::{
    case::Dimension,
    register::RegisterError,
    statistics::{self, Basis, Duplicates, PeriodKind, UnitsBy},
};

use crate::{
    KiennghiError,
    values::{Instant, LocalDate},
};

/// What is asked of the register's counts.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Question {
    /// The groups; none for one line a period.
    pub by: Vec<Dimension>,
    /// The kind of the periods; missing: the days from `from` to `to` are one.
    pub period: Option<PeriodKind>,
    /// A day in the first period.
    pub from: LocalDate,
    /// A day in the last period. Periods that begin after `as_of` are left out.
    pub to: LocalDate,
    /// Up to the end of which day the world is seen.
    pub as_of: LocalDate,
    /// By which time lateness is judged; in fact if not given.
    #[uniffi(default = None)]
    pub basis: Option<Basis>,
    /// With the entries that were recorded by then, to the second; with all if not given.
    #[uniffi(default = None)]
    pub known_at: Option<Instant>,
    /// With the entries up to that number, it included, whatever `known_at` says.
    #[uniffi(default = None)]
    pub known_at_entry: Option<u64>,
    /// Under which unit a case is counted whose unit was merged into another; that of the time if not
    /// given.
    #[uniffi(default = None)]
    pub units: Option<UnitsBy>,
    /// How letters are counted that are one matter; each if not given.
    #[uniffi(default = None)]
    pub duplicates: Option<Duplicates>,
}

impl TryFrom<Question> for statistics::Question {
    type Error = KiennghiError;
    fn try_from(question: Question) -> Result<Self, KiennghiError> {
        let Question { by, period, from, to, as_of, basis, known_at, known_at_entry, units, duplicates } = question;
        let periods = match period {
            Some(kind) => kind.covering(from, to),
            None => {
                let end = to.succ_opt().ok_or_else(|| KiennghiError::argument("no period ends after the last day there is"))?;
                Vec::from([statistics::Period::between(from, end).map_err(RegisterError::from)?])
            }
        };
        let entry = known_at_entry.map(statistics::KnownAt::Entry);
        Ok(statistics::Question {
            basis: basis.unwrap_or_default(),
            known_at: entry.or(known_at.map(statistics::KnownAt::Time)),
            units: units.unwrap_or_default(),
            duplicates: duplicates.unwrap_or_default(),
            ..statistics::Question::new(by, periods, as_of)
        })
    }
}
