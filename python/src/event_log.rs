//! The ledger as an event log for process mining.

use std::path::PathBuf;

use kiennghi_exchange::event_log_file;
use pyo3::prelude::*;

use crate::{
    given,
    handle::{PyRegister, on},
    open::text_of,
};

#[pymethods]
impl PyRegister {
    /// Writes each act of each petition as an event, for process mining: XES to a path that ends in `.xes`,
    /// OCEL 2.0 to one that ends in `.json` or `.jsonocel`. Gives how many petitions and events.
    ///
    /// Events have the time at which they happened and the one at which they were recorded, the unit, and
    /// the role of who recorded them (`officer`, `clerk`, `import`); no names, no accounts, no texts.
    /// `pm4py.read_xes(path)` and `pm4py.read_ocel2_json(path)` read them.
    ///
    /// Raises `ExchangeError` if the file cannot be written.
    ///
    /// >>> import pathlib, tempfile
    /// >>> register.event_log(pathlib.Path(tempfile.mkdtemp(), "so.xes"))
    /// (1, 1)
    #[pyo3(signature = (path, *, lang = "vi"))]
    fn event_log(&self, py: Python<'_>, path: PathBuf, lang: &str) -> PyResult<(usize, usize)> {
        let (path, lang) = (text_of(path)?, given::code(lang, "lang")?);
        self.with(py, |handle| {
            let log = on!(handle, register => event_log_file(register, &path, lang)?);
            Ok((log.cases.len(), log.cases.iter().map(|case| case.events.len()).sum()))
        })
    }
}
