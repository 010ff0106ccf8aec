//! Leaving no byte of what was deleted in the files of the tables.
//!
//! Promises: when it succeeds, no file of a table or index of ours holds a deleted row: the tables with
//! texts are written anew (`VACUUM FULL`) at a moment at which nobody can still see what was deleted.
//! All registers of the database wait meanwhile. Who holds deleted rows and does not let go of them (a
//! replication slot, a prepared transaction, a standby) is named, and nothing is purged. May not promise: the server's log (WAL), archives of
//! it, standbys and backups keep what was written to them, each for as long as it is configured to.

use std::{
    thread,
    time::{Duration, Instant},
};

use kiennghi::store::StoreError;

use super::{link::Link, schema::WITH_TEXTS};

/// How long those who may still see deleted rows are waited for, as a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks at who is still there.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A table that is written anew keeps the deleted rows that anybody can still see.
pub(super) fn purge(link: &Link) -> Result<(), StoreError> {
    // What was deleted was so by transactions before this one. Numbers of 32 bits, as those who hold have.
    let sql = "SELECT CAST(CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) % 4294967296 AS text)";
    let next: String = link.one(sql, &[], |row| row.get(0))?.unwrap_or_default();
    // Twice: who begins while an old writer is at work sees what was there before that one.
    for _ in 0..2 {
        outlive_others(link)?;
    }
    outlive_holders(link, &next)?;
    for table in WITH_TEXTS {
        let before = file_of(link, table)?;
        link.batch(&format!("VACUUM (FULL) kiennghi.{table}"))?;
        // Who does not own the table gets a warning, and nothing is done.
        if file_of(link, table)? == before {
            return Err(link.io("the tables were not written anew; purge as the user who owns the schema kiennghi"));
        }
    }
    Ok(())
}

/// Waits until every transaction of the database that is open now has ended.
fn outlive_others(link: &Link) -> Result<(), StoreError> {
    let (others, began) = (others(link)?, Instant::now());
    loop {
        let now = self::others(link)?;
        if !now.iter().any(|transaction| others.contains(transaction)) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(StoreError::Busy { place: link.place.clone() });
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// The transactions of others in this database. Every one holds a lock on its own virtual id.
fn others(link: &Link) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT l.virtualxid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
               WHERE l.locktype = 'virtualxid' AND l.granted AND a.datname = current_database() AND l.pid <> pg_backend_pid()";
    link.all(sql, &[], |row| row.get(0))
}

/// Who besides the sessions of this database keeps the server from removing what was deleted before
/// transaction `next`: a replication slot, a prepared transaction, a standby that says what its readers
/// still see. (The `catalog_xmin` of a slot holds rows of the server's own tables, and none of ours.)
fn holders(link: &Link, next: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT who FROM (
                   SELECT 'the replication slot ' || quote_literal(slot_name), xmin FROM pg_replication_slots
                   UNION ALL SELECT 'the prepared transaction ' || quote_literal(gid), transaction FROM pg_prepared_xacts
                       WHERE database = current_database()
                   UNION ALL SELECT 'the standby ' || quote_literal(application_name), backend_xmin FROM pg_stat_replication
               ) AS holding (who, xmin) WHERE age(xmin) > age(CAST(CAST($1 AS text) AS xid))";
    link.all(sql, &[&next], |row| row.get(0))
}

/// Waits until nobody holds what was deleted before transaction `next`. Standbys move on by themselves.
fn outlive_holders(link: &Link, next: &str) -> Result<(), StoreError> {
    let began = Instant::now();
    loop {
        let holders = holders(link, next)?;
        if holders.is_empty() {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(link.io(&format!("rows that were deleted are held by {}; end that, and purge again", holders.join(", "))));
        }
        thread::sleep(LOOK_EVERY);
    }
}

fn file_of(link: &Link, table: &str) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT pg_relation_filenode(CAST('kiennghi.' || CAST($1 AS text) AS regclass))";
    Ok(link.one(sql, &[&table], |row| row.get(0))?.flatten())
}
