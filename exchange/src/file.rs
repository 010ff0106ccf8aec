//! Files of the disk, read and written whole.
//!
//! Promises: what is too large is not read; a file that is written is there whole or not at all, and
//! what was there before stays until then. It asks for a name that ends as it must, so that no register is
//! written over by mistake.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::{ExchangeError, limits::Limit};

/// What a file is called without its folder.
pub(crate) fn name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy().into_owned())
}

/// Reads a file of up to `most` bytes.
pub(crate) fn read(path: &str, most: usize, limit: Limit) -> Result<Vec<u8>, ExchangeError> {
    let unreadable = |error: io::Error| ExchangeError::Unreadable {
        file: path.into(),
        reason: match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".into(),
            io::ErrorKind::PermissionDenied => "it may not be read".into(),
            _ => error.to_string(),
        },
    };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if usize::try_from(size).unwrap_or(usize::MAX) > most {
        return Err(ExchangeError::TooMuch { file: path.into(), limit, row: None });
    }
    fs::read(path).map_err(unreadable)
}

/// What a file is written to.
pub type FileOut<'a> = &'a mut (dyn Write + Send);

/// Writes a text to a file whose name ends in one of `endings`.
pub(crate) fn write(path: &str, text: &str, endings: &[&str]) -> Result<(), ExchangeError> {
    whole_file(path, endings, &format!("it needs a name that ends in .{}", endings.join(" or .")), |out| {
        out.write_all(text.as_bytes()).map_err(|error| ExchangeError::Unwritten { file: path.into(), reason: error.to_string() })
    })
}

/// Writes a file whose name ends in one of `endings`, whole or not at all.
pub(crate) fn whole_file<T>(
    path: &str,
    endings: &[&str],
    needed: &str,
    write: impl FnOnce(FileOut<'_>) -> Result<T, ExchangeError>,
) -> Result<T, ExchangeError> {
    let unwritten = |reason: String| ExchangeError::Unwritten { file: path.into(), reason };
    let ending = Path::new(path).extension().map(|ending| ending.to_ascii_lowercase());
    if !endings.iter().any(|known| ending.as_deref() == Some((*known).as_ref())) {
        return Err(unwritten(needed.into()));
    }
    let part = format!("{path}.part");
    let written = || {
        let failed = |error: io::Error| unwritten(error.to_string());
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
