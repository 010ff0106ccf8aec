//! The calendar of working days and working time.
//!
//! Promises: thin, and quick: a single question costs little more than what Python takes for its
//! arguments and its answer, and holds no lock over other threads for longer than that; what is
//! long (reading, whole years, columns) lets other threads of Python run.

mod blocks;
mod build;
mod civil;
mod each;
mod feed;
mod page;
mod paused;
mod spans;
mod time;

pub(crate) use feed::PyHolidayFeed;

use chrono::NaiveDate;
use kiennghi::calendar::WorkCalendar;
use pyo3::{prelude::*, sync::PyOnceLock};

use crate::{
    error::argument,
    given, guard,
    quick::{self, Zone},
};

/// Anything of Python.
pub(super) type Any<'a, 'py> = &'a Bound<'py, PyAny>;

/// Which days and hours are worked, and why the others are not.
///
/// A calendar has weekly hours in a time zone, holidays, swaps (a day off, paid for by a make-up
/// day), and hours of single dates that beat them all: `week` by `mon` to `sun`, hours as
/// `("07:30", "11:30")`, `(time(7, 30), time(11, 30))` or `"07:30-11:30"`, `"24:00"` for the end of
/// a day; `holidays` as dates, or with their names by date; `overrides` as hours by date, none for
/// a day off; `swaps` as `(off, worked)`. It covers `first_year` to `last_year`; a question outside
/// raises `CalendarError`.
///
/// A day is a `date` or ISO text; a `datetime` is refused. A moment is a `datetime` or ISO text
/// with a time, and a `date` is refused; without a zone it is civil time in the calendar's, of
/// which `fold=1` is the second of two when clocks are set back. Results are aware datetimes in the
/// calendar's zone, exact to the microsecond.
///
/// >>> import kiennghi as kn
/// >>> from datetime import date, datetime, timedelta
/// >>> calendar = kn.WorkCalendar.vietnam()
/// >>> calendar.add_working_days(date(2025, 12, 29), 5)  # 1 January off, 2 January swapped
/// datetime.date(2026, 1, 7)
/// >>> office = kn.WorkCalendar(
/// ...     zone="Asia/Ho_Chi_Minh",
/// ...     week={day: ["07:30-11:30", "13:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
/// ...     holidays={date(2026, 1, 1): "Tết Dương lịch"},
/// ... )
/// >>> print(office.add_working_time(datetime(2025, 12, 31, 15, 0), timedelta(hours=4)))
/// 2026-01-02 09:30:00+07:00
#[pyclass(frozen, module = "kiennghi", name = "WorkCalendar")]
pub(crate) struct PyWorkCalendar {
    calendar: WorkCalendar,
    /// Made when the first moment is asked about: questions about days need none.
    zone: PyOnceLock<Zone>,
}

impl PyWorkCalendar {
    fn new(calendar: WorkCalendar) -> PyWorkCalendar {
        PyWorkCalendar { calendar, zone: PyOnceLock::new() }
    }

    /// Its zone, as both sides know it.
    pub(crate) fn zone(&self, py: Python<'_>) -> PyResult<&Zone> {
        self.zone.get_or_try_init(py, || Zone::new(py, self.calendar.zone(), self.calendar.first(), self.calendar.last()))
    }
}

/// Pairs of two days, such as pauses.
fn day_pairs(given: Any<'_, '_>, name: &str) -> PyResult<Vec<(NaiveDate, NaiveDate)>> {
    pairs(given, name, |value| quick::day(value, name))
}

/// Pairs of what `read` reads, from anything that can be gone through.
fn pairs<T>(given: Any<'_, '_>, name: &str, read: impl Fn(Any<'_, '_>) -> PyResult<T>) -> PyResult<Vec<(T, T)>> {
    let wrong = || argument(format!("`{name}` is a list of pairs"));
    let mut found = Vec::new();
    for pair in given.try_iter().map_err(|_| wrong())? {
        let (first, second): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract().map_err(|_| wrong())?;
        found.push((read(&first)?, read(&second)?));
    }
    Ok(found)
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
        guard::run(py, || Ok(PyWorkCalendar::new(WorkCalendar::vietnam()?)))
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
    #[pyo3(name = "zone")]
    fn zone_name(&self) -> &'static str {
        self.calendar.zone().name()
    }

    /// The first day that it covers.
    #[getter]
    fn first(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        quick::shown_day(py, self.calendar.first())
    }

    /// The last day that it covers.
    #[getter]
    fn last(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        quick::shown_day(py, self.calendar.last())
    }

    /// Is the day worked?
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().is_working_day("2026-01-10")  # a make-up Saturday
    /// True
    #[pyo3(signature = (day))]
    fn is_working_day(&self, day: Any<'_, '_>) -> PyResult<bool> {
        let day = quick::day(day, "day")?;
        guard::quick(|| Ok(self.calendar.is_working_day(day)?))
    }

    /// The `days`-th working day after `day`, before it if negative; `day` itself for 0. The day
    /// itself is never counted.
    ///
    /// `pauses` are pairs of days, in any order: the days after the first of a pair, up to and with
    /// the second, do not count.
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> calendar.add_working_days("2026-02-12", 5)  # across Tết
    /// datetime.date(2026, 2, 26)
    /// >>> calendar.add_working_days("2026-03-02", 5, pauses=[("2026-03-03", "2026-03-06")])
    /// datetime.date(2026, 3, 12)
    #[pyo3(signature = (day, days, *, pauses = None))]
    fn add_working_days(&self, py: Python<'_>, day: Any<'_, '_>, days: i64, pauses: Option<Any<'_, '_>>) -> PyResult<Py<PyAny>> {
        let (day, days) = (quick::day(day, "day")?, given::whole(days, "days")?);
        let due = match pauses {
            None => guard::quick(|| Ok(self.calendar.add_working_days(day, days)?)),
            Some(pauses) => {
                let pauses = day_pairs(pauses, "pauses")?;
                guard::quick(|| Ok(self.calendar.add_paused_days(day, days, &pauses)?))
            }
        };
        quick::shown_day(py, due?)
    }

    /// How many working days lie after `start` and up to `end`; negative if `end` is before.
    /// `pauses` as in `add_working_days`.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().working_days_between("2026-02-12", "2026-02-26")
    /// 5
    #[pyo3(signature = (start, end, *, pauses = None))]
    fn working_days_between(&self, start: Any<'_, '_>, end: Any<'_, '_>, pauses: Option<Any<'_, '_>>) -> PyResult<i32> {
        let (start, end) = (quick::day(start, "start")?, quick::day(end, "end")?);
        match pauses {
            None => guard::quick(|| Ok(self.calendar.working_days_between(start, end)?)),
            Some(pauses) => {
                let pauses = day_pairs(pauses, "pauses")?;
                guard::quick(|| Ok(self.calendar.unpaused_days_between(start, end, &pauses)?))
            }
        }
    }

    /// Two calendars are equal if they are one version with one content.
    fn __eq__(&self, other: &Self) -> bool {
        self.calendar == other.calendar
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.WorkCalendar {}: {} to {}>", self.calendar.reference(), self.calendar.first(), self.calendar.last())
    }
}
