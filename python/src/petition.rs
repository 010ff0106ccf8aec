//! A petition as it stood when it was asked for.
//!
//! Promises: a snapshot: what is recorded later does not change it, and it can be read after its
//! register was closed. What it shows when it is printed holds no names and no free text.

use std::sync::Arc;

use chrono_tz::Tz;
use kiennghi::{
    case::{Sealed, View},
    law::{Rulebook, Stage},
    petition::Petition,
    time::Moment,
};
use pyo3::{prelude::*, types::PyList};

use crate::{deadline::PyDeadline, given, guard, handle::world_of, history::History, shown};

/// A petition, its texts opened, as it stood when `register.petition(...)` gave it.
///
/// Codes such as `source` and `status` are told for people by `kiennghi.labels`.
///
/// >>> petition = register.petition(p)
/// >>> petition.number, petition.source, petition.status, petition.received_at
/// ('PAKN-2026-0001', 'enterprise', 'received', datetime.date(2026, 3, 2))
/// >>> petition.deadline.due
/// datetime.date(2026, 3, 16)
/// >>> petition
/// <kiennghi.Petition PAKN-2026-0001: received>
#[pyclass(frozen, module = "kiennghi", name = "Petition")]
pub(crate) struct PyPetition {
    petition: Petition,
    history: History,
    rulebook: Arc<Rulebook>,
}

fn text(sealed: &Sealed) -> Option<&str> {
    sealed.text()
}

impl PyPetition {
    pub(crate) fn new(petition: Petition, history: History, rulebook: Arc<Rulebook>) -> PyPetition {
        PyPetition { petition, history, rulebook }
    }

    fn zone(&self) -> Tz {
        self.petition.case().terms().zone
    }

    /// As it stands after all that was known.
    fn latest(&self) -> Option<View<'_>> {
        self.petition.case().latest()
    }

    fn deadline_of(&self, py: Python<'_>, stage: Stage) -> PyResult<Option<PyDeadline>> {
        let deadline = guard::run(py, || match self.latest() {
            Some(view) => Ok(view.deadline(stage, &self.rulebook)?),
            None => Ok(None),
        })?;
        Ok(deadline.map(|deadline| PyDeadline::new(deadline, self.zone())))
    }
}

#[pymethods]
impl PyPetition {
    /// Its id, as text.
    #[getter]
    fn id(&self) -> String {
        self.petition.id().to_string()
    }

    /// Its registration number, such as `PAKN-2026-0012`.
    #[getter]
    fn number(&self) -> String {
        self.petition.case().number().to_string()
    }

    /// What kind it is now: `feedback`, `proposal`, `complaint`, `denunciation` or `enquiry`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.petition.kind().code()
    }

    /// Who delivered it: `provincial_committee`, `department`, `enterprise`, `citizen` or `other_agency`.
    #[getter]
    fn source(&self) -> &'static str {
        self.petition.source().code()
    }

    /// The name of who delivered it; `None` if it was erased.
    #[getter]
    fn delivered_by(&self) -> Option<&str> {
        text(self.petition.delivered_by())
    }

    /// Who raised it, if not who delivered it: kind and name; the name is `None` if it was erased.
    #[getter]
    fn originator(&self) -> Option<(&'static str, Option<&str>)> {
        self.petition.originator().map(|party| (party.kind.code(), text(&party.name)))
    }

    /// How it came: `letter`, `portal`, `telephone`, `email`, `dialogue` or `in_person`.
    #[getter]
    fn channel(&self) -> &'static str {
        self.petition.channel().code()
    }

    /// What it is about: `conduct` or `regulation`.
    #[getter]
    fn about(&self) -> Option<&'static str> {
        self.petition.about().map(|about| about.code())
    }

    /// What it says, in short; `None` if it was erased.
    #[getter]
    fn summary(&self) -> Option<&str> {
        text(self.petition.summary())
    }

    /// The field of work.
    #[getter]
    fn field(&self) -> Option<&str> {
        self.petition.field()
    }

    /// Number and symbol of the letter it came by.
    #[getter]
    fn document_number(&self) -> Option<&str> {
        self.petition.document().and_then(|document| document.number.as_deref())
    }

    /// The date that the letter bears.
    #[getter]
    fn document_date(&self) -> Option<chrono::NaiveDate> {
        self.petition.document().and_then(|document| document.issued_on)
    }

    /// The number that an imported sheet brought.
    #[getter]
    fn arrival_number(&self) -> Option<&str> {
        self.petition.arrival_number()
    }

    /// When it arrived: a `date`, or an aware `datetime` if the hour is known.
    #[getter]
    fn received_at(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown::moment(py, self.petition.case().received_at(), self.zone())
    }

    /// Where it is: `received`, `accepted`, `assigned`, `paused`, `closed` or `void`.
    #[getter]
    fn status(&self) -> Option<&'static str> {
        self.latest().map(|view| view.status().code())
    }

    /// How it was closed: `replied`, `forwarded_out`, `not_accepted`, `reclassified`, `withdrawn`
    /// or `merged`; `None` while it is open.
    #[getter]
    fn outcome(&self) -> Option<&'static str> {
        self.latest().and_then(|view| view.outcome()).map(|outcome| outcome.code())
    }

    /// When it was closed; `None` while it is open.
    #[getter]
    fn closed_at(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let closed = self.latest().and_then(|view| view.closed()).map(|turn| turn.at);
        shown::moment_or_none(py, closed, self.zone())
    }

    /// The unit that holds it.
    #[getter]
    fn unit(&self) -> Option<&str> {
        self.latest().and_then(|view| view.unit())
    }

    /// The account of the officer who holds it.
    #[getter]
    fn officer(&self) -> Option<&str> {
        self.latest().and_then(|view| view.officer())
    }

    /// The variant of its rules' terms that it is under, such as `complex`; `None`: the ordinary terms.
    #[getter]
    fn variant(&self) -> Option<&str> {
        self.latest().and_then(|view| view.terms().variant.as_deref())
    }

    /// Are its texts to be kept out of lists and reports?
    #[getter]
    fn confidential(&self) -> bool {
        self.petition.case().is_confidential()
    }

    /// The files that came with its letter: name (`None` if erased) and SHA-256.
    #[getter]
    fn attachments(&self) -> Vec<(Option<&str>, String)> {
        let files = self.petition.document().map(|document| document.attachments.as_slice()).unwrap_or_default();
        files.iter().map(|file| (text(&file.file_name), file.sha256.to_string())).collect()
    }

    /// How many people raised it together, and who speaks for them; `None` if one did.
    #[getter]
    fn group(&self) -> Option<(u32, Option<&str>)> {
        self.petition.group().map(|group| (group.people, group.representative.as_ref().and_then(text)))
    }

    /// The units that help the one that holds it.
    #[getter]
    fn helping(&self) -> Vec<&str> {
        self.latest().map(|view| view.helping().iter().map(String::as_str).collect()).unwrap_or_default()
    }

    /// The id of the petition whose letter also carried this one.
    #[getter]
    fn split_from(&self) -> Option<String> {
        self.petition.split_from().map(|id| id.to_string())
    }

    /// The ids of the petitions that were split off from it.
    #[getter]
    fn parts(&self) -> Vec<String> {
        self.petition.parts().iter().map(ToString::to_string).collect()
    }

    /// The ids of the petitions that were merged into it.
    #[getter]
    fn merged(&self) -> Vec<String> {
        self.petition.merged().iter().map(ToString::to_string).collect()
    }

    /// How it counts if it was merged into another: `once` or `each`.
    #[getter]
    fn counted(&self) -> Option<&'static str> {
        self.petition.counted().map(|counted| counted.code())
    }

    /// The id of the petition that it was merged into.
    #[getter]
    fn linked_to(&self) -> Option<String> {
        self.petition.linked_to().map(|id| id.to_string())
    }

    /// How it stood at `at`: `in_time`, `due_soon`, `overdue`, `paused` or `no_deadline`; `None` if
    /// it was not open then. A date means the end of that day, and not given means now.
    ///
    /// Raises `CalendarError` if the due date cannot be computed.
    ///
    /// >>> petition = register.petition(p)
    /// >>> petition.standing(at="2026-03-10"), petition.standing(at="2026-03-17")
    /// ('in_time', 'overdue')
    #[pyo3(signature = (at = None))]
    fn standing(&self, py: Python<'_>, at: Option<&Bound<'_, PyAny>>) -> PyResult<Option<&'static str>> {
        let at = at.map(|at| given::moment(at, "at")).transpose()?;
        let standing = guard::run(py, || {
            let at = match at {
                Some(at) => at.moment(self.zone()),
                None => Moment::of(world_of(None, "")?.now, self.zone()),
            };
            match self.petition.case().at(at) {
                Some(view) => Ok(view.standing(at, &self.rulebook)?),
                None => Ok(None),
            }
        })?;
        Ok(standing.map(|standing| standing.code()))
    }

    /// How it was closed against the due date of its reply: `early`, `on_time`, `late` or
    /// `no_deadline`, by when that happened and by when it was put on record; `None` while open.
    ///
    /// >>> r = register.reply(p, at="2026-03-16")
    /// >>> register.petition(p).lateness  # on its day, but typed in today
    /// ('on_time', 'late')
    #[getter]
    fn lateness(&self, py: Python<'_>) -> PyResult<Option<(&'static str, &'static str)>> {
        let lateness = guard::run(py, || match self.latest() {
            Some(view) => Ok(view.lateness(&self.rulebook)?),
            None => Ok(None),
        })?;
        Ok(lateness.map(|(in_fact, on_record)| (in_fact.code(), on_record.code())))
    }

    /// The deadline of its reply; `None` if no rule sets one.
    ///
    /// Raises `CalendarError` or `LawError` if it cannot be computed.
    #[getter]
    fn deadline(&self, py: Python<'_>) -> PyResult<Option<PyDeadline>> {
        self.deadline_of(py, Stage::Reply)
    }

    /// The deadline of a stage: `acknowledge`, `forward`, `handle`, `reply` or `publish`; `None` if no rule
    /// sets one.
    ///
    /// >>> register.petition(p).deadline_for("forward").due
    /// datetime.date(2026, 3, 9)
    #[pyo3(signature = (stage))]
    fn deadline_for(&self, py: Python<'_>, stage: &str) -> PyResult<Option<PyDeadline>> {
        self.deadline_of(py, given::code(stage, "stage")?)
    }

    /// The deadlines of all stages that have one.
    ///
    /// >>> [(d.stage, str(d.due)) for d in register.petition(p).deadlines]
    /// [('forward', '2026-03-09'), ('reply', '2026-03-16')]
    #[getter]
    fn deadlines(&self, py: Python<'_>) -> PyResult<Vec<PyDeadline>> {
        let found = guard::run(py, || match self.latest() {
            Some(view) => Ok(view.deadlines(&self.rulebook)?),
            None => Ok(Vec::new()),
        })?;
        Ok(found.into_iter().map(|deadline| PyDeadline::new(deadline, self.zone())).collect())
    }

    /// All that happened to it, in the order of recording.
    ///
    /// Each is a dict: `sequence` (its entry in the ledger), `version` (its place among the acts of
    /// the petition), `event`, `at` (when it happened), `recorded_at`, `actor`, `command_id`,
    /// `imported` (was it recorded elsewhere before?), `recorded_before` (when, if that is known),
    /// `vi` and `en` (what happened, in a sentence), and `details`, the event's own. Names and
    /// texts are opened, `None` if erased.
    ///
    /// >>> r = register.assign(p, at="2026-03-03", unit="Phòng Quản lý đầu tư")
    /// >>> for event in register.petition(p).history:
    /// ...     print(event["sequence"], event["at"], event["event"])
    /// 5 2026-03-02 received
    /// 6 2026-03-03 assigned
    /// >>> event["details"]["unit"]
    /// 'Phòng Quản lý đầu tư'
    /// >>> event["vi"]
    /// 'Đã phân công: Phòng Quản lý đầu tư'
    #[getter]
    fn history<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.history.list(py, self.zone())
    }

    fn __repr__(&self) -> String {
        let confidential = if self.confidential() { ", confidential" } else { "" };
        let standing = self.outcome().or_else(|| self.status()).unwrap_or_default();
        format!("<kiennghi.Petition {}: {standing}{confidential}>", self.number())
    }
}
