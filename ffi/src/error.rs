//! The one error that crosses.
//!
//! Promises: the kind says where it comes from, the code is the same in every language and is what
//! a program decides by; the reason is for people, in English, and holds no personal data. A panic
//! becomes [`KiennghiError::Internal`]: what was being done left no trace in the register.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kiennghi::{
    calendar::{CalendarError, lunar::LunarError},
    case::DeadlineFailure,
    law::{DeadlineError, LawError},
    register::RegisterError,
    store::{QueryError, StoreError},
};
use kiennghi_exchange::ExchangeError;

/// Why a call has no result. `code` is stable and the same in every language; `reason` is for
/// people, in English, and holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KiennghiError {
    /// The register refused the command: a rule forbids it. Codes such as `not_possible`,
    /// `in_future`, `extension_not_allowed`; the reason names what would be allowed.
    #[error("{code}: {reason}")]
    Refused {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// The file or the ledger in it: `store_io`, `store_busy`, `store_corrupt`, `not_a_register`,
    /// `store_read_only`, `opened_to_read`, `already_created`, `not_created`, `ledger_changed`, `ledger_cut`,
    /// `ledger_rewritten`, `projection_changed`, `ledger_line`, `not_purged`, `newer_library`, `unreadable`.
    #[error("{code}: {reason}")]
    Store {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// A deadline rule was refused, is missing or is not in force: `law`, `deadline`.
    #[error("{code}: {reason}")]
    Law {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// A calendar was refused or has no answer, such as for a date outside its years: `calendar`,
    /// `deadline`.
    #[error("{code}: {reason}")]
    Calendar {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// A file was not taken: `file_unreadable`, `file_too_large`, `mapping`; or not written:
    /// `file_unwritten`. Nothing was changed then. Or an import was stopped by who watched it:
    /// `import_stopped`; the reason says how many rows are in the register.
    #[error("{code}: {reason}")]
    Exchange {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// A table or form cannot be made: `statistics`, `form`, `form_table`, `form_identity`.
    #[error("{code}: {reason}")]
    Statistics {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// What was given cannot be meant: `argument`, `no_such_petition`, `query`.
    #[error("{code}: {reason}")]
    Argument {
        /// The stable code.
        code: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// A fault of the library: `internal`.
    #[error("{code}: {reason}")]
    Internal {
        /// The stable code.
        code: String,
        /// What to do.
        reason: String,
    },
}

impl KiennghiError {
    pub(crate) fn argument(reason: impl Into<String>) -> KiennghiError {
        KiennghiError::Argument { code: "argument".into(), reason: reason.into() }
    }

    pub(crate) fn calendar(reason: impl Into<String>) -> KiennghiError {
        KiennghiError::Calendar { code: "calendar".into(), reason: reason.into() }
    }

    pub(crate) fn internal(reason: impl Into<String>) -> KiennghiError {
        KiennghiError::Internal { code: "internal".into(), reason: reason.into() }
    }
}

impl From<RegisterError> for KiennghiError {
    fn from(error: RegisterError) -> Self {
        let (code, reason) = (error.code().to_owned(), error.to_string());
        match error {
            RegisterError::Refused(_) => KiennghiError::Refused { code, reason },
            RegisterError::Store(_)
            | RegisterError::Changed(_)
            | RegisterError::Head(_)
            | RegisterError::Projection(_)
            | RegisterError::NotPurged { .. }
            | RegisterError::Line(_)
            | RegisterError::AlreadyCreated { .. }
            | RegisterError::NotCreated
            | RegisterError::Newer { .. }
            | RegisterError::Unreadable { .. } => KiennghiError::Store { code, reason },
            RegisterError::Deadline(DeadlineFailure::Deadline(DeadlineError::Calendar(_))) => {
                KiennghiError::Calendar { code, reason }
            }
            RegisterError::Law(_) | RegisterError::Deadline(_) => KiennghiError::Law { code, reason },
            RegisterError::Statistics(_) | RegisterError::Form(_) => KiennghiError::Statistics { code, reason },
            RegisterError::NoSuchPetition(_) | RegisterError::Query(_) | RegisterError::Erasure(_) => {
                KiennghiError::Argument { code, reason }
            }
            // The code still says what it is; the kind follows with the next version.
            _ => KiennghiError::Internal { code, reason },
        }
    }
}

impl From<StoreError> for KiennghiError {
    fn from(error: StoreError) -> Self {
        RegisterError::from(error).into()
    }
}

impl From<QueryError> for KiennghiError {
    fn from(error: QueryError) -> Self {
        RegisterError::from(error).into()
    }
}

impl From<LawError> for KiennghiError {
    fn from(error: LawError) -> Self {
        RegisterError::from(error).into()
    }
}

impl From<CalendarError> for KiennghiError {
    fn from(error: CalendarError) -> Self {
        KiennghiError::calendar(error.to_string())
    }
}

impl From<LunarError> for KiennghiError {
    fn from(error: LunarError) -> Self {
        KiennghiError::calendar(error.to_string())
    }
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KiennghiError {
    /// What an application threw when it was called. Its text may hold personal data: it is not told.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        KiennghiError::internal("the application failed when it was called")
    }
}

impl From<ExchangeError> for KiennghiError {
    fn from(error: ExchangeError) -> Self {
        let (code, reason) = (error.code().to_owned(), error.to_string());
        match error {
            ExchangeError::Register(error) => error.into(),
            _ => KiennghiError::Exchange { code, reason },
        }
    }
}

/// Runs `call`; a panic in it becomes [`KiennghiError::Internal`]. Every function that crosses runs
/// in one.
pub(crate) fn guard<T>(call: impl FnOnce() -> Result<T, KiennghiError>) -> Result<T, KiennghiError> {
    // A register whose lock was held is poisoned by the panic and refuses what comes after.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(KiennghiError::internal("a fault of the library; what was being done left no trace, open the register again"))
    })
}
