//! The parts of a question that is put to a register or to a table of one's own.
//!
//! Promises: they are read in one place, and mean the same wherever a question is asked.

use chrono::NaiveDate;
use kiennghi::{
    case::Dimension,
    register::RegisterError,
    statistics::{Basis, Columns, Duplicates, KnownAt, Period, PeriodKind, Question, UnitsBy},
};
use pyo3::prelude::*;

use crate::{
    error::argument,
    given::{self, OneOrMany},
};

/// The periods as they are given: a word, or the days on which they begin and the day after the last.
#[derive(FromPyObject)]
pub(crate) enum GivenPeriods<'py> {
    /// A kind of period.
    Kind(String),
    /// Days that rise.
    Days(Vec<Bound<'py, PyAny>>),
}

enum Periods {
    Kind(PeriodKind),
    Of(Vec<Period>),
}

/// The parts of a question.
pub(crate) struct Parts {
    by: Vec<Dimension>,
    periods: Periods,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    as_of: Option<NaiveDate>,
    basis: Basis,
    known_at: Option<KnownAt>,
    units: UnitsBy,
    duplicates: Duplicates,
}

/// A day or instant that may be given.
type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

impl Parts {
    /// Groups, periods, and up to which day.
    pub(crate) fn of(by: OneOrMany, period: GivenPeriods<'_>, [since, until, as_of]: [Given<'_, '_>; 3]) -> PyResult<Parts> {
        let day = |given: Given<'_, '_>, name| given.map(|given| given::date(given, name)).transpose();
        let periods = match period {
            GivenPeriods::Kind(kind) => Periods::Kind(given::code(&kind, "period")?),
            GivenPeriods::Days(_) if since.or(until).is_some() => {
                return Err(argument("`period` has its days; leave `since` and `until` out"));
            }
            GivenPeriods::Days(days) => {
                let days = days.iter().map(|given| given::date(given, "period")).collect::<PyResult<Vec<_>>>()?;
                if days.len() < 2 {
                    return Err(argument("`period` is a word, or two days or more: each period ends where the next begins"));
                }
                Periods::Of(Period::at(&days).map_err(|error| argument(format!("`period`: {error}")))?)
            }
        };
        Ok(Parts {
            by: Vec::from(by).iter().map(|name| given::code(name, "by")).collect::<PyResult<_>>()?,
            periods,
            since: day(since, "since")?,
            until: day(until, "until")?,
            as_of: day(as_of, "as_of")?,
            basis: Basis::default(),
            known_at: None,
            units: UnitsBy::default(),
            duplicates: Duplicates::default(),
        })
    }

    /// What else it depends on.
    pub(crate) fn with(mut self, basis: &str, known_at: Given<'_, '_>, units: &str, duplicates: &str) -> PyResult<Parts> {
        self.basis = given::code(basis, "basis")?;
        self.known_at = known_at.map(given::known_at).transpose()?;
        (self.units, self.duplicates) = (given::code(units, "units")?, given::code(duplicates, "duplicates")?);
        Ok(self)
    }

    /// The question to these columns, of a day unless another was given.
    ///
    /// # Errors
    /// It does not make sense.
    pub(crate) fn question(&self, columns: &Columns, today: NaiveDate) -> Result<Question, RegisterError> {
        let as_of = self.as_of.unwrap_or(today);
        let periods = match &self.periods {
            Periods::Of(periods) => periods.clone(),
            Periods::Kind(kind) => {
                let first = self.since.or_else(|| columns.received_between().map(|(first, _)| first)).unwrap_or(as_of);
                kind.covering(first, self.until.unwrap_or(as_of))
            }
        };
        let Parts { basis, known_at, units, duplicates, .. } = *self;
        let question = Question { basis, known_at, units, duplicates, ..Question::new(self.by.clone(), periods, as_of) };
        question.check()?;
        Ok(question)
    }
}
