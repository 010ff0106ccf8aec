//! Where memory is taken over from others: the only file of the module with `unsafe`.
//!
//! Promises: what is read was given in the forms that the Arrow PyCapsule interface and NumPy
//! define, and is kept alive by whoever made it until the last reader has let go of it.

use std::{ffi::CStr, panic::RefUnwindSafe, ptr::NonNull, sync::Arc};

use arrow_array::{
    ArrayReader, ArrayRef, RecordBatch, RecordBatchIterator,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream},
    make_array,
};
use arrow_buffer::Buffer;
use arrow_schema::{ArrowError, DataType};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyTuple},
};

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The array in a pair of capsules, as `__arrow_c_array__` gives it.
#[expect(unsafe_code, reason = "the Arrow C data interface is a struct behind a pointer")]
pub(super) fn array_in(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> PyResult<Result<ArrayRef, ArrowError>> {
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: a capsule of this name holds such a struct, valid as long as the capsule, which is
    // borrowed here. `from_raw` moves the array out and leaves it marked as released, so that it is
    // released once; what it holds is as the interface says, which is what the name stands for.
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
    Ok(data.map(make_array))
}

/// The chunks of a stream, as `__arrow_c_stream__` gives it, and their type.
#[expect(unsafe_code, reason = "the Arrow C stream interface is a struct behind a pointer")]
pub(super) fn stream_in(stream: &Bound<'_, PyCapsule>) -> PyResult<Result<(DataType, Vec<ArrayRef>), ArrowError>> {
    let stream = stream.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds such a struct, valid as long as the capsule, which is
    // borrowed here; `from_raw` moves the stream out and leaves it marked as released.
    let reader = unsafe { ArrayStreamReader::from_raw(stream.as_ptr()) };
    Ok(reader.and_then(|reader| {
        let data_type = reader.field().data_type().clone();
        Ok((data_type, reader.collect::<Result<_, _>>()?))
    }))
}

/// An array as a pair of capsules; its memory is shared.
pub(super) fn array_out<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Bound<'py, PyTuple>> {
    let schema = schema_out(py, array.data_type())?;
    let array = PyCapsule::new_with_value(py, FFI_ArrowArray::new(&array.to_data()), ARRAY)?;
    PyTuple::new(py, [schema, array])
}

/// Columns of one length as a stream of one chunk; their memory is shared.
pub(super) fn stream_out<'py>(py: Python<'py>, batch: RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = batch.schema();
    let reader = RecordBatchIterator::new([Ok(batch)], schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

/// A type as a capsule.
pub(super) fn schema_out<'py>(py: Python<'py>, data_type: &DataType) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(data_type);
    PyCapsule::new_with_value(py, schema.map_err(|error| crate::error::argument(error.to_string()))?, SCHEMA)
}

/// An object of Python that owns memory.
struct Owner(#[expect(dead_code, reason = "held for its memory alone")] Py<PyAny>);

/// It is never looked into.
impl RefUnwindSafe for Owner {}

/// The memory of an exact `numpy.ndarray` that is C-contiguous, `bytes` long from `address`.
#[expect(unsafe_code, reason = "without the buffer protocol, NumPy's memory is an address")]
pub(super) fn numpy_in(array: &Bound<'_, PyAny>, address: usize, bytes: usize) -> Buffer {
    match NonNull::new(std::ptr::with_exposed_provenance_mut::<u8>(address)) {
        Some(start) if bytes > 0 => {
            let owner = Arc::new(Owner(array.clone().unbind()));
            // SAFETY: NumPy says of its own array that so many bytes lie there, and keeps them as
            // long as the array lives, which is held: it cannot be resized while others refer to
            // it. They are read as numbers, of which every pattern of bits is one. Whoever writes
            // into an array while another thread reads it gets what NumPy gives him too.
            unsafe { Buffer::from_custom_allocation(start, bytes, owner) }
        }
        _ => Buffer::default(),
    }
}

/// Zeros, to be written over. Of much memory the system is told that it is better had in large
/// pages: half of the time that answers take is otherwise spent on getting small ones.
pub(crate) fn zeros<T: Copy + Default>(items: usize) -> Vec<T> {
    let zeros = vec![T::default(); items];
    #[cfg(target_os = "linux")]
    in_large_pages(&zeros);
    zeros
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "a call of the system, which no crate here wraps")]
fn in_large_pages<T>(memory: &[T]) {
    const PAGE: usize = 4096;
    const MUCH: usize = 1 << 22;
    let bytes = size_of_val(memory);
    if bytes >= MUCH {
        let start = memory.as_ptr().cast::<u8>();
        let skipped = start.align_offset(PAGE);
        // SAFETY: the range is whole pages within one allocation. It is advice: what lies there
        // stays, and a system that does not take it says so, which changes nothing.
        unsafe {
            libc::madvise(start.wrapping_add(skipped).cast_mut().cast(), (bytes - skipped) / PAGE * PAGE, libc::MADV_HUGEPAGE)
        };
    }
}
