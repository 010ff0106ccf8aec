//! Opening a register in PostgreSQL: for writing, or for reading alone.
//!
//! Promises: what a command acknowledges is on the server's disk, whatever its configuration says of
//! `synchronous_commit`; a database of another program or of a newer version is refused and left as it
//! is; opening makes nothing, and creating makes what is missing.

use std::cell::{Cell, RefCell};

use kiennghi::store::StoreError;

use super::{
    PostgresStore,
    address::Address,
    link::{Link, Values},
    schema,
};
use crate::sqlite::Access;

/// Once to see that it is not there, once to find what was made.
const TRIES: usize = 2;

/// Names are looked up in our schema alone; a writer waits five seconds for the one before.
/// `synchronous_commit` is raised where the server would acknowledge what is in memory alone, and
/// left where it waits for more than its own disk. All that is asked is a few look-ups in indexes, planned
/// once whatever the values are: to plan it takes longer than to carry it out, and the planner, which knows
/// nothing of the texts and little of a new database, has nothing to guess. Settings that an engine does not
/// have are left out.
const SETTINGS: &str = "SET search_path = kiennghi, pg_catalog; SET lock_timeout = '5s'; SET client_min_messages = warning;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local');
SELECT set_config(name, choice, false) FROM pg_settings JOIN (VALUES ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'), ('max_parallel_workers_per_gather', '0'),
    ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off')) AS chosen (name, choice) USING (name);";

impl PostgresStore {
    /// Opens a register: `postgresql://user@host/database?register=so-xay-dung`.
    ///
    /// # Errors
    /// The URL cannot be meant; the server cannot be reached; there is no such register, or the
    /// database is of a newer version.
    pub fn open(url: &str) -> Result<PostgresStore, StoreError> {
        let (link, address, version) = reach(url)?;
        if version == 0 {
            return Err(absent(&link));
        }
        if version < schema::VERSION {
            bring_up(&link)?;
        }
        let found = find(&link, &address.register)?.ok_or_else(|| not(&address.place, ABSENT.into()))?;
        Ok(PostgresStore::of(link, found, Access::Writing))
    }

    /// Opens a register, or makes an empty one of that name; in a database without registers, the
    /// tables too, for which the user needs the right to create a schema.
    ///
    /// # Errors
    /// As [`PostgresStore::open`]; it cannot be made.
    pub fn create(url: &str) -> Result<PostgresStore, StoreError> {
        let (link, address, version) = reach(url)?;
        if version < schema::VERSION {
            bring_up(&link)?;
        }
        for _ in 0..TRIES {
            match find(&link, &address.register)? {
                Some(found) => return Ok(PostgresStore::of(link, found, Access::Writing)),
                None => name_register(&link, &address.register)?,
            }
        }
        Err(not(&address.place, "it was named, and is not there".into()))
    }

    /// Opens a register for reading alone: the session writes nothing, and a server that is a standby
    /// will do.
    ///
    /// # Errors
    /// As [`PostgresStore::open`]; its database or its lists are of an older version.
    pub fn open_read_only(url: &str) -> Result<PostgresStore, StoreError> {
        let (link, address, version) = reach(url)?;
        if version == 0 {
            return Err(absent(&link));
        }
        let older = |what: &str| not(&address.place, format!("{what} of an older version; open it once for writing"));
        if version < schema::VERSION {
            return Err(older("its database is"));
        }
        link.batch("SET default_transaction_read_only = on")?;
        let found = find(&link, &address.register)?.ok_or_else(|| not(&address.place, ABSENT.into()))?;
        let store = PostgresStore::of(link, found, Access::ReadingAlone);
        if store.outdated.get() { Err(older("its lists are")) } else { Ok(store) }
    }

    fn of(link: Link, (register, projections): (i32, i32), access: Access) -> PostgresStore {
        let outdated = Cell::new(projections < schema::PROJECTIONS);
        PostgresStore { link, register, access, outdated, held: Cell::new(0), early: RefCell::default() }
    }
}

/// The number of a register, and the shape that its projections have; `None` if there is none of that
/// name.
fn find(link: &Link, name: &str) -> Result<Option<(i32, i32)>, StoreError> {
    let sql = "SELECT register, projections FROM register JOIN turn USING (register) WHERE name = $1";
    let found = link.one(sql, &[&name], |row| Ok((row.get::<i32>(0)?, row.get::<i32>(1)?)))?;
    match found {
        Some((_, projections)) if projections > schema::PROJECTIONS => {
            Err(not(&link.place, "its lists are of a newer version; use a newer library".into()))
        }
        found => Ok(found),
    }
}

const ABSENT: &str = "there is no register of that name in the database; create it first";

fn not(place: &str, reason: String) -> StoreError {
    StoreError::NotARegister { place: place.into(), reason }
}

fn absent(link: &Link) -> StoreError {
    not(&link.place, "there are no registers in the database; create one first".into())
}

/// Connects, and tells the version of the database: 0 if there are no registers in it.
fn reach(url: &str) -> Result<(Link, Address, i32), StoreError> {
    let address = Address::parse(url)?;
    let link = Link::connect(&address)?;
    link.batch(SETTINGS)?;
    let read = link.one("SELECT current_setting('server_encoding')", &[], |row| row.get::<String>(0))?;
    let encoding = read.ok_or_else(|| link.corrupt("the server says nothing of itself"))?;
    if encoding != "UTF8" {
        return Err(not(&link.place, format!("the encoding of the database is {encoding}; create one with UTF8")));
    }
    let version = match tables_of(&link)? {
        Tables::Ours => version_of(&link)?,
        Tables::None => 0,
        Tables::Others => {
            return Err(not(
                &link.place,
                "the database has a schema kiennghi of another program; choose another database".into(),
            ));
        }
    };
    if version > schema::VERSION {
        let reason = format!("it has version {version} and this library knows {}; use a newer library", schema::VERSION);
        return Err(not(&link.place, reason));
    }
    Ok((link, address, version))
}

/// What is in the schema that is to be ours.
enum Tables {
    Ours,
    None,
    Others,
}

fn tables_of(link: &Link) -> Result<Tables, StoreError> {
    // Asked of the catalogue itself: what the server keeps of names it looked up may be of before
    // another process made them.
    let sql = "SELECT (SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'version')
               FROM pg_namespace n WHERE n.nspname = 'kiennghi'";
    let found = link.one(sql, &[], |row| row.get::<i64>(0))?;
    Ok(match found {
        None => Tables::None,
        Some(0) => Tables::Others,
        Some(_) => Tables::Ours,
    })
}

fn version_of(link: &Link) -> Result<i32, StoreError> {
    let none: &Values<'_> = &[];
    Ok(link.one("SELECT coalesce(max(version), 0) FROM kiennghi.version", none, |row| row.get(0))?.unwrap_or_default())
}

/// Brings the database to this version, whole or not at all. Of several who want to, one does.
fn bring_up(link: &Link) -> Result<(), StoreError> {
    // The lock is let go with the transaction.
    link.batch(&format!("BEGIN; SELECT pg_advisory_xact_lock({})", crate::schema::APPLICATION_ID))?;
    let done = tables_of(link).and_then(|tables| if matches!(tables, Tables::Ours) { version_of(link) } else { Ok(0) });
    let done = done.and_then(|version| link.batch(&schema::migrate(version))).and_then(|()| link.batch("COMMIT"));
    if done.is_err() {
        // The error is what the caller must see; a connection that cannot roll back is lost.
        let _ = link.batch("ROLLBACK");
    }
    done
}

/// Gives a register its number. Two who name registers at once take turns at the table of names.
fn name_register(link: &Link, name: &str) -> Result<(), StoreError> {
    let sql = format!(
        "BEGIN; LOCK TABLE register IN SHARE ROW EXCLUSIVE MODE;
         INSERT INTO register (name, register)
            SELECT '{name}', coalesce(max(register), 0) + 1 FROM register HAVING count(*) FILTER (WHERE name = '{name}') = 0;
         INSERT INTO turn (register, projections)
            SELECT register, {} FROM register WHERE name = '{name}' ON CONFLICT DO NOTHING;
         COMMIT",
        schema::PROJECTIONS
    );
    let done = link.batch(&sql);
    if done.is_err() {
        let _ = link.batch("ROLLBACK");
    }
    done
}
