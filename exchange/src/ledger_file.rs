//! The ledger as a file of JSON Lines.
//!
//! Promises: a file that is there is never written over; one that could not be written whole is
//! taken away, and would be refused when it is read, since its first line says where it ends. What a
//! line is, is told in the core.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
};

use kiennghi::{
    case::World,
    ledger::Head,
    register::{CopyKind, Register, RegisterError},
    store::{Store, StoreError},
};

use crate::ExchangeError;

fn failed(place: &str, error: &std::io::Error) -> StoreError {
    StoreError::Io { place: place.into(), reason: error.to_string() }
}

/// Writes the whole ledger, with the texts that the vault still has, to a new file, and records in
/// the register that there is such a copy. Returns the head that it leads to.
///
/// # Errors
/// There is a file already; it cannot be written; an entry cannot be read; the store fails.
pub fn export_ledger_file(register: &mut Register<impl Store>, path: &str, world: &World) -> Result<Head, ExchangeError> {
    let file = File::options().write(true).create_new(true).open(path);
    let file = file.map_err(|error| RegisterError::from(failed(path, &error)))?;
    let write = || -> Result<Head, RegisterError> {
        let mut out = BufWriter::new(&file);
        let head = register.export_ledger(&mut |line| writeln!(out, "{line}").map_err(|error| failed(path, &error)))?;
        out.flush().and_then(|()| file.sync_all()).map_err(|error| failed(path, &error))?;
        Ok(head)
    };
    let head = write().inspect_err(|_| {
        // It was made here; if it cannot be taken away, it is refused when it is read.
        let _ = fs::remove_file(path);
    })?;
    register.record_copy(CopyKind::Export, path, &head, world)?;
    Ok(head)
}

/// Makes a register in an empty store from such a file: the same entries, texts and head, or nothing.
///
/// # Errors
/// The file cannot be read; a line of it does not fit; there is a register in the store already.
pub fn import_ledger_file<S: Store>(store: S, path: &str) -> Result<Register<S>, ExchangeError> {
    let file = File::open(path).map_err(|error| RegisterError::from(failed(path, &error)))?;
    let lines = BufReader::new(file).lines().map(|line| line.map_err(|error| failed(path, &error)));
    Ok(Register::import_ledger(store, lines)?)
}
