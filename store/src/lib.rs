//! Keeps a kiennghi register: in an SQLite file, or, with the feature `postgres`, in PostgreSQL, many
//! registers in one database.
//!
//! Promises: entry and projections are written in one transaction and are on the disk when a
//! command returns (`synchronous=FULL`); entries cannot be changed through SQL, a trigger forbids
//! it; a damaged file is reported, never repaired silently and never deleted. Blocking: from inside an
//! asynchronous runtime, call it on a thread where blocking is allowed.
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

mod by_entry;
mod copy;
mod found;
mod group;
mod lists;
mod moments;
mod open;
mod packed;
mod place;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod schema;
mod search;
mod sqlite;
mod vault;
mod walk;
mod world;

pub use copy::backup_to;
pub use group::GroupWriter;
pub use place::{AnyStore, LastingStore, create, empty_store, open, open_or_create, open_read_only, shown_place};
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use sqlite::SqliteStore;
pub use world::{identity_at, system_world};
