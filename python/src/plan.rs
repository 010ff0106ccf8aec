//! What a new version of a calendar or rule would move: a plan, and carrying it out.

use chrono_tz::Tz;
use kiennghi::{
    calendar::WorkCalendar,
    lang::Lang,
    law::Timer,
    register::{Move, RecomputePlan},
};
use kiennghi_store::identity_at;
use pyo3::{prelude::*, types::PyString};

use crate::{
    acts::Any,
    error::Failure,
    given,
    handle::{Handle, PyRegister, on},
    shown,
    values::PyReceipt,
};

/// A due date that a recompute would move, or has moved.
///
/// >>> storm = kn.WorkCalendar.vietnam().amend(version="2026.4", source="1/CĐ", days_off={"2026-03-05": "Nghỉ tránh bão"})
/// >>> register.recompute_plan(at="2026-03-02", proposed=storm)[1]
/// <kiennghi.Move PAKN-2026-0001 reply: 2026-03-16 to 2026-03-17>
#[pyclass(frozen, module = "kiennghi", name = "Move")]
pub(crate) struct PyMove {
    one: Move,
    zone: Tz,
}

#[pymethods]
impl PyMove {
    /// The petition's number.
    #[getter]
    fn number(&self) -> String {
        self.one.number.to_string()
    }

    /// The stage whose due date it is: `acknowledge`, `forward`, `handle`, `reply` or `publish`.
    #[getter]
    fn stage(&self) -> &'static str {
        self.one.stage.code()
    }

    /// When it was due before: a `date` or an aware `datetime`; `None` while the clock stood still.
    #[getter]
    fn before(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.one.from.and_then(Timer::due), self.zone)
    }

    /// When it is due after.
    #[getter]
    fn after(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.one.to.and_then(Timer::due), self.zone)
    }

    /// Why, one line a day or rule, in `vi` or `en`.
    ///
    /// >>> storm = kn.WorkCalendar.vietnam().amend(version="2026.4", source="1/CĐ", days_off={"2026-03-05": "Nghỉ tránh bão"})
    /// >>> register.recompute_plan(at="2026-03-02", proposed=storm)[0].why()
    /// ['thứ Năm 05/03/2026: trước là 07:30-11:30, 13:00-17:00, nay là Nghỉ tránh bão']
    #[pyo3(signature = (lang = "vi"))]
    fn why(&self, lang: &str) -> PyResult<Vec<String>> {
        let lang: Lang = given::code(lang, "lang")?;
        Ok(self.one.why(lang))
    }

    fn __repr__(&self) -> String {
        let due = |timer: Option<Timer>| timer.and_then(Timer::due).map_or("no date".into(), |due| due.to_string());
        format!("<kiennghi.Move {} {}: {} to {}>", self.one.number, self.one.stage, due(self.one.from), due(self.one.to))
    }
}

#[pymethods]
impl PyRegister {
    /// Which open due dates would move if every open petition were recomputed at `at`: under the
    /// latest version of its calendar, and under later versions of its rules that move open cases.
    /// `proposed` is a calendar that was not adopted (a `WorkCalendar` or its TOML text): what it
    /// would move if it were. Nothing is changed.
    ///
    /// >>> calendar = kn.WorkCalendar.vietnam()
    /// >>> storm = calendar.amend(version="2026.4", source="1/CĐ", days_off={date(2026, 3, 5): "Nghỉ tránh bão"})
    /// >>> for move in register.recompute_plan(at="2026-03-02", proposed=storm):
    /// ...     print(move.stage, move.before, move.after, move.why()[0], sep="; ")
    /// forward; 2026-03-09; 2026-03-10; thứ Năm 05/03/2026: trước là 07:30-11:30, 13:00-17:00, nay là Nghỉ tránh bão
    /// reply; 2026-03-16; 2026-03-17; thứ Năm 05/03/2026: trước là 07:30-11:30, 13:00-17:00, nay là Nghỉ tránh bão
    #[pyo3(signature = (*, at, proposed = None))]
    fn recompute_plan(&self, py: Python<'_>, at: Any<'_, '_>, proposed: Option<Any<'_, '_>>) -> PyResult<Vec<PyMove>> {
        let at = given::moment(at, "at")?;
        let proposed: Option<String> = match proposed {
            Some(text) if text.is_instance_of::<PyString>() => Some(text.extract()?),
            Some(calendar) => Some(calendar.getattr("text")?.extract()?),
            None => None,
        };
        self.with(py, |handle| {
            let zone = handle.zone()?;
            let proposed = proposed.map(|text| WorkCalendar::from_toml(&text, "proposed")).transpose()?;
            let plan = plan(handle, proposed.as_ref(), at.moment(zone))?;
            Ok(plan.moves.into_iter().map(|one| PyMove { one, zone }).collect())
        })
    }

    /// Carries out what `recompute_plan` says, one recorded act a petition: all or none.
    ///
    /// >>> register.recompute_all(at="2026-03-02")  # nothing is to be moved
    /// []
    #[pyo3(signature = (*, at))]
    fn recompute_all(&self, py: Python<'_>, at: Any<'_, '_>) -> PyResult<Vec<PyReceipt>> {
        let at = given::moment(at, "at")?;
        self.with(py, |handle| {
            let at = at.moment(handle.zone()?);
            let world = handle.world(None)?;
            let plan = plan(handle, None, at)?;
            let commands = plan.commands(at, || identity_at(&world))?;
            let receipts = on!(handle, register => {
                let mut batch = register.batch()?;
                let receipts = batch.execute(&commands, &world)?;
                batch.commit()?;
                receipts
            });
            Ok(receipts.into_iter().map(PyReceipt::from).collect())
        })
    }
}

fn plan(handle: &mut Handle, proposed: Option<&WorkCalendar>, at: kiennghi::time::Moment) -> Result<RecomputePlan, Failure> {
    Ok(on!(handle, register => register.recompute_plan(proposed, at))?)
}
