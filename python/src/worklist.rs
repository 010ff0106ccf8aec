//! An item of the worklist.

use chrono_tz::Tz;
use kiennghi::case::WorkItem;
use pyo3::{prelude::*, types::PyDict};

use crate::shown;

/// One open petition of a worklist. It holds no names and no free text.
///
/// >>> item = register.worklist(at="2026-03-10")[0]
/// >>> item.number, item.standing, item.due, item.days_left
/// ('PAKN-2026-0001', 'in_time', datetime.date(2026, 3, 16), 4)
/// >>> item.to_dict()["source"]  # pandas.DataFrame(item.to_dict() for item in worklist)
/// 'enterprise'
#[pyclass(frozen, eq, module = "kiennghi", name = "WorkItem")]
#[derive(PartialEq)]
pub(crate) struct PyWorkItem {
    item: WorkItem,
    zone: Tz,
}

impl PyWorkItem {
    pub(crate) fn new(item: WorkItem, zone: Tz) -> PyWorkItem {
        PyWorkItem { item, zone }
    }
}

#[pymethods]
impl PyWorkItem {
    /// The petition's id, as text.
    #[getter]
    fn id(&self) -> String {
        self.item.id.to_string()
    }

    /// Its registration number.
    #[getter]
    fn number(&self) -> String {
        self.item.number.to_string()
    }

    /// When it arrived: a `date`, or an aware `datetime` if the hour is known.
    #[getter]
    fn received_at(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment(py, self.item.received_at, self.zone)
    }

    /// How it stands: `overdue`, `due_soon`, `in_time`, `paused` or `no_deadline`.
    #[getter]
    fn standing(&self) -> &'static str {
        self.item.standing.code()
    }

    /// When its reply is due; `None` while it stands still or has no deadline.
    #[getter]
    fn due(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.item.due, self.zone)
    }

    /// Working days left, negative if overdue by so many.
    #[getter]
    fn days_left(&self) -> Option<i32> {
        self.item.days_left
    }

    /// Where it is: `received`, `accepted`, `assigned` or `paused`.
    #[getter]
    fn status(&self) -> &'static str {
        self.item.status.code()
    }

    /// Who delivered it, as a code.
    #[getter]
    fn source(&self) -> Option<&str> {
        self.item.source.as_deref()
    }

    /// The unit that holds it.
    #[getter]
    fn unit(&self) -> Option<&str> {
        self.item.unit.as_deref()
    }

    /// The account of the officer who holds it.
    #[getter]
    fn officer(&self) -> Option<&str> {
        self.item.officer.as_deref()
    }

    /// Is it confidential?
    #[getter]
    fn confidential(&self) -> bool {
        self.item.confidential
    }

    /// All of it as a dict, for a frame.
    ///
    /// >>> register.worklist(at="2026-03-10")[0].to_dict()["days_left"]
    /// 4
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("number", self.number())?;
        dict.set_item("received_at", self.received_at(py)?)?;
        dict.set_item("standing", self.standing())?;
        dict.set_item("due", self.due(py)?)?;
        dict.set_item("days_left", self.days_left())?;
        dict.set_item("status", self.status())?;
        dict.set_item("source", self.source())?;
        dict.set_item("unit", self.unit())?;
        dict.set_item("officer", self.officer())?;
        dict.set_item("confidential", self.confidential())?;
        dict.set_item("id", self.id())?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let due = self.item.due.map_or_else(String::new, |due| format!(", due {due}"));
        let left = match self.item.days_left {
            Some(days @ 0..) => format!(", {days} working days left"),
            Some(days) => format!(", {} working days late", days.unsigned_abs()),
            None => String::new(),
        };
        format!("<kiennghi.WorkItem {}: {}{due}{left}>", self.number(), self.standing())
    }
}
