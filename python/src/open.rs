//! Opening and closing a register.
//!
//! Promises: a register is closed at the end of its `with` block, and says so when it is used
//! after that.

use std::path::PathBuf;

use kiennghi::{case::World, register::Register, store::MemoryStore};
use pyo3::prelude::*;

use crate::{
    error::argument,
    guard,
    handle::{Handle, Kept, PyRegister, world_of},
    values::PyWorld,
};

/// A path as text, as the store takes it.
pub(crate) fn text_of(path: PathBuf) -> PyResult<String> {
    path.into_os_string().into_string().map_err(|_| argument("the path is not valid Unicode"))
}

/// The world that Python gives, if it does.
pub(crate) fn supplied(world: Option<&Bound<'_, PyWorld>>) -> Option<World> {
    world.map(|world| world.get().world())
}

#[pymethods]
impl PyRegister {
    /// Opens the register in a file.
    ///
    /// With `read_only` for reports: it is never written, it may lie where nothing can be written, and
    /// commands are refused (`StoreError` with code `opened_to_read`).
    ///
    /// In place of a path it takes the URL of a register in PostgreSQL, as
    /// `postgresql://user@host/database?register=so-xay-dung`.
    ///
    /// Raises `StoreError` if there is none, or it is damaged, locked or of a newer version.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.Register.open("no-such-folder/so-kien-nghi.db")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.StoreError: no-such-folder/so-kien-nghi.db: there is no such file; create the register first
    #[staticmethod]
    #[pyo3(signature = (path, *, actor = "python", read_only = false))]
    fn open(py: Python<'_>, path: PathBuf, actor: &str, read_only: bool) -> PyResult<PyRegister> {
        let place = text_of(path)?;
        let handle = guard::run(py, || {
            let register = match read_only {
                true => kiennghi_store::open_read_only(&place)?,
                false => kiennghi_store::open(&place)?,
            };
            Ok(Handle::new(Kept::File(register), actor.into()))
        })?;
        Ok(PyRegister::new(place, handle))
    }

    /// Creates a register in a new file, or in PostgreSQL, under Vietnam's calendar and rules.
    ///
    /// Raises `StoreError` if there is one already, or the file cannot be made.
    ///
    /// >>> import kiennghi as kn, os, tempfile
    /// >>> with tempfile.TemporaryDirectory() as folder:
    /// ...     with kn.Register.create(os.path.join(folder, "so-kien-nghi.db")) as register:
    /// ...         print(register.head.sequence)  # the calendar, two rules, and what is used
    /// 4
    #[staticmethod]
    #[pyo3(signature = (path, *, actor = "python", world = None))]
    fn create(py: Python<'_>, path: PathBuf, actor: &str, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyRegister> {
        let (place, given) = (text_of(path)?, supplied(world));
        let handle = guard::run(py, || {
            let world = world_of(given, actor)?;
            Ok(Handle::new(Kept::File(kiennghi_store::create(&place, &world)?), actor.into()))
        })?;
        Ok(PyRegister::new(place, handle))
    }

    /// Creates a register in memory: for trying out, and for tests.
    ///
    /// With `world`, what is recorded when it is created is the same every time.
    ///
    /// >>> import kiennghi as kn
    /// >>> kn.Register.memory()
    /// <kiennghi.Register in memory>
    #[staticmethod]
    #[pyo3(signature = (*, actor = "python", world = None))]
    fn memory(py: Python<'_>, actor: &str, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyRegister> {
        let given = supplied(world);
        let handle = guard::run(py, || {
            let world = world_of(given, actor)?;
            Ok(Handle::new(Kept::Memory(Register::create(MemoryStore::new(), &world)?), actor.into()))
        })?;
        Ok(PyRegister::new(String::new(), handle))
    }

    /// Closes the register; closing it twice does no harm. A register in memory is gone then.
    ///
    /// >>> import kiennghi as kn
    /// >>> register = kn.Register.memory()
    /// >>> register.close()
    /// >>> register.worklist()
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.ClosedError: this register is closed; open it again with Register.open(path)
    fn close(&self, py: Python<'_>) {
        self.shut(py);
    }

    /// Is it closed?
    #[getter]
    fn closed(&self, py: Python<'_>) -> bool {
        self.is_shut(py)
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (exc_type, exc_value, traceback, /))]
    fn __exit__(&self, py: Python<'_>, exc_type: &Bound<'_, PyAny>, exc_value: &Bound<'_, PyAny>, traceback: &Bound<'_, PyAny>) {
        let _ = (exc_type, exc_value, traceback);
        self.shut(py);
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        let place = match self.place() {
            "" => "in memory".into(),
            place => format!("in '{place}'"),
        };
        format!("<kiennghi.Register {place}{}>", if self.is_shut(py) { ", closed" } else { "" })
    }
}
