//! The register that an object holds, over whichever store it lies in.
//!
//! Promises: what is asked of it is asked of either store alike; a petition is found by its id or
//! by its number.

use kiennghi::{case::Number, ledger::Identity, register, store::MemoryStore};
use kiennghi_store::AnyStore;

use crate::KiennghiError;

/// A register over whichever store it lies in.
pub(crate) enum Open {
    File(register::Register<AnyStore>),
    Memory(register::Register<MemoryStore>),
}

/// Does the same with a register of either store.
macro_rules! with {
    ($open:expr, $register:ident => $what:expr) => {
        match $open {
            Open::File($register) => $what,
            Open::Memory($register) => $what,
        }
    };
}
pub(crate) use with;

/// The id of the petition of that id or number.
pub(crate) fn identify(open: &Open, name: &str) -> Result<Identity, KiennghiError> {
    if let Ok(id) = name.parse::<Identity>() {
        return Ok(id);
    }
    let number: Number = name.parse().map_err(|_| {
        KiennghiError::argument("a petition is named by its id (a UUID) or by its number, such as PAKN-2026-0012")
    })?;
    Ok(with!(open, register => register.find(&number))?)
}
