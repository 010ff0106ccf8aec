//! Where a register is kept: in a file or in a database, behind one type.
//!
//! Promises: a place that begins with a scheme is a URL, and everything else a path; a URL that this
//! build cannot open is refused by name, without what stands behind the scheme.

use kiennghi::{
    case::World,
    ledger::Head,
    register::{Register, RegisterError},
    store::{Store, StoreError},
};

use crate::SqliteStore;
#[cfg(feature = "postgres")]
use crate::postgres::{Address, PostgresStore, SCHEMES};

/// A store that outlives the process: what every kind of them can do beside the contract.
pub trait LastingStore: Store + Send + core::fmt::Debug {
    /// Writes a backup to the file `path`, if the store can, and returns the head that it holds.
    ///
    /// # Errors
    /// It cannot be written; a store of this kind is not copied to a file, and the error says what to
    /// use.
    fn backup_to(&self, path: &str) -> Result<Head, StoreError>;

    /// May something be written through this handle?
    ///
    /// # Errors
    /// It was opened for reading alone, or met an error after which it must be opened again.
    fn ready_to_write(&self) -> Result<(), StoreError>;
}

/// A store of whichever kind its place says.
pub type AnyStore = Box<dyn LastingStore>;

impl<S: LastingStore + ?Sized> LastingStore for Box<S> {
    fn backup_to(&self, path: &str) -> Result<Head, StoreError> {
        (**self).backup_to(path)
    }
    fn ready_to_write(&self) -> Result<(), StoreError> {
        (**self).ready_to_write()
    }
}

impl LastingStore for SqliteStore {
    fn backup_to(&self, path: &str) -> Result<Head, StoreError> {
        SqliteStore::backup_to(self, path)
    }
    fn ready_to_write(&self) -> Result<(), StoreError> {
        SqliteStore::ready_to_write(self)
    }
}

#[cfg(feature = "postgres")]
impl LastingStore for PostgresStore {
    fn backup_to(&self, path: &str) -> Result<Head, StoreError> {
        PostgresStore::backup_to(self, path)
    }
    fn ready_to_write(&self) -> Result<(), StoreError> {
        PostgresStore::ready_to_write(self)
    }
}

/// Opens the register at `place`: the path of an SQLite file, or, with the feature `postgres`, a URL
/// such as `postgresql://user@host/database?register=so-xay-dung`.
///
/// # Errors
/// There is none; it is no register; it is damaged, locked, or of a newer version; the server cannot be
/// reached.
pub fn open(place: &str) -> Result<Register<AnyStore>, RegisterError> {
    Register::open(store(place, Purpose::Open)?)
}

/// Opens the register at `place` for reading alone: for reports, on a file or folder that cannot be
/// written, on a standby server, or beside those who write. Commands are refused.
///
/// # Errors
/// As [`open`]; its lists are of an older version, which only one who may write can make again.
pub fn open_read_only(place: &str) -> Result<Register<AnyStore>, RegisterError> {
    Register::open(store(place, Purpose::Read)?)
}

/// Creates a register at `place`, with Vietnam's calendar and rules adopted.
///
/// # Errors
/// There is a register already; it cannot be made.
pub fn create(place: &str, world: &World) -> Result<Register<AnyStore>, RegisterError> {
    Register::create(empty_store(place)?, world)
}

/// Opens the register at `place`, or creates it if there is none.
///
/// # Errors
/// As [`open`] and [`create`].
pub fn open_or_create(place: &str, world: &World) -> Result<Register<AnyStore>, RegisterError> {
    Register::open_or_create(empty_store(place)?, world)
}

/// The store at `place`, made if there is none: for a register under a rulebook of its own, or one that
/// is read from lines.
///
/// # Errors
/// It cannot be made; what is there is no register, damaged, locked, or of a newer version.
pub fn empty_store(place: &str) -> Result<AnyStore, StoreError> {
    store(place, Purpose::Create)
}

#[derive(Clone, Copy)]
enum Purpose {
    Open,
    Read,
    Create,
}

fn store(place: &str, purpose: Purpose) -> Result<AnyStore, StoreError> {
    match place.split_once("://") {
        #[cfg(feature = "postgres")]
        Some((scheme, _)) if SCHEMES.contains(&scheme) => Ok(Box::new(match purpose {
            Purpose::Open => PostgresStore::open(place)?,
            Purpose::Read => PostgresStore::open_read_only(place)?,
            Purpose::Create => PostgresStore::create(place)?,
        })),
        Some((scheme, _)) => {
            let place = format!("{}://...", scheme.chars().take(20).collect::<String>());
            Err(StoreError::NotARegister { place, reason: KINDS.into() })
        }
        None => Ok(Box::new(match purpose {
            Purpose::Open => SqliteStore::open(place)?,
            Purpose::Read => SqliteStore::open_read_only(place)?,
            Purpose::Create => SqliteStore::create(place)?,
        })),
    }
}

#[cfg(feature = "postgres")]
const KINDS: &str =
    "a register is kept in an SQLite file or in PostgreSQL; give a path, or postgresql://host/database?register=name";
#[cfg(not(feature = "postgres"))]
const KINDS: &str = "this build keeps registers in SQLite files only; give a path, or build it with the feature postgres";

/// A place as it may be shown: a path as it is, a URL without user and password.
pub fn shown_place(place: &str) -> String {
    match place.split_once("://") {
        None => place.into(),
        #[cfg(feature = "postgres")]
        Some((scheme, _)) if SCHEMES.contains(&scheme) => {
            Address::parse(place).map_or_else(|_| format!("{scheme}://..."), |address| address.place)
        }
        Some((scheme, _)) => format!("{}://...", scheme.chars().take(20).collect::<String>()),
    }
}
