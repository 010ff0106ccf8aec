//! Acts on what a petition is in the book: the same matter as another, a mistake, typed wrong.

use kiennghi::petition::{Act, CorrectionInput, Moved};
use pyo3::prelude::*;

use crate::{
    acts::Any,
    given::{self, Named, Party},
    handle::PyRegister,
    values::PyReceipt,
};

#[pymethods]
impl PyRegister {
    /// Closes it as the same matter as another petition, which goes on.
    ///
    /// `counted` says how it counts where letters are counted apart from matters: `once`, or `each`
    /// if different people ask the same. The other must not have been merged itself.
    ///
    /// >>> same = register.receive(source="provincial_committee", delivered_by="UBND tỉnh",
    /// ...                         summary="Công ty A xin gia hạn thuê đất", received="2026-03-04")
    /// >>> r = register.link(same, at="2026-03-05", to=p)
    /// >>> register.petition(same).linked_to == p.id, register.petition(same).counted
    /// (True, 'once')
    #[pyo3(signature = (id, /, *, at, to, counted = "once", command_id = None))]
    fn link(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        to: Any<'_, '_>,
        counted: &str,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let (to, counted): (Named, _) = (given::named(to, "to")?, given::code(counted, "counted")?);
        self.act_with(py, id, at, command_id, |handle| Ok(Act::Link { to: handle.find(&to)?, counted }))
    }

    /// Separates it from the petition that it was merged into: it goes on under the clock that it
    /// always had, unlike one that is opened again.
    ///
    /// >>> same = register.receive(source="citizen", delivered_by="B", summary="Ngập đường", received="2026-03-02")
    /// >>> r = register.link(same, at="2026-03-05", to=p)
    /// >>> r = register.unlink(same, at="2026-03-09", reason="Là việc khác")
    /// >>> register.petition(same).status, register.petition(same).deadline.due
    /// ('received', datetime.date(2026, 3, 16))
    #[pyo3(signature = (id, /, *, at, reason, command_id = None))]
    fn unlink(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Unlink { reason })
    }

    /// Voids its number, which was given by mistake: the petition leaves every list and count, and
    /// the number is never given again. Only one that merely arrived, or was given to a unit.
    ///
    /// >>> r = register.void_number(p, at="2026-03-03", reason="Vào sổ nhầm")
    /// >>> register.worklist(at="2026-03-03"), register.void_numbers()
    /// ([], ['PAKN-2026-0001'])
    #[pyo3(signature = (id, /, *, at, reason, command_id = None))]
    fn void_number(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Void { reason })
    }

    /// Puts right what was typed wrong; the ledger keeps both. What is not given stays.
    ///
    /// `received` is when it really arrived, which moves its clock. `act` is a pair of an act, as
    /// `version` in the history numbers them, and when that really happened: the date of a reply,
    /// say. An empty `field`, `arrival_number` or `document_number` means that there is none.
    ///
    /// Raises `RefusedError` if something would come before what made it possible.
    ///
    /// >>> r = register.reply(p, at="2026-03-06")
    /// >>> r = register.correct(p, at="2026-04-02", reason="Gõ nhầm ngày", summary="Ngập đường số 3", act=(2, "2026-03-16"))
    /// >>> register.petition(p).summary, register.petition(p).closed_at
    /// ('Ngập đường số 3', datetime.date(2026, 3, 16))
    #[pyo3(signature = (id, /, *, at, reason, received = None, act = None, summary = None, delivered_by = None, originator = None,
        source = None, channel = None, about = None, field = None, arrival_number = None, document_number = None,
        document_date = None, document_issuer = None, command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "all that can be typed wrong, as Python names it")]
    fn correct(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: String,
        received: Option<Any<'_, '_>>,
        act: Option<(i64, Bound<'_, PyAny>)>,
        summary: Option<String>,
        delivered_by: Option<String>,
        originator: Option<Party>,
        source: Option<&str>,
        channel: Option<&str>,
        about: Option<&str>,
        field: Option<String>,
        arrival_number: Option<String>,
        document_number: Option<String>,
        document_date: Option<Any<'_, '_>>,
        document_issuer: Option<String>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let moved = match (received, &act) {
            (Some(_), Some(_)) => {
                return Err(crate::error::argument("one time at a time: `received`, or the time of one other `act`"));
            }
            (Some(received), None) => Some((1, given::moment(received, "received")?)),
            (None, Some((version, at))) => Some((given::whole(*version, "act")?, given::moment(at, "act")?)),
            (None, None) => None,
        };
        let mut correction = CorrectionInput {
            summary,
            delivered_by,
            originator: originator.map(|party| given::party(party, "originator")).transpose()?,
            source: source.map(|source| given::code(source, "source")).transpose()?,
            channel: channel.map(|channel| given::code(channel, "channel")).transpose()?,
            about: about.map(|about| given::code(about, "about")).transpose()?,
            field,
            arrival_number,
            document_number,
            document_date: document_date.map(|date| given::date(date, "document_date")).transpose()?,
            document_issuer,
            moved: None,
        };
        self.act_with(py, id, at, command_id, |handle| {
            let zone = handle.zone()?;
            correction.moved = moved.map(|(version, at)| Moved { version, at: at.moment(zone) });
            Ok(Act::Correct { correction: Box::new(correction), reason })
        })
    }
}
