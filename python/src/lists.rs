//! Which lists can be asked of a register: the worklist, a search, any list page by page.
//!
//! Promises: methods of Python one for one over those of the library.

use std::num::NonZeroUsize;

use kiennghi::{
    case::CaseItem,
    register::{Register, RegisterError},
    store::{CaseQuery, Openness, Store},
    time::Moment,
};
use pyo3::prelude::*;

use crate::{
    given,
    handle::{PyRegister, on},
    listed::{Conditions, PyCaseItem, PyPage, cursor, listed},
    worklist::PyWorkItem,
};

/// Rows that are asked for at once.
const PAGE: usize = 500;

/// The first cases of a list, `most` of them or all, in one state.
fn first(
    register: &Register<impl Store>,
    query: &CaseQuery,
    at: Moment,
    most: Option<NonZeroUsize>,
) -> Result<Vec<CaseItem>, RegisterError> {
    let most = most.map_or(usize::MAX, NonZeroUsize::get);
    let _state = register.hold()?;
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = register.page(query, at, after.as_ref(), PAGE.min(most - items.len()))?;
        items.extend(page.items);
        after = page.next;
        if after.is_none() || items.len() >= most {
            return Ok(items);
        }
    }
}

#[pymethods]
impl PyRegister {
    /// Every petition that was open at `at`, the most urgent first.
    ///
    /// `at` is a moment; a date means the end of that day, and not given means now. With
    /// conditions, only those that fulfil all of them, the first due first, up to `limit`: held by
    /// `unit`, by `officer`; of `source`; in `status`; in `field`; due before the day or moment
    /// `due_before`; with the words of `text` (see `search`), those of confidential petitions only
    /// if `confidential` is `"shown"`. Such a list of now or of a day to come is looked up; one of a day
    /// that has passed reads every petition, and cannot be searched.
    ///
    /// Raises `CalendarError` if a due date cannot be computed, `ArgumentError` with code `query`
    /// for a text that cannot be meant.
    ///
    /// >>> register.worklist(at="2026-03-10")
    /// [<kiennghi.WorkItem PAKN-2026-0001: in_time, due 2026-03-16, 4 working days left>]
    /// >>> [item.number for item in register.worklist(source="enterprise", text="gia han", limit=50)]
    /// ['PAKN-2026-0001']
    /// >>> register.worklist(unit="Phòng Quản lý đầu tư")
    /// []
    #[pyo3(signature = (at = None, *, unit = None, officer = None, source = None, status = None, field = None, due_before = None,
        text = None, confidential = "hidden", limit = None))]
    #[expect(clippy::too_many_arguments, reason = "the conditions of one list, as Python names them")]
    fn worklist(
        &self,
        py: Python<'_>,
        at: Option<&Bound<'_, PyAny>>,
        unit: Option<String>,
        officer: Option<String>,
        source: Option<&str>,
        status: Option<&str>,
        field: Option<String>,
        due_before: Option<&Bound<'_, PyAny>>,
        text: Option<&str>,
        confidential: &str,
        limit: Option<i64>,
    ) -> PyResult<Vec<PyWorkItem>> {
        let at = at.map(|at| given::moment(at, "at")).transpose()?;
        let most = limit.map(crate::listed::limit).transpose()?;
        let conditions = Conditions { unit, officer, source, status, field, due_before, text, confidential: Some(confidential) };
        let asked = conditions.read(Openness::Open)?;
        self.with(py, |handle| {
            let zone = handle.zone()?;
            let at = match at {
                Some(at) => at.moment(zone),
                None => Moment::of(handle.world(None)?.now, zone),
            };
            let items = if asked.is_everything() && most.is_none() {
                on!(handle, register => register.worklist(at)?)
            } else {
                let query = asked.query(zone);
                let items = on!(handle, register => first(register, &query, at, most)?);
                items.into_iter().filter_map(CaseItem::into_work).collect()
            };
            Ok(items.into_iter().map(|item| PyWorkItem::new(item, zone)).collect())
        })
    }

    /// Petitions, open or closed, in whose texts the words of `text` stand, whatever their case
    /// and diacritics: first where they stand with the same diacritics, then the others; each the
    /// latest registered first.
    ///
    /// All words must be there; the last may be begun only, and so may one that ends in `*`; a
    /// phrase stands in quotation marks. Texts are abstracts, names, replies, reasons and the
    /// numbers of documents. Confidential petitions are left out unless `confidential` is `"shown"`.
    ///
    /// Raises `ArgumentError` with code `query` for a text that cannot be meant.
    ///
    /// >>> register.search("gia han dat")
    /// [<kiennghi.CaseItem PAKN-2026-0001: received>]
    /// >>> register.search('"gia thuê"')
    /// []
    #[pyo3(signature = (text, /, *, limit = 50, confidential = "hidden"))]
    fn search(&self, py: Python<'_>, text: &str, limit: i64, confidential: &str) -> PyResult<Vec<Py<PyCaseItem>>> {
        let most = crate::listed::limit(limit)?;
        let asked =
            Conditions { text: Some(text), confidential: Some(confidential), ..Conditions::default() }.read(Openness::All)?;
        let (items, zone) = self.with(py, |handle| {
            let zone = handle.zone()?;
            let (query, now) = (asked.query(zone), Moment::of(handle.world(None)?.now, zone));
            Ok((on!(handle, register => first(register, &query, now, Some(most))?), zone))
        })?;
        listed(py, items, zone)
    }

    /// A page of a list: up to `limit` petitions after the page that gave `after`, each with how it
    /// stands now.
    ///
    /// `openness` is `open`, `closed` or `all`; the conditions are those of `worklist`. Open ones
    /// come by due moment, then number; others by number, or in the order of `search` if a text is
    /// given. A petition that comes or goes between two pages shifts nothing. `next` of a page is
    /// text that can be kept.
    ///
    /// Raises `ArgumentError` with code `query` for a text that cannot be meant, or for an `after`
    /// that is not of such a list.
    ///
    /// >>> page = register.page(openness="all", limit=20)
    /// >>> page.items, page.next
    /// ([<kiennghi.CaseItem PAKN-2026-0001: received>], None)
    #[pyo3(signature = (*, openness = "open", unit = None, officer = None, source = None, status = None, field = None,
        due_before = None, text = None, confidential = "hidden", limit = 50, after = None))]
    #[expect(clippy::too_many_arguments, reason = "the conditions of one list, as Python names them")]
    fn page(
        &self,
        py: Python<'_>,
        openness: &str,
        unit: Option<String>,
        officer: Option<String>,
        source: Option<&str>,
        status: Option<&str>,
        field: Option<String>,
        due_before: Option<&Bound<'_, PyAny>>,
        text: Option<&str>,
        confidential: &str,
        limit: i64,
        after: Option<&str>,
    ) -> PyResult<PyPage> {
        let (most, after) = (crate::listed::limit(limit)?.get(), cursor(after)?);
        let conditions = Conditions { unit, officer, source, status, field, due_before, text, confidential: Some(confidential) };
        let asked = conditions.read(given::code(openness, "openness")?)?;
        let (page, zone) = self.with(py, |handle| {
            let zone = handle.zone()?;
            let (query, now) = (asked.query(zone), Moment::of(handle.world(None)?.now, zone));
            Ok((on!(handle, register => register.page(&query, now, after.as_ref(), most)?), zone))
        })?;
        PyPage::new(py, page, zone)
    }
}
