//! Ledgers changed by someone who can drop the triggers, and knows how entries are hashed.
//!
//! What changes, removes or adds an entry and leaves the rest is found by the chain alone. Who hashes
//! everything anew, or cuts off the end, leaves a chain that holds: such a ledger is found by a head
//! that was kept elsewhere.

use kiennghi::{
    ledger::{Entry, Head},
    register::RegisterError,
    store::Reader,
};
use rusqlite::{Connection, params};

use crate::{Folder, Undisturbed, entries, heavy};
use kiennghi_tests::script::{steps, take, world_of};

/// A register file after the script, and ways to change its ledger.
struct Forged {
    folder: Folder,
    whole: Vec<u8>,
    entries: Vec<Entry>,
    saved: Head,
}

impl Forged {
    fn new(name: &str) -> Forged {
        let folder = Folder::new(name);
        let path = folder.file("r.db");
        let mut register = kiennghi_store::create(&path, &world_of(0).unwrap()).unwrap();
        for (n, commands) in steps().unwrap().iter().enumerate() {
            take(&mut register, commands, &world_of(n + 1).unwrap()).unwrap();
        }
        let (entries, saved) = (entries(&register), register.head().unwrap());
        assert_eq!(entries, Undisturbed::new().entries);
        drop(register);
        // For whoever changes it: no triggers, and no index that would refuse two of a version.
        let sql = Connection::open(&path).unwrap();
        sql.execute_batch(
            "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted; DROP TRIGGER entry_follows_the_last;
             DROP TRIGGER stream_is_never_changed; DROP TRIGGER stream_is_never_deleted;
             DROP INDEX entry_by_stream; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE",
        )
        .unwrap();
        drop(sql);
        let whole = std::fs::read(&path).unwrap();
        Forged { folder, whole, entries, saved }
    }

    /// What `verify` says after a change, which must have been one.
    fn verified(&self, change: impl FnOnce(&Connection)) -> Result<Head, RegisterError> {
        self.folder.empty();
        let path = self.folder.file("r.db");
        std::fs::write(&path, &self.whole).unwrap();
        let sql = Connection::open(&path).unwrap();
        sql.execute_batch("PRAGMA synchronous = OFF; BEGIN").unwrap();
        change(&sql);
        sql.execute_batch("COMMIT").unwrap();
        drop(sql);
        // The store alone: a rulebook that was changed may not even be read.
        let store = kiennghi_store::SqliteStore::open(&path).unwrap();
        assert_ne!(store.entries(0, usize::MAX).unwrap(), self.entries, "nothing was changed");
        drop(store);
        kiennghi_store::open(&path)?.verify()
    }

    /// The entry at which a change is found.
    fn found(&self, what: &str, change: impl FnOnce(&Connection)) -> u64 {
        match self.verified(change) {
            Err(RegisterError::Changed(found)) => found.sequence,
            other => panic!("{what}: {other:?}"),
        }
    }
}

fn run(sql: &Connection, statement: &str) {
    assert!(sql.execute(statement, []).unwrap() > 0, "{statement}");
}

/// Puts an entry as it is into a place of the ledger.
fn put(sql: &Connection, entry: &Entry) {
    let draft = &entry.draft;
    sql.execute(
        "INSERT INTO entry VALUES (?1, (SELECT number FROM stream WHERE kind = ?2 AND id = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            entry.sequence.cast_signed(),
            draft.stream.kind.as_str(),
            draft.stream.id.as_bytes(),
            draft.version,
            draft.command_id.as_bytes(),
            draft.occurred_at.to_string(),
            draft.recorded_at.timestamp_micros(),
            draft.actor.as_str(),
            draft.payload,
            entry.hash.as_bytes(),
        ],
    )
    .unwrap();
}

/// Makes room for an entry at `sequence`, or closes the gap of one that is gone.
fn shift(sql: &Connection, sequence: u64, by: i64) {
    sql.execute("UPDATE entry SET sequence = -sequence WHERE sequence >= ?1", [sequence.cast_signed()]).unwrap();
    sql.execute("UPDATE entry SET sequence = -sequence + ?1 WHERE sequence < 0", [by]).unwrap();
}

/// The first entry of a petition: those of the rulebook are few, and read when a register is opened.
const FIRST: u64 = 5;

impl Forged {
    /// The entries that are tried: all of them, or every third.
    fn tried(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.sequence >= FIRST && (heavy() || entry.sequence.is_multiple_of(3)))
    }
}

#[test]
fn every_part_of_every_entry_that_is_edited_is_found_there() {
    let forged = Forged::new("edited");
    let edits = [
        "stream = iif(stream = 5, (SELECT max(number) FROM stream), 5)",
        "version = version + 1",
        "command_id = randomblob(16)",
        "occurred_at = '2025-12-30'",
        "recorded_at = recorded_at + 1",
        "actor = actor || 'x'",
        "payload = substr(payload, 1, length(payload) - 1) || ' }'",
        "hash = randomblob(32)",
    ];
    for entry in forged.tried() {
        for edit in edits {
            let statement = format!("UPDATE entry SET {edit} WHERE sequence = {}", entry.sequence);
            assert_eq!(forged.found(&statement, |sql| run(sql, &statement)), entry.sequence, "{statement}");
        }
    }
}

#[test]
fn a_stream_that_is_edited_is_found_at_its_first_entry_and_one_that_is_gone_is_no_shorter_ledger() {
    let forged = Forged::new("streams");
    for first in forged.entries.iter().filter(|entry| entry.sequence >= FIRST && entry.draft.version == 1) {
        for edit in ["kind = 'dossier'", "id = randomblob(16)"] {
            let statement = format!("UPDATE stream SET {edit} WHERE number = {}", first.sequence);
            assert_eq!(forged.found(&statement, |sql| run(sql, &statement)), first.sequence, "{statement}");
        }
        forged.folder.empty();
        let path = forged.folder.file("r.db");
        std::fs::write(&path, &forged.whole).unwrap();
        let sql = Connection::open(&path).unwrap();
        let delete = format!("PRAGMA foreign_keys = OFF; DELETE FROM stream WHERE number = {}", first.sequence);
        sql.execute_batch(&delete).unwrap();
        assert_eq!(kiennghi_store::open(&path).unwrap().verify().unwrap_err().code(), "store_corrupt", "{delete}");
    }
}

#[test]
fn an_entry_of_the_rulebook_that_is_edited_is_found() {
    let forged = Forged::new("rulebook");
    for (sequence, edit) in [(1, "replace(payload, 'holiday', 'workday')"), (2, "replace(payload, '10', '11')"), (3, "'{}'")] {
        let statement = format!("UPDATE entry SET payload = {edit} WHERE sequence = {sequence}");
        let error = forged.verified(|sql| run(sql, &statement)).unwrap_err();
        // Opening reads the rulebook, and finds that some of it is not what its content hash says.
        assert!(["ledger_changed", "unreadable", "law"].contains(&error.code()), "{statement}: {error}");
    }
}

#[test]
fn every_entry_that_is_edited_with_its_hash_is_found_at_the_next() {
    let forged = Forged::new("hashed");
    for pair in forged.entries.windows(2).filter(|pair| pair[0].sequence >= FIRST) {
        let before = &forged.entries[usize::try_from(pair[0].sequence).unwrap() - 2];
        let mut draft = pair[0].draft.clone();
        draft.payload.push(' ');
        let forgery = Head::from(before).append(draft);
        let found = forged.found("edited and hashed", |sql| {
            run(sql, &format!("DELETE FROM entry WHERE sequence = {}", forgery.sequence));
            put(sql, &forgery);
        });
        assert_eq!(found, pair[1].sequence);
    }
}

#[test]
fn every_entry_that_is_deleted_is_found_whether_or_not_the_gap_is_closed() {
    let forged = Forged::new("deleted");
    for entry in forged.tried().filter(|entry| entry.sequence < forged.saved.sequence) {
        let delete = format!("DELETE FROM entry WHERE sequence = {}", entry.sequence);
        assert_eq!(forged.found(&delete, |sql| run(sql, &delete)), entry.sequence);
        let closed = |sql: &Connection| {
            run(sql, &delete);
            shift(sql, entry.sequence, -1);
        };
        assert_eq!(forged.found(&delete, closed), entry.sequence);
    }
}

#[test]
fn every_two_entries_that_are_swapped_are_found() {
    let forged = Forged::new("swapped");
    for entry in forged.tried().filter(|entry| entry.sequence < forged.saved.sequence) {
        let (one, other) = (entry.sequence, entry.sequence + 1);
        let found = forged.found("swapped", |sql| {
            run(sql, &format!("UPDATE entry SET sequence = -1 WHERE sequence = {one}"));
            run(sql, &format!("UPDATE entry SET sequence = {one} WHERE sequence = {other}"));
            run(sql, &format!("UPDATE entry SET sequence = {other} WHERE sequence = -1"));
        });
        assert_eq!(found, one);
    }
}

#[test]
fn an_entry_that_is_inserted_anywhere_is_found() {
    let forged = Forged::new("inserted");
    for entry in forged.tried() {
        // As it should be hashed in that place: then the one that stood there does not follow it.
        let before = &forged.entries[usize::try_from(entry.sequence).unwrap() - 2];
        let mut draft = entry.draft.clone();
        draft.version += 1;
        let inserted = Head::from(before).append(draft);
        let found = forged.found("inserted", |sql| {
            shift(sql, inserted.sequence, 1);
            put(sql, &inserted);
        });
        assert_eq!(found, entry.sequence + 1);
        // And one that was copied from another place.
        let copy = Entry { sequence: entry.sequence, ..forged.entries[9].clone() };
        let found = forged.found("copied", |sql| {
            shift(sql, copy.sequence, 1);
            put(sql, &copy);
        });
        assert!(found == entry.sequence || (found == entry.sequence + 1 && entry.sequence == 10));
    }
}

#[test]
fn a_cut_end_holds_as_a_chain_and_is_found_by_a_saved_head() {
    let forged = Forged::new("cut-end");
    for last in FIRST..forged.saved.sequence {
        let head = forged.verified(|sql| run(sql, &format!("DELETE FROM entry WHERE sequence > {last}"))).unwrap();
        assert_eq!(head, Head::from(&forged.entries[usize::try_from(last).unwrap() - 1]));
        assert!(head != forged.saved && head.sequence < forged.saved.sequence);
    }
}

#[test]
fn a_ledger_rewritten_whole_holds_as_a_chain_and_is_found_by_a_saved_head() {
    let forged = Forged::new("rewritten");
    for changed in FIRST..=forged.saved.sequence {
        let head = forged
            .verified(|sql| {
                run(sql, "DELETE FROM entry");
                let mut head = Head::default();
                for entry in &forged.entries {
                    let mut draft = entry.draft.clone();
                    if entry.sequence == changed {
                        draft.payload.push(' ');
                    }
                    let rewritten = head.append(draft);
                    put(sql, &rewritten);
                    head = Head::from(&rewritten);
                }
            })
            .unwrap();
        assert_eq!(head.sequence, forged.saved.sequence, "it has as many entries");
        assert_ne!(head.hash, forged.saved.hash, "but its head is another");
    }
}
