//! The rulebook of a state of the ledger.
//!
//! Promises: what is answered or decided goes by the calendars, rules and units that the ledger holds
//! in the state that is read, whoever adopted them and through which handle. Whether there are new ones
//! costs one look-up; what was read before is not read again.

use alloc::{boxed::Box, sync::Arc};
use core::cell::RefCell;

use super::{Register, RegisterError, replay::read};
use crate::{
    law::Rulebook,
    ledger::{Identity, StreamId},
    store::{Expected, HeldState, Reader, Store},
};

/// The stream of the rulebook: there is one.
pub(super) fn rulebook_stream() -> StreamId {
    StreamId { kind: Rulebook::STREAM, id: Identity::from_bytes([0; 16]) }
}

/// The rulebook as it was read last.
#[derive(Clone, Debug, Default)]
struct Read {
    rulebook: Arc<Rulebook>,
    /// How many entries of its stream are in it.
    version: u32,
}

/// The rulebook, kept between questions.
#[derive(Debug, Default)]
pub(super) struct Book(RefCell<Read>);

impl Book {
    /// The rulebook in the state that `reader` reads, and how many entries it rests on.
    ///
    /// # Errors
    /// A stored text cannot be read; the store fails.
    pub(super) fn of(&self, reader: &(impl Reader + ?Sized)) -> Result<(Arc<Rulebook>, u32), RegisterError> {
        let version = reader.stream_version(&rulebook_stream())?;
        let last = self.0.borrow().clone();
        if last.version == version {
            return Ok((last.rulebook, version));
        }
        // A state that has less than was read before is another ledger.
        let (mut rulebook, known) =
            if last.version < version { (Rulebook::clone(&last.rulebook), last.version) } else { Default::default() };
        for entry in reader.stream(&rulebook_stream())?.iter().filter(|entry| entry.draft.version > known) {
            rulebook.apply(read(entry)?)?;
        }
        self.keep(rulebook, version);
        Ok((Arc::clone(&self.0.borrow().rulebook), version))
    }

    /// The rulebook as it was read last, which may be of before.
    pub(super) fn last(&self) -> Arc<Rulebook> {
        Arc::clone(&self.0.borrow().rulebook)
    }

    /// Keeps what was written and committed through this handle, which need not be read.
    pub(super) fn keep(&self, rulebook: Rulebook, version: u32) {
        self.0.replace(Read { rulebook: Arc::new(rulebook), version });
    }
}

/// One state of a register: what is read while this lives is of it, and goes by its rulebook.
pub(super) struct State<'a> {
    pub(super) rulebook: Arc<Rulebook>,
    #[expect(dead_code, reason = "the state is held until this is dropped")]
    held: Box<dyn HeldState + 'a>,
}

impl<S: Store> Register<S> {
    /// Holds the state that the register has now.
    ///
    /// # Errors
    /// A stored text of the rulebook cannot be read; the store fails.
    pub(super) fn state(&self) -> Result<State<'_>, RegisterError> {
        self.state_expecting(Expected::default())
    }

    /// The same, and says what will be read of it besides the rulebook.
    ///
    /// # Errors
    /// As [`Register::state`].
    pub(super) fn state_expecting(&self, expected: Expected) -> Result<State<'_>, RegisterError> {
        let held = self.store.hold_expecting(&Expected { version_of: Some(rulebook_stream()), ..expected })?;
        let (rulebook, _) = self.book.of(&self.store)?;
        Ok(State { rulebook, held })
    }

    /// Holds the state that the register has now: until what is answered is dropped, all questions are
    /// answered of that state, whoever writes meanwhile. Each question does it by itself; this is for
    /// several that must fit each other, such as the pages of one list.
    ///
    /// # Errors
    /// The store fails.
    pub fn hold(&self) -> Result<Box<dyn HeldState + '_>, RegisterError> {
        // Every question asks for the rulebook first.
        Ok(self.store.hold_expecting(&Expected { version_of: Some(rulebook_stream()), ..Expected::default() })?)
    }

    /// The calendars, rules and units that the register has adopted by now, through whichever handle.
    ///
    /// # Errors
    /// A stored text cannot be read; the store fails.
    pub fn rulebook(&self) -> Result<Arc<Rulebook>, RegisterError> {
        Ok(self.state()?.rulebook)
    }
}
