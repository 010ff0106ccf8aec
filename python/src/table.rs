//! A table of counts: as rows for a frame, as text, and for a notebook.
//!
//! Promises: every figure and every line of text comes from the library.

use std::path::PathBuf;

use chrono::NaiveDate;
use kiennghi::{
    case::Dimension,
    lang::Lang,
    register::RegisterError,
    statistics::{Question, Row, Table, TableNumber},
};
use kiennghi_exchange::{Letterhead, table_csv, table_json, table_text, table_xlsx, xlsx_file};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyDict, PyList},
};

use crate::{
    arrow::rows,
    error::Failure,
    given::{self, OneOrMany},
    guard,
    open::text_of,
    published::PyPublished,
    shown,
    trend::PyTrend,
    values::PyHead,
};

/// A table of counts, by group and period. It adds up, or it would not be there.
///
/// `print(table)` shows it in Vietnamese; `pandas.DataFrame(table.rows)` makes a frame of it.
///
/// >>> table = register.statistics(by=["source"], as_of="2026-03-10")
/// >>> row = table.rows[0]
/// >>> row["source"], row["period"], row["received"], row["open"], row["on_time_rate"]
/// ('enterprise', datetime.date(2026, 1, 1), 1, 1, None)
/// >>> table
/// <kiennghi.Table by source: 1 row, 1 period, as of 2026-03-10>
#[pyclass(frozen, eq, module = "kiennghi", name = "Table")]
#[derive(PartialEq)]
pub(crate) struct PyTable {
    table: Table,
}

impl PyTable {
    pub(crate) fn new(table: Table) -> PyTable {
        PyTable { table }
    }

    /// What the petitions behind a number are asked with.
    pub(crate) fn question(&self) -> &Question {
        self.table.question()
    }

    /// Rows as dicts: groups, period, every number, and the rate.
    fn dicts<'py>(&self, py: Python<'py>, by: &[Dimension], rows: &[Row]) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for row in rows {
            let dict = shown::group(py, by, &row.keys, self.table.periods().get(row.period))?;
            row.numbers().try_for_each(|(name, number)| dict.set_item(name, number))?;
            dict.set_item("on_time_rate", shown::percent(py, row.counts.on_time_rate())?)?;
            list.append(dict)?;
        }
        Ok(list)
    }
}

#[pymethods]
impl PyTable {
    /// One dict a group and period, group by group.
    ///
    /// The groups under the names they were asked by, as codes (`None`: not stated); `period` (its
    /// first day), `period_end` (the day after its last), `period_label`; every count under the
    /// codes of `kiennghi.labels("measure")`; the sums `to_do`, `replied`, `closed` and `open`;
    /// `on_time_rate` in percent as a `Decimal`, `None` if there is nothing to divide by, which is
    /// `on_time` of `on_time_among`, and `on_time_originally` of `on_time_originally_among` before any
    /// extension; working minutes to the reply, `median_to_reply`, `percentile_90_to_reply`,
    /// `sum_to_reply` of `count_to_reply`; `sum_recording_lag` (days) of `count_recording_lag`, and
    /// `sum_rating` of `count_rating`.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.dicts(py, self.table.dimensions(), self.table.rows())
    }

    /// One dict a period, all groups together; without the names of groups as in `rows`.
    ///
    /// >>> [total["received"] for total in register.statistics(as_of="2026-06-30").totals]
    /// [1, 0]
    #[getter]
    fn totals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.subtotals(py, OneOrMany::Many(Vec::new()))
    }

    /// The rows of some of its dimensions, the others taken together.
    ///
    /// Raises `StatisticsError` if it is not grouped by one of them.
    ///
    /// >>> table = register.statistics(by=["source", "unit"], as_of="2026-03-10")
    /// >>> [row["received"] for row in table.subtotals("source")]
    /// [1]
    fn subtotals<'py>(&self, py: Python<'py>, by: OneOrMany) -> PyResult<Bound<'py, PyList>> {
        let by = Vec::from(by).iter().map(|name| given::code(name, "by")).collect::<PyResult<Vec<Dimension>>>()?;
        let rows = self.table.subtotals(&by).map_err(|error| Failure::Register(error.into()))?;
        self.dicts(py, &by, &rows)
    }

    /// The values of one dimension by their on-time rate over all periods, the highest first, a dict
    /// each: its code, `place` (`None` without a rate), `on_time_rate` in percent, `on_time` of
    /// `on_time_among`, and `lower` and `upper`, between which the rate behind so many petitions lies
    /// with a confidence of 95 % (Wilson), in hundredths of a percent.
    ///
    /// >>> register.statistics(by="unit", as_of="2026-03-10").ranking("unit")[0]["place"] is None
    /// True
    fn ranking<'py>(&self, py: Python<'py>, by: &str) -> PyResult<Bound<'py, PyList>> {
        let by: Dimension = given::code(by, "by")?;
        let list = PyList::empty(py);
        for one in self.table.ranking(by).map_err(|error| Failure::Register(error.into()))? {
            let dict = PyDict::new(py);
            dict.set_item(by.code(), one.key)?;
            dict.set_item("place", one.place)?;
            dict.set_item("on_time_rate", shown::percent(py, one.rate)?)?;
            dict.set_item("on_time", one.rate.of)?;
            dict.set_item("on_time_among", one.rate.among)?;
            dict.set_item("lower", one.bounds.map(|bounds| bounds.lower))?;
            dict.set_item("upper", one.bounds.map(|bounds| bounds.upper))?;
            list.append(dict)?;
        }
        Ok(list)
    }

    /// A number from period to period, for each group of `by`, with its changes and the average over
    /// `window` periods: see `Trend`.
    ///
    /// `what` is a number of `rows`, or a ratio of `kiennghi.labels("ratio")`: of a share, changes are in
    /// percentage points; of any ratio, the average is of all petitions together. A gap is `None`: nothing
    /// to divide by, or no such period in the table. A median has no average.
    ///
    /// Raises `StatisticsError` if the table is not grouped by one of `by`, `ArgumentError` for a word
    /// that names no number.
    ///
    /// >>> table = register.statistics(period="month", as_of="2026-04-15")
    /// >>> [(point["period_label"], point["value"], point["change"]) for point in table.trend("received")]
    /// [('Tháng 3/2026', Fraction(1, 1), None), ('Tháng 4/2026', Fraction(0, 1), Fraction(-1, 1))]
    #[pyo3(signature = (what, *, by = OneOrMany::Many(Vec::new()), window = 1), text_signature = "($self, what, *, by=(), window=1)")]
    fn trend(&self, what: &str, by: OneOrMany, window: usize) -> PyResult<PyTrend> {
        let what: TableNumber = given::code(what, "what")?;
        let by = Vec::from(by).iter().map(|name| given::code(name, "by")).collect::<PyResult<Vec<Dimension>>>()?;
        PyTrend::of(&self.table, by, what, window)
    }

    /// The table as it may be published: counts from 1 up to but without `least` are withheld, and what
    /// they could be computed from. Each keeps an interval no narrower than `least`, whatever is added and
    /// subtracted of what is shown. Subtotals count as published too.
    ///
    /// With `numbers` it shows these alone, each a number of `rows` or a ratio of
    /// `kiennghi.labels("ratio")`: the fewer there are, the less has to be withheld of them.
    ///
    /// Raises `StatisticsError` for a `least` below 2 or above a million, or no number at all.
    ///
    /// >>> published = register.statistics(by=["source"], as_of="2026-03-10").published(5)
    /// >>> published.rows[0]["received"] is None, published.rows[0]["withheld"][0]
    /// (True, 'received')
    /// >>> fewer = register.statistics(by=["source"], as_of="2026-03-10").published(5, numbers=["received", "on_time_rate"])
    /// >>> [name for name in fewer.rows[0] if not name.startswith("period")]
    /// ['source', 'received', 'on_time', 'on_time_among', 'on_time_rate', 'withheld']
    #[pyo3(signature = (least, *, numbers = None))]
    fn published(&self, py: Python<'_>, least: u64, numbers: Option<OneOrMany>) -> PyResult<PyPublished> {
        let read = |names: OneOrMany| Vec::from(names).iter().map(|name| given::code(name, "numbers")).collect::<PyResult<_>>();
        let numbers: Option<Vec<TableNumber>> = numbers.map(read).transpose()?;
        guard::run(py, || {
            let published = match numbers {
                None => self.table.published(least),
                Some(numbers) => self.table.published_of(least, &numbers),
            };
            Ok(PyPublished::new(published.map_err(RegisterError::from)?))
        })
    }

    /// The rows as columns, for polars, pandas, pyarrow and duckdb: codes as text, `period` and
    /// `period_end` as days, every number of `rows` as a whole number.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish, which the interface allows to leave unfulfilled: who takes it casts it.
        let _ = requested_schema;
        rows::stream(py, &self.table)
    }

    /// The table as JSON: its question, what each name means, rows, totals, ends of ledgers.
    ///
    /// >>> register.statistics(as_of="2026-03-10").to_json()[:1]
    /// '{'
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard::run(py, || Ok(table_json(&self.table)?))
    }

    /// The same as dicts, lists, texts and numbers.
    ///
    /// >>> register.statistics(as_of="2026-03-10").to_dict()["rows"][0]["received"]
    /// 1
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(py)?,))
    }

    /// A line a row for a spreadsheet, with labels in `vi` or `en`.
    ///
    /// >>> len(register.statistics(as_of="2026-03-10").to_csv().splitlines())
    /// 2
    #[pyo3(signature = (lang = "vi"))]
    fn to_csv(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(table_csv(&self.table, lang)?))
    }

    /// Writes it as a workbook to send: a part for each period, subtotals of each group in it, sums as
    /// formulas that come to these figures. `agency` and `parent`, the body above it, stand above the
    /// title; `path` ends in `.xlsx`, and a file that is there is replaced.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "thong-ke.xlsx")
    /// >>> register.statistics(as_of="2026-03-10").to_xlsx(path, agency="Ban Quản lý các khu công nghiệp")
    /// >>> path.read_bytes()[:2]
    /// b'PK'
    #[pyo3(signature = (path, *, agency = None, parent = None, lang = "vi"))]
    fn to_xlsx(&self, py: Python<'_>, path: PathBuf, agency: Option<String>, parent: Option<String>, lang: &str) -> PyResult<()> {
        let (path, lang): (_, Lang) = (text_of(path)?, given::code(lang, "lang")?);
        let letterhead = Letterhead { parent, agency };
        guard::run(py, || Ok(xlsx_file(&path, |out| table_xlsx(&self.table, &letterhead, lang, out)).map(|_| ())?))
    }

    /// The dimensions that it is grouped by.
    #[getter]
    fn by(&self) -> Vec<&'static str> {
        self.table.dimensions().iter().map(|dimension| dimension.code()).collect()
    }

    /// The day up to whose end the world was seen.
    #[getter]
    fn as_of(&self) -> NaiveDate {
        self.table.as_of()
    }

    /// By which time lateness was judged: `in_fact` or `on_record`.
    #[getter]
    fn basis(&self) -> &'static str {
        self.table.basis().code()
    }

    /// The end of the ledger that it was counted from.
    #[getter]
    fn head(&self) -> PyHead {
        self.table.head().into()
    }

    /// The table as text for a terminal or a letter, in `vi` or `en`.
    ///
    /// >>> text = register.statistics(as_of="2026-03-10").to_text("en")
    /// >>> "Balance: to do = closed + moved out + open" in text
    /// True
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(table_text(&self.table, lang)))
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, "vi")
    }

    /// What a notebook shows: the text, in Vietnamese.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        // Units and fields are texts of whoever filled in the sheet.
        let text = self.to_text(py, "vi")?.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Ok(format!("<pre>{text}</pre>"))
    }

    fn __repr__(&self) -> String {
        let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let by = if self.by().is_empty() { "all together".into() } else { format!("by {}", self.by().join(", ")) };
        let (rows, periods) = (many(self.table.rows().len(), "row"), many(self.table.periods().len(), "period"));
        format!("<kiennghi.Table {by}: {rows}, {periods}, as of {}>", self.table.as_of())
    }
}
