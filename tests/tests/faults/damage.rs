//! Files in which a bit flipped, that were cut, or whose pages changed places.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
};

use kiennghi::{
    ledger::{Entry, Head, Identity},
    register::{Register, RegisterError},
    store::{CaseQuery, Reader, Store},
    time::Moment,
};
use kiennghi_tests::{
    chance::Chance,
    script::{question, steps, take, world_of},
};

use crate::{Folder, Undisturbed, heavy};

const PAGE: usize = 4096;
/// About so many bytes of an entry lie together, its hash at their end.
const ENTRY: usize = 100;

/// A register on the disk: its file and its log.
struct Files {
    database: Vec<u8>,
    log: Vec<u8>,
}

impl Files {
    /// After the script; the steps from `logged` on are in the log alone, as after a loss of power.
    fn new(folder: &Folder, logged: usize) -> Files {
        let path = folder.file("whole.db");
        let steps = steps().unwrap();
        let (first, last) = steps.split_at(logged);
        let mut register = kiennghi_store::create(&path, &world_of(0).unwrap()).unwrap();
        for (n, commands) in first.iter().enumerate() {
            take(&mut register, commands, &world_of(n + 1).unwrap()).unwrap();
        }
        // Closed, so that the log is in the file.
        drop(register);
        let mut register = kiennghi_store::open(&path).unwrap();
        for (n, commands) in last.iter().enumerate() {
            take(&mut register, commands, &world_of(logged + n + 1).unwrap()).unwrap();
        }
        let log = fs::read(format!("{path}-wal")).unwrap_or_default();
        let files = Files { database: fs::read(&path).unwrap(), log };
        drop(register);
        folder.empty();
        files
    }

    fn write(&self, path: &str) {
        fs::write(path, &self.database).unwrap();
        let _ = fs::remove_file(format!("{path}-shm"));
        match self.log.is_empty() {
            true => drop(fs::remove_file(format!("{path}-wal"))),
            false => fs::write(format!("{path}-wal"), &self.log).unwrap(),
        }
    }

    /// Damaged at a place that chance chooses, and what was done. Every other bit is one of an entry, as far
    /// as one lies there: entries are a small part of a small file.
    fn damaged(&self, entries: &[Entry], chance: &mut Chance) -> (Files, String) {
        let mut files = Files { database: self.database.clone(), log: self.log.clone() };
        let in_log = !self.log.is_empty() && chance.below(2) == 0;
        let bytes = if in_log { &mut files.log } else { &mut files.database };
        let done = match chance.below(4) {
            kind @ (0 | 1) => {
                let hash = entries[chance.below(entries.len())].hash;
                // The hash is the last part of an entry, and what it is over lies before it.
                let end = bytes.windows(32).position(|window| window == hash.as_bytes()).map(|start| start + 32);
                let place = match end.filter(|end| kind == 1 && *end > ENTRY) {
                    Some(end) => end - 1 - chance.below(ENTRY),
                    None => chance.below(bytes.len()),
                };
                let bit = chance.below(8);
                bytes[place] ^= 1 << bit;
                format!("bit {bit} of byte {place} flipped")
            }
            2 => {
                let length = chance.below(bytes.len());
                bytes.truncate(length);
                format!("cut to {length} bytes")
            }
            _ => {
                let pages = bytes.len() / PAGE;
                let (one, step) = (chance.below(pages), 1 + chance.below(pages - 1));
                let other = (one + step) % pages;
                let (low, high) = (one.min(other), one.max(other));
                let (before, after) = bytes.split_at_mut(high * PAGE);
                before[low * PAGE..(low + 1) * PAGE].swap_with_slice(&mut after[..PAGE]);
                format!("pages {low} and {high} swapped")
            }
        };
        (files, format!("{done}, in the {}", if in_log { "log" } else { "file" }))
    }
}

/// What reading everything gave.
struct Found {
    /// The head that verified, or the error.
    verified: Result<Head, RegisterError>,
    /// The entries, if they could be read.
    entries: Option<Vec<Entry>>,
    /// How many other questions were answered with an error: which one depends on what is read first.
    errors: usize,
}

fn ask_everything(register: &Register<impl Store>) -> usize {
    let at = |text: &str| -> Moment { text.parse().unwrap() };
    let petition = Identity::from_bytes([1; 16]);
    let answers = [
        register.worklist(at("2026-01-31")).err(),
        register.page(&CaseQuery::worklist(), at("2026-12-31"), None, 50).err(),
        register.page(&CaseQuery::search("trich yeu").unwrap(), at("2026-12-31"), None, 50).err(),
        register.statistics(&question().unwrap()).err(),
        register.petition(petition).err(),
        register.history(petition).err(),
        register.find(&"PAKN-2026-0003".parse().unwrap()).err(),
    ];
    answers.into_iter().flatten().count()
}

fn read(path: &str) -> Found {
    let register = match kiennghi_store::open(path) {
        Err(error) => return Found { verified: Err(error), entries: None, errors: 0 },
        Ok(register) => register,
    };
    let verified = register.verify();
    let errors = ask_everything(&register);
    Found { verified, entries: register.store().entries(0, usize::MAX).ok(), errors }
}

/// What a damaged file may be called when it is opened or verified: the rulebook is read to open it.
const CODES: [&str; 7] = ["store_corrupt", "store_io", "not_a_register", "not_created", "ledger_changed", "unreadable", "law"];

/// Damages a register at many places. Answers at how many of them an entry was another, and how many
/// were noticed at all.
fn damaged(files: &Files, undisturbed: &Undisturbed, folder: &Folder, seed: u64, places: usize) -> (usize, usize) {
    let path = folder.file("r.db");
    let saved = undisturbed.heads[undisturbed.heads.len() - 1];
    let (mut changed, mut noticed) = (0, 0);
    for place in 0..places {
        let mut chance = Chance::new(seed + place as u64);
        let (damaged, done) = files.damaged(&undisturbed.entries, &mut chance);
        assert!(damaged.database != files.database || damaged.log != files.log, "{done}: nothing was");
        damaged.write(&path);
        let found = catch_unwind(AssertUnwindSafe(|| read(&path))).unwrap_or_else(|_| panic!("{done}: a panic"));
        if let Err(error) = &found.verified {
            assert!(CODES.contains(&error.code()), "{done}: {} {error}", error.code());
        }
        let verified = found.verified.as_ref().ok();
        noticed += usize::from(found.errors > 0 || verified != Some(&saved));
        match (verified, found.entries) {
            // Whole, or as it was after some earlier step: then its head is not the one that was saved.
            (Some(head), Some(entries)) => {
                let length = usize::try_from(head.sequence).unwrap();
                assert!(entries == undisturbed.entries[..length], "{done}: an entry is another, and verify said nothing");
                assert_eq!(*head == saved, length == undisturbed.entries.len(), "{done}");
            }
            (Some(_), None) => panic!("{done}: what verified cannot be read"),
            (None, Some(entries)) => changed += usize::from(entries != undisturbed.entries),
            (None, None) => {}
        }
    }
    (changed, noticed)
}

fn places(share: usize) -> usize {
    if heavy() { 1000 } else { share }
}

#[test]
fn damage_to_a_file_never_panics_and_no_changed_entry_passes() {
    let (folder, undisturbed) = (Folder::new("damage"), Undisturbed::new());
    let files = Files::new(&folder, steps().unwrap().len());
    assert!(files.log.is_empty());
    let places = places(150);
    let (changed, noticed) = damaged(&files, &undisturbed, &folder, 1_000_000, places);
    // The entries are a tenth of a small file.
    assert!(changed * 30 > places, "only {changed} of {places} changed an entry");
    assert!(noticed * 2 > places, "only {noticed} of {places} were noticed");
}

#[test]
fn damage_to_a_file_with_its_log_never_panics_and_no_changed_entry_passes() {
    let (folder, undisturbed) = (Folder::new("damage-log"), Undisturbed::new());
    let files = Files::new(&folder, 10);
    assert!(files.log.len() > 10 * PAGE);
    let places = places(150);
    let (changed, noticed) = damaged(&files, &undisturbed, &folder, 2_000_000, places);
    assert!(changed * 50 > places, "only {changed} of {places} changed an entry");
    assert!(noticed * 3 > places, "only {noticed} of {places} were noticed");
}

#[test]
fn a_log_that_was_cut_anywhere_holds_whole_steps() {
    let (folder, undisturbed) = (Folder::new("cut"), Undisturbed::new());
    let whole = Files::new(&folder, 3);
    let path = folder.file("r.db");
    let mut chance = Chance::new(3_000_000);
    let (mut lengths, mut taken) = (Vec::new(), Vec::new());
    lengths.extend((0..places(30)).map(|_| chance.below(whole.log.len() + 1)));
    lengths.sort_unstable();
    for length in lengths {
        let cut = Files { database: whole.database.clone(), log: whole.log[..length].to_vec() };
        cut.write(&path);
        let register = kiennghi_store::open(&path).unwrap();
        taken.push(undisturbed.steps_of(&register));
        drop(register);
        undisturbed.recovers(&path, Some(taken[taken.len() - 1]), &format!("the log cut to {length} bytes"));
    }
    assert!(taken.is_sorted(), "more of the log holds no fewer steps: {taken:?}");
    taken.dedup();
    assert!(taken.len() > 8, "{taken:?}");
}
