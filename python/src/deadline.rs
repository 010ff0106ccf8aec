//! A deadline with its explanation.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use chrono_tz::Tz;
use kiennghi::{
    lang::Lang,
    law::{Deadline, LeftUnit, Timer, left_label},
};
use pyo3::prelude::*;

use crate::{
    given, guard,
    shown::{self, Json},
};

/// The deadline of one stage of a petition, with the steps that led to it.
///
/// >>> deadline = register.petition(p).deadline
/// >>> deadline
/// <kiennghi.Deadline reply: due 2026-03-16>
/// >>> deadline.rule, deadline.origin
/// ('vn-citizen-reception-2013@2014-07-01', 'rule')
/// >>> for line in deadline.explain("en"):
/// ...     print(line)
/// The term is 10 working days (Article 28 of the Law on Citizen Reception 42/2013/QH13).
/// Received Mon 02/03/2026; that day is not counted.
/// After Mon 02/03/2026, up to and with Mon 16/03/2026: 10 days counted; not counted: weekly day off: 07/03-08/03, 14/03-15/03.
/// Due Mon 16/03/2026 (calendar vn-state@...).
#[pyclass(frozen, module = "kiennghi", name = "Deadline")]
pub(crate) struct PyDeadline {
    deadline: Deadline,
    zone: Tz,
}

impl PyDeadline {
    pub(crate) fn new(deadline: Deadline, zone: Tz) -> PyDeadline {
        PyDeadline { deadline, zone }
    }
}

#[pymethods]
impl PyDeadline {
    /// The due date in force: a `date` (the end of that day) or an aware `datetime`; `None` while
    /// the clock stands still.
    #[getter]
    fn due(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.deadline.due(), self.zone)
    }

    /// Days of the term that are left while the clock stands still; `None` while it runs, and for a
    /// term in hours.
    #[getter]
    fn days_left(&self) -> Option<u32> {
        match self.deadline.timer() {
            Timer::Paused { left, unit: LeftUnit::WorkingDay | LeftUnit::CalendarDay } => Some(left),
            _ => None,
        }
    }

    /// How much of the term is left while the clock stands still; `None` while it runs.
    ///
    /// >>> r = register.request_supplement(p, at="2026-03-05")
    /// >>> register.petition(p).deadline.time_left
    /// datetime.timedelta(days=7)
    #[getter]
    fn time_left(&self) -> Option<TimeDelta> {
        match self.deadline.timer() {
            Timer::Paused { left, unit: LeftUnit::WorkingDay | LeftUnit::CalendarDay } => Some(TimeDelta::days(left.into())),
            Timer::Paused { left, unit: LeftUnit::WorkingMinute | LeftUnit::Minute } => Some(TimeDelta::minutes(left.into())),
            _ => None,
        }
    }

    /// Where the due date in force comes from: `rule`, `assigned` or `promised`.
    #[getter]
    fn origin(&self) -> &'static str {
        self.deadline.origin().code()
    }

    /// The due date that the rule gives, whatever is in force.
    #[getter]
    fn by_rule(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.deadline.by_rule().and_then(Timer::due), self.zone)
    }

    /// The due date that the rule gave before any extension: lateness is reported against both.
    #[getter]
    fn original(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment_or_none(py, self.deadline.original().and_then(Timer::due), self.zone)
    }

    /// The stage: `acknowledge`, `forward`, `handle`, `reply` or `publish`.
    #[getter]
    fn stage(&self) -> &'static str {
        self.deadline.stage().code()
    }

    /// The rule and its version, as `id@version`; `None` if no rule applies.
    #[getter]
    fn rule(&self) -> Option<String> {
        self.deadline.rule().map(ToString::to_string)
    }

    /// The calendar and its version, as `id@version`.
    #[getter]
    fn calendar(&self) -> String {
        self.deadline.calendar().to_string()
    }

    /// The computation in words, one line a step, in `vi` or `en`.
    ///
    /// >>> register.petition(p).deadline.explain()[1]
    /// 'Nhận thứ Hai 02/03/2026; không tính ngày này.'
    #[pyo3(signature = (lang = "vi"))]
    fn explain(&self, py: Python<'_>, lang: &str) -> PyResult<Vec<String>> {
        let lang: Lang = given::code(lang, "lang")?;
        guard::run(py, || Ok(self.deadline.explain(lang)))
    }

    /// The computation as data, one dict a step; `step` names what it is.
    ///
    /// >>> [step["step"] for step in register.petition(p).deadline.steps]
    /// ['rule', 'start', 'counted', 'result']
    #[getter]
    fn steps(&self, py: Python<'_>) -> PyResult<Vec<Py<PyAny>>> {
        let texts = BTreeMap::new();
        let json = Json { zone: self.zone, first: "step", texts: &texts };
        let steps = self.deadline.steps().iter().map(|step| serde_json::to_value(step).unwrap_or_default());
        steps.map(|step| json.value(py, "", &step)).collect()
    }

    fn __repr__(&self) -> String {
        let due = match self.deadline.timer() {
            Timer::Due(due) => format!("due {due}"),
            Timer::Paused { left, unit } => format!("paused, {} left", left_label(left, unit, Lang::En)),
            Timer::NotStarted { awaits } => format!("awaits {}", awaits.label(Lang::En)),
        };
        format!("<kiennghi.Deadline {}: {due}>", self.stage())
    }
}
