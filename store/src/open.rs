//! Opening a register file: for writing, or for reading alone.
//!
//! Promises: WAL with `synchronous=FULL`; what is no register, or one of a newer version, is refused
//! and left as it is. Where nothing can be written a file is read without the memory that readers and
//! writers share, if no log lies beside it.

use std::{
    cell::Cell,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use kiennghi::store::{Projections, StoreError};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, config::DbConfig};

use crate::{
    schema,
    sqlite::{Access, CACHE_KIB, SqliteStore, failure, set_cache},
};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long it is until the next try where SQLite does not wait by itself.
const PAUSE: Duration = Duration::from_millis(2);
/// Statements kept prepared: all that there are, with the lists that are asked for most.
const STATEMENTS: usize = 128;
impl SqliteStore {
    /// Opens a register file.
    ///
    /// # Errors
    /// There is no file; it is no register, damaged, locked, or of a newer version.
    pub fn open(path: &str) -> Result<SqliteStore, StoreError> {
        if !Path::new(path).exists() {
            return Err(StoreError::Io { place: path.into(), reason: "there is no such file; create the register first".into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        SqliteStore::with_flags(path, flags)
    }

    /// Opens a register file, or makes an empty one.
    ///
    /// # Errors
    /// It cannot be made; what is there is no register, damaged, locked, or of a newer version.
    pub fn create(path: &str) -> Result<SqliteStore, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_CREATE;
        SqliteStore::with_flags(path, flags)
    }

    /// Opens a register file for reading alone: nothing is ever written to it, not even by SQLite.
    /// Works on a file that cannot be written, in a folder that cannot be written: it is then taken to
    /// be one that nobody writes, such as a backup. Who opens there the file of a register that others
    /// begin to write meanwhile may read pages of two states.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; its lists are of an older version; others left a log of what they
    /// wrote beside it, which cannot be read where nothing can be written.
    pub fn open_read_only(path: &str) -> Result<SqliteStore, StoreError> {
        if !Path::new(path).exists() {
            return Err(StoreError::Io { place: path.into(), reason: "there is no such file; create the register first".into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match SqliteStore::with_flags(path, flags) {
            // SQLite cannot make the memory that those who read and write share.
            Err(StoreError::Io { reason, .. }) => match log_of(path) {
                Log::Empty => SqliteStore::with_flags(&immutable(path), flags | OpenFlags::SQLITE_OPEN_URI)
                    .map(|store| SqliteStore { place: path.into(), ..store }),
                Log::Filled => Err(StoreError::Io {
                    place: path.into(),
                    reason: format!(
                        "{reason}; the log beside it ({path}-wal) cannot be read here, so open it once where it can be written"
                    ),
                }),
            },
            done => done,
        }
    }

    /// May this handle write?
    ///
    /// # Errors
    /// It was opened for reading alone, or met an error of the disk.
    pub(crate) fn ready_to_write(&self) -> Result<(), StoreError> {
        match self.access {
            Access::ReadingAlone => Err(StoreError::OpenedToRead { place: self.place.clone() }),
            Access::Writing if self.read_only.get() => Err(StoreError::ReadOnly { place: self.place.clone() }),
            Access::Writing => Ok(()),
        }
    }

    fn with_flags(path: &str, flags: OpenFlags) -> Result<SqliteStore, StoreError> {
        let failed = |error| failure(path, error);
        let access = match flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            true => Access::ReadingAlone,
            false => Access::Writing,
        };
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).map_err(failed);
        // Tables first: who makes them at this moment gives the file its ids in the same transaction.
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
        let (application, version) = (pragma("application_id")?, pragma("user_version")?);
        let not = |reason: String| StoreError::NotARegister { place: path.into(), reason };
        if tables > 0 && application != i64::from(schema::APPLICATION_ID) {
            return Err(not("it is a database of another program; choose another path".into()));
        }
        let known = usize::try_from(version).unwrap_or(usize::MAX);
        if known > schema::VERSION {
            return Err(not(format!("it has version {version} and this library knows {}; use a newer library", schema::VERSION)));
        }
        if access == Access::ReadingAlone && known < schema::VERSION {
            let reason =
                format!("it has version {version}; open it once for writing, which brings it to version {}", schema::VERSION);
            return Err(not(reason));
        }
        // Pages go from the log into the file at 32 MiB.
        let settings = match access {
            Access::ReadingAlone => "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;",
            Access::Writing => {
                keep_a_log(&connection).map_err(failed)?;
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
                 PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;
                 PRAGMA wal_autocheckpoint = 8192;"
            }
        };
        connection.execute_batch(settings).map_err(failed)?;
        set_cache(&connection, CACHE_KIB).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Plans do not depend on bound values. Without this, a build with STAT4 compiles every
        // look-up anew at every call, which was a third of the time of an import.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
        let outdated = tables > 0 && schema::projections(known) == Projections::Outdated;
        if known < schema::VERSION && !outdated {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            // Another process may have made the tables while this one waited.
            let known: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
            schema::migrate(&transaction, usize::try_from(known).unwrap_or_default()).map_err(failed)?;
            transaction.commit().map_err(failed)?;
        }
        let outdated = Cell::new(outdated.then_some(known));
        Ok(SqliteStore { connection, place: path.into(), access, read_only: Cell::new(false), outdated })
    }
}

/// A new file is given its log by whoever is first. SQLite does not wait for others who look at the file at
/// that moment, as it does everywhere else: so this does.
fn keep_a_log(connection: &Connection) -> Result<(), rusqlite::Error> {
    let until = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

/// The log of what was written to a file and is not in it yet.
enum Log {
    Empty,
    Filled,
}

fn log_of(path: &str) -> Log {
    match std::fs::metadata(format!("{path}-wal")) {
        Ok(log) if log.len() > 0 => Log::Filled,
        _ => Log::Empty,
    }
}

/// The path as SQLite takes it for a file that nobody writes.
fn immutable(path: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    let spelled = path.bytes().map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    format!("file:{}?immutable=1", spelled.collect::<String>())
}
