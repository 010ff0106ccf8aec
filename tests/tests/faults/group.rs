//! Threads that share one writer, in a process that is killed or whose disk fails.

use std::collections::BTreeMap;

use kiennghi::store::Reader;
use kiennghi_tests::{
    group::{THREADS, commands_of, is_refused},
    script::world_of,
};

use crate::{Folder, heavy, numbers_have_no_gap, projections_are_those_of_the_ledger, strace};

/// What was acknowledged is there under the number that was told, what was refused left no trace,
/// numbers have no gap, and after everything is sent again each command had its effect once.
fn recovers(path: &str, said: &[String], at: &str) {
    let world = world_of(0).unwrap();
    let mut register = kiennghi_store::open_or_create(path, &world).unwrap_or_else(|error| panic!("{at}: {error}"));
    register.verify().unwrap_or_else(|error| panic!("{at}: {error}"));
    let acknowledged: BTreeMap<&str, u32> = said
        .iter()
        .filter_map(|line| line.strip_prefix("done ")?.split_once(' '))
        .map(|(id, serial)| (id, serial.parse().unwrap()))
        .collect();
    for command in (0..THREADS).flat_map(|thread| commands_of(thread).unwrap()) {
        let entry = register.store().command(command.id).unwrap();
        let told = acknowledged.get(command.id.to_string().as_str());
        assert!(entry.is_some() || told.is_none(), "{at}: {} was acknowledged and is not there", command.id);
        assert!(!(is_refused(&command) && entry.is_some()), "{at}: {} was refused and is there", command.id);
        if let Some(serial) = told {
            assert_eq!(register.number_of(command.petition), Some(*serial), "{at}");
        }
    }
    projections_are_those_of_the_ledger(&mut register, at);
    numbers_have_no_gap(&register, at);
    for _ in 0..2 {
        for command in (0..THREADS).flat_map(|thread| commands_of(thread).unwrap()) {
            let done = register.execute(&command, &world);
            assert_eq!(done.is_err(), is_refused(&command), "{at}: sent again: {done:?}");
        }
    }
    let of_petitions =
        (0..THREADS).flat_map(|thread| commands_of(thread).unwrap()).filter(|command| !is_refused(command)).count();
    assert_eq!(register.head().unwrap().sequence, 4 + of_petitions as u64, "{at}: each command once");
    numbers_have_no_gap(&register, at);
}

trait NumberOf {
    fn number_of(&self, petition: kiennghi::ledger::Identity) -> Option<u32>;
}

impl NumberOf for kiennghi::register::Register<kiennghi_store::AnyStore> {
    fn number_of(&self, petition: kiennghi::ledger::Identity) -> Option<u32> {
        Some(self.store().case(petition).unwrap()?.number.serial)
    }
}

fn at_every(call: &str, fault: &str, fired: &str, share: usize) {
    if !strace::is_there() {
        return;
    }
    let folder = Folder::new(&format!("group-{call}-{}", &fault[..6]));
    // How the threads meet differs from run to run, and so does the number of calls: it goes on until a run
    // has fewer than that.
    let step = if heavy() { 1 } else { share };
    let (mut place, mut met) = (step, 0);
    loop {
        let at = format!("{fault} at {call} {place}");
        let traced = strace::run("group", &folder, call, Some(&format!("{fault}:when={place}")));
        let here = traced.log.contains(fired);
        if call == "pwrite64" && fired == "killed by SIGKILL" && here {
            assert!(!traced.said.iter().any(|line| line == "ended"), "{at}");
        }
        recovers(&folder.file("r.db"), &traced.said, &at);
        if !here {
            break;
        }
        (place, met) = (place + step, met + 1);
    }
    // A thread waits for each of its commands: there are as many writes as commands that one of them has taken.
    let writes = commands_of(0).unwrap().iter().filter(|command| !is_refused(command)).count();
    assert!(met * step + step > writes, "the fault was met {met} times");
}

#[test]
fn a_kill_loses_nothing_that_any_thread_of_a_group_was_told() {
    at_every("pwrite64", "signal=SIGKILL", "killed by SIGKILL", 7);
}

#[test]
fn a_failing_disk_is_told_to_all_of_a_group_and_nothing_told_is_lost() {
    at_every("pwrite64", "error=EIO", "(INJECTED)", 7);
}

#[test]
fn a_failing_sync_is_told_to_all_of_a_group_and_nothing_told_is_lost() {
    at_every("fsync", "error=EIO", "(INJECTED)", 2);
}
