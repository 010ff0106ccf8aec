//! Keeps a kiennghi register: in an SQLite file.
//!
//! Promises: entry and projections are written in one transaction and are on the disk when a
//! command returns (`synchronous=FULL`); entries cannot be changed through SQL, a trigger forbids
//! it; a damaged file is reported, never repaired silently and never deleted. Blocking: there is no
//! async runtime inside.
//!
//! ```
//! use kiennghi_store::{SqliteStore, system_world};
//! # let folder = std::env::temp_dir().join(format!("kiennghi-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("so-kien-nghi.db");
//! # let path = path.to_str().unwrap();
//! let world = system_world("van-thu")?;
//! let register = kiennghi_store::create(path, &world)?;
//! assert_eq!(register.verify()?.sequence, 4); // the calendar, two rules, and what is used
//! drop(register);
//! let register = kiennghi_store::open(path)?;
//! assert!(register.worklist("2026-03-02".parse()?)?.is_empty());
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod copy;
mod found;
mod group;
mod lists;
mod open;
mod packed;
mod rows;
mod schema;
mod search;
mod sqlite;
mod world;

pub use copy::backup_to;
pub use group::GroupWriter;
use kiennghi::{
    case::World,
    register::{Register, RegisterError},
    store::StoreError,
};
pub use sqlite::SqliteStore;
pub use world::{identity_at, system_world};

/// Opens the register at `place`: the path of an SQLite file.
///
/// # Errors
/// There is no file, or it is no register; it is damaged, locked, or of a newer version.
pub fn open(place: &str) -> Result<Register<SqliteStore>, RegisterError> {
    Register::open(SqliteStore::open(path(place)?)?)
}

/// Opens the register at `place` for reading alone: for reports, on a file or folder that cannot be
/// written, or beside those who write. Commands are refused.
///
/// # Errors
/// As [`open`]; its lists are of an older version, which only one who may write can make again.
pub fn open_read_only(place: &str) -> Result<Register<SqliteStore>, RegisterError> {
    Register::open(SqliteStore::open_read_only(path(place)?)?)
}

/// Creates a register at `place`, with Vietnam's calendar and rules adopted.
///
/// # Errors
/// There is a register already; the file cannot be made.
pub fn create(place: &str, world: &World) -> Result<Register<SqliteStore>, RegisterError> {
    Register::create(SqliteStore::create(path(place)?)?, world)
}

/// Opens the register at `place`, or creates it if there is no file.
///
/// # Errors
/// As [`open`] and [`create`].
pub fn open_or_create(place: &str, world: &World) -> Result<Register<SqliteStore>, RegisterError> {
    Register::open_or_create(SqliteStore::create(path(place)?)?, world)
}

fn path(place: &str) -> Result<&str, StoreError> {
    match place.split_once("://") {
        Some((scheme, _)) => Err(StoreError::NotARegister {
            place: format!("{scheme}://..."),
            reason: "this build keeps registers in SQLite files only; give a path".into(),
        }),
        None => Ok(place),
    }
}
