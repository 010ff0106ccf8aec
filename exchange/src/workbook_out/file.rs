//! A workbook as a file.
//!
//! Promises: whole, or not at all; what was there before stays as it was if anything fails. It asks for a
//! name that ends as it must, so that no register is written over by mistake.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use crate::ExchangeError;

/// What [`xlsx_file`] gives to write to.
pub type WorkbookOut<'a> = &'a mut (dyn Write + Send);

/// Writes a workbook to a file, in place of one that is there.
///
/// ```no_run
/// # use kiennghi::{lang::Lang, statistics::FilledForm};
/// # use kiennghi_exchange::{ExchangeError, Letterhead, form_xlsx, xlsx_file};
/// # fn send(filled: &FilledForm) -> Result<(), ExchangeError> {
/// let changed = xlsx_file("bieu-mau.xlsx", |out| form_xlsx(filled, &Letterhead::default(), Lang::Vi, out))?;
/// assert_eq!(changed.cut, 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The name does not end in `.xlsx`; the file cannot be written; what `write` says.
pub fn xlsx_file<T>(path: &str, write: impl FnOnce(WorkbookOut<'_>) -> Result<T, ExchangeError>) -> Result<T, ExchangeError> {
    whole_file(path, &["xlsx"], "a workbook needs a name that ends in .xlsx", write)
}

/// Writes a file whose name ends in one of `endings`, whole or not at all.
pub(crate) fn whole_file<T>(
    path: &str,
    endings: &[&str],
    needed: &str,
    write: impl FnOnce(WorkbookOut<'_>) -> Result<T, ExchangeError>,
) -> Result<T, ExchangeError> {
    let unwritten = |reason: String| ExchangeError::Unwritten { file: path.into(), reason };
    let ending = Path::new(path).extension().map(|ending| ending.to_ascii_lowercase());
    if !endings.iter().any(|known| ending.as_deref() == Some((*known).as_ref())) {
        return Err(unwritten(needed.into()));
    }
    let part = format!("{path}.part");
    let written = || {
        let failed = |error: std::io::Error| unwritten(error.to_string());
        let mut out = BufWriter::new(File::create(&part).map_err(failed)?);
        let answer = write(&mut out).map_err(|error| match error {
            // A writer knows no name of its own.
            ExchangeError::Unwritten { reason, .. } => unwritten(reason),
            error => error,
        })?;
        out.flush().and_then(|()| fs::rename(&part, path)).map_err(failed)?;
        Ok(answer)
    };
    written().inspect_err(|_| {
        // What was begun is of no use to anybody; if it cannot be taken away, it does no harm.
        let _ = fs::remove_file(&part);
    })
}
