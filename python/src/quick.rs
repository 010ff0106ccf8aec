//! Days and moments of Python, with as few questions to it as there can be.
//!
//! Promises: the same meaning as `given` and `shown`, where what cannot be told at once is handed
//! to; a `datetime` is never taken for a day, nor a `date` for a moment. Calls that take
//! nanoseconds are made by the million, and most of their time is spent here: a whole date costs
//! one call of Python, a `datetime` one subtraction.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use kiennghi::time::{Fold, Moment};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyDelta, PyString, PyType},
};

use crate::{
    civil::CivilTime,
    error::argument,
    given::{self, Given},
};

const MICRO: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// What is needed of the module `datetime`.
struct Known {
    date: Py<PyType>,
    datetime: Py<PyType>,
    from_ordinal: Py<PyAny>,
    /// 1970-01-01, naive and in UTC.
    epoch: Py<PyAny>,
    epoch_utc: Py<PyAny>,
}

fn known(py: Python<'_>) -> PyResult<&'static Known> {
    static KNOWN: PyOnceLock<Known> = PyOnceLock::new();
    KNOWN.get_or_try_init(py, || {
        let module = py.import("datetime")?;
        let date = module.getattr("date")?.cast_into::<PyType>()?;
        let datetime = module.getattr("datetime")?.cast_into::<PyType>()?;
        let utc = module.getattr("timezone")?.getattr("utc")?;
        Ok(Known {
            from_ordinal: date.getattr("fromordinal")?.unbind(),
            epoch: datetime.call1((1970, 1, 1))?.unbind(),
            epoch_utc: datetime.call1((1970, 1, 1, 0, 0, 0, 0, &utc))?.unbind(),
            date: date.unbind(),
            datetime: datetime.unbind(),
        })
    })
}

/// Is it of that class itself? Classes under it may mean something else by the same questions.
fn is_exactly(value: &Bound<'_, PyAny>, class: &Py<PyType>) -> bool {
    value.get_type_ptr().cast() == class.as_ptr()
}

/// A `date` or ISO text.
pub(crate) fn day(value: &Bound<'_, PyAny>, name: &str) -> PyResult<NaiveDate> {
    let py = value.py();
    if is_exactly(value, &known(py)?.date) {
        let ordinal = value.call_method0(intern!(py, "toordinal"))?.extract()?;
        return NaiveDate::from_num_days_from_ce_opt(ordinal).ok_or_else(|| argument(format!("`{name}` is out of range")));
    }
    given::date(value, name)
}

/// A `date`.
pub(crate) fn shown_day(py: Python<'_>, day: NaiveDate) -> PyResult<Py<PyAny>> {
    known(py)?.from_ordinal.call1(py, (day.num_days_from_ce(),))
}

/// A zone as both sides know it.
pub(crate) struct Zone {
    /// Its `zoneinfo.ZoneInfo`.
    object: Py<PyAny>,
    /// 1970-01-01 in it.
    epoch: Py<PyAny>,
    civil: CivilTime,
}

impl Zone {
    /// The zone, for moments in `first ..= last` above all.
    pub(crate) fn new(py: Python<'_>, zone: chrono_tz::Tz, first: NaiveDate, last: NaiveDate) -> PyResult<Zone> {
        let object = py.import("zoneinfo")?.getattr("ZoneInfo")?.call1((zone.name(),)).map_err(|_| {
            argument(format!("this Python has no time zone data for {}; install the package tzdata", zone.name()))
        })?;
        let epoch = known(py)?.datetime.bind(py).call1((1970, 1, 1, 0, 0, 0, 0, &object))?;
        Ok(Zone { object: object.unbind(), epoch: epoch.unbind(), civil: CivilTime::new(zone, first, last) })
    }

    /// Civil time in it.
    pub(crate) fn civil(&self) -> &CivilTime {
        &self.civil
    }

    /// A `datetime` or ISO text with a time, to the microsecond; without a zone it is civil time.
    pub(crate) fn moment(&self, value: &Bound<'_, PyAny>, name: &str) -> PyResult<DateTime<Utc>> {
        let py = value.py();
        let known = known(py)?;
        if !is_exactly(value, &known.datetime) {
            return self.any_moment(value, name);
        }
        let zone = value.getattr(intern!(py, "tzinfo"))?;
        let is_civil = zone.is_none();
        if is_civil || zone.is(&self.object) {
            // Both have the same zone, so Python subtracts civil times.
            let civil = micros(&value.sub(if is_civil { &known.epoch } else { &self.epoch })?)?;
            if let Some(offset) = self.civil.offset_of_day(civil.div_euclid(MICRO)) {
                return instant(civil - i64::from(offset) * MICRO, name);
            }
        }
        match is_civil {
            true => self.any_moment(value, name),
            false => match value.sub(&known.epoch_utc) {
                Ok(since) => instant(micros(&since)?, name),
                // A zone that gives no offset.
                Err(_) => self.any_moment(value, name),
            },
        }
    }

    /// Whatever else may be a moment.
    #[cold]
    fn any_moment(&self, value: &Bound<'_, PyAny>, name: &str) -> PyResult<DateTime<Utc>> {
        let wrong = |what: &str| {
            argument(format!("`{name}` is {what}; give a datetime, or text such as 2026-03-05T08:30, with or without an offset"))
        };
        match given::moment(value, name).map_err(|_| wrong("neither a datetime nor such a text"))? {
            Given::Date(_) => Err(wrong("a moment, and a day was given")),
            given => match given.moment(self.civil.zone()) {
                Moment::Instant(instant) => Ok(instant.to_utc()),
                Moment::Date(_) => Err(wrong("a moment, and a day was given")),
            },
        }
    }

    /// An aware `datetime` in the zone.
    pub(crate) fn shown(&self, py: Python<'_>, at: DateTime<Utc>) -> PyResult<Py<PyAny>> {
        let (civil, fold) = self.civil.civil(at.timestamp());
        let out_of_range = || argument("the result is outside the years 1 to 9999 of a datetime");
        let date = DateTime::from_timestamp(civil, 0).ok_or_else(out_of_range)?.date_naive();
        let year = u16::try_from(date.year()).ok().filter(|year| (1..=9999).contains(year)).ok_or_else(out_of_range)?;
        let byte = |value: i64| u8::try_from(value).unwrap_or_default();
        let [high, low] = year.to_be_bytes();
        let month = byte(date.month().into()) | if fold == Fold::Later { 0x80 } else { 0 };
        let second = civil.rem_euclid(DAY);
        let [_, a, b, c] = at.timestamp_subsec_micros().to_be_bytes();
        // The state in which a datetime is pickled: every Python reads it, at a third of the price.
        let (hour, minute) = (byte(second / 3_600), byte(second / 60 % 60));
        let state = [high, low, month, byte(date.day().into()), hour, minute, byte(second % 60), a, b, c];
        known(py)?.datetime.call1(py, (PyBytes::new(py, &state), &self.object))
    }
}

/// A `timedelta`.
pub(crate) fn amount(value: &Bound<'_, PyAny>, name: &str) -> PyResult<TimeDelta> {
    value.cast::<PyDelta>().map_err(|_| argument(format!("`{name}` is a timedelta, such as timedelta(hours=4)")))?;
    micros(value).map(TimeDelta::microseconds)
}

/// The microseconds of a `timedelta`.
fn micros(delta: &Bound<'_, PyAny>) -> PyResult<i64> {
    let py = delta.py();
    let part = |part: &Bound<'_, PyString>| delta.getattr(part)?.extract::<i64>();
    let seconds = part(intern!(py, "days"))? * DAY + part(intern!(py, "seconds"))?;
    // The longest timedelta has not quite 2^67 microseconds; 292,000 years are enough.
    Ok(seconds.saturating_mul(MICRO).saturating_add(part(intern!(py, "microseconds"))?))
}

fn instant(micros: i64, name: &str) -> PyResult<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| argument(format!("`{name}` is out of range")))
}
