//! Copies of a register file while it is in use.
//!
//! Promises: a backup is one state of the register, whoever writes meanwhile; it stands at its path
//! whole and verified, or not at all; what is there already is never written over. It holds nothing
//! that was erased before it was made. May not: thin out or delete old backups.

use std::{
    fs::{self, File},
    path::Path,
};

use kiennghi::{
    case::World,
    ledger::{Head, Verifier},
    register::{CopyKind, Register, RegisterError},
    store::{Reader, StoreError},
};

use crate::{LastingStore, SqliteStore, sqlite::failure};

fn io(place: &str, reason: impl ToString) -> StoreError {
    StoreError::Io { place: place.into(), reason: reason.to_string() }
}

/// Takes away what was half made.
struct Half<'a>(&'a str);

impl Drop for Half<'_> {
    fn drop(&mut self) {
        // It may have got its name, and then there is nothing here.
        let _ = fs::remove_file(self.0);
    }
}

impl SqliteStore {
    /// Writes a backup to `path`, and returns the head that it holds. Others may read and write
    /// meanwhile; what they commit after it began is not in it.
    ///
    /// # Errors
    /// Something is at `path` already; it cannot be written; what was written does not verify.
    pub fn backup_to(&self, path: &str) -> Result<Head, StoreError> {
        let taken = || io(path, "there is something already; choose another path, a backup is never written over");
        if fs::exists(path).map_err(|error| io(path, error))? {
            return Err(taken());
        }
        let part = format!("{path}.part");
        if fs::exists(&part).map_err(|error| io(&part, error))? {
            return Err(io(&part, "another backup is being made, or was given up; see, and remove it"));
        }
        let half = Half(&part);
        self.connection.execute("VACUUM INTO ?1", [&part]).map_err(|error| failure(&part, error))?;
        let head = verified(&SqliteStore::open_read_only(&part)?)?;
        File::open(&part).and_then(|file| file.sync_all()).map_err(|error| io(&part, error))?;
        // A link is not made over a file that came meanwhile, as a renamed file is.
        fs::hard_link(&part, path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(),
            _ => io(path, error),
        })?;
        drop(half);
        let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Not every system lets a folder be synced; the file itself is on the disk.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(head)
    }
}

/// The head of a copy, every entry of which was read and fits.
fn verified(copy: &SqliteStore) -> Result<Head, StoreError> {
    let mut verifier = Verifier::default();
    loop {
        let entries = copy.entries(verifier.head().sequence, 4096)?;
        if entries.is_empty() {
            return Ok(verifier.head());
        }
        for entry in &entries {
            let corrupt = |error: kiennghi::ledger::Break| StoreError::Corrupt {
                place: copy.place.clone(),
                reason: format!("{error}, in the backup as in the register"),
            };
            verifier.push(entry).map_err(corrupt)?;
        }
    }
}

/// Writes a backup of the register to `path` while it is in use, and records it in the ledger, so
/// that an erasure can tell where else texts lie. Returns the head that the backup holds.
///
/// # Errors
/// Something is at `path` already; it cannot be written; what was written does not verify; it is
/// made, but the register cannot record it.
pub fn backup_to(register: &mut Register<impl LastingStore>, path: &str, world: &World) -> Result<Head, RegisterError> {
    register.store().ready_to_write()?;
    let head = register.store().backup_to(path)?;
    register.record_copy(CopyKind::Backup, path, &head, world)?;
    Ok(head)
}
