//! Is the register what it was, and was what is recorded lawful?

use kiennghi::ledger::Head;
use pyo3::{prelude::*, types::PyDict};

use crate::{
    error::argument,
    handle::{PyRegister, on},
    values::PyHead,
};

#[pymethods]
impl PyRegister {
    /// Walks the whole ledger, checks its chain, and gives its head.
    ///
    /// With `head`, one that was kept elsewhere, it also finds a tail that was cut and a ledger that
    /// was rewritten whole. `level="projections"` also compares all that lists, searches and
    /// statistics read with what the ledger gives, and the vault with what was sealed.
    ///
    /// Raises `StoreError`: with code `ledger_changed`, which names the first entry that does not
    /// fit; `ledger_cut` or `ledger_rewritten`; `projection_changed`, which names the petition and
    /// the field.
    ///
    /// >>> head = register.head
    /// >>> kn.Register.memory().verify(head)
    /// Traceback (most recent call last):
    /// ...
    /// kiennghi.StoreError: the ledger was cut: it ends at entry 4, and the saved head is entry 5
    /// >>> register.verify(head, level="projections") == head
    /// True
    #[pyo3(signature = (head = None, *, level = "hashes"))]
    fn verify(&self, py: Python<'_>, head: Option<&Bound<'_, PyHead>>, level: &str) -> PyResult<PyHead> {
        let saved = head.map(|head| head.get().head()).transpose()?;
        let projections = match level {
            "hashes" => false,
            "projections" => true,
            _ => return Err(argument("`level` can be `hashes` or `projections`")),
        };
        self.with(py, |handle| {
            let head: Head = match &saved {
                Some(saved) => on!(handle, register => register.verify_against(saved)?),
                None => on!(handle, register => register.verify()?),
            };
            if projections {
                on!(handle, register => register.verify_projections()?);
            }
            Ok(head.into())
        })
    }

    /// Decides on every live act again, under the rules as they stood then, and tells what would be
    /// decided otherwise today. A finding is no damage.
    ///
    /// `judged`, `imported`, `rulebook` and `not_judged` count the entries of the ledger, each in one
    /// class; each of the `findings` has `sequence`, `petition`, `number`, `code`, and the words `vi`
    /// and `en`.
    ///
    /// >>> _ = register.reply(p, at="2026-03-03")
    /// >>> review = register.review()
    /// >>> review["judged"], review["findings"]
    /// (2, [])
    fn review<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let review = self.with(py, |handle| Ok(on!(handle, register => register.review()?)))?;
        let findings = review.findings.iter().map(|finding| {
            let told = PyDict::new(py);
            told.set_item("sequence", finding.sequence)?;
            told.set_item("petition", finding.petition.to_string())?;
            told.set_item("number", finding.number.as_ref().map(ToString::to_string))?;
            told.set_item("code", finding.code())?;
            told.set_item("vi", finding.to_text(kiennghi::lang::Lang::Vi))?;
            told.set_item("en", finding.to_text(kiennghi::lang::Lang::En))?;
            Ok(told)
        });
        let findings = findings.collect::<PyResult<Vec<_>>>()?;
        let told = PyDict::new(py);
        told.set_item("head", PyHead::from(review.head))?;
        told.set_item("judged", review.judged)?;
        told.set_item("imported", review.imported)?;
        told.set_item("rulebook", review.rulebook)?;
        told.set_item("not_judged", review.not_judged)?;
        told.set_item("findings", findings)?;
        Ok(told)
    }
}
