//! What became of the rows of a sheet.
//!
//! Promises: the fields are those of the library. A report repeats values of its file, so it is
//! for whoever holds that file; what it shows when it is printed as an object does not.

use kiennghi::lang::Lang;
use kiennghi_exchange::{Duplicate, ImportReport, Problem, Skipped, report_text};
use pyo3::prelude::*;

use crate::{given, guard};

/// Something about one cell of one row: why the row was refused, or is to be looked at.
///
/// >>> report = register.import_file(path_of_a_sheet)
/// >>> problem = report.refused[0]
/// >>> problem.row, problem.column, problem.value, problem.reason
/// (4, 'Ngày đến', '31/02/2026', 'there is no such day in the calendar')
#[pyclass(frozen, eq, module = "kiennghi", name = "Problem")]
#[derive(PartialEq)]
pub(crate) struct PyProblem {
    problem: Problem,
}

#[pymethods]
impl PyProblem {
    /// The row, as a spreadsheet numbers it.
    #[getter]
    fn row(&self) -> usize {
        self.problem.row
    }

    /// The heading of the column.
    #[getter]
    fn column(&self) -> &str {
        &self.problem.column
    }

    /// What stands in the cell.
    #[getter]
    fn value(&self) -> &str {
        &self.problem.value
    }

    /// What is wrong with it, in English; `to_text` tells it in either language.
    #[getter]
    fn reason(&self) -> String {
        self.problem.reason.to_text(Lang::En)
    }

    /// What probably should stand there, if that can be told.
    #[getter]
    fn proposal(&self) -> Option<&str> {
        self.problem.proposal.as_deref()
    }

    /// Row, column, value, reason and proposal in one line, in `vi` or `en`.
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, lang: &str) -> PyResult<String> {
        Ok(self.problem.to_text(given::code(lang, "lang")?))
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.Problem: row {}, column '{}'>", self.problem.row, self.problem.column)
    }
}

/// A petition that probably is the same matter as others: it came by the same document.
///
/// >>> report = register.import_file(path_of_a_sheet)
/// >>> report.duplicates
/// [<kiennghi.Duplicate: row 3, PAKN-2026-0003 and PAKN-2026-0002>]
#[pyclass(frozen, eq, module = "kiennghi", name = "Duplicate")]
#[derive(PartialEq)]
pub(crate) struct PyDuplicate {
    duplicate: Duplicate,
}

#[pymethods]
impl PyDuplicate {
    /// The row, as a spreadsheet numbers it.
    #[getter]
    fn row(&self) -> usize {
        self.duplicate.row
    }

    /// Number and symbol of the document.
    #[getter]
    fn document(&self) -> &str {
        &self.duplicate.document
    }

    /// The number of the row's petition.
    #[getter]
    fn number(&self) -> String {
        self.duplicate.number.to_string()
    }

    /// The numbers of the others.
    #[getter]
    fn others(&self) -> Vec<String> {
        self.duplicate.others.iter().map(ToString::to_string).collect()
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.Duplicate: row {}, {} and {}>", self.duplicate.row, self.number(), self.others().join(", "))
    }
}

/// A row that is no petition: a blank one, or a total.
///
/// >>> [skipped.text for skipped in register.import_file(path_of_a_sheet).skipped]
/// ['Cộng']
#[pyclass(frozen, eq, module = "kiennghi", name = "Skipped")]
#[derive(PartialEq)]
pub(crate) struct PySkipped {
    skipped: Skipped,
}

#[pymethods]
impl PySkipped {
    /// The row, as a spreadsheet numbers it.
    #[getter]
    fn row(&self) -> usize {
        self.skipped.row
    }

    /// What stands in it: a total, or nothing.
    #[getter]
    fn text(&self) -> &str {
        &self.skipped.text
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.Skipped: row {}>", self.skipped.row)
    }
}

/// What became of every row of a sheet: rows read = added + updated + unchanged + refused + skipped.
///
/// `print(report)` tells it in Vietnamese.
///
/// >>> report = register.import_file(path_of_a_sheet)
/// >>> report
/// <kiennghi.ImportReport: 4 rows, 2 added, 0 updated, 0 unchanged, 1 refused, 1 skipped>
/// >>> print(report.to_text("en").splitlines()[0])
/// so.csv: 4 rows = 2 added + 0 updated + 0 unchanged + 1 refused + 1 skipped
#[pyclass(frozen, eq, module = "kiennghi", name = "ImportReport")]
#[derive(PartialEq)]
pub(crate) struct PyImportReport {
    report: ImportReport,
}

impl PyImportReport {
    pub(crate) fn new(report: ImportReport) -> PyImportReport {
        PyImportReport { report }
    }
}

fn problems(problems: &[Problem]) -> Vec<PyProblem> {
    problems.iter().map(|problem| PyProblem { problem: problem.clone() }).collect()
}

#[pymethods]
impl PyImportReport {
    /// The file's name.
    #[getter]
    fn file(&self) -> &str {
        &self.report.file
    }

    /// The row of the headings, as a spreadsheet numbers it.
    #[getter]
    fn heading_row(&self) -> usize {
        self.report.heading_row
    }

    /// How many rows lie below the headings.
    #[getter]
    fn rows(&self) -> usize {
        self.report.rows
    }

    /// How many rows became new petitions.
    #[getter]
    fn added(&self) -> usize {
        self.report.added
    }

    /// How many rows told something new of a petition that was there.
    #[getter]
    fn updated(&self) -> usize {
        self.report.updated
    }

    /// How many rows the register held already.
    #[getter]
    fn unchanged(&self) -> usize {
        self.report.unchanged
    }

    /// How many rows were not taken.
    #[getter]
    fn refused_rows(&self) -> usize {
        self.report.refused_rows
    }

    /// Why they were not taken; a row may have more than one reason.
    #[getter]
    fn refused(&self) -> Vec<PyProblem> {
        problems(&self.report.refused)
    }

    /// What was taken, but is to be looked at.
    #[getter]
    fn doubtful(&self) -> Vec<PyProblem> {
        problems(&self.report.doubtful)
    }

    /// Probable duplicates, by document.
    #[getter]
    fn duplicates(&self) -> Vec<PyDuplicate> {
        self.report.duplicates.iter().map(|duplicate| PyDuplicate { duplicate: duplicate.clone() }).collect()
    }

    /// Rows that are no petitions.
    #[getter]
    fn skipped(&self) -> Vec<PySkipped> {
        self.report.skipped.iter().map(|skipped| PySkipped { skipped: skipped.clone() }).collect()
    }

    /// Headings that nobody asked for.
    #[getter]
    fn unknown_columns(&self) -> Vec<String> {
        self.report.unknown_columns.clone()
    }

    /// What had to be found out to read the file: encoding, separator, sheet; in English, `to_text` tells
    /// it in either language.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.report.notes.iter().map(|note| note.to_text(Lang::En)).collect()
    }

    /// Is what it tells in the register? `taken`, `dry_run`, or `nothing`, if a row was refused and it was
    /// to be all or nothing.
    #[getter]
    fn written(&self) -> &'static str {
        self.report.written.code()
    }

    /// The whole report as text, each problem on its line, in `vi` or `en`.
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(report_text(&self.report, lang)))
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, "vi")
    }

    fn __repr__(&self) -> String {
        let ImportReport { rows, added, updated, unchanged, refused_rows, skipped, .. } = &self.report;
        let skipped = skipped.len();
        format!(
            "<kiennghi.ImportReport: {rows} rows, {added} added, {updated} updated, {unchanged} unchanged, {refused_rows} refused, {skipped} skipped>"
        )
    }
}
