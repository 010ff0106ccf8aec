//! The wall that no panic passes.
//!
//! Promises: a panic inside the library becomes an `InternalError` that says where it was, and
//! nothing of what was being worked on: a panic's message may quote a text, so it is neither
//! printed nor passed on. Other threads of Python run while the library works for long.

use std::{
    cell::RefCell,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    path::Path,
    sync::Once,
};

use pyo3::prelude::*;

use crate::{error::Failure, handle::PyRegister};

thread_local! {
    /// Where this thread last panicked.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes panics of this module silent. The standard library is linked into the module, so this
/// is the module's own hook: other extensions of the process keep theirs.
pub(crate) fn watch() {
    static WATCHED: Once = Once::new();
    let note = |info: &PanicHookInfo<'_>| {
        let place = info.location().map(|at| {
            let file = Path::new(at.file()).file_name().unwrap_or_default().to_string_lossy();
            format!("{file}:{}", at.line())
        });
        PLACE.with_borrow_mut(|kept| *kept = place.unwrap_or_default());
    };
    WATCHED.call_once(|| panic::set_hook(Box::new(note)));
}

/// Does the work; a panic in it becomes a failure.
#[inline]
fn caught<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // What the work may have left half done is behind a lock that is then poisoned, or is dropped.
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let place = PLACE.with_borrow_mut(std::mem::take);
        Err(Failure::Internal(format!(
            "a fault inside the library at {place}; nothing was written by this call; please report it, and open the register again"
        )))
    })
}

/// Does the work while other threads of Python run.
///
/// # Errors
/// What the work failed with, as an exception.
pub(crate) fn run<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Failure> + Send) -> PyResult<T> {
    py.detach(|| caught(work)).map_err(PyErr::from)
}

/// Does work that takes nanoseconds. Letting other threads run would cost more than it.
///
/// # Errors
/// What the work failed with, as an exception.
pub(crate) fn quick<T>(work: impl FnOnce() -> Result<T, Failure>) -> PyResult<T> {
    caught(work).map_err(PyErr::from)
}

/// Panics inside a register's lock: for the test that no panic crosses.
#[pyfunction]
#[pyo3(name = "_fault_for_tests")]
pub(crate) fn fault_for_tests(py: Python<'_>, register: &Bound<'_, PyRegister>) -> PyResult<()> {
    #[expect(clippy::panic, reason = "the fault that the test asks for")]
    register.get().with(py, |_| panic::panic_any("a text that must not be shown"))
}
