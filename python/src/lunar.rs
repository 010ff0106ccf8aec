//! Dates of the Vietnamese lunar calendar.

use std::hash::{DefaultHasher, Hash, Hasher};

use kiennghi::calendar::lunar::{LunarDate, MonthKind};
use pyo3::prelude::*;

use crate::{error::argument, given, guard, quick};

/// A date of the Vietnamese lunar calendar, in the lunar years 1900 to 2199.
///
/// In order of time. A leap month (`leap=True`) follows the ordinary one of its number. Raises
/// `CalendarError` for a date that there is not.
///
/// >>> import kiennghi as kn
/// >>> hung_kings = kn.lunar.LunarDate(2026, 3, 10)
/// >>> hung_kings.to_solar()
/// datetime.date(2026, 4, 26)
/// >>> str(kn.lunar.LunarDate(2025, 6, 10, leap=True))
/// '10/06 nhuận/2025'
#[pyclass(frozen, eq, ord, module = "kiennghi.lunar", name = "LunarDate")]
#[derive(PartialEq, PartialOrd)]
pub(crate) struct PyLunarDate {
    date: LunarDate,
}

#[pymethods]
impl PyLunarDate {
    #[new]
    #[pyo3(signature = (year, month, day, leap = false))]
    fn new(year: i64, month: i64, day: i64, leap: bool) -> PyResult<PyLunarDate> {
        let kind = if leap { MonthKind::Leap } else { MonthKind::Ordinary };
        // A number that is no byte is no month either, and is refused as one.
        let small = |number: i64| u8::try_from(number).map_err(|_| argument("a month is 1 to 12, a day 1 to 30"));
        let (year, month, day) = (given::whole(year, "year")?, small(month)?, small(day)?);
        guard::quick(|| Ok(PyLunarDate { date: LunarDate::new(year, month, kind, day)? }))
    }

    /// The lunar year; it has the number of the civil year in which it begins.
    #[getter]
    fn year(&self) -> i32 {
        self.date.year()
    }

    /// The month, 1 to 12; a leap month has the number of the month before it.
    #[getter]
    fn month(&self) -> u8 {
        self.date.month()
    }

    /// The day of the month, 1 to 30.
    #[getter]
    fn day(&self) -> u8 {
        self.date.day()
    }

    /// Is it in a leap month (*tháng nhuận*)?
    #[getter]
    fn leap(&self) -> bool {
        self.date.kind() == MonthKind::Leap
    }

    /// The civil date.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.lunar.LunarDate(2026, 1, 1).to_solar()  # Tết
    /// datetime.date(2026, 2, 17)
    fn to_solar(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        quick::shown_day(py, self.date.to_solar())
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.date.hash(&mut hasher);
        hasher.finish()
    }

    fn __str__(&self) -> String {
        self.date.to_string()
    }

    fn __repr__(&self) -> String {
        let leap = if self.leap() { ", leap=True" } else { "" };
        format!("LunarDate({}, {}, {}{leap})", self.year(), self.month(), self.day())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, (i32, u8, u8, bool)) {
        (py.get_type::<PyLunarDate>().into_any(), (self.year(), self.month(), self.day(), self.leap()))
    }
}

/// The civil date of a lunar date; `leap` for the leap month of that number.
///
/// Raises `CalendarError` for a date that there is not.
///
/// >>> import kiennghi as kn
/// >>> kn.lunar.to_solar(2026, 1, 1)  # Tết
/// datetime.date(2026, 2, 17)
/// >>> kn.lunar.to_solar(2025, 3, 10, leap=True)
/// Traceback (most recent call last):
/// ...
/// kiennghi.CalendarError: lunar year 2025 has no leap month 3; its leap month is 6
#[pyfunction]
#[pyo3(name = "_lunar_to_solar", signature = (year, month, day, leap = false))]
pub(crate) fn to_solar(py: Python<'_>, year: i64, month: i64, day: i64, leap: bool) -> PyResult<Py<PyAny>> {
    PyLunarDate::new(year, month, day, leap)?.to_solar(py)
}

/// The lunar date of a civil date, from 31/01/1900 to 14/02/2200.
///
/// >>> import kiennghi as kn
/// >>> kn.lunar.from_solar("2025-08-03")
/// LunarDate(2025, 6, 10, leap=True)
#[pyfunction]
#[pyo3(name = "_lunar_from_solar", signature = (day))]
pub(crate) fn from_solar(day: &Bound<'_, PyAny>) -> PyResult<PyLunarDate> {
    let day = quick::day(day, "day")?;
    guard::quick(|| Ok(PyLunarDate { date: LunarDate::from_solar(day)? }))
}
