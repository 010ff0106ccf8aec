//! Eight writers and four readers, each a process of its own, on one file; some writers are killed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

use kiennghi::{ledger::Identity, register::Effect, store::Reader};
use kiennghi_tests::{
    chance::Chance,
    contract::receive,
    crowd::{PETITIONS_OF_A_WRITER, consistent, steps_of},
    script::{take, world_of},
};

use crate::{CLERK, Folder, entries, numbers_have_no_gap, projections_are_those_of_the_ledger};

const WRITERS: u8 = 8;
const READERS: usize = 4;

/// A clerk whose output is read line by line; killed when it is dropped.
struct Clerk(Child);

impl Clerk {
    fn start(arguments: &[&str]) -> Clerk {
        let mut command = Command::new(CLERK);
        Clerk(command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn lines(&mut self) -> impl Iterator<Item = String> + use<> {
        BufReader::new(self.0.stdout.take().unwrap()).lines().map(Result::unwrap)
    }

    /// What it said of its errors, if it did not end well.
    fn ended(mut self) -> Result<(), String> {
        let status = self.0.wait().unwrap();
        let errors = std::io::read_to_string(self.0.stderr.take().unwrap()).unwrap();
        if status.success() { Ok(()) } else { Err(format!("{status}: {errors}")) }
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a writer to its end, or until it has acknowledged so many steps and is killed. Answers what
/// it acknowledged: the numbers by step.
fn write(path: &str, writer: u8, kill_after: Option<usize>) -> BTreeMap<usize, Vec<String>> {
    let mut clerk = Clerk::start(&["write", path, &writer.to_string()]);
    let mut done = BTreeMap::new();
    let mut killed = false;
    for line in clerk.lines() {
        let words: Vec<_> = line.split(' ').collect();
        if words[0] == "done" {
            let numbers = words[2..].iter().map(|number| String::from(*number)).collect();
            assert!(done.insert(words[1].parse().unwrap(), numbers).is_none());
        }
        if !killed && kill_after.is_some_and(|steps| done.len() >= steps) {
            clerk.0.kill().unwrap();
            killed = true;
        }
    }
    match clerk.ended() {
        Ok(()) => assert!(!killed, "writer {writer} came to its end before it was killed"),
        Err(error) => assert!(killed && error.contains("signal: 9"), "writer {writer}: {error}"),
    }
    done
}

#[test]
fn writers_and_readers_in_many_processes_lose_nothing_and_see_whole_states() {
    let folder = Folder::new("crowd");
    let path = folder.file("r.db");
    drop(kiennghi_store::create(&path, &world_of(0).unwrap()).unwrap());
    let mut readers: Vec<_> = (0..READERS).map(|_| Clerk::start(&["read", &path])).collect();
    let seen: Vec<_> = readers.iter_mut().map(|reader| reader.lines()).collect();
    let seen: Vec<_> = seen.into_iter().map(|lines| thread::spawn(|| lines.collect::<Vec<_>>())).collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let path = path.clone();
            thread::spawn(move || {
                // Three are killed in the middle of it, and begin again from their first command.
                let killed = match writer {
                    1 | 4 | 6 => write(&path, writer, Some(5 + Chance::new(writer.into()).below(20))),
                    _ => BTreeMap::new(),
                };
                let done = write(&path, writer, None);
                for (step, numbers) in &killed {
                    assert_eq!(done.get(step), Some(numbers), "writer {writer}: step {step} was acknowledged with other numbers");
                }
                done
            })
        })
        .collect();
    let done: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    fs::write(format!("{path}.stop"), "").unwrap();
    let mut states = BTreeSet::new();
    for (reader, seen) in readers.into_iter().zip(seen) {
        reader.ended().unwrap();
        let seen: Vec<u64> =
            seen.join().unwrap().iter().map(|line| line.strip_prefix("seen ").unwrap().parse().unwrap()).collect();
        assert!(seen.is_sorted(), "what was seen once is not gone later: {seen:?}");
        assert_eq!(seen.last(), Some(&(u64::from(WRITERS) * PETITIONS_OF_A_WRITER as u64)));
        states.extend(seen);
    }
    assert!(states.len() > 4, "readers read while others wrote: {states:?}");
    let mut register = kiennghi_store::open(&path).unwrap();
    register.verify().unwrap();
    projections_are_those_of_the_ledger(&mut register, "after all");
    numbers_have_no_gap(&register, "after all");
    assert_eq!(consistent(&register).unwrap(), u64::from(WRITERS) * PETITIONS_OF_A_WRITER as u64);
    let mut commands = BTreeMap::new();
    for entry in entries(&register) {
        *commands.entry(entry.draft.command_id).or_insert(0) += 1;
    }
    for (writer, done) in (0..WRITERS).zip(&done) {
        for (n, step) in steps_of(writer).unwrap().iter().enumerate() {
            for (command, number) in step.iter().zip(&done[&n]) {
                assert_eq!(commands.get(&command.id), Some(&1), "writer {writer}, step {n}");
                assert_eq!(&register.petition(command.petition).unwrap().case().number().to_string(), number);
            }
        }
    }
}

#[test]
fn a_writer_that_is_kept_waiting_too_long_is_told_so_and_its_retry_has_one_effect() {
    let folder = Folder::new("busy");
    let path = folder.file("r.db");
    let mut register = kiennghi_store::create(&path, &world_of(0).unwrap()).unwrap();
    let batch = register.batch().unwrap();
    let mut clerk = Clerk::start(&["write", &path, "0"]);
    let mut lines = clerk.lines();
    assert_eq!(lines.next().as_deref(), Some("busy 0"), "a typed error, after the time that a writer waits");
    drop(batch);
    assert_eq!(lines.find(|line| !line.starts_with("busy")).as_deref(), Some("done 0 PAKN-2026-0001"));
    lines.for_each(drop);
    clerk.ended().unwrap();
    let first = &steps_of(0).unwrap()[0];
    let effect = register.execute(&first[0], &world_of(1).unwrap()).unwrap().effect;
    assert_eq!(effect, Effect::AlreadyAppended);
    let of_first = register.store().command(first[0].id).unwrap().unwrap();
    assert_eq!((of_first.draft.version, of_first.draft.stream.id), (1, first[0].petition));
    // And the handle that held the others up writes on.
    let sequence = take(&mut register, &[receive(200, "2026-01-05").unwrap()], &world_of(2).unwrap()).unwrap();
    assert_eq!(register.verify().unwrap().sequence, sequence);
    assert!(register.petition(Identity::from_bytes([200; 16])).is_ok());
}
