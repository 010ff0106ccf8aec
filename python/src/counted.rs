//! What is made of counts: filled forms, and the petitions behind a number.
//!
//! Promises: methods of Python one for one over those of the library.

use chrono::NaiveDate;
use kiennghi::{
    case::Dimension,
    register::RegisterError,
    statistics::{Basis, Behind, Period, Question, TableNumber},
    time::Moment,
};
use pyo3::{prelude::*, types::PyDict};

use crate::{
    error::{Failure, argument},
    form::{self, PyFilledForm},
    given,
    handle::{PyRegister, kept},
    table::PyTable,
};

#[pymethods]
impl PyRegister {
    /// A form of an instrument or of your own, filled: `II.05a`, `II.05b` (Circular
    /// 01/2020/TT-VPCP), `by-source`, or the path of a TOML file of the same shape.
    ///
    /// The period is that of the form's kind in which the day `within` lies, by default `as_of`; or
    /// any days from `since` up to and with `until`. The other parts are those of `statistics`. What
    /// the form says must be equal and is not is in `failures`; `check()` raises it.
    ///
    /// With `suppress` it may be published: numbers from 1 up to but without that are withheld, and what
    /// they could be computed from, as in `Table.published`.
    ///
    /// Raises `StatisticsError` with code `form` for a form that cannot be read.
    ///
    /// >>> form = register.form("II.05a", as_of="2026-03-10")
    /// >>> form.total["total"], form.total["carried_over"], form.total["new"]
    /// (1, 0, 1)
    /// >>> form.failures[0]
    /// 'row 1: `total` is 1, but `conduct + regulation` is 0'
    /// >>> register.form("II.05a", as_of="2026-03-10", suppress=5).total["withheld"][0]
    /// 'total'
    #[pyo3(signature = (form, /, *, within = None, since = None, until = None, as_of = None, basis = "in_fact", known_at = None, units = "of_the_time", duplicates = "each", suppress = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one question, as Python names them")]
    fn form(
        &self,
        py: Python<'_>,
        form: &str,
        within: Option<&Bound<'_, PyAny>>,
        since: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        as_of: Option<&Bound<'_, PyAny>>,
        basis: &str,
        known_at: Option<&Bound<'_, PyAny>>,
        units: &str,
        duplicates: &str,
        suppress: Option<u64>,
    ) -> PyResult<PyFilledForm> {
        let day = |given: Option<&Bound<'_, PyAny>>, name| given.map(|given| given::date(given, name)).transpose();
        let (since, until, as_of): (Option<NaiveDate>, _, _) = (day(since, "since")?, day(until, "until")?, day(as_of, "as_of")?);
        let (within, basis): (_, Basis) = (day(within, "within")?, given::code(basis, "basis")?);
        let known_at = known_at.map(given::known_at).transpose()?;
        let (units, duplicates) = (given::code(units, "units")?, given::code(duplicates, "duplicates")?);
        if within.is_some() && since.or(until).is_some() || since.is_none() && until.is_some() {
            return Err(argument("give `within` alone, or `since` and perhaps `until`"));
        }
        self.with(py, |handle| {
            let form = form::named(form)?;
            let today = Moment::of(handle.world(None)?.now, handle.zone()?).date();
            let as_of = as_of.unwrap_or(today);
            let nowhere = || Failure::Argument("no period can be named there".into());
            let period = match since {
                Some(since) => {
                    let end = until.unwrap_or(as_of).succ_opt().ok_or_else(nowhere)?;
                    Period::between(since, end).map_err(RegisterError::from)?
                }
                None => form.period().containing(within.unwrap_or(as_of)).ok_or_else(nowhere)?,
            };
            let question = Question { basis, known_at, units, duplicates, ..form.question(period, as_of) };
            let table = handle.counted(|kept, columns| kept!(kept, register => register.statistics_of(columns, &question)))?;
            let filled = match suppress {
                Some(least) => form.publish(&table, least),
                None => form.draft(&table),
            };
            Ok(PyFilledForm::new(filled.map_err(RegisterError::from)?))
        })
    }

    /// The numbers of the petitions in one number of a table: each as often as it is counted there.
    ///
    /// `measure` is any number of `rows`, or a ratio of `kiennghi.labels("ratio")`: behind a sum are those of
    /// its parts, behind a median, mean or rate those that it is of. `period` is the first day of the
    /// period, and the groups are named by their dimension; those that are not named are taken together.
    ///
    /// Raises `StatisticsError` if the table has no such period or dimension.
    ///
    /// >>> table = register.statistics(by=["source"], as_of="2026-03-10")
    /// >>> register.behind(table, "received", period="2026-01-01", source="enterprise")
    /// ['PAKN-2026-0001']
    #[pyo3(signature = (table, measure, /, *, period, **groups))]
    fn behind(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyTable>,
        measure: &str,
        period: &Bound<'_, PyAny>,
        groups: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Vec<String>> {
        let number = number(measure, period, groups)?;
        let question = table.get().question();
        self.with(py, |handle| {
            handle.counted(|kept, columns| {
                kept!(kept, register => {
                    let _state = register.hold()?;
                    let found = register.behind_of(columns, question, &number)?;
                    let numbers = found.into_iter().map(|id| Ok(register.petition(id)?.case().number().to_string()));
                    numbers.collect::<Result<Vec<_>, Failure>>()
                })
            })
        })
    }
}

/// One number of a table, by its name, the first day of its period, and the codes of its groups.
pub(crate) fn number(measure: &str, period: &Bound<'_, PyAny>, groups: Option<&Bound<'_, PyDict>>) -> PyResult<Behind> {
    let (measure, period): (TableNumber, _) = (given::code(measure, "measure")?, given::date(period, "period")?);
    let mut keys: Vec<(Dimension, Option<String>)> = Vec::new();
    for (dimension, code) in groups.into_iter().flatten() {
        keys.push((given::code(&dimension.extract::<String>()?, "groups")?, code.extract()?));
    }
    Ok(Behind { keys, period, measure })
}
