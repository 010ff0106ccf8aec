//! The report that people look at, as a method of the register.

use std::path::PathBuf;

use kiennghi::{statistics::PeriodKind, time::Moment};
use kiennghi_exchange::{Letterhead, Overview, overview_file};
use pyo3::prelude::*;

use crate::{
    given,
    handle::{PyRegister, on},
    open::text_of,
};

#[pymethods]
impl PyRegister {
    /// Writes a page to look at and to print: one HTML file with figures, charts and what is overdue.
    ///
    /// The periods of kind `period` are those that cover `since` (by default the first day of the year of
    /// `as_of`) to `until` (by default `as_of`, which is today if it is not given). `agency` is told
    /// above the title. The page holds no names and no texts of petitions, and needs no network; one
    /// that is there is replaced. `path` ends in `.html`. All that is overdue stands in a workbook
    /// beside it, `bao-cao-qua-han.xlsx` beside `bao-cao.html`, under `agency` and `parent`, the body above it.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "bao-cao.html")
    /// >>> register.report(path, as_of="2026-03-31", agency="Ban Quản lý các khu công nghiệp")
    /// >>> path.read_text(encoding="utf-8")[:15]
    /// '<!DOCTYPE html>'
    #[pyo3(signature = (path, *, period = "month", since = None, until = None, as_of = None, agency = None, parent = None, lang = "vi"))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one page, as Python names them")]
    fn report(
        &self,
        py: Python<'_>,
        path: PathBuf,
        period: &str,
        since: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        as_of: Option<&Bound<'_, PyAny>>,
        agency: Option<String>,
        parent: Option<String>,
        lang: &str,
    ) -> PyResult<()> {
        let (path, kind, lang): (_, PeriodKind, _) = (text_of(path)?, given::code(period, "period")?, given::code(lang, "lang")?);
        let day = |given: Option<&Bound<'_, PyAny>>, name| given.map(|given| given::date(given, name)).transpose();
        let (since, until, as_of) = (day(since, "since")?, day(until, "until")?, day(as_of, "as_of")?);
        self.with(py, |handle| {
            let today = Moment::of(handle.world(None)?.now, handle.zone()?).date();
            let as_of = as_of.unwrap_or(today);
            let periods = Overview::periods(kind, since, until, as_of);
            let overview = on!(handle, register => Overview::of(register, periods, as_of)?);
            Ok(overview_file(&Overview { letterhead: Letterhead { parent, agency }, ..overview }, &path, lang)?)
        })
    }
}
