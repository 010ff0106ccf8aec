//! The Python module `kiennghi._core`: classes of Python over the register.
//!
//! Promises: thin. What arrives is turned into the words of the library, what comes back into
//! those of Python, and nothing about petitions is decided here. Every failure is an exception
//! under `KiennghiError` with a stable code; a panic never crosses; other threads of Python run
//! while a register works. People import `kiennghi`, which gives these classes their names.

mod acts;
mod arrow;
mod calendar;
mod civil;
mod clock;
mod copies;
mod counted;
mod deadline;
mod due_feed;
mod ending;
mod error;
mod event_log;
mod flat;
mod form;
mod given;
mod guard;
mod handle;
mod history;
mod intake;
mod letter;
mod links;
mod listed;
mod lists;
mod lunar;
mod open;
mod open311;
mod outlook;
mod overview;
mod petition;
mod plan;
mod pool;
mod published;
mod question;
mod quick;
mod register;
mod report;
mod sheets;
mod shown;
mod table;
mod trend;
mod units;
mod values;
mod verify;
mod words;
mod workbooks;
mod worklist;

use pyo3::prelude::*;

/// The compiled part of `kiennghi`; import `kiennghi` instead.
#[pymodule(gil_used = false, name = "_core")]
mod core_module {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        arrow::PyColumn,
        calendar::{PyHolidayFeed, PyWorkCalendar},
        deadline::PyDeadline,
        flat::{PyColumns, statistics},
        form::PyFilledForm,
        guard::fault_for_tests,
        handle::PyRegister,
        listed::{PyCaseItem, PyPage},
        lunar::{PyLunarDate, from_solar, to_solar},
        petition::PyPetition,
        plan::PyMove,
        published::PyPublished,
        report::{PyDuplicate, PyImportReport, PyProblem, PySkipped},
        sheets::suggest_mapping,
        table::PyTable,
        trend::PyTrend,
        values::{PyHead, PyReceipt, PyWorld},
        words::labels,
        worklist::PyWorkItem,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::guard::watch();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
