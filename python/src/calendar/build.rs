//! Calendars from text, from Python, and from other calendars.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use kiennghi::{
    calendar::{Amendment, CalendarBuilder, CalendarError, MinuteOfDay, Span, WorkCalendar},
    lang::Text,
};
use pyo3::{
    intern,
    prelude::*,
    types::{PyDict, PyString, PyTime, PyTuple},
};

use super::{Any, PyWorkCalendar, day_pairs};
use crate::{error::argument, given, guard, quick};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The years of which Python has every moment in every zone.
const YEARS: core::ops::RangeInclusive<i32> = 2..=9998;

fn minute(value: Any<'_, '_>, name: &str) -> PyResult<MinuteOfDay> {
    let wrong = || argument(format!("`{name}`: a time of day is text such as 07:30, or a time of whole minutes"));
    let text = if let Ok(time) = value.cast::<PyTime>() {
        let text = time.call_method1(intern!(value.py(), "strftime"), ("%H:%M%S%f",))?.extract::<String>()?;
        text.strip_suffix("00000000").ok_or_else(wrong)?.to_owned()
    } else {
        value.cast::<PyString>().map_err(|_| wrong())?.to_cow()?.into_owned()
    };
    text.parse().map_err(|reason| argument(format!("`{name}`: {reason}")))
}

/// The hours of a day: a list of pairs or texts, or one text.
fn hours(given: Any<'_, '_>, name: &str) -> PyResult<Vec<Span>> {
    let read = |text: &str| text.trim().parse::<Span>().map_err(|reason| argument(format!("`{name}`: {reason}")));
    if let Ok(text) = given.cast::<PyString>() {
        return text.to_cow()?.split(',').map(read).collect();
    }
    let wrong = || argument(format!("`{name}`: hours are a list of spans, such as (\"07:30\", \"11:30\") or \"07:30-11:30\""));
    let mut spans = Vec::new();
    for span in given.try_iter().map_err(|_| wrong())? {
        let span = span?;
        spans.push(if let Ok(text) = span.cast::<PyString>() {
            read(&text.to_cow()?)?
        } else {
            let (start, end): (Bound<'_, PyAny>, Bound<'_, PyAny>) = span.extract().map_err(|_| wrong())?;
            let (start, end) = (minute(&start, name)?, minute(&end, name)?);
            Span::new(start, end).map_err(|reason| argument(format!("`{name}`: {reason}")))?
        });
    }
    Ok(spans)
}

/// A name, the same in both languages, or one for each.
fn name_of(value: Any<'_, '_>, name: &str) -> PyResult<Text> {
    if let Ok((vi, en)) = value.extract() {
        return Ok(Text { vi, en });
    }
    let text = value.extract::<String>();
    let text =
        text.map_err(|_| argument(format!("`{name}`: a name is a text, or a pair of texts, in Vietnamese and in English")))?;
    Ok(Text { vi: text.clone(), en: text })
}

/// What is given by date.
fn by_date<T>(
    given: Option<&Bound<'_, PyDict>>,
    name: &str,
    read: impl Fn(Any<'_, '_>, &str) -> PyResult<T>,
) -> PyResult<Vec<(NaiveDate, T)>> {
    given.into_iter().flatten().map(|(date, value)| Ok((quick::day(&date, name)?, read(&value, name)?))).collect()
}

fn days(given: Any<'_, '_>, name: &str) -> PyResult<Vec<NaiveDate>> {
    let days = given.try_iter().map_err(|_| argument(format!("`{name}` is a list of days")))?;
    days.map(|day| quick::day(&day?, name)).collect()
}

fn zone_of(given: Any<'_, '_>) -> PyResult<Tz> {
    let key = given.getattr_opt(intern!(given.py(), "key"))?;
    let text = key.as_ref().unwrap_or(given).extract::<String>();
    text.ok().and_then(|text| text.parse().ok()).ok_or_else(|| {
        argument("`zone` is the name of a zone of the IANA time zone data, such as Asia/Ho_Chi_Minh, or its ZoneInfo")
    })
}

fn within_datetimes(calendar: WorkCalendar, label: &str) -> Result<PyWorkCalendar, CalendarError> {
    if YEARS.contains(&calendar.first().year()) && YEARS.contains(&calendar.last().year()) {
        return Ok(PyWorkCalendar::new(calendar));
    }
    let reason = format!("Python has moments in the years 1 to 9999; cover years from {} to {}", YEARS.start(), YEARS.end());
    Err(CalendarError::Load { label: label.into(), place: "covers".into(), reason })
}

#[pymethods]
impl PyWorkCalendar {
    #[new]
    #[pyo3(signature = (
        *, zone, week, holidays = None, overrides = None, swaps = None, id = "custom", version = "1", first_year = 1970,
        last_year = 2100
    ))]
    #[expect(clippy::too_many_arguments, reason = "the parts of a calendar, as Python names them")]
    fn from_parts(
        py: Python<'_>,
        zone: Any<'_, '_>,
        week: &Bound<'_, PyDict>,
        holidays: Option<Any<'_, '_>>,
        overrides: Option<&Bound<'_, PyDict>>,
        swaps: Option<Any<'_, '_>>,
        id: &str,
        version: &str,
        first_year: i64,
        last_year: i64,
    ) -> PyResult<PyWorkCalendar> {
        let (first, last) = (given::whole(first_year, "first_year")?, given::whole(last_year, "last_year")?);
        let mut builder = CalendarBuilder::new(id, version, zone_of(zone)?).covering(first, last);
        for (key, given) in week {
            let weekday = key.extract::<String>().ok().and_then(|key| WEEKDAYS.iter().position(|weekday| *weekday == key));
            let weekday = weekday.ok_or_else(|| argument(format!("the keys of `week` are {}", WEEKDAYS.join(", "))))?;
            builder = builder.hours(weekday, &hours(&given, &format!("week[\"{}\"]", WEEKDAYS.get(weekday).unwrap_or(&"")))?);
        }
        let holidays = match holidays.map(|given| (given, given.cast::<PyDict>())) {
            None => Vec::new(),
            Some((_, Ok(named))) => by_date(Some(named), "holidays", name_of)?,
            Some((given, Err(_))) => {
                let unnamed = || Text { vi: "ngày nghỉ".into(), en: "day off".into() };
                days(given, "holidays")?.into_iter().map(|date| (date, unnamed())).collect()
            }
        };
        for (date, name) in holidays {
            builder = builder.holiday(date, name);
        }
        for (off, worked) in swaps.map_or(Ok(Vec::new()), |given| day_pairs(given, "swaps"))? {
            builder = builder.swap(off, worked);
        }
        for (date, hours) in by_date(overrides, "overrides", hours)? {
            builder = builder.on(date, &hours);
        }
        guard::run(py, || Ok(within_datetimes(builder.build()?, id)?))
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
        guard::run(py, || Ok(within_datetimes(WorkCalendar::from_toml(text, label)?, label)?))
    }

    /// The calendar after an amendment: a new `version`, whose text holds the old one.
    ///
    /// `source` is the act that it comes from; `swaps` and `overrides` as for a new calendar;
    /// `days_off` with their names by date; `years` are years as announced, in place of what was
    /// listed or computed for them: for each its days off, by the names of the calendar's text.
    ///
    /// >>> import kiennghi as kn
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> amended = calendar.amend(version="2027.1", source="1234/VPCP-KGVX", swaps=[("2027-04-29", "2027-04-24")])
    /// >>> for day, was, now in calendar.differences(amended, "2027-04-01", "2027-04-30", "en"):
    /// ...     print(day, was, now, sep=" | ")
    /// 2027-04-24 | weekly day off | 07:30-11:30, 13:00-17:00 (make-up day for 29/04/2027 (1234/VPCP-KGVX))
    /// 2027-04-29 | 07:30-11:30, 13:00-17:00 | day off swapped with 24/04/2027 (1234/VPCP-KGVX)
    #[pyo3(signature = (*, version, source, swaps = None, days_off = None, overrides = None, years = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an amendment, as Python names them")]
    fn amend(
        &self,
        py: Python<'_>,
        version: &str,
        source: &str,
        swaps: Option<Any<'_, '_>>,
        days_off: Option<&Bound<'_, PyDict>>,
        overrides: Option<&Bound<'_, PyDict>>,
        years: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyWorkCalendar> {
        let mut amendment = Amendment::new(version, source);
        for (off, worked) in swaps.map_or(Ok(Vec::new()), |given| day_pairs(given, "swaps"))? {
            amendment = amendment.swap(off, worked);
        }
        for (date, name) in by_date(days_off, "days_off", name_of)? {
            amendment = amendment.day_off(date, &name);
        }
        let reason = Text { vi: source.into(), en: source.into() };
        for (date, hours) in by_date(overrides, "overrides", hours)? {
            amendment = amendment.hours(date, &hours, &reason);
        }
        for (year, named) in years.into_iter().flatten() {
            let wrong = || argument("`years` has for each year a dict of lists of days, by the names of the calendar's text");
            let (year, named) = (year.extract().map_err(|_| wrong())?, named.cast_into::<PyDict>().map_err(|_| wrong())?);
            let holidays =
                named.iter().map(|(name, off)| Ok((name.extract::<String>().map_err(|_| wrong())?, days(&off, "years")?)));
            let holidays = holidays.collect::<PyResult<Vec<_>>>()?;
            let holidays: Vec<_> = holidays.iter().map(|(name, days)| (name.as_str(), days.clone())).collect();
            amendment = amendment.announce(year, &holidays);
        }
        guard::run(py, || Ok(PyWorkCalendar::new(self.calendar.amend(&amendment)?)))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let read = py.get_type::<PyWorkCalendar>().getattr(intern!(py, "from_toml"))?;
        Ok((read, PyTuple::new(py, [self.calendar.text()])?))
    }
}
