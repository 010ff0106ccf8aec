//! What a call from Python costs before anything is computed.
//!
//! Promises: methods with the arguments and answers of those of `WorkCalendar`, written as PyO3's
//! guide writes them, with its conversions from and to chrono; and methods that convert nothing. None of them does
//! anything.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::{Asia::Ho_Chi_Minh, Tz};
use pyo3::prelude::*;

/// Does nothing.
#[pyclass(frozen)]
struct Empty;

#[pymethods]
impl Empty {
    #[new]
    fn new() -> Empty {
        Empty
    }

    /// Takes one object, and gives it back as it came: a call without any conversion.
    fn object(&self, object: Py<PyAny>) -> Py<PyAny> {
        object
    }

    /// Takes two objects, and gives the first back as it came.
    fn two_objects(&self, object: Py<PyAny>, _other: Py<PyAny>) -> Py<PyAny> {
        object
    }

    /// As `is_working_day`.
    fn day_to_bool(&self, _day: NaiveDate) -> bool {
        true
    }

    /// As `add_working_days`.
    fn day_and_number_to_day(&self, day: NaiveDate, _days: i32) -> NaiveDate {
        day
    }

    /// As `working_days_between`.
    fn two_days_to_number(&self, _start: NaiveDate, _end: NaiveDate) -> i32 {
        0
    }

    /// As `add_working_time`, but the answer is naive.
    fn time_and_amount_to_naive_time(&self, start: NaiveDateTime, _amount: TimeDelta) -> NaiveDateTime {
        start
    }

    /// As `add_working_time`: the answer is told in a zone.
    fn time_and_amount_to_aware_time(&self, start: NaiveDateTime, _amount: TimeDelta) -> DateTime<Tz> {
        Ho_Chi_Minh.from_utc_datetime(&start)
    }
}

/// Methods that do nothing.
#[pymodule(gil_used = false)]
mod kiennghi_empty_method {
    #[pymodule_export]
    use super::Empty;
}
