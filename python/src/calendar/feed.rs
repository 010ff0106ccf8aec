//! Holidays of a feed (iCalendar) in a calendar.

use std::path::PathBuf;

use kiennghi::lang::Lang;
use kiennghi_exchange::{HolidayFeed, amend_by_feed_file, holiday_feed_text};
use pyo3::prelude::*;

use super::PyWorkCalendar;
use crate::{given, guard, open::text_of, quick};

/// A day of a feed, as Python sees it.
type Told = (Py<PyAny>, &'static str, String, usize);

/// What a feed of holidays did to a calendar: the new calendar, and what was not understood.
///
/// >>> import kiennghi as kn, pathlib, tempfile
/// >>> path = pathlib.Path(tempfile.mkdtemp(), "tinh.ics")
/// >>> event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260706\nSUMMARY:Bão số 3\nEND:VEVENT\n"
/// >>> _ = path.write_text(f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n", encoding="utf-8")
/// >>> feed = kn.WorkCalendar.vietnam().amend_by_feed(path, version="2026.9")
/// >>> feed.calendar.day_reason("2026-07-06")
/// 'Bão số 3 (theo tinh.ics)'
/// >>> feed.days, feed.notes
/// ([(datetime.date(2026, 7, 6), 'off', 'Bão số 3', 2)], [])
#[pyclass(frozen, module = "kiennghi", name = "HolidayFeed")]
pub(crate) struct PyHolidayFeed {
    feed: HolidayFeed,
    calendar: Py<PyWorkCalendar>,
}

#[pymethods]
impl PyHolidayFeed {
    /// The calendar after it: a new version, or as it was if nothing changes.
    #[getter]
    fn calendar(&self, py: Python<'_>) -> Py<PyWorkCalendar> {
        self.calendar.clone_ref(py)
    }

    /// Each day of the feed: its date, `off` or `worked`, what the feed calls it, and the line of its event.
    #[getter]
    fn days(&self, py: Python<'_>) -> PyResult<Vec<Told>> {
        let days = self.feed.days.iter();
        days.map(|day| Ok((quick::shown_day(py, day.date)?, day.effect.code(), day.name.clone(), day.line))).collect()
    }

    /// How many dates are otherwise than before.
    #[getter]
    fn changed(&self) -> usize {
        self.feed.changes.len()
    }

    /// What was not taken as it stands, in English, each with its line; `to_text` tells it in either language.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.feed.notes.iter().map(|note| note.to_text(Lang::En)).collect()
    }

    /// What changed and what was noted, each on its line, in `vi` or `en`.
    ///
    /// >>> import kiennghi as kn, pathlib, tempfile
    /// >>> path = pathlib.Path(tempfile.mkdtemp(), "le.ics")
    /// >>> _ = path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    /// >>> print(kn.WorkCalendar.vietnam().amend_by_feed(path, version="2027.1").to_text("en"), end="")
    /// le.ics: 0 days, 0 of them change the calendar, 0 notes. Calendar: vn-state@...
    #[pyo3(signature = (lang = "vi"))]
    fn to_text(&self, lang: &str) -> PyResult<String> {
        Ok(holiday_feed_text(&self.feed, given::code(lang, "lang")?))
    }

    fn __repr__(&self) -> String {
        let HolidayFeed { days, changes, notes, .. } = &self.feed;
        format!("<kiennghi.HolidayFeed: {} days, {} changed, {} notes>", days.len(), changes.len(), notes.len())
    }
}

#[pymethods]
impl PyWorkCalendar {
    /// The calendar with the holidays and moved working days of an iCalendar file, as its `version`.
    ///
    /// All-day events are days off, up to but without their end; those called *làm bù*, *ngày làm việc* or
    /// *working day* are worked. An event is taken once, or once a year on its date; what is not
    /// understood is in `notes`, with its line. The reason of each day names the file.
    ///
    /// Raises `ExchangeError` if it is no such file or goes beyond a limit, `CalendarError` if the version is
    /// not new.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().amend_by_feed("no-such.ics", version="2027.1")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.ExchangeError: no-such.ics: there is no such file
    #[pyo3(signature = (path, *, version))]
    fn amend_by_feed(&self, py: Python<'_>, path: PathBuf, version: &str) -> PyResult<PyHolidayFeed> {
        let path = text_of(path)?;
        let feed = guard::run(py, || Ok(amend_by_feed_file(&self.calendar, &path, version)?))?;
        let calendar = Py::new(py, PyWorkCalendar::new(feed.calendar.clone()))?;
        Ok(PyHolidayFeed { feed, calendar })
    }
}
