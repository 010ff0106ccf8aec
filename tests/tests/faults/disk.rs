//! A disk that is full or fails at any write, sync, cut, deletion or read: once, or from then on.

use crate::{
    Folder, Undisturbed,
    strace::{self, Traced},
};

/// What an application may be told of a failing disk.
const TOLD: [&str; 3] = ["ok", "store_io", "store_read_only"];
/// A page that cannot be read: SQLite says of it that the file is damaged, and so it is for who reads it.
const UNREADABLE: &str = "store_corrupt";

/// The words of the lines that begin with `first`.
fn lines<'a>(traced: &'a Traced, first: &str) -> Vec<Vec<&'a str>> {
    let words = traced.said.iter().map(|line| line.split(' ').collect::<Vec<_>>());
    words.filter(|words| words[0] == first).collect()
}

fn fails_at_every(call: &str, errors: &[&str], share: usize) {
    if !strace::is_there() {
        return;
    }
    let (folder, undisturbed) = (Folder::new(&format!("disk-{call}")), Undisturbed::new());
    let mut told = 0;
    for place in strace::places(&folder, call, share) {
        for (error, lasting) in errors.iter().flat_map(|error| [(error, ""), (error, "+")]) {
            let at = format!("{error} at {call} {place}{lasting}");
            let traced = strace::clerk(&folder, call, Some(&format!("error={error}:when={place}{lasting}")));
            assert!(traced.log.contains("(INJECTED)"), "{at}: no call failed");
            for line in &traced.said {
                let told = line.rsplit(' ').next().unwrap();
                assert!(TOLD.contains(&told) || (call == "pread64" && told == UNREADABLE), "{at}: {line}");
            }
            // What is read after a failed write is what was there before it. Not so if reads fail.
            for read in lines(&traced, "read").iter().filter(|_| call != "pread64") {
                assert_eq!(read[1], "ok", "{at}: {:?}", traced.said);
            }
            let failed = lines(&traced, "failed");
            told += failed.len();
            if lasting.is_empty() {
                // The register was opened again, and the same command sent again.
                assert_eq!(traced.acknowledged(), Some(20), "{at}: {:?}", traced.said);
                assert!(failed.len() <= 1, "{at}: {:?}", traced.said);
            }
            undisturbed.recovers(&folder.file("r.db"), traced.acknowledged(), &at);
        }
    }
    // That a log is not cut or deleted when the register is closed is nothing to who closes it.
    assert!(told > 0 || ["ftruncate", "unlink"].contains(&call), "no command ever failed");
}

#[test]
fn a_full_or_failing_disk_at_any_write_is_an_error_and_a_retry_has_one_effect() {
    fails_at_every("pwrite64", &["ENOSPC", "EIO"], 96);
}

#[test]
fn a_failing_disk_at_any_sync_is_an_error_and_a_retry_has_one_effect() {
    fails_at_every("fsync", &["EIO"], 6);
}

#[test]
fn a_full_or_failing_disk_at_any_cut_of_a_file_is_an_error_and_a_retry_has_one_effect() {
    fails_at_every("ftruncate", &["ENOSPC", "EIO"], 2);
}

#[test]
fn a_failing_disk_at_any_deletion_of_a_file_is_an_error_and_a_retry_has_one_effect() {
    fails_at_every("unlink", &["EIO"], 2);
}

#[test]
fn a_failing_disk_at_any_read_is_an_error_and_a_retry_has_one_effect() {
    fails_at_every("pread64", &["EIO"], 24);
}
