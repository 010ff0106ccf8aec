//! A table as it may be published: rows for a frame, text, files.
//!
//! Promises: every figure and every line of text comes from the library; what is withheld is `None` and
//! named.

use std::path::PathBuf;

use chrono::NaiveDate;
use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{Published, PublishedRow, Ratio, TableNumber},
};
use kiennghi_exchange::{Letterhead, published_csv, published_json, published_text, published_xlsx, xlsx_file};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyList},
};

use crate::{
    arrow::rows,
    error::Failure,
    given::{self, OneOrMany},
    guard,
    open::text_of,
    shown,
    values::PyHead,
};

/// A table as it may be published: no small count can be told from it. `Table.published` makes it.
///
/// >>> published = register.statistics(by=["source"], as_of="2026-03-10").published(5)
/// >>> published
/// <kiennghi.Published by source: 1 row, below 5 withheld>
#[pyclass(frozen, eq, module = "kiennghi", name = "Published")]
#[derive(PartialEq)]
pub(crate) struct PyPublished {
    published: Published,
}

impl PyPublished {
    pub(crate) fn new(published: Published) -> PyPublished {
        PyPublished { published }
    }

    fn dicts<'py>(&self, py: Python<'py>, by: &[Dimension], rows: &[PublishedRow]) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for row in rows {
            let dict = shown::group(py, by, &row.keys, self.published.periods().get(row.period))?;
            row.numbers().try_for_each(|(name, shown)| dict.set_item(name, shown.number()))?;
            if self.published.shows(Ratio::OnTimeRate) {
                let rate = row.on_time_rate().map(|rate| shown::percent(py, rate)).transpose()?.flatten();
                dict.set_item("on_time_rate", rate)?;
            }
            dict.set_item("withheld", row.withheld().collect::<Vec<_>>())?;
            list.append(dict)?;
        }
        Ok(list)
    }
}

#[pymethods]
impl PyPublished {
    /// Counts from 1 up to but without this are withheld.
    #[getter]
    fn least(&self) -> u64 {
        self.published.least()
    }

    /// The numbers that it shows: all, unless some were chosen.
    #[getter]
    fn numbers(&self) -> Vec<&'static str> {
        self.published.chosen().map(TableNumber::code).collect()
    }

    /// How many numbers of rows and totals are withheld.
    #[getter]
    fn withheld(&self) -> usize {
        self.published.withheld()
    }

    /// One dict a group and period, as in `Table.rows`; `withheld` has the names of the numbers that are
    /// `None` because they must not be told.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.dicts(py, self.published.dimensions(), self.published.rows())
    }

    /// One dict a period, all groups together.
    #[getter]
    fn totals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.dicts(py, &[], self.published.totals())
    }

    /// What may be shown of some of its dimensions beside all the rest, in the order of the table.
    ///
    /// Raises `StatisticsError` if it is not grouped by one of them.
    ///
    /// >>> published = register.statistics(by=["source", "unit"], as_of="2026-03-10").published(5)
    /// >>> [row["received"] for row in published.subtotals("source")]
    /// [None]
    fn subtotals<'py>(&self, py: Python<'py>, by: OneOrMany) -> PyResult<Bound<'py, PyList>> {
        let by = Vec::from(by).iter().map(|name| given::code(name, "by")).collect::<PyResult<Vec<Dimension>>>()?;
        let rows = self.published.subtotals(&by).map_err(|error| Failure::Register(RegisterError::from(error)))?;
        let by: Vec<Dimension> = self.published.dimensions().iter().filter(|d| by.contains(d)).copied().collect();
        self.dicts(py, &by, rows)
    }

    /// The rows as columns, as those of a table; what is withheld is null, and the last column,
    /// `withheld`, has the names of it with spaces between.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish, which the interface allows to leave unfulfilled: who takes it casts it.
        let _ = requested_schema;
        rows::published_stream(py, &self.published)
    }

    /// What may be published as JSON, with the threshold.
    ///
    /// >>> register.statistics(as_of="2026-03-10").published(5).to_json()[:1]
    /// '{'
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard::run(py, || Ok(published_json(&self.published)?))
    }

    /// The same as dicts, lists, texts and numbers.
    ///
    /// >>> register.statistics(as_of="2026-03-10").published(5).to_dict()["least"]
    /// 5
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(py)?,))
    }

    /// A line a row for a spreadsheet, with labels in `vi` or `en`; `withheld` is the last column.
    ///
    /// >>> register.statistics(as_of="2026-03-10").published(5).to_csv().splitlines()[0].split(",")[-1]
    /// 'withheld'
    #[pyo3(signature = (lang = "vi"))]
    fn to_csv(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(published_csv(&self.published, lang)?))
    }

    /// Writes it as a workbook to send: `•` stands for what is withheld, and nothing is
    /// a formula. `agency` and `parent`, the body above it, stand above the
    /// title; `path` ends in `.xlsx`, and a file that is there is replaced.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "thong-ke.xlsx")
    /// >>> register.statistics(as_of="2026-03-10").published(5).to_xlsx(path, agency="Ban Quản lý các khu công nghiệp")
    /// >>> path.read_bytes()[:2]
    /// b'PK'
    #[pyo3(signature = (path, *, agency = None, parent = None, lang = "vi"))]
    fn to_xlsx(&self, py: Python<'_>, path: PathBuf, agency: Option<String>, parent: Option<String>, lang: &str) -> PyResult<()> {
        let (path, lang): (_, Lang) = (text_of(path)?, given::code(lang, "lang")?);
        let letterhead = Letterhead { parent, agency };
        guard::run(py, || Ok(xlsx_file(&path, |out| published_xlsx(&self.published, &letterhead, lang, out)).map(|_| ())?))
    }

    /// The dimensions that it is grouped by.
    #[getter]
    fn by(&self) -> Vec<&'static str> {
        self.published.dimensions().iter().map(|dimension| dimension.code()).collect()
    }

    /// The day up to whose end the world was seen.
    #[getter]
    fn as_of(&self) -> NaiveDate {
        self.published.question().as_of
    }

    /// The end of the ledger that it was counted from.
    #[getter]
    fn head(&self) -> PyHead {
        self.published.head().into()
    }

    /// As text for a terminal or a letter, in `vi` or `en`; `•` stands for what is withheld.
    ///
    /// >>> "• withheld: numbers from 1 to 4" in register.statistics(as_of="2026-03-10").published(5).to_text("en")
    /// True
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(published_text(&self.published, lang)))
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, "vi")
    }

    fn __repr__(&self) -> String {
        let rows = self.published.rows().len();
        let by = if self.by().is_empty() { "all together".into() } else { format!("by {}", self.by().join(", ")) };
        let many = if rows == 1 { "" } else { "s" };
        format!("<kiennghi.Published {by}: {rows} row{many}, below {} withheld>", self.published.least())
    }
}
