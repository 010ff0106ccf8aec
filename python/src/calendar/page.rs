//! A calendar for people: days with their reasons, years, and what an amendment changed.

use kiennghi::{lang::Lang, law::CountedDays};
use pyo3::prelude::*;

use super::{Any, PyWorkCalendar};
use crate::{given, guard, quick};

#[pymethods]
impl PyWorkCalendar {
    /// The text that the calendar was read from, in TOML, with every amendment: what
    /// `Register.adopt_calendar` takes.
    ///
    /// A calendar made from parts has a text too, of the same meaning.
    #[getter]
    fn text(&self) -> &str {
        self.calendar.text()
    }

    /// Why the day is not an ordinary working day, in `vi` or `en`: a holiday, a swap, the weekly
    /// day off; `None` if it is one.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().day_reason("2026-02-17", "en")
    /// 'Lunar New Year (Tết)'
    #[pyo3(signature = (day, lang = "vi"))]
    fn day_reason(&self, day: Any<'_, '_>, lang: &str) -> PyResult<Option<String>> {
        let (day, lang): (_, Lang) = (quick::day(day, "day")?, given::code(lang, "lang")?);
        guard::quick(|| Ok(self.calendar.day(day)?.reason(lang).map(Into::into)))
    }

    /// The hours of the day, in order, as texts; none on a day off.
    ///
    /// Texts and no `time`, which has no 24:00; they are what a new calendar takes.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().hours("2026-03-02")
    /// [('07:30', '11:30'), ('13:00', '17:00')]
    #[pyo3(signature = (day))]
    fn hours(&self, day: Any<'_, '_>) -> PyResult<Vec<(String, String)>> {
        let day = quick::day(day, "day")?;
        guard::quick(|| {
            let day = self.calendar.day(day)?;
            Ok(day.hours().iter().map(|span| (span.start().to_string(), span.end().to_string())).collect())
        })
    }

    /// How sure the days off of a year are: `announced`, `unverified`, or `computed` from the law,
    /// which an announcement may change; `None` for a year that the calendar does not cover.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.WorkCalendar.vietnam().year_standing(2040)
    /// 'computed'
    #[pyo3(signature = (year))]
    fn year_standing(&self, year: i64) -> Option<&'static str> {
        self.calendar.year_standing(i32::try_from(year).ok()?).map(|standing| standing.code())
    }

    /// A year on a page of 71 columns, in `vi` or `en`: twelve months, and every day that differs
    /// from its weekday marked and listed with its reason.
    ///
    /// >>> import kiennghi as kn
    /// >>> page = kn.WorkCalendar.vietnam().year_page(2026, "en")
    /// >>> "16/02-20/02  off   Lunar New Year (Tết)" in page
    /// True
    #[pyo3(signature = (year, lang = "vi"))]
    fn year_page(&self, py: Python<'_>, year: i64, lang: &str) -> PyResult<String> {
        let (year, lang): (_, Lang) = (given::whole(year, "year")?, given::code(lang, "lang")?);
        guard::run(py, || Ok(self.calendar.year_page(year, lang)?))
    }

    /// Why `add_working_days(day, days)` is the day that it is, in `vi` or `en`: one line with every
    /// day that is skipped and its reason, and one more for each year that nobody announced.
    ///
    /// >>> import kiennghi as kn
    /// >>> for line in kn.WorkCalendar.vietnam().explain_working_days("2026-03-05", 3, "en"):
    /// ...     print(line)
    /// After Thu 05/03/2026, up to and with Tue 10/03/2026: 3 working days counted; not counted: weekly day off: 07/03-08/03 (calendar vn-state@...).
    #[pyo3(signature = (day, days, lang = "vi"))]
    fn explain_working_days(&self, py: Python<'_>, day: Any<'_, '_>, days: i64, lang: &str) -> PyResult<Vec<String>> {
        let (day, days, lang): (_, _, Lang) = (quick::day(day, "day")?, given::whole(days, "days")?, given::code(lang, "lang")?);
        guard::run(py, || Ok(CountedDays::add(&self.calendar, day, days)?.explain(lang)))
    }

    /// The days from `start` up to and with `end` whose hours differ in `other`, a later version:
    /// each with what it was and what it is, in `vi` or `en`.
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> amended = calendar.amend(version="2026.9", source="Bão số 3", overrides={"2026-09-07": []})
    /// >>> calendar.differences(amended, "2026-09-01", "2026-09-30", "en")
    /// [(datetime.date(2026, 9, 7), '07:30-11:30, 13:00-17:00', 'Bão số 3')]
    #[pyo3(signature = (other, start, end, lang = "vi"))]
    fn differences(
        &self,
        py: Python<'_>,
        other: &PyWorkCalendar,
        start: Any<'_, '_>,
        end: Any<'_, '_>,
        lang: &str,
    ) -> PyResult<Vec<(Py<PyAny>, String, String)>> {
        let (start, end) = (quick::day(start, "start")?, quick::day(end, "end")?);
        let lang: Lang = given::code(lang, "lang")?;
        let changes = guard::run(py, || Ok(self.calendar.differences(&other.calendar, start, end)?))?;
        let shown = changes.into_iter().map(|change| {
            Ok((quick::shown_day(py, change.date)?, change.was.get(lang).to_owned(), change.is.get(lang).to_owned()))
        });
        shown.collect()
    }
}
