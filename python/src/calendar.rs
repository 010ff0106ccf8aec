//! The calendar of working days.

use chrono::NaiveDate;
use kiennghi::{calendar::WorkCalendar, lang::Lang};
use pyo3::prelude::*;

use crate::{given, guard};

/// Which days are worked, and why the others are not.
///
/// A day is a `date` or ISO text; a `datetime` is refused. A question outside the calendar's years
/// raises `CalendarError`.
///
/// >>> import kiennghi as kn
/// >>> from datetime import date
/// >>> calendar = kn.WorkCalendar.vietnam()
/// >>> calendar.add_working_days(date(2025, 12, 29), 5)  # 1 January off, 2 January swapped
/// datetime.date(2026, 1, 7)
#[pyclass(frozen, eq, module = "kiennghi", name = "WorkCalendar")]
#[derive(PartialEq)]
pub(crate) struct PyWorkCalendar {
    calendar: WorkCalendar,
}

#[pymethods]
impl PyWorkCalendar {
    /// The calendar of Vietnam's state bodies that ships with the library.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().zone
    /// 'Asia/Ho_Chi_Minh'
    #[staticmethod]
    fn vietnam(py: Python<'_>) -> PyResult<PyWorkCalendar> {
        guard::run(py, || Ok(PyWorkCalendar { calendar: WorkCalendar::vietnam()? }))
    }

    /// Reads a calendar from TOML text; `label` names the text in errors.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.from_toml("id = 5", label="lich.toml")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.CalendarError: calendar lich.toml, line 1, column 6: invalid type: integer `5`, expected a string
    #[staticmethod]
    #[pyo3(signature = (text, *, label = "text"))]
    fn from_toml(py: Python<'_>, text: &str, label: &str) -> PyResult<PyWorkCalendar> {
        guard::run(py, || Ok(PyWorkCalendar { calendar: WorkCalendar::from_toml(text, label)? }))
    }

    /// The calendar's id, such as `vn-state`.
    #[getter]
    fn id(&self) -> &str {
        &self.calendar.reference().id
    }

    /// Its version, such as `2026.1`.
    #[getter]
    fn version(&self) -> &str {
        &self.calendar.reference().version
    }

    /// The zone in which its days are civil.
    #[getter]
    fn zone(&self) -> &'static str {
        self.calendar.zone().name()
    }

    /// The first day that it covers.
    #[getter]
    fn first(&self) -> NaiveDate {
        self.calendar.first()
    }

    /// The last day that it covers.
    #[getter]
    fn last(&self) -> NaiveDate {
        self.calendar.last()
    }

    /// Is the day worked?
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().is_working_day("2026-01-10")  # a make-up Saturday
    /// True
    #[pyo3(signature = (day))]
    fn is_working_day(&self, py: Python<'_>, day: &Bound<'_, PyAny>) -> PyResult<bool> {
        let day = given::date(day, "day")?;
        guard::run(py, || Ok(self.calendar.is_working_day(day)?))
    }

    /// The `days`-th working day after `day`, before it if negative; `day` itself for 0. The day
    /// itself is never counted.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().add_working_days("2026-02-12", 5)  # across Tết
    /// datetime.date(2026, 2, 26)
    #[pyo3(signature = (day, days))]
    fn add_working_days(&self, py: Python<'_>, day: &Bound<'_, PyAny>, days: i64) -> PyResult<NaiveDate> {
        let (day, days) = (given::date(day, "day")?, given::whole(days, "days")?);
        guard::run(py, || Ok(self.calendar.add_working_days(day, days)?))
    }

    /// How many working days lie after `start` and up to `end`; negative if `end` is before.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().working_days_between("2026-02-12", "2026-02-26")
    /// 5
    #[pyo3(signature = (start, end))]
    fn working_days_between(&self, py: Python<'_>, start: &Bound<'_, PyAny>, end: &Bound<'_, PyAny>) -> PyResult<i32> {
        let (start, end) = (given::date(start, "start")?, given::date(end, "end")?);
        guard::run(py, || Ok(self.calendar.working_days_between(start, end)?))
    }

    /// Why the day is not an ordinary working day, in `vi` or `en`: a holiday, a swap, the weekly
    /// day off; `None` if it is one.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().day_reason("2026-02-17", "en")
    /// 'Lunar New Year (Tết)'
    #[pyo3(signature = (day, lang = "vi"))]
    fn day_reason(&self, py: Python<'_>, day: &Bound<'_, PyAny>, lang: &str) -> PyResult<Option<String>> {
        let (day, lang): (_, Lang) = (given::date(day, "day")?, given::code(lang, "lang")?);
        guard::run(py, || Ok(self.calendar.day(day)?.reason(lang).map(Into::into)))
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.WorkCalendar {}: {} to {}>", self.calendar.reference(), self.calendar.first(), self.calendar.last())
    }
}
