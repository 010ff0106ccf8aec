//! A column that Python gives, and what may be asked of it.
//!
//! Promises: taken for what it is, never guessed: a column of moments is no column of days, nor the
//! other way round. What cannot be used is refused with its type and what would be right.

use arrow_array::{Array, ArrayRef, new_empty_array};
use arrow_schema::{DataType, TimeUnit};
use kiennghi::calendar::Resolution;
use pyo3::{intern, prelude::*, types::PyCapsule};

use super::{
    glue,
    lane::{Lane, Values},
    list::Lists,
    numpy::{self, Dtype},
};
use crate::error::argument;

/// Milliseconds of a day, in which date64 counts.
const DAY: i64 = 86_400_000;

/// A column as it came.
pub(crate) enum Given {
    /// From whatever speaks Arrow: its type and its chunks.
    Arrow(DataType, Vec<ArrayRef>),
    /// From NumPy: what it is, as NumPy calls it, and its numbers.
    NumPy(Dtype, String, Lane),
}

/// A column of moments or amounts of time.
pub(crate) struct Times {
    pub(crate) lane: Lane,
    /// In what they are counted.
    pub(crate) unit: Resolution,
    /// Civil time of the calendar's zone, or instants?
    pub(crate) is_civil: bool,
}

/// Is it something that [`Given::read`] would try?
pub(crate) fn is_column(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = value.py();
    Ok(value.hasattr(intern!(py, "__arrow_c_array__"))?
        || value.hasattr(intern!(py, "__arrow_c_stream__"))?
        || numpy::is_array(value)?)
}

impl Given {
    /// A NumPy array, or what has the Arrow PyCapsule interface.
    pub(crate) fn read(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Given> {
        let py = value.py();
        let unreadable =
            |error: arrow_schema::ArrowError| argument(format!("`{name}` cannot be read as an Arrow column: {error}"));
        if numpy::is_array(value)? {
            return numpy::read(value, name);
        }
        if let Some(export) = value.getattr_opt(intern!(py, "__arrow_c_array__"))? {
            let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = export.call0()?.extract()?;
            let array = glue::array_in(&schema, &array)?.map_err(unreadable)?;
            return Ok(Given::Arrow(array.data_type().clone(), Vec::from([array])));
        }
        if let Some(export) = value.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
            let stream: Bound<'_, PyCapsule> = export.call0()?.extract()?;
            let (data_type, mut chunks) = glue::stream_in(&stream)?.map_err(unreadable)?;
            if chunks.is_empty() {
                chunks.push(new_empty_array(&data_type));
            }
            return Ok(Given::Arrow(data_type, chunks));
        }
        Err(argument(format!(
            "`{name}` is a {}; give a NumPy array, or a column with the Arrow PyCapsule interface, such as those of pyarrow, polars and pandas",
            value.get_type().name()?
        )))
    }

    /// Did it come from NumPy?
    pub(crate) fn is_numpy(&self) -> bool {
        matches!(self, Given::NumPy(..))
    }

    /// Are they moments, not days?
    pub(crate) fn is_moments(&self) -> bool {
        matches!(self, Given::Arrow(DataType::Timestamp(..), _) | Given::NumPy(Dtype::Time(_), ..))
    }

    /// What it is, as its makers call it.
    fn told(&self) -> String {
        match self {
            Given::Arrow(data_type, _) => told(data_type),
            Given::NumPy(_, told, _) => told.clone(),
        }
    }

    pub(super) fn wrong(&self, name: &str, right: &str) -> PyErr {
        argument(format!("`{name}` is a column of {}; give {right}", self.told()))
    }

    /// Days since 1970-01-01.
    pub(crate) fn days(self, name: &str) -> PyResult<Lane> {
        match self {
            Given::Arrow(DataType::Date32, chunks) => Ok(Lane::narrow(&chunks)),
            Given::Arrow(DataType::Date64, chunks) => whole_days(Lane::wide(&chunks), name),
            Given::NumPy(Dtype::Day, _, lane) => Ok(lane),
            other => Err(other.wrong(name, "days: date32, date64 or datetime64[D]")),
        }
    }

    /// Moments.
    pub(crate) fn moments(self, name: &str) -> PyResult<Times> {
        match self {
            Given::Arrow(DataType::Timestamp(unit, zone), chunks) => {
                Ok(Times { lane: Lane::wide(&chunks), unit: resolution(unit), is_civil: zone.is_none() })
            }
            Given::NumPy(Dtype::Time(unit), _, lane) => Ok(Times { lane, unit, is_civil: true }),
            other => Err(other.wrong(name, "moments: timestamp or datetime64, in s, ms, us or ns")),
        }
    }

    /// Amounts of time.
    pub(crate) fn durations(self, name: &str) -> PyResult<Times> {
        match self {
            Given::Arrow(DataType::Duration(unit), chunks) => {
                Ok(Times { lane: Lane::wide(&chunks), unit: resolution(unit), is_civil: false })
            }
            Given::NumPy(Dtype::Duration(unit), _, lane) => Ok(Times { lane, unit, is_civil: false }),
            other => Err(other.wrong(name, "amounts of time: duration or timedelta64, in s, ms, us or ns, or one timedelta")),
        }
    }

    /// Whole numbers.
    pub(crate) fn wholes(self, name: &str) -> PyResult<Lane> {
        match self {
            Given::Arrow(DataType::Int32, chunks) => Ok(Lane::narrow(&chunks)),
            Given::Arrow(DataType::Int64, chunks) => Ok(Lane::wide(&chunks)),
            Given::Arrow(DataType::Int8, chunks) => Ok(Lane::widened::<i8>(&chunks)),
            Given::Arrow(DataType::Int16, chunks) => Ok(Lane::widened::<i16>(&chunks)),
            Given::Arrow(DataType::UInt8, chunks) => Ok(Lane::widened::<u8>(&chunks)),
            Given::Arrow(DataType::UInt16, chunks) => Ok(Lane::widened::<u16>(&chunks)),
            Given::Arrow(DataType::UInt32, chunks) => Ok(Lane::widened::<u32>(&chunks)),
            Given::NumPy(Dtype::Whole, _, lane) => Ok(lane),
            other => Err(other.wrong(name, "whole numbers: int8 to int64, or one int")),
        }
    }

    /// Lists of pairs of moments.
    pub(crate) fn pairs(self, name: &str) -> PyResult<Lists> {
        let found = match &self {
            Given::Arrow(DataType::List(_), chunks) => Lists::read::<i32>(chunks),
            Given::Arrow(DataType::LargeList(_), chunks) => Lists::read::<i64>(chunks),
            _ => None,
        };
        found.ok_or_else(|| {
            self.wrong(
                name,
                "for each item a list of pairs: list<struct<timestamp, timestamp>>, or (bounds, starts, ends) as three columns",
            )
        })
    }
}

/// A type, as pyarrow writes those that are taken and given.
pub(super) fn told(data_type: &DataType) -> String {
    let short = |unit: &TimeUnit| match unit {
        TimeUnit::Second => "s",
        TimeUnit::Millisecond => "ms",
        TimeUnit::Microsecond => "us",
        TimeUnit::Nanosecond => "ns",
    };
    match data_type {
        DataType::Timestamp(unit, None) => format!("timestamp[{}]", short(unit)),
        DataType::Timestamp(unit, Some(zone)) => format!("timestamp[{}, tz={zone}]", short(unit)),
        DataType::Duration(unit) => format!("duration[{}]", short(unit)),
        other => other.to_string().to_lowercase(),
    }
}

/// date64 is in milliseconds, and of whole days.
fn whole_days(lane: Lane, name: &str) -> PyResult<Lane> {
    let Values::Wide(values) = &lane.values else { return Ok(lane) };
    let broken = |(index, value): (usize, &i64)| (value % DAY != 0 && !lane.is_null(index)).then_some(index);
    if let Some(index) = values.iter().enumerate().find_map(broken) {
        return Err(argument(format!(
            "item {index} of `{name}` is not a whole day, and date64 holds whole days; cast it to date32"
        )));
    }
    let days: Vec<i64> = values.iter().map(|value| value / DAY).collect();
    Ok(Lane { values: Values::Wide(days.into()), nulls: lane.nulls })
}

pub(super) fn resolution(unit: TimeUnit) -> Resolution {
    match unit {
        TimeUnit::Second => Resolution::Seconds,
        TimeUnit::Millisecond => Resolution::Milliseconds,
        TimeUnit::Microsecond => Resolution::Microseconds,
        TimeUnit::Nanosecond => Resolution::Nanoseconds,
    }
}

/// The unit of Arrow for a resolution.
pub(crate) fn time_unit(unit: Resolution) -> TimeUnit {
    match unit {
        Resolution::Seconds => TimeUnit::Second,
        Resolution::Milliseconds => TimeUnit::Millisecond,
        Resolution::Microseconds => TimeUnit::Microsecond,
        Resolution::Nanoseconds => TimeUnit::Nanosecond,
    }
}

/// How many units a second has.
pub(crate) fn per_second(unit: Resolution) -> i64 {
    match unit {
        Resolution::Seconds => 1,
        Resolution::Milliseconds => 1_000,
        Resolution::Microseconds => 1_000_000,
        Resolution::Nanoseconds => 1_000_000_000,
    }
}
