//! Failures, and the exceptions that Python sees of them.
//!
//! Promises: one class per kind of failure and one stable code per failure, the same as in every
//! other language; the message is that of the library and holds no personal data.

use kiennghi::{
    calendar::{CalendarError, lunar::LunarError},
    case::DeadlineFailure,
    lang::Lang,
    law::{DeadlineError, LawError},
    register::RegisterError,
    store::{QueryError, StoreError},
};
use kiennghi_exchange::ExchangeError;
use pyo3::{prelude::*, types::PyDict};

/// Why a call has no result.
pub(crate) enum Failure {
    /// The register said no.
    Register(RegisterError),
    /// A file could not be taken.
    Exchange(ExchangeError),
    /// A calendar has no answer, or is no calendar.
    Calendar(CalendarError),
    /// There is no such lunar date.
    Lunar(LunarError),
    /// What was given cannot be read, before anything was asked of the register.
    Argument(String),
    /// The register was closed.
    Closed,
    /// A fault of the library.
    Internal(String),
}

macro_rules! from {
    ($($source:ty => $make:expr,)+) => {
        $(impl From<$source> for Failure {
            fn from(error: $source) -> Failure {
                $make(error)
            }
        })+
    };
}

from! {
    RegisterError => Failure::Register,
    CalendarError => Failure::Calendar,
    LunarError => Failure::Lunar,
    LawError => |error| Failure::Register(RegisterError::Law(error)),
    StoreError => |error| Failure::Register(RegisterError::Store(error)),
    QueryError => |error| Failure::Register(RegisterError::Query(error)),
    DeadlineFailure => |error| Failure::Register(RegisterError::Deadline(error)),
    ExchangeError => |error| match error {
        // What the register said keeps its own class.
        ExchangeError::Register(error) => Failure::Register(error),
        ExchangeError::Calendar(error) => Failure::Calendar(error),
        error => Failure::Exchange(error),
    },
}

/// The class of exceptions for what a register says.
fn class_of(error: &RegisterError) -> &'static str {
    match error {
        RegisterError::Refused(_) | RegisterError::NoSuchPetition(_) => "RefusedError",
        RegisterError::Law(_) | RegisterError::Deadline(DeadlineFailure::Law(_)) => "LawError",
        RegisterError::Deadline(DeadlineFailure::Deadline(DeadlineError::Calendar(_))) => "CalendarError",
        RegisterError::Deadline(_) => "LawError",
        RegisterError::Statistics(_) | RegisterError::Form(_) => "StatisticsError",
        RegisterError::Query(_) | RegisterError::Erasure(_) => "ArgumentError",
        // What is left is about what is stored: it cannot be reached, read, or is not there.
        _ => "StoreError",
    }
}

impl Failure {
    /// The class, the code, and the message.
    fn parts(&self) -> (&'static str, &'static str, String) {
        match self {
            Failure::Register(error) => (class_of(error), error.code(), error.to_string()),
            Failure::Exchange(error) => ("ExchangeError", error.code(), error.to_string()),
            Failure::Calendar(error) => ("CalendarError", "calendar", error.to_string()),
            Failure::Lunar(error) => ("CalendarError", "no_such_lunar_date", error.to_string()),
            Failure::Argument(message) => ("ArgumentError", "argument", message.clone()),
            Failure::Closed => {
                ("ClosedError", "closed", "this register is closed; open it again with Register.open(path)".into())
            }
            Failure::Internal(message) => ("InternalError", "internal", message.clone()),
        }
    }

    /// The message in Vietnamese, where the library has one.
    fn vietnamese(&self) -> Option<String> {
        match self {
            Failure::Register(RegisterError::Refused(refusal)) => Some(refusal.to_text(Lang::Vi)),
            _ => None,
        }
    }

    fn exception<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (class, code, message) = self.parts();
        let named = PyDict::new(py);
        named.set_item("code", code)?;
        named.set_item("vi", self.vietnamese())?;
        py.import("kiennghi._errors")?.getattr(class)?.call((message,), Some(&named))
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> PyErr {
        Python::attach(|py| failure.exception(py).map_or_else(|error| error, PyErr::from_value))
    }
}

/// An argument that cannot be read, as the error to return.
pub(crate) fn argument(message: impl Into<String>) -> PyErr {
    Failure::Argument(message.into()).into()
}

/// What serde says about JSON, without the values that it quotes: they may be names.
pub(crate) fn without_values(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let cut = ["invalid type: ", "invalid value: "].into_iter().find(|kind| message.starts_with(kind));
    match (cut, message.rfind(", expected ")) {
        (Some(kind), Some(expected)) => {
            let rest = message.get(expected..).unwrap_or_default();
            format!("{}{rest}", kind.trim_end_matches(": "))
        }
        // A custom message begins with the value or the key it is about; it has neither of the two.
        _ => message,
    }
}
