//! A process under `strace`, which makes one of its system calls fail or kills it there.

use std::{
    env, fs,
    io::{self, Write},
    process::Command,
};

use kiennghi_tests::chance::Chance;

use crate::{CLERK, Folder, heavy};

/// What the process said, and what `strace` wrote about the calls that were watched.
pub(crate) struct Traced {
    pub(crate) said: Vec<String>,
    pub(crate) log: String,
}

impl Traced {
    /// How many steps were acknowledged; `None` if not even the register was.
    pub(crate) fn acknowledged(&self) -> Option<usize> {
        let opened = self.said.iter().any(|line| line == "opened ok");
        opened.then(|| self.said.iter().filter(|line| line.starts_with("step ") && line.ends_with(" ok")).count())
    }
}

/// Runs the script of the clerk on a file of an empty folder, with `fault` at the calls of `call`.
pub(crate) fn clerk(folder: &Folder, call: &str, fault: Option<&str>) -> Traced {
    run("script", folder, call, fault)
}

/// Runs that work of the clerk.
pub(crate) fn run(work: &str, folder: &Folder, call: &str, fault: Option<&str>) -> Traced {
    folder.empty();
    let log = folder.file("strace.log");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-q", "-y", "-o", &log, "-e", &format!("trace={call}")]);
    if let Some(fault) = fault {
        strace.args(["-e", &format!("inject={call}:{fault}")]);
    }
    let output = strace.args([CLERK, work, &folder.file("r.db")]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{call} {fault:?}: {errors}");
    Traced { said, log: fs::read_to_string(log).unwrap() }
}

/// Is there a `strace` that may trace? If not it is said, past the test's captured output.
pub(crate) fn is_there() -> bool {
    let traced = Command::new("strace").args(["-f", "-qq", "-e", "trace=none", "true"]).output();
    if traced.is_ok_and(|output| output.status.success()) {
        return true;
    }
    assert!(env::var("CI").is_err(), "strace is missing, or may not trace: with CI set nothing may be skipped");
    let mut past_the_capture = io::stderr();
    past_the_capture.write_all(b"SKIPPED: faults of the disk: strace is missing, or may not trace\n").unwrap();
    false
}

/// At which of the calls that the script makes a fault is tried: at all of them, or at one in
/// `share`, chosen by the name of the call, and at the first and the last.
pub(crate) fn places(folder: &Folder, call: &str, share: usize) -> Vec<usize> {
    let traced = clerk(folder, call, None);
    assert_eq!(traced.acknowledged(), Some(20), "without a fault: {:?}", traced.said);
    // Calls on other files, such as those of who loads the program, are counted and passed over.
    let calls = traced.log.lines().filter(|line| line.contains(&format!("{call}("))).zip(1..);
    let places: Vec<usize> = calls.filter(|(line, _)| line.contains("/r.db")).map(|(_, place)| place).collect();
    assert!(places.len() >= 2, "the script makes {} calls of {call}", places.len());
    let (first, last) = (places[0], places[places.len() - 1]);
    let mut chance = Chance::new(call.bytes().fold(0, |seed, byte| seed * 31 + u64::from(byte)));
    places.into_iter().filter(|place| heavy() || [first, last].contains(place) || chance.below(share) == 0).collect()
}
