//! A table of counts: as rows for a frame, as text, and for a notebook.
//!
//! Promises: every figure and every line of text comes from the library.

use chrono::NaiveDate;
use kiennghi::{
    lang::Lang,
    statistics::{Counts, Measure, Table},
};
use kiennghi_exchange::table_text;
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};

use crate::{given, guard, shown, values::PyHead};

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

    /// Period, counts and rate of one row.
    fn fill(&self, dict: &Bound<'_, PyDict>, period: usize, counts: &Counts) -> PyResult<()> {
        if let Some(period) = self.table.periods().get(period) {
            dict.set_item("period", period.start())?;
            dict.set_item("period_end", period.end())?;
            dict.set_item("period_label", period.label(Lang::Vi))?;
        }
        for measure in Measure::ALL {
            dict.set_item(measure.code(), counts.get(*measure))?;
        }
        dict.set_item("to_do", counts.to_do())?;
        dict.set_item("replied", counts.replied())?;
        dict.set_item("closed", counts.closed())?;
        dict.set_item("open", counts.open())?;
        dict.set_item("on_time_rate", shown::percent(dict.py(), counts.on_time_rate())?)?;
        dict.set_item("on_time_among", counts.on_time_rate().among)
    }
}

#[pymethods]
impl PyTable {
    /// One dict a group and period, group by group.
    ///
    /// The groups under the names they were asked by, as codes (`None`: not stated); `period` (its
    /// first day), `period_end` (the day after its last), `period_label`; every count under the
    /// codes of `kiennghi.labels("measure")`; the sums `to_do`, `replied`, `closed` and `open`;
    /// `on_time_rate` in percent as a `Decimal`, `None` if there is nothing to divide by, and
    /// `on_time_among`, how many it is a share of.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for row in self.table.rows() {
            let dict = PyDict::new(py);
            for (dimension, key) in self.table.dimensions().iter().zip(&row.keys) {
                dict.set_item(dimension.code(), key)?;
            }
            self.fill(&dict, row.period, &row.counts)?;
            list.append(dict)?;
        }
        Ok(list)
    }

    /// One dict a period, all groups together; without the names of groups as in `rows`.
    ///
    /// >>> [total["received"] for total in register.statistics(as_of="2026-06-30").totals]
    /// [1, 0]
    #[getter]
    fn totals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (period, counts) in self.table.totals().iter().enumerate() {
            let dict = PyDict::new(py);
            self.fill(&dict, period, counts)?;
            list.append(dict)?;
        }
        Ok(list)
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
