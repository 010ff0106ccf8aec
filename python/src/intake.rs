//! Acts of the intake: a petition arrives, is taken up, handed on or handed out.

use kiennghi::{
    case::GroupInput,
    petition::{Act, Receive},
};
use pyo3::prelude::*;

use crate::{
    acts::{Any, carry_out},
    given::{self, File, OneOrMany, Party},
    handle::PyRegister,
    values::PyReceipt,
};

#[pymethods]
impl PyRegister {
    /// Enters a petition that arrived, and gives it the next number.
    ///
    /// `received` is when it arrived: a date, a `datetime` (naive: civil time of the register) or
    /// ISO text. `source` is who delivered it (`provincial_committee`, `department`, `enterprise`,
    /// `citizen`, `other_agency`), `delivered_by` the name; `originator` is who raised it, if that
    /// is another: a pair of `enterprise`, `association`, `citizen` or `agency` and the name.
    /// `assigned_due` is a due date that the letter sets, and is then in force unless `in_force`
    /// says `rule`. `rules` are ids of adopted rules: the register's defaults if not given, none
    /// if empty. The texts of a confidential petition are kept out of lists; a denunciation always
    /// is one. `attachments` are pairs of a file's name and the SHA-256 of its content. `group` says
    /// how many people raised it together, and who speaks for them. `split_from` names the petition
    /// whose letter also carried this one: it is received when that one was.
    ///
    /// Raises `RefusedError` if it is not allowed, `ArgumentError` for an unknown code.
    ///
    /// >>> register.receive(source="provincial_committee", delivered_by="UBND tỉnh",
    /// ...                  originator=("enterprise", "Công ty A"), received=date(2026, 3, 2),
    /// ...                  document_number="1234/UBND-KT", document_date=date(2026, 2, 27),
    /// ...                  summary="Xin gia hạn thuê đất", assigned_due=date(2026, 3, 20)).number
    /// 'PAKN-2026-0002'
    /// >>> register.petition("PAKN-2026-0002").deadline.due
    /// datetime.date(2026, 3, 20)
    /// >>> part = register.receive(source="citizen", delivered_by="Trần B", received="2026-03-02",
    /// ...                         summary="Về quy định", group=(9, "Trần B"), split_from=p)
    /// >>> register.petition(part).split_from == p.id, register.petition(part).group
    /// (True, (9, 'Trần B'))
    #[pyo3(signature = (*, source, delivered_by, summary, received, channel = "letter", kind = "proposal", about = None,
        originator = None, document_number = None, document_date = None, attachments = None, group = None, split_from = None, field = None, arrival_number = None, book = None,
        rules = None, variant = None, assigned_due = None, in_force = None, confidential = false, command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "all about a petition that has arrived, as Python names it")]
    fn receive(
        &self,
        py: Python<'_>,
        source: &str,
        delivered_by: String,
        summary: String,
        received: Any<'_, '_>,
        channel: &str,
        kind: &str,
        about: Option<&str>,
        originator: Option<Party>,
        document_number: Option<String>,
        document_date: Option<Any<'_, '_>>,
        attachments: Option<Vec<File>>,
        group: Option<(i64, Option<String>)>,
        split_from: Option<Any<'_, '_>>,
        field: Option<String>,
        arrival_number: Option<String>,
        book: Option<String>,
        rules: Option<OneOrMany>,
        variant: Option<String>,
        assigned_due: Option<Any<'_, '_>>,
        in_force: Option<&str>,
        confidential: bool,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let at = given::moment(received, "received")?;
        let assigned_due = assigned_due.map(|due| given::moment(due, "assigned_due")).transpose()?;
        let command_id = command_id.map(|id| given::identity(id, "command_id")).transpose()?;
        let mut receive = Receive {
            kind: given::code(kind, "kind")?,
            about: about.map(|about| given::code(about, "about")).transpose()?,
            originator: originator.map(|party| given::party(party, "originator")).transpose()?,
            document: given::document(document_number, document_date, attachments)?,
            group: group.map(|(people, representative)| grouped(people, representative)).transpose()?,
            field,
            arrival_number,
            book,
            rules: rules.map(Vec::from),
            variant,
            in_force: in_force.map(|origin| given::code(origin, "in_force")).transpose()?,
            confidential,
            ..Receive::new(given::code(source, "source")?, delivered_by, given::code(channel, "channel")?, summary)
        };
        let split_from = split_from.map(|parent| given::named(parent, "split_from")).transpose()?;
        self.with(py, |handle| {
            let zone = handle.zone()?;
            receive.split_from = split_from.map(|parent| handle.find(&parent)).transpose()?;
            receive.assigned_due = assigned_due.map(|due| due.moment(zone));
            carry_out(handle, command_id, None, at, Act::Receive(Box::new(receive)))
        })
    }

    /// Records that it was taken up.
    ///
    /// >>> register.accept(p, at="2026-03-03").effect
    /// 'appended'
    #[pyo3(signature = (id, /, *, at, command_id = None))]
    fn accept(&self, py: Python<'_>, id: Any<'_, '_>, at: Any<'_, '_>, command_id: Option<Any<'_, '_>>) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Accept {})
    }

    /// Closes it as not accepted (Decree 20/2008/NĐ-CP, art. 7).
    ///
    /// >>> r = register.not_accept(p, at="2026-03-03", reason="Không có tên, địa chỉ người gửi")
    /// >>> register.petition(p).outcome
    /// 'not_accepted'
    #[pyo3(signature = (id, /, *, at, reason, command_id = None))]
    fn not_accept(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::NotAccept { reason })
    }

    /// Closes it as passed to the competent body, named by `to`.
    ///
    /// >>> r = register.forward_out(p, at="2026-03-04", to="Sở Tài nguyên và Môi trường", document_number="12/BQL-VP")
    /// >>> register.petition(p).outcome
    /// 'forwarded_out'
    #[pyo3(signature = (id, /, *, at, to, document_number = None, document_date = None, attachments = None, command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one act, as Python names them")]
    fn forward_out(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        to: String,
        document_number: Option<String>,
        document_date: Option<Any<'_, '_>>,
        attachments: Option<Vec<File>>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let document = given::document(document_number, document_date, attachments)?;
        self.act(py, id, at, command_id, Act::ForwardOut { to, document })
    }

    /// Closes it as being really a `complaint` or a `denunciation`.
    ///
    /// >>> r = register.reclassify(p, at="2026-03-04", kind="denunciation", reason="Nội dung tố cáo")
    /// >>> register.petition(p).confidential
    /// True
    #[pyo3(signature = (id, /, *, at, kind, reason, command_id = None))]
    fn reclassify(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        kind: &str,
        reason: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Reclassify { kind: given::code(kind, "kind")?, reason })
    }

    /// Gives it to a unit, and to an officer by his account; `due` is a due date for the unit's part,
    /// `helping` are the units that help it. Counts go by the unit, which leads.
    ///
    /// >>> r = register.assign(p, at="2026-03-03", unit="Phòng Quản lý đầu tư", officer="nva", helping="Văn phòng")
    /// >>> register.petition(p).unit, register.petition(p).helping
    /// ('Phòng Quản lý đầu tư', ['Văn phòng'])
    #[pyo3(signature = (id, /, *, at, unit, officer = None, due = None, helping = None, command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one act, as Python names them")]
    fn assign(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        unit: String,
        officer: Option<String>,
        due: Option<Any<'_, '_>>,
        helping: Option<OneOrMany>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let due = due.map(|due| given::moment(due, "due")).transpose()?;
        self.act_with(py, id, at, command_id, |handle| {
            let zone = handle.zone()?;
            let helping = helping.map(Vec::from).unwrap_or_default();
            Ok(Act::Assign { unit, officer, due: due.map(|due| due.moment(zone)), helping })
        })
    }
}

/// A group, as a command takes it.
fn grouped(people: i64, representative: Option<String>) -> PyResult<GroupInput> {
    Ok(GroupInput { people: given::whole(people, "group")?, representative })
}
