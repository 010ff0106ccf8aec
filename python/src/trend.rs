//! A number from period to period: rows for a frame, text, files.
//!
//! Promises: every number and every line of text comes from the library, exact where Python can hold
//! it: a `Fraction` in rows, two whole numbers beside the float in a frame.

use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{Fraction, Table, TableNumber, Trend},
};
use kiennghi_exchange::{trend_csv, trend_json, trend_text};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyDict, PyList},
};

use crate::{arrow::rows, error::Failure, given, guard, shown};

/// One number of a table from period to period: `Table.trend` makes it.
///
/// `len`, `[]` and `for` are over `rows`; `print(trend)` shows it in Vietnamese.
///
/// >>> trend = register.statistics(period="month", as_of="2026-04-15").trend("received")
/// >>> trend
/// <kiennghi.Trend of received: 1 group, 2 periods>
/// >>> trend[1]["change"]
/// Fraction(-1, 1)
#[pyclass(frozen, eq, module = "kiennghi", name = "Trend")]
#[derive(PartialEq)]
pub(crate) struct PyTrend {
    table: Table,
    by: Vec<Dimension>,
    what: TableNumber,
    window: usize,
    trends: Vec<Trend>,
}

impl PyTrend {
    pub(crate) fn of(table: &Table, by: Vec<Dimension>, what: TableNumber, window: usize) -> PyResult<PyTrend> {
        let trends = table.trend(&by, what, window).map_err(|error| Failure::Register(RegisterError::from(error)))?;
        Ok(PyTrend { table: table.clone(), by, what, window, trends })
    }
}

#[pymethods]
impl PyTrend {
    /// A dict a group and period, group by group: the codes of its groups, `period`, `period_end` and
    /// `period_label`; `value`; `change` and `change_percent` against the period before; `year_change` and
    /// `year_change_percent` against the same period of the year before; `average` over this period and
    /// those before it. Each is a `Fraction`, or `None` for a gap.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for Trend { keys, points } in &self.trends {
            for point in points {
                let Some(period) = self.table.periods().get(point.period) else { continue };
                let dict: Bound<'_, PyDict> = shown::group(py, &self.by, keys, Some(period))?;
                for (name, number) in point.numbers() {
                    dict.set_item(name, shown::fraction(py, number)?)?;
                }
                list.append(dict)?;
            }
        }
        Ok(list)
    }

    /// Which number of the table it is.
    #[getter]
    fn number(&self) -> &'static str {
        self.what.code()
    }

    /// The dimensions that its groups are of.
    #[getter]
    fn by(&self) -> Vec<&'static str> {
        self.by.iter().map(|dimension| dimension.code()).collect()
    }

    /// Over how many periods the average is.
    #[getter]
    fn window(&self) -> usize {
        self.window
    }

    /// The rows as columns, for polars, pandas, pyarrow and duckdb: codes as text, days, each number as a
    /// float and exactly, as whole numbers `.._numerator` and `.._denominator`; a gap is null.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish, which the interface allows to leave unfulfilled: who takes it casts it.
        let _ = requested_schema;
        rows::trend_stream(py, &self.table, &self.by, &self.trends)
    }

    /// The trend as JSON: its question, what each name means, rows with each number as two whole numbers.
    ///
    /// >>> register.statistics(as_of="2026-03-10").trend("received").to_json()[:1]
    /// '{'
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard::run(py, || Ok(trend_json(&self.trends, &self.table, &self.by, self.what, self.window)?))
    }

    /// The same as dicts, lists, texts and numbers.
    ///
    /// >>> register.statistics(as_of="2026-03-10").trend("received").to_dict()["rows"][0]["value"]
    /// {'numerator': 1, 'denominator': 1}
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(py)?,))
    }

    /// A line a row for a spreadsheet, with labels in `vi` or `en`; numbers in tenths, and exactly.
    ///
    /// >>> len(register.statistics(as_of="2026-03-10").trend("received").to_csv().splitlines())
    /// 2
    #[pyo3(signature = (lang = "vi"))]
    fn to_csv(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(trend_csv(&self.trends, &self.table, &self.by, self.what, lang)?))
    }

    /// As text for a terminal or a letter, in `vi` or `en`.
    ///
    /// >>> "Received" in register.statistics(as_of="2026-03-10").trend("received").to_text("en")
    /// True
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(trend_text(&self.trends, &self.table, &self.by, self.what, self.window, lang)))
    }

    fn __len__(&self) -> usize {
        self.trends.iter().map(|trend| trend.points.len()).sum()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.rows(py)?.as_any().get_item(index)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.rows(py)?.as_any().try_iter()?.into_any())
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, "vi")
    }

    fn __repr__(&self) -> String {
        let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let (groups, periods) = (many(self.trends.len(), "group"), many(self.table.periods().len(), "period"));
        format!("<kiennghi.Trend of {}: {groups}, {periods}>", self.what)
    }
}

impl PyTrend {
    /// An exact number as it lies in a frame.
    #[expect(clippy::cast_precision_loss, reason = "the float stands beside the exact number")]
    pub(crate) fn float(number: Fraction) -> f64 {
        number.numerator as f64 / number.denominator as f64
    }
}
