//! What Python gets, from the words of the library.
//!
//! Promises: a day is a `date`, an instant is an aware `datetime` with the offset of the zone it
//! was civil in, and which of the two it is is never lost; a share is an exact `Decimal`.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use kiennghi::{
    case::Dimension,
    lang::Lang,
    statistics::{Fraction, Period, Rate},
    time::Moment,
};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDict, PyList, PyString},
};
use serde_json::Value;

/// A moment as a `date` or an aware `datetime`, told in `zone`.
pub(crate) fn moment(py: Python<'_>, moment: Moment, zone: Tz) -> PyResult<Py<PyAny>> {
    match moment.in_zone(zone) {
        Moment::Date(date) => date.into_py_any(py),
        Moment::Instant(instant) => instant.into_py_any(py),
    }
}

/// A moment that may be missing.
pub(crate) fn moment_or_none(py: Python<'_>, given: Option<Moment>, zone: Tz) -> PyResult<Py<PyAny>> {
    given.map_or_else(|| Ok(py.None()), |given| moment(py, given, zone))
}

/// A share in percent, exact to a tenth; `None` if there is nothing to divide by.
pub(crate) fn percent(py: Python<'_>, rate: Rate) -> PyResult<Option<Bound<'_, PyAny>>> {
    let Some(tenths) = rate.per_mille() else { return Ok(None) };
    let decimal = py.import("decimal")?.getattr("Decimal")?;
    decimal.call1((format!("{}.{}", tenths / 10, tenths % 10),)).map(Some)
}

/// A group and its period, as the beginning of a row.
pub(crate) fn group<'py>(
    py: Python<'py>,
    by: &[Dimension],
    keys: &[Option<String>],
    period: Option<&Period>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (dimension, key) in by.iter().zip(keys) {
        dict.set_item(dimension.code(), key)?;
    }
    if let Some(period) = period {
        dict.set_item("period", period.start())?;
        dict.set_item("period_end", period.end())?;
        dict.set_item("period_label", period.label(Lang::Vi))?;
    }
    Ok(dict)
}

/// An exact number as a `Fraction`, in lowest terms; `None` for a gap.
pub(crate) fn fraction(py: Python<'_>, value: Option<Fraction>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let Some(value) = value else { return Ok(None) };
    py.import("fractions")?.getattr("Fraction")?.call1((value.numerator, value.denominator)).map(Some)
}

/// Keys of events and steps under which a moment may stand.
const MOMENTS: [&str; 8] = ["at", "from", "to", "after", "due", "assigned_due", "recorded", "issued_on"];

/// JSON as values of Python: what the library serialises, with moments as dates and datetimes.
pub(crate) struct Json<'a> {
    /// The zone in which instants are told.
    pub(crate) zone: Tz,
    /// The key whose value names the object: it comes first.
    pub(crate) first: &'a str,
    /// Texts that lie outside the chain, by their commitment; `None` if they were erased.
    pub(crate) texts: &'a BTreeMap<String, Option<String>>,
}

impl Json<'_> {
    /// The value, which stands under `key`.
    pub(crate) fn value(&self, py: Python<'_>, key: &str, value: &Value) -> PyResult<Py<PyAny>> {
        match value {
            Value::Null => Ok(py.None()),
            Value::Bool(value) => value.into_py_any(py),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => whole.into_py_any(py),
                (None, Some(whole)) => whole.into_py_any(py),
                (None, None) => number.as_f64().into_py_any(py),
            },
            Value::String(text) => self.text(py, key, text),
            Value::Array(values) => {
                let list = PyList::empty(py);
                values.iter().try_for_each(|value| list.append(self.value(py, key, value)?))?;
                list.into_py_any(py)
            }
            Value::Object(fields) => {
                let dict = PyDict::new(py);
                let (first, rest): (Vec<_>, Vec<_>) = fields.iter().partition(|(key, _)| *key == self.first);
                first.into_iter().chain(rest).try_for_each(|(key, value)| dict.set_item(key, self.value(py, key, value)?))?;
                dict.into_py_any(py)
            }
        }
    }

    fn text(&self, py: Python<'_>, key: &str, text: &str) -> PyResult<Py<PyAny>> {
        if let Some(opened) = self.texts.get(text) {
            return opened.as_deref().into_py_any(py);
        }
        match MOMENTS.contains(&key).then(|| text.parse()) {
            Some(Ok(at)) => moment(py, at, self.zone),
            _ => Ok(PyString::new(py, text).into_any().unbind()),
        }
    }
}
