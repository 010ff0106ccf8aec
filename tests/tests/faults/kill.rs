//! A process that is killed at any write, sync, cut or deletion of a file.

use crate::{Folder, Undisturbed, strace};

/// A kill leaves the pages that were written to the system: what a lost power supply leaves is the
/// log cut anywhere, which `damage.rs` tries.
fn killed_at_every(call: &str, share: usize) {
    if !strace::is_there() {
        return;
    }
    let (folder, undisturbed) = (Folder::new(&format!("kill-{call}")), Undisturbed::new());
    for place in strace::places(&folder, call, share) {
        let at = format!("killed at {call} {place}");
        let traced = strace::clerk(&folder, call, Some(&format!("signal=SIGKILL:when={place}")));
        assert!(traced.log.contains("killed by SIGKILL"), "{at}: it was not");
        assert!(traced.said.iter().all(|line| line.ends_with(" ok")), "{at}: {:?}", traced.said);
        undisturbed.recovers(&folder.file("r.db"), traced.acknowledged(), &at);
    }
}

#[test]
fn a_kill_at_any_write_loses_nothing_that_was_acknowledged() {
    killed_at_every("pwrite64", 24);
}

#[test]
fn a_kill_at_any_sync_loses_nothing_that_was_acknowledged() {
    killed_at_every("fsync", 6);
}

#[test]
fn a_kill_at_any_cut_of_a_file_loses_nothing_that_was_acknowledged() {
    killed_at_every("ftruncate", 2);
}

#[test]
fn a_kill_at_any_deletion_of_a_file_loses_nothing_that_was_acknowledged() {
    killed_at_every("unlink", 2);
}
