//! Files of the disk, read and written whole.
//!
//! Promises: what is too large is not read; a file that is written is there whole or not at all, and
//! what was there before stays until then.

use std::{fs, io, path::Path};

use crate::{ExchangeError, limits::Limit};

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

/// Writes a file whose name ends in one of `endings`, so that no register is written over by mistake.
pub(crate) fn write(path: &str, text: &str, endings: &[&str]) -> Result<(), ExchangeError> {
    let unwritten = |reason: String| ExchangeError::Unwritten { file: path.into(), reason };
    let ending = Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if !ending.is_some_and(|ending| endings.contains(&ending.as_str())) {
        return Err(unwritten(format!("it needs a name that ends in .{}", endings.join(" or ."))));
    }
    let part = format!("{path}.part");
    fs::write(&part, text).and_then(|()| fs::rename(&part, path)).map_err(|error| {
        // What was begun is of no use to anybody; if it cannot be taken away, it does no harm.
        let _ = fs::remove_file(&part);
        unwritten(error.to_string())
    })
}
