//! Single questions about working time.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kiennghi::calendar::{CalendarError, Reversed, TimePolicy, WorkCalendar};
use pyo3::prelude::*;

use super::{Any, PyWorkCalendar, pairs};
use crate::{given, guard, quick};

/// The policies of adding working time, by their codes.
pub(super) fn policy(outside_hours: &str, landing: &str, zero: &str) -> PyResult<TimePolicy> {
    Ok(TimePolicy {
        outside_hours: given::code(outside_hours, "outside_hours")?,
        landing: given::code(landing, "landing")?,
        zero: given::code(zero, "zero")?,
    })
}

impl PyWorkCalendar {
    fn pauses(&self, py: Python<'_>, given: Option<Any<'_, '_>>) -> PyResult<Vec<Range<DateTime<Utc>>>> {
        let Some(given) = given else { return Ok(Vec::new()) };
        let zone = self.zone(py)?;
        let pauses = pairs(given, "pauses", |value| zone.moment(value, "pauses"))?;
        Ok(pauses.into_iter().map(|(start, end)| start..end).collect())
    }

    fn edge(
        &self,
        at: Any<'_, '_>,
        find: impl Fn(&WorkCalendar, DateTime<Utc>) -> Result<DateTime<Tz>, CalendarError>,
    ) -> PyResult<Py<PyAny>> {
        let zone = self.zone(at.py())?;
        let moment = zone.moment(at, "at")?;
        let found = guard::quick(|| Ok(find(&self.calendar, moment)?))?;
        zone.shown(at.py(), found.to_utc())
    }
}

#[pymethods]
impl PyWorkCalendar {
    /// Is the moment in working hours? An opening is, a closing is not.
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> calendar.is_working_time("2026-03-02T11:30"), calendar.is_working_time("2026-03-02T13:00")
    /// (False, True)
    #[pyo3(signature = (at))]
    fn is_working_time(&self, at: Any<'_, '_>) -> PyResult<bool> {
        let at = self.zone(at.py())?.moment(at, "at")?;
        guard::quick(|| Ok(self.calendar.is_working_time(at)?))
    }

    /// The moment at which so much working time after `start` has passed; before it, if `amount` is
    /// negative.
    ///
    /// `pauses` are pairs of moments, in any order, from the first up to the second; what of them
    /// lies outside working hours changes nothing. A start outside working hours counts
    /// `from_opening`, or is an error (`refuse`); time that runs out at a closing ends `at_closing`
    /// or `at_next_opening`; no time at all leaves the start `unchanged`, or moves it `to_opening`.
    ///
    /// >>> import kiennghi as kn
    /// >>> from datetime import datetime, timedelta
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> print(calendar.add_working_time(datetime(2026, 3, 6, 15, 0), timedelta(hours=4)))  # a Friday
    /// 2026-03-09 09:30:00+07:00
    /// >>> pause = (datetime(2026, 3, 9, 8, 0), datetime(2026, 3, 9, 10, 0))
    /// >>> print(calendar.add_working_time(datetime(2026, 3, 6, 15, 0), timedelta(hours=4), pauses=[pause]))
    /// 2026-03-09 11:30:00+07:00
    #[pyo3(signature = (start, amount, *, pauses = None, outside_hours = "from_opening", landing = "at_closing", zero = "unchanged"))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one question, as Python names them")]
    fn add_working_time(
        &self,
        py: Python<'_>,
        start: Any<'_, '_>,
        amount: Any<'_, '_>,
        pauses: Option<Any<'_, '_>>,
        outside_hours: &str,
        landing: &str,
        zero: &str,
    ) -> PyResult<Py<PyAny>> {
        let zone = self.zone(py)?;
        let (start, amount) = (zone.moment(start, "start")?, quick::amount(amount, "amount")?);
        let (pauses, policy) = (self.pauses(py, pauses)?, policy(outside_hours, landing, zero)?);
        let due = guard::quick(|| Ok(self.calendar.add_working_time_by(start, amount, &pauses, policy)?))?;
        zone.shown(py, due.to_utc())
    }

    /// How much working time lies from `start` up to `end`, as a `timedelta`, without what lies in
    /// `pauses`. If `end` is before `start` it is `negative`, or `zero`, or an error (`refuse`).
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> str(calendar.working_time_between("2026-03-06T15:00", "2026-03-09T09:30"))
    /// '4:00:00'
    /// >>> str(calendar.working_time_between("2026-03-09T09:30", "2026-03-06T15:00", reversed="zero"))
    /// '0:00:00'
    #[pyo3(signature = (start, end, *, pauses = None, reversed = "negative"))]
    fn working_time_between(
        &self,
        py: Python<'_>,
        start: Any<'_, '_>,
        end: Any<'_, '_>,
        pauses: Option<Any<'_, '_>>,
        reversed: &str,
    ) -> PyResult<TimeDelta> {
        let zone = self.zone(py)?;
        let (start, end) = (zone.moment(start, "start")?, zone.moment(end, "end")?);
        let (pauses, reversed): (_, Reversed) = (self.pauses(py, pauses)?, given::code(reversed, "reversed")?);
        guard::quick(|| Ok(self.calendar.working_time_between_by(start, end, &pauses, reversed)?))
    }

    /// The first opening at or after `at`. Hours that touch, also over midnight, are one.
    ///
    /// >>> import kiennghi as kn
    /// >>> print(kn.WorkCalendar.vietnam().next_opening("2026-03-06T17:00"))
    /// 2026-03-09 07:30:00+07:00
    #[pyo3(signature = (at))]
    fn next_opening(&self, at: Any<'_, '_>) -> PyResult<Py<PyAny>> {
        self.edge(at, WorkCalendar::next_opening)
    }

    /// The first closing at or after `at`.
    ///
    /// >>> import kiennghi as kn
    /// >>> print(kn.WorkCalendar.vietnam().next_closing("2026-03-06T12:00"))
    /// 2026-03-06 17:00:00+07:00
    #[pyo3(signature = (at))]
    fn next_closing(&self, at: Any<'_, '_>) -> PyResult<Py<PyAny>> {
        self.edge(at, WorkCalendar::next_closing)
    }

    /// The last opening at or before `at`.
    ///
    /// >>> import kiennghi as kn
    /// >>> print(kn.WorkCalendar.vietnam().previous_opening("2026-03-08T12:00"))
    /// 2026-03-06 13:00:00+07:00
    #[pyo3(signature = (at))]
    fn previous_opening(&self, at: Any<'_, '_>) -> PyResult<Py<PyAny>> {
        self.edge(at, WorkCalendar::previous_opening)
    }

    /// The last closing at or before `at`.
    ///
    /// >>> import kiennghi as kn
    /// >>> print(kn.WorkCalendar.vietnam().previous_closing("2026-03-06T12:00"))
    /// 2026-03-06 11:30:00+07:00
    #[pyo3(signature = (at))]
    fn previous_closing(&self, at: Any<'_, '_>) -> PyResult<Py<PyAny>> {
        self.edge(at, WorkCalendar::previous_closing)
    }

    /// The working intervals from `start` up to `end`, in order and cut at both ends, as pairs of
    /// aware datetimes. Hours that touch, also over midnight, are one.
    ///
    /// >>> import kiennghi as kn
    /// >>> for opening, closing in kn.WorkCalendar.vietnam().intervals("2026-03-06T14:00", "2026-03-09T12:00"):
    /// ...     print(opening, closing, sep=" / ")
    /// 2026-03-06 14:00:00+07:00 / 2026-03-06 17:00:00+07:00
    /// 2026-03-09 07:30:00+07:00 / 2026-03-09 11:30:00+07:00
    #[pyo3(signature = (start, end))]
    fn intervals(&self, py: Python<'_>, start: Any<'_, '_>, end: Any<'_, '_>) -> PyResult<Vec<(Py<PyAny>, Py<PyAny>)>> {
        let zone = self.zone(py)?;
        let (start, end) = (zone.moment(start, "start")?, zone.moment(end, "end")?);
        let found = guard::run(py, || Ok(self.calendar.intervals(start, end)?))?;
        let shown = |at: DateTime<Tz>| zone.shown(py, at.to_utc());
        found.into_iter().map(|interval| Ok((shown(interval.start)?, shown(interval.end)?))).collect()
    }
}
