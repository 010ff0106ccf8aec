//! The units that a register knows: its catalogue, and who carries on what.

use chrono::NaiveDate;
use kiennghi::{lang::Lang, law::Rulebook, time::Moment, units::OfficeUnit};
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};

use crate::{
    acts::Any,
    given,
    handle::{Handle, PyRegister},
    open::supplied,
    values::{PyHead, PyWorld},
};

/// The day that is given, or today in the register's zone.
fn day(handle: &mut Handle, given: Option<NaiveDate>) -> Result<NaiveDate, crate::error::Failure> {
    match given {
        Some(day) => Ok(day),
        None => Ok(Moment::of(handle.world(None)?.now, handle.zone()?).date()),
    }
}

fn shown<'py>(py: Python<'py>, units: &[OfficeUnit]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for unit in units {
        let dict = PyDict::new(py);
        dict.set_item("id", unit.id())?;
        dict.set_item("vi", unit.name(Lang::Vi))?;
        dict.set_item("en", unit.name(Lang::En))?;
        dict.set_item("from", unit.from())?;
        dict.set_item("until", unit.until())?;
        dict.set_item("becomes", unit.becomes())?;
        list.append(dict)?;
    }
    Ok(list)
}

#[pymethods]
impl PyRegister {
    /// Adopts a catalogue of units, as TOML text. From then on nothing is assigned to a unit that is
    /// not there on that day. `label` names the text in errors.
    ///
    /// Raises `LawError` if it is no catalogue, or changes a version that was adopted.
    ///
    /// >>> head = register.adopt_units('''
    /// ... id = "ban"
    /// ... version = "2026.1"
    /// ... title = { vi = "Ban quản lý", en = "Management board" }
    /// ... [[unit]]
    /// ... id = "lao-dong"
    /// ... name = { vi = "Phòng Lao động", en = "Labour office" }
    /// ... until = 2025-06-30
    /// ... becomes = ["tong-hop"]
    /// ... [[unit]]
    /// ... id = "tong-hop"
    /// ... name = { vi = "Phòng Tổng hợp", en = "General office" }
    /// ... from = 2025-07-01
    /// ... ''')
    /// >>> try:
    /// ...     register.assign(p, at="2026-03-03", unit="lao-dong")
    /// ... except kn.RefusedError as error:
    /// ...     print(error)
    /// there is no unit `lao-dong` on 2026-03-03; what it did is carried on by: tong-hop
    #[pyo3(signature = (toml_text, *, label = "text", world = None))]
    fn adopt_units(&self, py: Python<'_>, toml_text: &str, label: &str, world: Option<&Bound<'_, PyWorld>>) -> PyResult<PyHead> {
        let given = supplied(world);
        self.with(py, |handle| {
            let world = handle.world(given)?;
            Ok(handle.adopt(Rulebook::adopt_units(toml_text, label)?, &world)?.into())
        })
    }

    /// The units that exist on a day, by default today: dicts with `id`, `vi`, `en`, `from`,
    /// `until` and `becomes`. None of them if no catalogue was adopted.
    ///
    /// >>> register.units(on="2026-03-02")
    /// []
    #[pyo3(signature = (on = None))]
    fn units<'py>(&self, py: Python<'py>, on: Option<Any<'_, 'py>>) -> PyResult<Bound<'py, PyList>> {
        let on = on.map(|on| given::date(on, "on")).transpose()?;
        let units = self.with(py, |handle| {
            let on = day(handle, on)?;
            Ok(handle.rulebook()?.units().map(|units| units.on(on).cloned().collect::<Vec<_>>()).unwrap_or_default())
        })?;
        shown(py, &units)
    }

    /// The units that carry on a unit as of a day, by default today, through every merger and
    /// split: itself while it exists.
    ///
    /// >>> register.unit_successors("lao-dong", on="2026-03-02")
    /// []
    #[pyo3(signature = (unit, /, on = None))]
    fn unit_successors<'py>(&self, py: Python<'py>, unit: &str, on: Option<Any<'_, 'py>>) -> PyResult<Bound<'py, PyList>> {
        let on = on.map(|on| given::date(on, "on")).transpose()?;
        let units = self.with(py, |handle| {
            let on = day(handle, on)?;
            let rulebook = handle.rulebook()?;
            let found = rulebook.units().map(|units| units.successors(unit, on));
            Ok(found.unwrap_or_default().into_iter().cloned().collect::<Vec<_>>())
        })?;
        shown(py, &units)
    }
}
