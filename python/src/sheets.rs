//! A sheet that is read for an import, and who watches it.
//!
//! Promises: reading needs no register, so that others can work on it meanwhile; an exception of the
//! callback, or Ctrl-C, stops an import and is raised as it is.

use std::{ops::ControlFlow, path::PathBuf};

use kiennghi_exchange::{
    Encoding, ExchangeError, ImportMode, Mapping, Progress, Reading, Sheet, read_sheet_file_as, suggest_mapping as suggested,
};
use pyo3::prelude::*;

use crate::{error::argument, guard, open::text_of};

/// A sheet with the mapping that reads it.
pub(crate) struct Sheeted {
    pub(crate) sheet: Sheet,
    pub(crate) mapping: Mapping,
}

impl Sheeted {
    pub(crate) fn read(
        py: Python<'_>,
        path: PathBuf,
        mapping: Option<PathBuf>,
        encoding: Option<&str>,
        sheet: Option<String>,
    ) -> PyResult<Sheeted> {
        let (path, mapping) = (text_of(path)?, mapping.map(text_of).transpose()?);
        let encoding: Option<Encoding> = encoding.map(str::parse).transpose().map_err(argument)?;
        guard::run(py, || {
            let mapping = match mapping {
                None => Mapping::vietnam()?,
                Some(file) => {
                    let text = std::fs::read_to_string(&file)
                        .map_err(|error| ExchangeError::Unreadable { file: file.clone(), reason: error.to_string() })?;
                    Mapping::from_toml(&text, &file)?
                }
            };
            let reading = Reading { encoding, sheet: sheet.as_deref(), mapping: Some(&mapping) };
            Ok(Sheeted { sheet: read_sheet_file_as(&path, &reading)?, mapping })
        })
    }
}

/// Proposes a mapping for a sheet with headings of its own, as TOML: which column means what, and why.
/// Read it, mend it, save it, and give its path to `Register.import_file`.
///
/// Nothing of the rows stands in it but how many look like what, and words of columns that hold one of
/// a few.
///
/// Raises `ExchangeError` if the file cannot be read or has no row of headings.
///
/// >>> import kiennghi as kn, pathlib, tempfile
/// >>> file = pathlib.Path(tempfile.mkdtemp()) / "don.csv"
/// >>> _ = file.write_text("Mã,Ngày nhận đơn,Nội dung\n1,02/03/2026,Xin gia hạn\n", encoding="utf-8")
/// >>> [line for line in kn.suggest_mapping(file).splitlines() if line.startswith("received")]
/// ['received = ["Ngày nhận đơn"]']
#[pyfunction]
#[pyo3(signature = (path, *, encoding = None, sheet = None))]
pub(crate) fn suggest_mapping(py: Python<'_>, path: PathBuf, encoding: Option<&str>, sheet: Option<String>) -> PyResult<String> {
    let path = text_of(path)?;
    let encoding: Option<Encoding> = encoding.map(str::parse).transpose().map_err(argument)?;
    guard::run(py, || {
        let reading = Reading { encoding, sheet: sheet.as_deref(), mapping: None };
        Ok(suggested(&read_sheet_file_as(&path, &reading)?)?.to_toml().to_owned())
    })
}

/// What is written of a sheet, by its code.
pub(crate) fn mode(code: &str) -> PyResult<ImportMode> {
    let modes = [ImportMode::RowByRow, ImportMode::AllOrNothing, ImportMode::DryRun];
    modes
        .into_iter()
        .find(|mode| mode.code() == code)
        .ok_or_else(|| argument(format!("`mode`: `{code}` is none of {}", modes.map(ImportMode::code).join(", "))))
}

/// Tells Python how far an import is, and keeps what that raises.
pub(crate) struct Watch {
    progress: Option<Py<PyAny>>,
    pub(crate) raised: Option<PyErr>,
}

impl Watch {
    pub(crate) fn new(progress: Option<Py<PyAny>>) -> Watch {
        Watch { progress, raised: None }
    }

    pub(crate) fn told(&mut self, at: Progress) -> ControlFlow<()> {
        let told = Python::attach(|py| {
            py.check_signals()?;
            match &self.progress {
                Some(progress) => progress.call1(py, (at.done, at.rows)).map(|_| ()),
                None => Ok(()),
            }
        });
        match told {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.raised = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
