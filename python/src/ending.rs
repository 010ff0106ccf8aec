//! Acts at the end of a petition: its answer, and what follows it.

use kiennghi::{case::PartyInput, petition::Act};
use pyo3::prelude::*;

use crate::{
    acts::Any,
    given::{self, File, Party},
    handle::PyRegister,
    values::PyReceipt,
};

#[pymethods]
impl PyRegister {
    /// Answers it; a `final` answer closes it, an `interim` one does not.
    ///
    /// `recipients` are pairs of `enterprise`, `association`, `citizen` or `agency` and the name,
    /// `attachments` pairs of a file's name and the SHA-256 of its content.
    ///
    /// >>> r = register.reply(p, at="2026-03-12", document_number="15/BQL-VP",
    /// ...                    recipients=[("enterprise", "Công ty A")])
    /// >>> register.petition(p).outcome
    /// 'replied'
    #[pyo3(signature = (id, /, *, at, document_number = None, document_date = None, attachments = None, text = None,
        finality = "final", recipients = None, command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one act, as Python names them")]
    fn reply(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        document_number: Option<String>,
        document_date: Option<Any<'_, '_>>,
        attachments: Option<Vec<File>>,
        text: Option<String>,
        finality: &str,
        recipients: Option<Vec<Party>>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let recipients = recipients.unwrap_or_default().into_iter().map(|party| given::party(party, "recipients"));
        let recipients = recipients.collect::<PyResult<Vec<PartyInput>>>()?;
        let document = given::document(document_number, document_date, attachments)?;
        self.act(py, id, at, command_id, Act::Reply { document, finality: given::code(finality, "finality")?, recipients, text })
    }

    /// Records that the result was made public, such as on the `website`.
    ///
    /// >>> r = register.reply(p, at="2026-03-12")
    /// >>> register.publish(p, at="2026-03-13", place="website").effect
    /// 'appended'
    #[pyo3(signature = (id, /, *, at, place, command_id = None))]
    fn publish(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        place: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Publish { place })
    }

    /// Records how the petitioner rates the reply: 1 (worst) to 5.
    ///
    /// >>> r = register.reply(p, at="2026-03-12")
    /// >>> register.rate(p, at="2026-03-20", score=4).effect
    /// 'appended'
    #[pyo3(signature = (id, /, *, at, score, command_id = None))]
    fn rate(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        score: i64,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Rate { score: given::whole(score, "score")? })
    }

    /// Opens it again; its clock starts anew.
    ///
    /// >>> r = register.reply(p, at="2026-03-12")
    /// >>> r = register.reopen(p, at="2026-03-20", reason="Có tình tiết mới")
    /// >>> register.petition(p).deadline.due
    /// datetime.date(2026, 4, 3)
    #[pyo3(signature = (id, /, *, at, reason, command_id = None))]
    fn reopen(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Reopen { reason })
    }

    /// Closes it as withdrawn by the petitioner.
    ///
    /// >>> r = register.withdraw(p, at="2026-03-04")
    /// >>> register.petition(p).outcome
    /// 'withdrawn'
    #[pyo3(signature = (id, /, *, at, reason = None, command_id = None))]
    fn withdraw(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: Option<String>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Withdraw { reason })
    }
}
