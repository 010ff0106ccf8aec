//! The open petitions by unit: how long overdue, and what falls due next.
//!
//! Promises: methods of Python one for one over the functions of the library, each number with its
//! petitions.

use std::collections::HashMap;

use chrono::NaiveDate;
use kiennghi::{
    case::WorkItem,
    ledger::Identity,
    statistics::{AGEING_BANDS, Band, Horizon, UnitCases, ageing, falls_due},
    time::Moment,
};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDict, PyList},
};

use crate::{
    error::{Failure, argument},
    given,
    handle::{PyRegister, on},
};

#[pymethods]
impl PyRegister {
    /// The overdue petitions of each unit by how many working days they are overdue, a dict each band:
    /// `unit`, `from` and `to` (`None`: or more), `count`, and the numbers of the `petitions`.
    ///
    /// `bands` are the last days of each band but the open one; a petition is 0 days overdue on the day of
    /// its due moment. `as_of` is the day up to whose end the world is seen, by default today.
    ///
    /// >>> [(band["from"], band["to"], band["count"]) for band in register.ageing(as_of="2026-03-20")]
    /// [(0, 5, 1), (6, 10, 0), (11, 20, 0), (21, None, 0)]
    #[pyo3(signature = (as_of = None, *, bands = None))]
    fn ageing<'py>(
        &self,
        py: Python<'py>,
        as_of: Option<&Bound<'py, PyAny>>,
        bands: Option<Vec<u32>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let bands = bands.unwrap_or_else(|| AGEING_BANDS.to_vec());
        if !bands.is_sorted_by(|a, b| a < b) {
            return Err(argument("`bands` are days that rise, such as [5, 10, 20]"));
        }
        let (_, items) = self.open_cases(py, as_of)?;
        let keys = |dict: &Bound<'py, PyDict>, band: &Band| {
            dict.set_item("from", band.from)?;
            dict.set_item("to", band.to)
        };
        told(py, &items, ageing(&items, &Band::ending(&bands)), keys)
    }

    /// What falls due on `as_of` or after, by unit and day, a dict each: `unit`, `due`, `count`, and the
    /// numbers of the `petitions`. What stands still has no due date, and is not in it.
    ///
    /// It looks `working_days` ahead, 5 if nothing else is given, of each petition's own calendar; or so
    /// many `calendar_days`. 0 is that day alone.
    ///
    /// >>> register.falls_due(as_of="2026-03-10")
    /// [{'unit': None, 'due': datetime.date(2026, 3, 16), 'count': 1, 'petitions': ['PAKN-2026-0001']}]
    #[pyo3(signature = (as_of = None, *, working_days = None, calendar_days = None))]
    fn falls_due<'py>(
        &self,
        py: Python<'py>,
        as_of: Option<&Bound<'py, PyAny>>,
        working_days: Option<u16>,
        calendar_days: Option<u16>,
    ) -> PyResult<Bound<'py, PyList>> {
        let within = match (working_days, calendar_days) {
            (Some(_), Some(_)) => return Err(argument("give `working_days` or `calendar_days`")),
            (None, Some(days)) => Horizon::CalendarDays(days),
            (days, None) => Horizon::WorkingDays(days.unwrap_or(5)),
        };
        let (as_of, items) = self.open_cases(py, as_of)?;
        // Every unit has every day: those on which nothing is due say nothing.
        let mut units = falls_due(&items, as_of, within);
        units.iter_mut().for_each(|unit| unit.cases.retain(|(_, cases)| !cases.is_empty()));
        told(py, &items, units, |dict, due| dict.set_item("due", due))
    }
}

impl PyRegister {
    /// The day asked about, and what is open at its end.
    fn open_cases(&self, py: Python<'_>, as_of: Option<&Bound<'_, PyAny>>) -> PyResult<(NaiveDate, Vec<WorkItem>)> {
        let as_of = as_of.map(|given| given::date(given, "as_of")).transpose()?;
        self.with(py, |handle| {
            let today = Moment::of(handle.world(None)?.now, handle.zone()?).date();
            let as_of = as_of.unwrap_or(today);
            Ok::<_, Failure>((as_of, on!(handle, register => register.worklist(Moment::Date(as_of))?)))
        })
    }
}

/// A dict for each unit and key.
fn told<'py, K>(
    py: Python<'py>,
    items: &[WorkItem],
    units: Vec<UnitCases<K>>,
    keys: impl Fn(&Bound<'py, PyDict>, &K) -> PyResult<()>,
) -> PyResult<Bound<'py, PyList>> {
    let numbers: HashMap<Identity, String> = items.iter().map(|item| (item.id, item.number.to_string())).collect();
    let list = PyList::empty(py);
    for UnitCases { unit, cases } in units {
        for (key, cases) in cases {
            let dict = PyDict::new(py);
            dict.set_item("unit", unit.as_deref())?;
            keys(&dict, &key)?;
            dict.set_item("count", cases.len())?;
            let petitions: Vec<&str> = cases.iter().filter_map(|id| numbers.get(id).map(String::as_str)).collect();
            dict.set_item("petitions", petitions.into_py_any(py)?)?;
            list.append(dict)?;
        }
    }
    Ok(list)
}
