//! What happened to a petition, as a list of dicts.
//!
//! Promises: every event with both its times and who recorded it, and a sentence in each language;
//! names and texts stand where the library opened them.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use kiennghi::{lang::Lang, register::HistoryItem, time::Moment};
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};
use serde_json::Value;

use crate::shown::{self, Json};

/// The events of a petition, with the texts that they hold the commitments to.
pub(crate) struct History {
    items: Vec<HistoryItem>,
    /// By commitment; `None` for a text that was erased.
    texts: BTreeMap<String, Option<String>>,
}

impl History {
    /// With the texts that were opened.
    pub(crate) fn new(items: Vec<HistoryItem>) -> History {
        let sealed = items.iter().flat_map(|item| item.envelope.event.sealed());
        let texts = sealed.map(|sealed| (sealed.commitment().to_string(), sealed.text().map(Into::into))).collect();
        History { items, texts }
    }

    /// One dict an event, in the order of recording; instants are told in `zone`.
    pub(crate) fn list<'py>(&self, py: Python<'py>, zone: Tz) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        self.items.iter().try_for_each(|item| list.append(self.event(py, item, zone)?))?;
        Ok(list)
    }

    fn event<'py>(&self, py: Python<'py>, item: &HistoryItem, zone: Tz) -> PyResult<Bound<'py, PyDict>> {
        let json = Json { zone, first: "", texts: &self.texts };
        // An event is stored as one key, its name, over what is its own.
        let event = serde_json::to_value(&item.envelope.event).unwrap_or_default();
        let (name, details) =
            event.as_object().and_then(|fields| fields.iter().next()).map_or(("", &Value::Null), |(name, own)| (name, own));
        let draft = &item.entry.draft;
        let dict = PyDict::new(py);
        dict.set_item("sequence", item.entry.sequence)?;
        dict.set_item("version", draft.version)?;
        dict.set_item("event", name)?;
        dict.set_item("at", shown::moment(py, draft.occurred_at, zone)?)?;
        dict.set_item("recorded_at", shown::moment(py, Moment::of(draft.recorded_at, zone), zone)?)?;
        dict.set_item("actor", draft.actor.as_str())?;
        dict.set_item("command_id", draft.command_id.to_string())?;
        let imported = item.envelope.imported;
        dict.set_item("imported", imported.is_some())?;
        let before = imported.and_then(|imported| imported.recorded);
        dict.set_item("recorded_before", shown::moment_or_none(py, before, zone)?)?;
        dict.set_item("vi", item.sentence(Lang::Vi))?;
        dict.set_item("en", item.sentence(Lang::En))?;
        dict.set_item("details", json.value(py, "details", details)?)?;
        Ok(dict)
    }
}
