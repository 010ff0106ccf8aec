//! A column of answers.
//!
//! Promises: an Arrow array that others take without a copy; its items as the single questions
//! would answer. What NumPy gets is its memory too, where NumPy has the same form.

use std::fmt::Write;

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{Date32Type, Int32Type},
};
use arrow_buffer::{Buffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use pyo3::{
    exceptions::{PyIndexError, PyValueError},
    intern,
    prelude::*,
    types::{PyCapsule, PyTuple},
};

use super::{
    given::{per_second, resolution, told},
    glue, numpy,
};
use crate::{calendar::PyWorkCalendar, error::argument, quick};

/// How many items are shown.
const SHOWN: usize = 5;

/// A column of answers, as an Arrow array.
///
/// Whatever takes Arrow columns by the PyCapsule interface takes it without a copy:
/// `pyarrow.array(column)`, `polars.Series(column)`. Its items are dates, aware datetimes in the
/// calendar's zone (to the microsecond), timedeltas, whole numbers, and `None`.
///
/// >>> import kiennghi as kn, pyarrow as pa
/// >>> column = kn.WorkCalendar.vietnam().add_working_days_each(pa.array([date(2026, 2, 12), None]), 5)
/// >>> column
/// <kiennghi.Column of date32: 2 items, 2026-02-26, null>
/// >>> len(column), column[0], list(column)
/// (2, datetime.date(2026, 2, 26), [datetime.date(2026, 2, 26), None])
/// >>> pa.array(column).type
/// DataType(date32[day])
#[pyclass(frozen, sequence, module = "kiennghi", name = "Column")]
pub(crate) struct PyColumn {
    array: ArrayRef,
    calendar: Py<PyWorkCalendar>,
}

impl PyColumn {
    /// A column of answers of this calendar.
    pub(crate) fn give(calendar: &Bound<'_, PyWorkCalendar>, array: ArrayRef) -> PyResult<Py<PyAny>> {
        let column = PyColumn { array, calendar: calendar.clone().unbind() };
        Ok(Bound::new(calendar.py(), column)?.into_any().unbind())
    }

    /// Numbers of 64 bits.
    fn wide(&self) -> ScalarBuffer<i64> {
        let data = self.array.to_data();
        data.buffers()
            .first()
            .map_or_else(|| Vec::new().into(), |buffer| ScalarBuffer::new(buffer.clone(), data.offset(), data.len()))
    }

    fn item(&self, py: Python<'_>, index: usize) -> PyResult<Py<PyAny>> {
        if self.array.is_null(index) {
            return Ok(py.None());
        }
        let wide = || self.wide().get(index).copied().unwrap_or_default();
        let out_of_range = || argument("an item that Python cannot hold");
        match self.array.data_type() {
            DataType::Date32 => {
                let day = self.array.as_primitive::<Date32Type>().values().get(index).copied().unwrap_or_default();
                let epoch = NaiveDate::default();
                let days = Days::new(day.unsigned_abs().into());
                let date = if day < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) };
                quick::shown_day(py, date.ok_or_else(out_of_range)?)
            }
            DataType::Timestamp(unit, _) => {
                let at = DateTime::from_timestamp_micros(micros(wide(), *unit)).ok_or_else(out_of_range)?;
                self.calendar.get().zone(py)?.shown(py, at)
            }
            DataType::Duration(unit) => Ok(TimeDelta::microseconds(micros(wide(), *unit)).into_pyobject(py)?.into_any().unbind()),
            _ => {
                let whole = self.array.as_primitive::<Int32Type>().values().get(index).copied().unwrap_or_default();
                Ok(whole.into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    /// An array of NumPy, and whether it has memory of its own.
    fn numpy<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, bool)> {
        let own = |values: Vec<i64>, kind: &str| Ok((numpy::array_of(py, Buffer::from_vec(values), kind, 8, false)?, true));
        let is_whole = self.array.null_count() == 0;
        match self.array.data_type() {
            DataType::Date32 => {
                let days = self.array.as_primitive::<Date32Type>();
                own(days.iter().map(|day| day.map_or(i64::MIN, i64::from)).collect(), "M8[D]")
            }
            DataType::Timestamp(unit, _) => {
                let (civil, unit) = (self.calendar.get().zone(py)?.civil(), resolution(*unit));
                let per = per_second(unit);
                let told =
                    |(index, at): (usize, &i64)| if self.array.is_null(index) { i64::MIN } else { civil.civil_in(per, *at) };
                own(self.wide().iter().enumerate().map(told).collect(), &format!("M8[{}]", numpy::unit_name(unit)))
            }
            DataType::Duration(unit) => {
                // Where one is missing, what stands there is the lowest number: NaT.
                let kind = format!("m8[{}]", numpy::unit_name(resolution(*unit)));
                Ok((numpy::array_of(py, self.wide().into_inner(), &kind, 8, true)?, false))
            }
            _ if is_whole => {
                let days = self.array.as_primitive::<Int32Type>().values().inner().clone();
                Ok((numpy::array_of(py, days, "i4", 4, true)?, false))
            }
            _ => {
                let days = self.array.as_primitive::<Int32Type>();
                let values: Vec<f64> = days.iter().map(|days| days.map_or(f64::NAN, f64::from)).collect();
                Ok((numpy::array_of(py, Buffer::from_vec(values), "f8", 8, false)?, true))
            }
        }
    }
}

/// Microseconds, of nanoseconds those that are full.
fn micros(value: i64, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Nanosecond => value.div_euclid(1_000),
        unit => value.saturating_mul(1_000_000 / per_second(resolution(unit))),
    }
}

#[pymethods]
impl PyColumn {
    /// The type of its items, as pyarrow writes it, such as `timestamp[us, tz=Asia/Ho_Chi_Minh]`.
    #[getter]
    #[pyo3(name = "type")]
    fn data_type(&self) -> String {
        told(self.array.data_type())
    }

    /// How many items are missing.
    #[getter]
    fn null_count(&self) -> usize {
        self.array.null_count()
    }

    fn __len__(&self) -> usize {
        self.array.len()
    }

    fn __getitem__(&self, py: Python<'_>, index: isize) -> PyResult<Py<PyAny>> {
        let place = if index < 0 { self.array.len().checked_add_signed(index) } else { index.try_into().ok() };
        match place.filter(|place| *place < self.array.len()) {
            Some(place) => self.item(py, place),
            None => Err(PyIndexError::new_err(format!("item {index} of a column of {}", self.array.len()))),
        }
    }

    fn __iter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let builtins = slf.py().import("builtins")?;
        let places = builtins.getattr("range")?.call1((slf.get().array.len(),))?;
        builtins.getattr("map")?.call1((slf.getattr("__getitem__")?, places))
    }

    /// The column as an array of NumPy: `datetime64[D]`, `datetime64` in civil time of the calendar's
    /// zone (what the calendar takes a `datetime64` for), `timedelta64`, or `int32`. What is missing
    /// is `NaT`; whole numbers of which one is missing are `float64` with `nan`.
    ///
    /// >>> import kiennghi as kn, pyarrow as pa
    /// >>> kn.WorkCalendar.vietnam().add_working_days_each(pa.array([date(2026, 2, 12)]), 5).to_numpy()
    /// array(['2026-02-26'], dtype='datetime64[D]')
    fn to_numpy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.numpy(py)?.0)
    }

    #[pyo3(signature = (dtype = None, copy = None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (mut array, mut is_own) = self.numpy(py)?;
        if let Some(dtype) = dtype.filter(|dtype| !array.getattr("dtype").is_ok_and(|own| own.eq(dtype).unwrap_or_default())) {
            (array, is_own) = (array.call_method1(intern!(py, "astype"), (dtype,))?, true);
        }
        match copy {
            Some(false) if is_own => Err(PyValueError::new_err("this column cannot be an array of NumPy without a copy")),
            Some(true) if !is_own => array.call_method0(intern!(py, "copy")),
            _ => Ok(array),
        }
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        // A wish, which the interface allows to leave unfulfilled: who takes it casts it.
        let _ = requested_schema;
        glue::array_out(py, &self.array)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        glue::schema_out(py, self.array.data_type())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let items = self.array.len();
        let mut text = format!("<kiennghi.Column of {}: {items} item{}", self.data_type(), if items == 1 { "" } else { "s" });
        for index in 0..items.min(SHOWN) {
            let item = self.item(py, index)?;
            let item = if item.is_none(py) { "null".to_owned() } else { item.bind(py).str()?.to_string() };
            let _ = write!(text, ", {item}");
        }
        text.push_str(if items > SHOWN { ", …>" } else { ">" });
        Ok(text)
    }
}
