//! A filled form: its numbers as dicts, as text, CSV and JSON.
//!
//! Promises: every figure and every line of text comes from the library.

use std::path::PathBuf;

use kiennghi::{
    lang::Lang,
    register::RegisterError,
    statistics::{FilledForm, Form, FormCell, FormError, FormRow},
};
use kiennghi_exchange::{Letterhead, form_csv, form_json, form_text, form_xlsx, xlsx_file};
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};

use crate::{error::Failure, given, guard, open::text_of, shown, values::PyHead};

/// The form of that name, or in that file.
pub(crate) fn named(name: &str) -> Result<Form, Failure> {
    if !name.ends_with(".toml") {
        return Ok(Form::built_in(name).map_err(RegisterError::from)?);
    }
    let text = std::fs::read_to_string(name).map_err(|error| {
        let (place, reason) = ("file".into(), error.to_string());
        RegisterError::from(FormError::Load { label: name.into(), place, reason })
    })?;
    Ok(Form::from_toml(&text, name).map_err(RegisterError::from)?)
}

/// A form with its numbers. What it says must be equal has been checked: see `failures`.
///
/// `print(form)` shows it in Vietnamese; `pandas.DataFrame(form.rows)` makes a frame of it.
///
/// >>> form = register.form("by-source", as_of="2026-03-10")
/// >>> row = form.rows[2]
/// >>> row["label"], row["to_do_total"], row["open_total"], row["on_time_rate"], row["median"]
/// ('Văn bản do doanh nghiệp gửi', 1, 1, None, None)
/// >>> form
/// <kiennghi.FilledForm by-source@2026.1: 5 rows, from 2026-01-01>
#[pyclass(frozen, eq, module = "kiennghi", name = "FilledForm")]
#[derive(PartialEq)]
pub(crate) struct PyFilledForm {
    filled: FilledForm,
}

impl PyFilledForm {
    pub(crate) fn new(filled: FilledForm) -> PyFilledForm {
        PyFilledForm { filled }
    }

    fn row<'py>(&self, py: Python<'py>, row: &FormRow) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("key", row.key.as_deref())?;
        dict.set_item("label", row.label.get(Lang::Vi))?;
        for (column, cell) in self.filled.columns.iter().zip(&row.cells) {
            match cell {
                FormCell::Count(count) => dict.set_item(column, count)?,
                FormCell::Share { among, .. } => {
                    let percent = cell.rate().map(|rate| shown::percent(py, rate)).transpose()?.flatten();
                    dict.set_item(column, percent)?;
                    dict.set_item(format!("{column}_among"), among)?;
                }
                FormCell::Minutes(value) | FormCell::Hundredths(value) => dict.set_item(column, value)?,
                FormCell::ByHand | FormCell::Withheld => dict.set_item(column, py.None())?,
            }
        }
        if self.filled.least.is_some() {
            let withheld = self.filled.columns.iter().zip(&row.cells).filter(|(_, cell)| **cell == FormCell::Withheld);
            dict.set_item("withheld", withheld.map(|(column, _)| column.as_str()).collect::<Vec<_>>())?;
        }
        Ok(dict)
    }
}

#[pymethods]
impl PyFilledForm {
    /// Which form, and in which version.
    #[getter]
    fn form(&self) -> String {
        self.filled.form.to_string()
    }

    /// What it is called, in Vietnamese.
    #[getter]
    fn title(&self) -> &str {
        self.filled.title.get(Lang::Vi)
    }

    /// Was its layout read in the instrument (`verified`) or not (`unverified`)?
    #[getter]
    fn standing(&self) -> &'static str {
        self.filled.standing.code()
    }

    /// The ids of its columns, from left to right.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.filled.columns.clone()
    }

    /// One dict a row: `key` (the code), `label`, and a value under the id of each column. A count is
    /// an `int`; a share is a `Decimal` in percent, with how many it is of under `..._among`; working
    /// time is in minutes and a mean in hundredths. `None` where there is nothing to measure, or where
    /// somebody fills it in by hand. If it was made with `suppress`, `withheld` has the ids of the columns
    /// that are `None` because they must not be told.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows: Vec<_> = self.filled.rows.iter().map(|row| self.row(py, row)).collect::<PyResult<_>>()?;
        PyList::new(py, rows)
    }

    /// All rows together, as one of them.
    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.row(py, &self.filled.total)
    }

    /// What the form says must be equal and is not, a sentence each, in English.
    #[getter]
    fn failures(&self) -> Vec<String> {
        self.filled.failures.iter().map(ToString::to_string).collect()
    }

    /// The end of the ledger that it was counted from.
    #[getter]
    fn head(&self) -> PyHead {
        self.filled.head.into()
    }

    /// Raises `StatisticsError` with code `form_identity` if anything fails that must be equal.
    ///
    /// >>> register.form("by-source", as_of="2026-03-10").check()
    fn check(&self) -> PyResult<()> {
        Ok(self.filled.check().map_err(|error| Failure::Register(error.into()))?)
    }

    /// The whole of it, headings and question too, as dicts, lists, texts and numbers.
    ///
    /// >>> register.form("by-source", as_of="2026-03-10").to_dict()["headings"][1]["text"]["en"]
    /// 'Replied'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(py)?,))
    }

    /// The same as JSON.
    ///
    /// >>> register.form("by-source", as_of="2026-03-10").to_json()[:1]
    /// '{'
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard::run(py, || Ok(form_json(&self.filled)?))
    }

    /// A line a row and the total, for a spreadsheet, with headings in `vi` or `en`.
    ///
    /// >>> len(register.form("by-source", as_of="2026-03-10").to_csv("en").splitlines())
    /// 7
    #[pyo3(signature = (lang = "vi"))]
    fn to_csv(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(form_csv(&self.filled, lang)?))
    }

    /// Writes it as a workbook to send: headings as the instrument lays them out, totals
    /// and what must be equal as formulas that come to these figures. `agency` and `parent`, the body above it, stand above the
    /// title; `path` ends in `.xlsx`, and a file that is there is replaced.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "bieu-mau.xlsx")
    /// >>> register.form("by-source", as_of="2026-03-10").to_xlsx(path, agency="Ban Quản lý các khu công nghiệp")
    /// >>> path.read_bytes()[:2]
    /// b'PK'
    #[pyo3(signature = (path, *, agency = None, parent = None, lang = "vi"))]
    fn to_xlsx(&self, py: Python<'_>, path: PathBuf, agency: Option<String>, parent: Option<String>, lang: &str) -> PyResult<()> {
        let (path, lang): (_, Lang) = (text_of(path)?, given::code(lang, "lang")?);
        let letterhead = Letterhead { parent, agency };
        guard::run(py, || Ok(xlsx_file(&path, |out| form_xlsx(&self.filled, &letterhead, lang, out)).map(|_| ())?))
    }

    /// The form as text for a terminal or a letter, in `vi` or `en`.
    ///
    /// >>> print(register.form("by-source", as_of="2026-03-10").to_text("en").splitlines()[0])
    /// Replies to feedback and petitions, by source
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(form_text(&self.filled, lang)))
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, "vi")
    }

    fn __repr__(&self) -> String {
        let FilledForm { form, rows, period, .. } = &self.filled;
        let many = if rows.len() == 1 { "" } else { "s" };
        format!("<kiennghi.FilledForm {form}: {} row{many}, from {}>", rows.len(), period.start())
    }
}
