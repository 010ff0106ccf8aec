//! A list that is asked for with conditions: its items and its pages.

use std::num::NonZeroUsize;

use chrono_tz::Tz;
use kiennghi::{
    case::{CaseItem, Status},
    petition::SourceKind,
    register::Page,
    store::{CaseQuery, Cursor, Openness, QueryError},
    text::TextQuery,
};
use pyo3::{prelude::*, types::PyDict};

use crate::{
    error::{Failure, argument},
    given::{self, Given},
    shown,
};

/// One petition of a list, open or closed. It holds no names and no free text.
///
/// >>> item = register.search("gia han")[0]
/// >>> item.number, item.status, item.source, item.due
/// ('PAKN-2026-0001', 'received', 'enterprise', datetime.date(2026, 3, 16))
#[pyclass(frozen, eq, module = "kiennghi", name = "CaseItem")]
#[derive(PartialEq)]
pub(crate) struct PyCaseItem {
    item: CaseItem,
    zone: Tz,
}

#[pymethods]
impl PyCaseItem {
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

    /// Where it is: `received`, `accepted`, `assigned`, `paused` or `closed`.
    #[getter]
    fn status(&self) -> &'static str {
        self.item.status.code()
    }

    /// How it stands: `overdue`, `due_soon`, `in_time`, `paused` or `no_deadline`; `None` if it is
    /// closed.
    #[getter]
    fn standing(&self) -> Option<&'static str> {
        self.item.standing.map(|standing| standing.code())
    }

    /// When its reply is or was due; `None` while it stands still or has no deadline.
    #[getter]
    fn due(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.item.due, self.zone)
    }

    /// Working days left, negative if overdue by so many; `None` if it is closed.
    #[getter]
    fn days_left(&self) -> Option<i32> {
        self.item.days_left
    }

    /// Who delivered it, as a code.
    #[getter]
    fn source(&self) -> Option<&str> {
        self.item.source.as_deref()
    }

    /// The field of work.
    #[getter]
    fn field(&self) -> Option<&str> {
        self.item.field.as_deref()
    }

    /// The unit that holds it, or held it last.
    #[getter]
    fn unit(&self) -> Option<&str> {
        self.item.unit.as_deref()
    }

    /// The account of the officer who holds it, or held it last.
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
    /// >>> register.search("gia han")[0].to_dict()["source"]
    /// 'enterprise'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("number", self.number())?;
        dict.set_item("received_at", self.received_at(py)?)?;
        dict.set_item("status", self.status())?;
        dict.set_item("standing", self.standing())?;
        dict.set_item("due", self.due(py)?)?;
        dict.set_item("days_left", self.days_left())?;
        dict.set_item("source", self.source())?;
        dict.set_item("field", self.field())?;
        dict.set_item("unit", self.unit())?;
        dict.set_item("officer", self.officer())?;
        dict.set_item("confidential", self.confidential())?;
        dict.set_item("id", self.id())?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.CaseItem {}: {}>", self.number(), self.status())
    }
}

/// One page of a list.
///
/// >>> page = register.page(limit=1)
/// >>> page.items, page.next
/// ([<kiennghi.CaseItem PAKN-2026-0001: received>], None)
#[pyclass(frozen, module = "kiennghi", name = "Page")]
pub(crate) struct PyPage {
    items: Vec<Py<PyCaseItem>>,
    next: Option<String>,
}

impl PyPage {
    pub(crate) fn new(py: Python<'_>, page: Page, zone: Tz) -> PyResult<PyPage> {
        Ok(PyPage { items: listed(py, page.items, zone)?, next: page.next.map(|next| next.to_string()) })
    }
}

#[pymethods]
impl PyPage {
    /// The petitions, in the order of the list.
    #[getter]
    fn items(&self, py: Python<'_>) -> Vec<Py<PyCaseItem>> {
        self.items.iter().map(|item| item.clone_ref(py)).collect()
    }

    /// Where the next page begins: give it as `after`. `None` if this was the last.
    #[getter]
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    fn __len__(&self) -> usize {
        self.items.len()
    }

    fn __repr__(&self) -> String {
        format!("<kiennghi.Page of {}{}>", self.items.len(), if self.next.is_some() { ", and more" } else { "" })
    }
}

/// Items of a list.
pub(crate) fn listed(py: Python<'_>, items: Vec<CaseItem>, zone: Tz) -> PyResult<Vec<Py<PyCaseItem>>> {
    items.into_iter().map(|item| Py::new(py, PyCaseItem { item, zone })).collect()
}

/// Conditions as Python gives them.
#[derive(Default)]
pub(crate) struct Conditions<'a, 'py> {
    pub(crate) unit: Option<String>,
    pub(crate) officer: Option<String>,
    pub(crate) source: Option<&'a str>,
    pub(crate) status: Option<&'a str>,
    pub(crate) field: Option<String>,
    pub(crate) due_before: Option<&'a Bound<'py, PyAny>>,
    pub(crate) text: Option<&'a str>,
    pub(crate) confidential: Option<&'a str>,
}

/// A query before the zone is known in which its day is civil.
pub(crate) struct Asked {
    query: CaseQuery,
    due_before: Option<Given>,
}

impl Conditions<'_, '_> {
    /// What is asked.
    pub(crate) fn read(self, openness: Openness) -> PyResult<Asked> {
        let text = self.text.map(TextQuery::parse).transpose();
        let query = CaseQuery {
            openness,
            due_before: None,
            unit: self.unit,
            officer: self.officer,
            source: self
                .source
                .map(|code| given::code::<SourceKind>(code, "source"))
                .transpose()?
                .map(|source| source.to_string()),
            status: self.status.map(|code| given::code::<Status>(code, "status")).transpose()?,
            field: self.field,
            text: text.map_err(|error| Failure::from(QueryError::from(error)))?,
            confidential: self.confidential.map(|code| given::code(code, "confidential")).transpose()?.unwrap_or_default(),
        };
        let due_before = self.due_before.map(|given| given::moment(given, "due_before")).transpose()?;
        Ok(Asked { query, due_before })
    }
}

impl Asked {
    /// Is nothing asked for but open petitions?
    pub(crate) fn is_everything(&self) -> bool {
        self.due_before.is_none() && self.query == CaseQuery::worklist()
    }

    /// The query, its day told in `zone`.
    pub(crate) fn query(self, zone: Tz) -> CaseQuery {
        CaseQuery { due_before: self.due_before.map(|given| given.moment(zone).start_in(zone)), ..self.query }
    }
}

/// How many rows at most.
pub(crate) fn limit(limit: i64) -> PyResult<NonZeroUsize> {
    let rows = usize::try_from(limit).ok().and_then(NonZeroUsize::new);
    rows.ok_or_else(|| argument("`limit` is 1 or more"))
}

/// Where a page begins.
pub(crate) fn cursor(after: Option<&str>) -> PyResult<Option<Cursor>> {
    Ok(after.map(str::parse).transpose().map_err(|error: QueryError| Failure::from(error))?)
}
