//! Arrays of NumPy, in and out.
//!
//! Promises: a one-dimensional array whose items lie one after the other is read where it lies; one
//! that is strided, of another byte order or of a small width is first put in order by NumPy
//! itself. Results are arrays over memory that was made for them. NumPy is asked for only by those
//! who have it.

use arrow_buffer::{Buffer, ScalarBuffer};
use kiennghi::calendar::Resolution;
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyType},
};

use super::{
    given::Given,
    glue,
    lane::{Lane, Nulls, Values},
};
use crate::error::argument;

/// What the items of an array are.
#[derive(Clone, Copy)]
pub(crate) enum Dtype {
    /// Whole numbers.
    Whole,
    /// datetime64[D].
    Day,
    /// datetime64 of another unit.
    Time(Resolution),
    /// timedelta64.
    Duration(Resolution),
    /// Something that nothing here takes.
    Other,
}

/// `numpy.ndarray`, once NumPy is loaded: an array cannot come before.
fn ndarray(py: Python<'_>) -> PyResult<Option<&Bound<'_, PyType>>> {
    static NDARRAY: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    if NDARRAY.get(py).is_none() && !py.import("sys")?.getattr("modules")?.contains("numpy")? {
        return Ok(None);
    }
    NDARRAY.import(py, "numpy", "ndarray").map(Some)
}

/// Is it an array of NumPy?
pub(super) fn is_array(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    ndarray(value.py())?.map_or(Ok(false), |class| value.is_instance(class))
}

/// An array of NumPy as a column.
pub(super) fn read(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Given> {
    let (py, numpy) = (value.py(), value.py().import("numpy")?);
    if value.hasattr(intern!(py, "mask"))? {
        return Err(argument(format!("`{name}` is a masked array; fill what is masked with NaT, or give an Arrow column")));
    }
    // Classes under `ndarray` may say of themselves what is not so.
    let array = numpy.call_method1(intern!(py, "asarray"), (value,))?;
    if array.getattr(intern!(py, "ndim"))?.extract::<usize>()? != 1 {
        return Err(argument(format!("`{name}` is an array of more or less than one dimension; give a column")));
    }
    let dtype = array.getattr(intern!(py, "dtype"))?;
    let text: String = dtype.getattr(intern!(py, "str"))?.extract()?;
    let (kind, is_native) = (kind(text.get(1..).unwrap_or_default()), dtype.getattr("isnative")?.extract::<bool>()?);
    let wanted = match kind {
        Dtype::Whole if !text.ends_with("i4") => Some(numpy.getattr("int64")?),
        _ if !is_native => Some(dtype.call_method1("newbyteorder", ("=",))?),
        _ => None,
    };
    let in_order = PyDict::new(py);
    in_order.set_item("dtype", wanted)?;
    in_order.set_item("requirements", ("C_CONTIGUOUS", "ALIGNED"))?;
    let told = dtype.str()?.to_string();
    let array = match kind {
        Dtype::Other => {
            return Ok(Given::NumPy(kind, told, Lane { values: Values::Wide(Vec::new().into()), nulls: Nulls::None }));
        }
        _ => numpy.call_method(intern!(py, "require"), (array,), Some(&in_order))?,
    };
    let interface = array.getattr(intern!(py, "__array_interface__"))?;
    let (address, _): (usize, bool) = interface.get_item("data")?.extract()?;
    let buffer = glue::numpy_in(&array, address, array.getattr(intern!(py, "nbytes"))?.extract()?);
    let (items, is_narrow) = (array.len()?, text.ends_with("i4"));
    let values = match is_narrow {
        true => Values::Narrow(ScalarBuffer::new(buffer, 0, items)),
        false => Values::Wide(ScalarBuffer::new(buffer, 0, items)),
    };
    let nulls = if matches!(kind, Dtype::Whole) { Nulls::None } else { Nulls::Lowest };
    Ok(Given::NumPy(kind, told, Lane { values, nulls }))
}

/// What a type string of NumPy means, without its byte order.
fn kind(text: &str) -> Dtype {
    let resolution = |unit: &str| match unit {
        "s]" => Some(Resolution::Seconds),
        "ms]" => Some(Resolution::Milliseconds),
        "us]" => Some(Resolution::Microseconds),
        "ns]" => Some(Resolution::Nanoseconds),
        _ => None,
    };
    match (text, text.split_once('[')) {
        ("i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4", _) => Dtype::Whole,
        ("M8[D]", _) => Dtype::Day,
        (_, Some(("M8", unit))) => resolution(unit).map_or(Dtype::Other, Dtype::Time),
        (_, Some(("m8", unit))) => resolution(unit).map_or(Dtype::Other, Dtype::Duration),
        _ => Dtype::Other,
    }
}

/// The short name of a unit.
pub(crate) fn unit_name(unit: Resolution) -> &'static str {
    match unit {
        Resolution::Seconds => "s",
        Resolution::Milliseconds => "ms",
        Resolution::Microseconds => "us",
        Resolution::Nanoseconds => "ns",
    }
}

/// Memory under an array of NumPy.
#[pyclass(frozen)]
struct Memory {
    buffer: Buffer,
    bytes: usize,
    kind: String,
    is_shared: bool,
}

#[pymethods]
impl Memory {
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let interface = PyDict::new(py);
        let order = if cfg!(target_endian = "little") { '<' } else { '>' };
        interface.set_item("version", 3)?;
        interface.set_item("typestr", format!("{order}{}", self.kind))?;
        interface.set_item("shape", (self.buffer.len() / self.bytes,))?;
        interface.set_item("data", (self.buffer.as_ptr().expose_provenance(), self.is_shared))?;
        Ok(interface)
    }
}

/// An array of NumPy over `buffer`, of items of `kind` (a type string without its byte order) of so
/// many bytes; it can be written into unless others share the memory.
pub(crate) fn array_of<'py>(
    py: Python<'py>,
    buffer: Buffer,
    kind: &str,
    bytes: usize,
    is_shared: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let memory = Bound::new(py, Memory { buffer, bytes, kind: kind.into(), is_shared })?;
    py.import("numpy")?.call_method1(intern!(py, "asarray"), (memory,))
}
