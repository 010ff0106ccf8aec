//! What a register answers instead of a result.
//!
//! Promises: every error has a code that is the same in every language, and no personal data.

use alloc::string::String;

use super::{ErasureRefused, LedgerLineError, ProjectionMismatch};
use crate::{
    case::DeadlineFailure,
    law::LawError,
    ledger::{Break, HeadMismatch},
    petition::{ReadError, Refusal},
    statistics::{FormError, StatisticsError},
    store::{QueryError, StoreError},
};

/// What a register answers instead of a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The command is not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A calendar or rule was refused, or is missing.
    #[error(transparent)]
    Law(#[from] LawError),
    /// A due date cannot be computed.
    #[error(transparent)]
    Deadline(#[from] DeadlineFailure),
    /// A table cannot be made.
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
    /// A form cannot be read or filled.
    #[error(transparent)]
    Form(#[from] FormError),
    /// A list cannot be asked for so.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The ledger is not what it was.
    #[error(transparent)]
    Changed(#[from] Break),
    /// The ledger does not lead through a head that was kept elsewhere.
    #[error(transparent)]
    Head(#[from] HeadMismatch),
    /// A projection is not the one that the ledger gives.
    #[error(transparent)]
    Projection(#[from] ProjectionMismatch),
    /// An erasure cannot be made so.
    #[error(transparent)]
    Erasure(#[from] ErasureRefused),
    /// Texts are erased, and bytes of them may be left in the files.
    #[error("the texts are erased (entry {entry}), but bytes of them may be left in the files: {error}; purge again")]
    NotPurged {
        /// The entry of the erasure.
        entry: u64,
        /// Why the files could not be purged.
        error: StoreError,
    },
    /// A line of a ledger export cannot be taken.
    #[error(transparent)]
    Line(#[from] LedgerLineError),
    /// There is no such petition.
    #[error("there is no petition {0}")]
    NoSuchPetition(String),
    /// A register is there already.
    #[error("there is a register already, with {entries} entries; open it instead")]
    AlreadyCreated {
        /// How many entries it has.
        entries: u64,
    },
    /// The ledger is empty: no register was created in it.
    #[error("there is no register yet; create it first")]
    NotCreated,
    /// A stored event that a newer library wrote.
    #[error("entry {sequence} cannot be read: {error}")]
    Newer {
        /// The entry.
        sequence: u64,
        /// Which event, in which schema.
        error: ReadError,
    },
    /// A stored event that this library cannot read.
    #[error("entry {sequence} cannot be read: {reason}; a newer version of the library may have written it")]
    Unreadable {
        /// The entry.
        sequence: u64,
        /// Why.
        reason: String,
    },
}

impl RegisterError {
    /// Why the event of an entry cannot be read.
    pub fn unread(sequence: u64, error: ReadError) -> RegisterError {
        match error {
            error @ ReadError::Newer { .. } => RegisterError::Newer { sequence, error },
            ReadError::NoEvent { reason } => RegisterError::Unreadable { sequence, reason },
        }
    }

    /// A stable code, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            RegisterError::Refused(refusal) => refusal.code(),
            RegisterError::Store(StoreError::Io { .. }) => "store_io",
            RegisterError::Store(StoreError::Busy { .. }) => "store_busy",
            RegisterError::Store(StoreError::Corrupt { .. }) => "store_corrupt",
            RegisterError::Store(StoreError::NotARegister { .. }) => "not_a_register",
            RegisterError::Store(StoreError::ReadOnly { .. }) => "store_read_only",
            RegisterError::Store(StoreError::OpenedToRead { .. }) => "opened_to_read",
            RegisterError::Law(_) => "law",
            RegisterError::Deadline(_) => "deadline",
            RegisterError::Statistics(_) => "statistics",
            RegisterError::Form(error) => error.code(),
            RegisterError::Query(_) => "query",
            RegisterError::Changed(_) => "ledger_changed",
            RegisterError::Head(HeadMismatch::Cut { .. }) => "ledger_cut",
            RegisterError::Head(HeadMismatch::Rewritten { .. }) => "ledger_rewritten",
            RegisterError::Projection(_) => "projection_changed",
            RegisterError::Erasure(_) => "erasure",
            RegisterError::NotPurged { .. } => "not_purged",
            RegisterError::Line(_) => "ledger_line",
            RegisterError::NoSuchPetition(_) => "no_such_petition",
            RegisterError::AlreadyCreated { .. } => "already_created",
            RegisterError::NotCreated => "not_created",
            RegisterError::Newer { .. } => "newer_library",
            RegisterError::Unreadable { .. } => "unreadable",
        }
    }
}
