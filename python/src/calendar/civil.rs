//! Terms in days, weeks, months and years of the civil calendar, and what becomes of a day off.

use kiennghi::calendar::{CivilUnit, MonthEnd, Roll};
use pyo3::prelude::*;

use super::{Any, PyWorkCalendar};
use crate::{given, guard, quick};

impl PyWorkCalendar {
    fn add_civil(
        &self,
        py: Python<'_>,
        day: Any<'_, '_>,
        (amount, name, unit): (i64, &str, CivilUnit),
        roll: &str,
        month_end: MonthEnd,
    ) -> PyResult<Py<PyAny>> {
        let (day, amount) = (quick::day(day, "day")?, given::whole(amount, name)?);
        let roll: Roll = given::code(roll, "roll")?;
        let due = guard::quick(|| Ok(self.calendar.add_civil(day, amount, unit, roll, month_end)?))?;
        quick::shown_day(py, due)
    }
}

#[pymethods]
impl PyWorkCalendar {
    /// `day` itself if it is worked, else what `roll` says: `next_working_day`,
    /// `previous_working_day`, either of them unless it lies in another month (`next_in_month`,
    /// `previous_in_month`), or `stay`.
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> calendar.roll("2026-02-28", "next_working_day"), calendar.roll("2026-02-28", "next_in_month")
    /// (datetime.date(2026, 3, 2), datetime.date(2026, 2, 27))
    #[pyo3(signature = (day, roll))]
    fn roll(&self, py: Python<'_>, day: Any<'_, '_>, roll: &str) -> PyResult<Py<PyAny>> {
        let (day, roll): (_, Roll) = (quick::day(day, "day")?, given::code(roll, "roll")?);
        let rolled = guard::quick(|| Ok(self.calendar.roll(day, roll)?))?;
        quick::shown_day(py, rolled)
    }

    /// The day so many calendar days after `day`, which is not counted; `roll` as in `roll`.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().add_days("2026-02-28", 10, roll="next_working_day")
    /// datetime.date(2026, 3, 10)
    #[pyo3(signature = (day, days, *, roll = "stay"))]
    fn add_days(&self, py: Python<'_>, day: Any<'_, '_>, days: i64, roll: &str) -> PyResult<Py<PyAny>> {
        self.add_civil(py, day, (days, "days", CivilUnit::Day), roll, MonthEnd::default())
    }

    /// The day so many weeks of seven days after `day`; `roll` as in `roll`.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().add_weeks("2026-02-03", 2, roll="next_working_day")  # in Tết
    /// datetime.date(2026, 2, 23)
    #[pyo3(signature = (day, weeks, *, roll = "stay"))]
    fn add_weeks(&self, py: Python<'_>, day: Any<'_, '_>, weeks: i64, roll: &str) -> PyResult<Py<PyAny>> {
        self.add_civil(py, day, (weeks, "weeks", CivilUnit::Week), roll, MonthEnd::default())
    }

    /// The day so many months after `day`; `roll` as in `roll`.
    ///
    /// If that month has no such day, `month_end` says what it is: its `last_day`, the
    /// `first_of_next`, or an error (`refuse`); `last_to_last` also goes from the last day of a
    /// month to the last day of a month.
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> calendar.add_months("2026-01-31", 1), calendar.add_months("2026-01-31", 1, roll="next_working_day")
    /// (datetime.date(2026, 2, 28), datetime.date(2026, 3, 2))
    /// >>> calendar.add_months("2026-02-28", 1, month_end="last_to_last")
    /// datetime.date(2026, 3, 31)
    #[pyo3(signature = (day, months, *, roll = "stay", month_end = "last_day"))]
    fn add_months(&self, py: Python<'_>, day: Any<'_, '_>, months: i64, roll: &str, month_end: &str) -> PyResult<Py<PyAny>> {
        self.add_civil(py, day, (months, "months", CivilUnit::Month), roll, given::code(month_end, "month_end")?)
    }

    /// The day so many years after `day`; `roll` and `month_end` as in `add_months`.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().add_years("2024-02-29", 1, month_end="first_of_next")
    /// datetime.date(2025, 3, 1)
    #[pyo3(signature = (day, years, *, roll = "stay", month_end = "last_day"))]
    fn add_years(&self, py: Python<'_>, day: Any<'_, '_>, years: i64, roll: &str, month_end: &str) -> PyResult<Py<PyAny>> {
        self.add_civil(py, day, (years, "years", CivilUnit::Year), roll, given::code(month_end, "month_end")?)
    }
}
