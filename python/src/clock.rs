//! Acts on the clock of a petition: pause, restart and extension are three different acts.

use kiennghi::{law::DueOrigin, ledger::Actor, petition::Act};
use pyo3::prelude::*;

use crate::{acts::Any, given, handle::PyRegister, values::PyReceipt};

#[pymethods]
impl PyRegister {
    /// Asks the petitioner for more; the clock stops, if the rule says so, until `resume`.
    ///
    /// >>> r = register.request_supplement(p, at="2026-03-05", what="Bản vẽ hiện trạng")
    /// >>> register.petition(p).status, register.petition(p).deadline.due
    /// ('paused', None)
    #[pyo3(signature = (id, /, *, at, what = None, command_id = None))]
    fn request_supplement(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        what: Option<String>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::RequestSupplement { what })
    }

    /// Stops the clock for another reason: `consulting` or `awaiting_other_body`.
    ///
    /// >>> r = register.pause(p, at="2026-03-05", reason="consulting")
    /// >>> register.petition(p).status
    /// 'paused'
    #[pyo3(signature = (id, /, *, at, reason, command_id = None))]
    fn pause(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        reason: &str,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Pause { reason: given::code(reason, "reason")? })
    }

    /// Lets the clock run again: what was waited for has come.
    ///
    /// >>> r = register.request_supplement(p, at="2026-03-05")
    /// >>> r = register.resume(p, at="2026-03-09")
    /// >>> register.petition(p).deadline.due
    /// datetime.date(2026, 3, 18)
    #[pyo3(signature = (id, /, *, at, command_id = None))]
    fn resume(&self, py: Python<'_>, id: Any<'_, '_>, at: Any<'_, '_>, command_id: Option<Any<'_, '_>>) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Resume {})
    }

    /// Extends the term `by` so many of its units; the original due date is kept.
    ///
    /// `approved_by` is an account, `notice_number` and `notice_date` the document by which the
    /// petitioner is told. Raises `RefusedError` if the rule does not allow it.
    ///
    /// >>> try:
    /// ...     register.extend(p, at="2026-03-25", by=5, reason="Nhiều nơi phải xác minh")
    /// ... except kn.RefusedError as error:
    /// ...     print(error.code, error.to_text("vi"), sep=": ")
    /// extension_after_due: PAKN-2026-0001 đã hết hạn thứ Hai 16/03/2026: không gia hạn được nữa; có thể hẹn ngày mới
    #[pyo3(signature = (id, /, *, at, by, reason, approved_by = None, notice_number = None, notice_date = None,
        command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one act, as Python names them")]
    fn extend(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        by: i64,
        reason: String,
        approved_by: Option<String>,
        notice_number: Option<String>,
        notice_date: Option<Any<'_, '_>>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let by = given::whole(by, "by")?;
        let notice = given::document(notice_number, notice_date, None)?;
        self.act(py, id, at, command_id, Act::Extend { by, reason, approved_by: approved_by.map(Actor::new), notice })
    }

    /// Promises the petitioner a date, which is in force from then on. `reason` is why the date
    /// before is not kept. Raises `RefusedError` if the rule does not allow it.
    ///
    /// >>> r = register.promise(p, at="2026-03-16", due="2026-03-23")
    /// >>> deadline = register.petition(p).deadline
    /// >>> deadline.due, deadline.by_rule
    /// (datetime.date(2026, 3, 23), datetime.date(2026, 3, 16))
    #[pyo3(signature = (id, /, *, at, due, in_force = "promised", reason = None, command_id = None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of one act, as Python names them")]
    fn promise(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        due: Any<'_, '_>,
        in_force: &str,
        reason: Option<String>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        let (due, in_force): (_, DueOrigin) = (given::moment(due, "due")?, given::code(in_force, "in_force")?);
        self.act_with(py, id, at, command_id, |handle| Ok(Act::Promise { due: due.moment(handle.zone()?), in_force, reason }))
    }

    /// Puts it under another variant of its rules' terms, such as `complex` once it is found to be
    /// (*xác định vụ việc phức tạp*); `None` is none, the ordinary terms.
    ///
    /// A term of another amount has it from its start; extensions that were granted stay. Raises
    /// `RefusedError` for a variant that none of its rules has, for the one that it has, and for a longer
    /// term once the shorter one ran out, unless the rule says that the variant is a fact and no decision.
    ///
    /// >>> try:
    /// ...     register.choose_variant(p, at="2026-03-05", variant="complex", reason="Nhiều nơi phải xác minh")
    /// ... except kn.RefusedError as error:
    /// ...     print(error.code, error.to_text("en"), sep=": ")
    /// unknown_variant: none of the rules has that variant; there are: none
    #[pyo3(signature = (id, /, *, at, variant, reason, command_id = None))]
    fn choose_variant(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        variant: Option<String>,
        reason: String,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::ChooseVariant { variant, reason })
    }

    /// Puts it under the latest version of its calendar, and under later versions of its rules that
    /// move open cases, and computes its due dates anew. See `recompute_plan`.
    ///
    /// >>> register.recompute(p, at="2026-03-05")
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.RefusedError: PAKN-2026-0001 is under the latest version of its calendar already
    #[pyo3(signature = (id, /, *, at, command_id = None))]
    fn recompute(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        command_id: Option<Any<'_, '_>>,
    ) -> PyResult<PyReceipt> {
        self.act(py, id, at, command_id, Act::Recompute {})
    }
}
