//! Small values: the world of a command, its receipt, the head of a ledger.
//!
//! Promises: they are equal, hashed and pickled by what they hold; a world never shows its seed.

use chrono::{DateTime, SecondsFormat, Utc};
use kiennghi::{
    case::{Seed, World},
    ledger::{Actor, Head},
    register::{Effect, Receipt},
};
use pyo3::{prelude::*, types::PyBytes};

use crate::{error::argument, given};

/// The world that a command is carried out in: the present, who acts, and a seed for salts.
///
/// The same commands in the same worlds give the same ledger, byte for byte, in every language.
/// `now` is an aware `datetime` or ISO text with its offset; `actor` is an account, never a
/// person's name; `seed` is 32 bytes from the system's randomness (`secrets.token_bytes(32)`).
///
/// Raises `ArgumentError` for a naive `now` or a seed of another length.
///
/// >>> import kiennghi as kn
/// >>> kn.World(now="2026-03-02T02:00:00Z", actor="van-thu", seed=bytes(32))
/// World(now='2026-03-02T02:00:00Z', actor='van-thu')
#[pyclass(frozen, eq, hash, module = "kiennghi", name = "World")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyWorld {
    /// The present, an aware `datetime` in UTC.
    #[pyo3(get)]
    now: DateTime<Utc>,
    /// The account that acts.
    #[pyo3(get)]
    actor: String,
    seed: [u8; 32],
}

impl PyWorld {
    /// The world, as the library takes it.
    pub(crate) fn world(&self) -> World {
        World { now: self.now, actor: Actor::new(self.actor.as_str()), seed: Seed::new(self.seed) }
    }
}

#[pymethods]
impl PyWorld {
    #[new]
    #[pyo3(signature = (now, actor, seed))]
    fn new(now: &Bound<'_, PyAny>, actor: String, seed: &Bound<'_, PyBytes>) -> PyResult<PyWorld> {
        let seed =
            seed.as_bytes().try_into().map_err(|_| argument("`seed` is 32 bytes, such as secrets.token_bytes(32) gives"))?;
        Ok(PyWorld { now: given::exact_instant(now, "now")?, actor, seed })
    }

    fn __repr__(&self) -> String {
        format!("World(now='{}', actor='{}')", self.now.to_rfc3339_opts(SecondsFormat::AutoSi, true), self.actor)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, (DateTime<Utc>, String, Bound<'py, PyBytes>)) {
        (py.get_type::<PyWorld>().into_any(), (self.now, self.actor.clone(), PyBytes::new(py, &self.seed)))
    }
}

/// What became of a command.
///
/// >>> import kiennghi as kn
/// >>> with kn.Register.memory() as register:
/// ...     receipt = register.receive(source="enterprise", delivered_by="Công ty A",
/// ...                                summary="Xin gia hạn thuê đất", received="2026-03-02")
/// >>> receipt.number, receipt.effect, receipt.sequence
/// ('PAKN-2026-0001', 'appended', 5)
#[pyclass(frozen, eq, hash, module = "kiennghi", name = "Receipt")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyReceipt {
    /// The petition's id, as text.
    #[pyo3(get)]
    id: String,
    /// The petition's number, such as `PAKN-2026-0001`.
    #[pyo3(get)]
    number: String,
    /// `"appended"`, or `"already_appended"` if the command had been taken before.
    #[pyo3(get)]
    effect: String,
    /// The last entry of the ledger that the command caused.
    #[pyo3(get)]
    sequence: u64,
}

impl From<Receipt> for PyReceipt {
    fn from(receipt: Receipt) -> PyReceipt {
        let effect = match receipt.effect {
            Effect::Appended => "appended",
            Effect::AlreadyAppended => "already_appended",
        };
        let Receipt { petition, number, sequence, .. } = receipt;
        PyReceipt { id: petition.to_string(), number: number.to_string(), effect: effect.into(), sequence }
    }
}

#[pymethods]
impl PyReceipt {
    #[new]
    #[pyo3(signature = (id, number, effect, sequence))]
    fn new(id: String, number: String, effect: String, sequence: u64) -> PyReceipt {
        PyReceipt { id, number, effect, sequence }
    }

    fn __repr__(&self) -> String {
        let PyReceipt { id, number, effect, sequence } = self;
        format!("Receipt(id='{id}', number='{number}', effect='{effect}', sequence={sequence})")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, (String, String, String, u64)) {
        let PyReceipt { id, number, effect, sequence } = self.clone();
        (py.get_type::<PyReceipt>().into_any(), (id, number, effect, sequence))
    }
}

/// The end of a ledger: how many entries it has, and the hash over all of them.
///
/// Keep one elsewhere, and a ledger that was cut or rewritten can be found later.
///
/// >>> import kiennghi as kn
/// >>> with kn.Register.memory() as register:
/// ...     head = register.head
/// ...     assert register.verify() == head
/// >>> head.sequence, len(head.hash)
/// (4, 64)
#[pyclass(frozen, eq, hash, module = "kiennghi", name = "Head")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyHead {
    /// The number of the last entry; 0 for an empty ledger.
    #[pyo3(get)]
    sequence: u64,
    /// The SHA-256 of the chain, as 64 hexadecimal digits.
    #[pyo3(get)]
    hash: String,
}

impl From<Head> for PyHead {
    fn from(head: Head) -> PyHead {
        PyHead { sequence: head.sequence, hash: head.hash.to_string() }
    }
}

impl PyHead {
    /// As the library takes it.
    ///
    /// # Errors
    /// The hash is none.
    pub(crate) fn head(&self) -> PyResult<Head> {
        let hash = self.hash.parse().map_err(|error: String| argument(error))?;
        Ok(Head { sequence: self.sequence, hash })
    }
}

#[pymethods]
impl PyHead {
    #[new]
    #[pyo3(signature = (sequence, hash))]
    fn new(sequence: u64, hash: String) -> PyHead {
        PyHead { sequence, hash }
    }

    fn __repr__(&self) -> String {
        format!("Head(sequence={}, hash='{}')", self.sequence, self.hash)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, (u64, String)) {
        (py.get_type::<PyHead>().into_any(), (self.sequence, self.hash.clone()))
    }
}
