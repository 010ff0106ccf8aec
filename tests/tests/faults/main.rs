//! Registers that meet faults: killed processes, full and failing disks, damaged and forged files,
//! many processes at once.
//!
//! Each run asserts that its fault fired: a fault that did not happen proves nothing. A share of the
//! places, chosen by a seed, is tried in every run of the tests; all of them if `KIENNGHI_HEAVY` is
//! set. What needs `strace` says plainly if it is missing, and fails then if `CI` is set.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod clock;
mod crowd;
mod damage;
mod disk;
mod forged;
mod group;
mod kill;
mod strace;

use std::env;

use kiennghi::{
    ledger::{Entry, Head},
    register::Register,
    store::{MemoryStore, Store},
};
use kiennghi_store::AnyStore;
use kiennghi_tests::{
    folder::Folder,
    script::{rows_of, steps, take, world_of},
};

/// The process that writes to a register file.
const CLERK: &str = env!("CARGO_BIN_EXE_clerk");

/// Are all places to be tried?
fn heavy() -> bool {
    env::var_os("KIENNGHI_HEAVY").is_some()
}

/// The script without any fault, in memory: what every register that met one is held against.
struct Undisturbed {
    entries: Vec<Entry>,
    /// The head after each count of steps: the first is that of a register just created.
    heads: Vec<Head>,
}

impl Undisturbed {
    fn new() -> Undisturbed {
        let mut register = Register::create(MemoryStore::new(), &world_of(0).unwrap()).unwrap();
        let mut heads = vec![register.head().unwrap()];
        for (n, commands) in steps().unwrap().iter().enumerate() {
            take(&mut register, commands, &world_of(n + 1).unwrap()).unwrap();
            heads.push(register.head().unwrap());
        }
        Undisturbed { entries: entries(&register), heads }
    }

    /// How many steps a register took: it holds their entries, byte for byte, and nothing else.
    fn steps_of(&self, register: &Register<AnyStore>) -> usize {
        let head = register.verify().unwrap();
        let taken = self.heads.iter().position(|known| *known == head).expect("a step is all or nothing");
        assert_eq!(entries(register), self.entries[..usize::try_from(head.sequence).unwrap()]);
        taken
    }

    /// Opens a file that met a fault after `acknowledged` steps, `None` if not even the register had
    /// been acknowledged, and checks all that is promised of it; then sends everything again.
    fn recovers(&self, path: &str, acknowledged: Option<usize>, at: &str) {
        let mut register = match acknowledged {
            Some(_) => kiennghi_store::open(path),
            None => kiennghi_store::open_or_create(path, &world_of(0).unwrap()),
        }
        .unwrap_or_else(|error| panic!("{at}: {error}"));
        let taken = self.steps_of(&register);
        let at_least = acknowledged.unwrap_or(0);
        // The step after the last that was acknowledged may have happened: nobody was told.
        assert!(taken == at_least || taken == at_least + 1, "{at}: {at_least} steps were acknowledged, {taken} are there");
        projections_are_those_of_the_ledger(&mut register, at);
        let before = register.head().unwrap();
        for (n, commands) in steps().unwrap().iter().enumerate() {
            take(&mut register, commands, &world_of(n + 1).unwrap()).unwrap();
            if n < taken {
                assert_eq!(register.head().unwrap(), before, "{at}: step {n} had its effect twice");
            }
        }
        assert_eq!(self.steps_of(&register), self.heads.len() - 1, "{at}: after everything was sent again");
        projections_are_those_of_the_ledger(&mut register, at);
        numbers_have_no_gap(&register, at);
    }
}

fn entries(register: &Register<impl Store>) -> Vec<Entry> {
    register.store().entries(0, usize::MAX).unwrap()
}

fn projections_are_those_of_the_ledger(register: &mut Register<AnyStore>, at: &str) {
    let entries = entries(register);
    let before = rows_of(register, &entries).unwrap();
    assert!(before.iter().all(Option::is_some), "{at}: a petition without its row");
    register.rebuild().unwrap();
    assert_eq!(rows_of(register, &entries).unwrap(), before, "{at}: rebuilt");
}

/// Numbers of each book and year run from 1 without a gap, and none is given twice.
fn numbers_have_no_gap(register: &Register<AnyStore>, at: &str) {
    let mut last = (String::new(), 0, 0);
    register
        .each_case(&mut |_, case| {
            let number = case.number();
            let expected = if (number.book.as_str(), number.year) == (last.0.as_str(), last.1) { last.2 + 1 } else { 1 };
            assert_eq!(number.serial, expected, "{at}: {number}");
            last = (number.book.clone(), number.year, number.serial);
            Ok(())
        })
        .unwrap();
}
