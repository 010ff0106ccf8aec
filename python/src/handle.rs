//! The register behind its lock.
//!
//! Promises: one call at a time works on a register, from whatever thread it comes, and waits
//! without holding up Python; a closed register says so; after a fault the handle is of no more
//! use, and says that too.

use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;
use kiennghi::{
    case::World,
    law::{Rulebook, RulebookEvent},
    ledger::{Head, Identity},
    petition::Command,
    register::{Receipt, Register, RegisterError},
    statistics::Columns,
    store::MemoryStore,
};
use kiennghi_store::{AnyStore, shown_place, system_world};
use pyo3::prelude::*;

use crate::{error::Failure, given::Named, guard};

/// Where a register is kept.
pub(crate) enum Kept {
    /// In memory, gone when it is closed.
    Memory(Register<MemoryStore>),
    /// In an SQLite file, or in PostgreSQL.
    File(Register<AnyStore>),
}

/// The same for a register, wherever it is kept.
macro_rules! kept {
    ($kept:expr, $register:ident => $work:expr) => {
        match $kept {
            $crate::handle::Kept::Memory($register) => $work,
            $crate::handle::Kept::File($register) => $work,
        }
    };
}
pub(crate) use kept;

/// The same for the register of a handle.
macro_rules! on {
    ($handle:expr, $register:ident => $work:expr) => {
        $crate::handle::kept!(&mut $handle.kept, $register => $work)
    };
}
pub(crate) use on;

/// An open register, and who acts through it.
pub(crate) struct Handle {
    pub(crate) kept: Kept,
    actor: String,
    /// What was counted last: the next question reads what was recorded since, and no more.
    columns: Option<Columns>,
}

impl Handle {
    pub(crate) fn new(kept: Kept, actor: String) -> Handle {
        Handle { kept, actor, columns: None }
    }

    /// What the register has adopted by now, through whichever handle.
    ///
    /// # Errors
    /// As [`Register::rulebook`].
    pub(crate) fn rulebook(&mut self) -> Result<Arc<Rulebook>, RegisterError> {
        on!(self, register => register.rulebook())
    }

    /// Asks the cases as columns, up to the end of the ledger, and the register that they are of.
    ///
    /// # Errors
    /// A due date cannot be computed; the store fails, and the columns are read anew after that; what
    /// `ask` says.
    pub(crate) fn counted<T, E: From<RegisterError>>(
        &mut self,
        ask: impl FnOnce(&Kept, &Columns) -> Result<T, E>,
    ) -> Result<T, E> {
        let columns = match self.columns.take() {
            Some(mut columns) => {
                on!(self, register => register.update_columns(&mut columns)?);
                columns
            }
            None => on!(self, register => register.columns()?),
        };
        let columns = self.columns.insert(columns);
        ask(&self.kept, columns)
    }

    /// The zone in which the register's days are civil.
    ///
    /// # Errors
    /// No calendar was chosen; the store fails.
    pub(crate) fn zone(&mut self) -> Result<Tz, RegisterError> {
        Ok(self.rulebook()?.default_calendar()?.zone())
    }

    /// The world given, or that of the system.
    ///
    /// # Errors
    /// The system has no clock or no randomness.
    pub(crate) fn world(&self, given: Option<World>) -> Result<World, Failure> {
        world_of(given, &self.actor)
    }

    /// The id of the petition that is named so.
    ///
    /// # Errors
    /// There is none of that number; the store fails.
    pub(crate) fn find(&mut self, named: &Named) -> Result<Identity, RegisterError> {
        match named {
            Named::Id(id) => Ok(*id),
            Named::Number(number) => on!(self, register => register.find(number)),
        }
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// As [`Register::execute`].
    pub(crate) fn execute(&mut self, command: &Command, world: &World) -> Result<Receipt, RegisterError> {
        on!(self, register => register.execute(command, world))
    }

    /// Adopts a calendar or a rule.
    ///
    /// # Errors
    /// As [`Register::adopt`].
    pub(crate) fn adopt(&mut self, event: RulebookEvent, world: &World) -> Result<Head, RegisterError> {
        on!(self, register => register.adopt(Vec::from([event]), world))
    }
}

/// The world given, or that of the system with `actor` as who acts.
///
/// # Errors
/// The system has no clock or no randomness.
pub(crate) fn world_of(given: Option<World>, actor: &str) -> Result<World, Failure> {
    Ok(given.map_or_else(|| system_world(actor), Ok)?)
}

/// One authority's register of feedback and petitions.
///
/// `Register.create(path)` makes one in a new file, `Register.open(path)` opens it again, and
/// `Register.memory()` makes one to try things out. Each takes `actor`: the account that is
/// recorded with what is done, never a person's name. Use it in a `with` block, or `close()` it.
/// It may be used from many threads; one call works at a time.
///
/// A petition is named by its number, its id, or what the register gave for it. A moment is a
/// `date`, a `datetime` (naive: civil time of the register) or ISO text. In the examples of the
/// methods `register` is a register in memory, `p` the receipt of its first petition, and
/// `path_of_a_sheet` a small register sheet.
///
/// >>> import kiennghi as kn
/// >>> with kn.Register.memory(actor="van-thu") as register:
/// ...     p = register.receive(source="enterprise", delivered_by="Công ty A",
/// ...                          summary="Xin gia hạn thuê đất", received="2026-03-02")
/// ...     print(p.number, register.petition(p).deadline.due)
/// PAKN-2026-0001 2026-03-16
#[pyclass(frozen, module = "kiennghi", name = "Register")]
pub(crate) struct PyRegister {
    place: String,
    handle: Mutex<Option<Handle>>,
}

impl PyRegister {
    pub(crate) fn new(place: String, handle: Handle) -> PyRegister {
        // A URL may hold a password.
        PyRegister { place: shown_place(&place), handle: Mutex::new(Some(handle)) }
    }

    /// Where it is kept.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Works on the register, alone, while other threads of Python run.
    ///
    /// # Errors
    /// What the work failed with; it is closed; an earlier call met a fault.
    pub(crate) fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Handle) -> Result<T, Failure> + Send,
    ) -> PyResult<T> {
        guard::run(py, || {
            let broken = |_| Failure::Internal("an earlier call met a fault inside the library; open the register again".into());
            let mut handle = self.handle.lock().map_err(broken)?;
            work(handle.as_mut().ok_or(Failure::Closed)?)
        })
    }

    /// Closes it, whatever happened to it before.
    pub(crate) fn shut(&self, py: Python<'_>) {
        py.detach(|| {
            *self.handle.lock().unwrap_or_else(PoisonError::into_inner) = None;
            // What a fault may have left half done is gone.
            self.handle.clear_poison();
        });
    }

    /// Is it closed?
    pub(crate) fn is_shut(&self, py: Python<'_>) -> bool {
        py.detach(|| self.handle.lock().unwrap_or_else(PoisonError::into_inner).is_none())
    }
}
