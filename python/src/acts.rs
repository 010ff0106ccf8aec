//! How an act of Python becomes a command.
//!
//! Promises: an act makes one command of its arguments, with ids and world of its own, and gives
//! the receipt; whether it is allowed is for the register to say. With the same `command_id` an
//! act that was taken is not taken twice. The acts are in `intake`, `clock`, `ending` and `links`.

use kiennghi::{
    ledger::Identity,
    petition::{Act, Command, Provenance},
};
use kiennghi_store::identity_at;
use pyo3::prelude::*;

use crate::{
    error::Failure,
    given::{self, Given},
    handle::{Handle, PyRegister},
    values::PyReceipt,
};

/// A value of Python that is read here.
pub(crate) type Any<'a, 'py> = &'a Bound<'py, PyAny>;

impl PyRegister {
    /// One act on a petition.
    pub(crate) fn act(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        command_id: Option<Any<'_, '_>>,
        act: Act,
    ) -> PyResult<PyReceipt> {
        self.act_with(py, id, at, command_id, |_| Ok(act))
    }

    /// One act on a petition, made with the register at hand.
    pub(crate) fn act_with(
        &self,
        py: Python<'_>,
        id: Any<'_, '_>,
        at: Any<'_, '_>,
        command_id: Option<Any<'_, '_>>,
        act: impl FnOnce(&mut Handle) -> Result<Act, Failure> + Send,
    ) -> PyResult<PyReceipt> {
        let (named, at) = (given::named(id, "id")?, given::moment(at, "at")?);
        let command_id = command_id.map(|id| given::identity(id, "command_id")).transpose()?;
        self.with(py, |handle| {
            let petition = handle.find(&named)?;
            let act = act(handle)?;
            carry_out(handle, command_id, Some(petition), at, act)
        })
    }
}

/// Carries out one act; without ids, new ones are made.
pub(crate) fn carry_out(
    handle: &mut Handle,
    command_id: Option<Identity>,
    petition: Option<Identity>,
    at: Given,
    act: Act,
) -> Result<PyReceipt, Failure> {
    let world = handle.world(None)?;
    let new = || identity_at(&world);
    let id = command_id.map_or_else(new, Ok)?;
    let petition = petition.map_or_else(new, Ok)?;
    let at = at.moment(handle.zone()?);
    Ok(handle.execute(&Command { id, petition, at, provenance: Provenance::Live, act }, &world)?.into())
}
