//! Sixteen connections: on sixteen registers, and on one; some are cut off, some processes are killed,
//! and the server falls.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use kiennghi::register::{Register, RegisterError};
use kiennghi_store::AnyStore;
use kiennghi_tests::{
    crowd::{PETITIONS_OF_A_WRITER, consistent, steps_of},
    script::world_of,
    server::{Durability, Server},
};

const WRITERS: u8 = 16;
/// The process that writes to a register.
const CLERK: &str = env!("CARGO_BIN_EXE_clerk");

/// What was acknowledged: the numbers by step.
type Done = BTreeMap<usize, Vec<String>>;

fn step(register: &mut Register<AnyStore>, writer: u8, n: usize) -> Result<Vec<String>, RegisterError> {
    let mut batch = register.batch()?;
    let receipts = batch.execute(&steps_of(writer).unwrap()[n], &world_of(0).unwrap())?;
    batch.commit()?;
    Ok(receipts.iter().map(|receipt| receipt.number.to_string()).collect())
}

/// Opens until it succeeds: a connection may be cut off at any moment, and while the server is down there
/// is nothing to open.
fn opened(url: &str, writer: u8) -> Register<AnyStore> {
    loop {
        match kiennghi_store::open(url) {
            Ok(register) => return register,
            Err(error) => assert_eq!(error.code(), "store_io", "writer {writer}: {error}"),
        }
        thread::yield_now();
    }
}

/// Writes all steps, each until it is acknowledged, opening again when the handle asks for it. Counts
/// the faults that it met.
fn write(url: &str, writer: u8, faults: &AtomicUsize) -> Done {
    let mut done = Done::new();
    let mut register = opened(url, writer);
    for n in 0..steps_of(writer).unwrap().len() {
        let numbers = loop {
            match step(&mut register, writer, n) {
                Ok(numbers) => break numbers,
                Err(error) if error.code() == "store_busy" => {}
                Err(error) => {
                    assert!(["store_io", "store_read_only"].contains(&error.code()), "writer {writer}: {error}");
                    faults.fetch_add(1, Ordering::Relaxed);
                    register = opened(url, writer);
                }
            }
        };
        done.insert(n, numbers);
    }
    done
}

/// No lost, double or missing number; every acknowledged command is there, once, with its number.
fn all_is_there(url: &str, done: &[(u8, &Done)]) {
    let register = kiennghi_store::open(url).unwrap();
    let petitions = done.len() * PETITIONS_OF_A_WRITER;
    assert_eq!(consistent(&register).unwrap(), petitions as u64);
    assert_eq!(register.verify_projections().unwrap(), petitions);
    let mut last = 0;
    register
        .each_case(&mut |_, case| {
            assert_eq!(case.number().serial, last + 1, "numbers run without a gap");
            last += 1;
            Ok(())
        })
        .unwrap();
    let mut commands = BTreeMap::new();
    for entry in kiennghi::store::Reader::entries(register.store(), 0, usize::MAX).unwrap() {
        *commands.entry(entry.draft.command_id).or_insert(0) += 1;
    }
    for (writer, done) in done {
        for (n, step) in steps_of(*writer).unwrap().iter().enumerate() {
            for (command, number) in step.iter().zip(&done[&n]) {
                assert_eq!(commands.get(&command.id), Some(&1), "writer {writer}, step {n}");
                assert_eq!(&register.petition(command.petition).unwrap().case().number().to_string(), number);
            }
        }
    }
}

#[test]
fn sixteen_connections_on_sixteen_registers_lose_nothing_when_some_are_cut_off() {
    let Some(server) = super::database("sixteen") else { return };
    let url = |writer: u8| server.url("sixteen", &format!("r{writer}"));
    for writer in 0..WRITERS {
        drop(kiennghi_store::create(&url(writer), &world_of(0).unwrap()).unwrap());
    }
    let (faults, over, cut_off) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicUsize::new(0));
    let done: Vec<Done> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (faults, url) = (&faults, url(writer));
                scope.spawn(move || write(&url, writer, faults))
            })
            .collect();
        scope.spawn(|| {
            let mut sql = server.owner("sixteen");
            // One that is in the middle of something, again and again, but not so often that none ends.
            let one = "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE datname = 'sixteen'
                       AND pid <> pg_backend_pid() AND state <> 'idle' ORDER BY random() LIMIT 1) AS one";
            while !over.load(Ordering::Relaxed) && cut_off.load(Ordering::Relaxed) < 40 {
                let count: i64 = sql.query_one(one, &[]).unwrap().get(0);
                cut_off.fetch_add(count as usize, Ordering::Relaxed);
                sql.batch_execute("SELECT pg_sleep(0.01)").unwrap();
            }
        });
        let done = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        done
    });
    assert!(
        faults.load(Ordering::Relaxed) > 3,
        "{} of {} were met",
        faults.load(Ordering::Relaxed),
        cut_off.load(Ordering::Relaxed)
    );
    for (writer, done) in (0..WRITERS).zip(&done) {
        all_is_there(&url(writer), &[(writer, done)]);
    }
}

/// A clerk that is killed when it is dropped.
struct Clerk(Child);

impl Drop for Clerk {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a writer in a process of its own, to its end or until it has acknowledged so many steps.
fn write_in_a_process(url: &str, writer: u8, kill_after: Option<usize>) -> Done {
    let mut command = Command::new(CLERK);
    let mut clerk = Clerk(command.args(["write", url, &writer.to_string()]).stdout(Stdio::piped()).spawn().unwrap());
    let (mut done, mut killed) = (Done::new(), false);
    for line in BufReader::new(clerk.0.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let words: Vec<_> = line.split(' ').map(String::from).collect();
        if words[0] == "done" {
            done.insert(words[1].parse().unwrap(), words[2..].to_vec());
        }
        if !killed && kill_after.is_some_and(|steps| done.len() >= steps) {
            clerk.0.kill().unwrap();
            killed = true;
        }
    }
    assert_eq!(clerk.0.wait().unwrap().success(), kill_after.is_none(), "writer {writer}");
    done
}

#[test]
fn sixteen_processes_on_one_register_lose_nothing_when_some_are_killed() {
    let Some(server) = super::database("one") else { return };
    let url = server.url("one", "a");
    drop(kiennghi_store::create(&url, &world_of(0).unwrap()).unwrap());
    let done: Vec<Done> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let url = &url;
                scope.spawn(move || {
                    // Four are killed in the middle of it, and begin again from their first command.
                    let killed = match writer % 4 {
                        1 => write_in_a_process(url, writer, Some(5 + usize::from(writer))),
                        _ => Done::new(),
                    };
                    let done = write_in_a_process(url, writer, None);
                    for (step, numbers) in &killed {
                        assert_eq!(
                            done.get(step),
                            Some(numbers),
                            "writer {writer}: step {step} was acknowledged with other numbers"
                        );
                    }
                    done
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    all_is_there(&url, &(0..WRITERS).zip(&done).collect::<Vec<_>>());
}

#[test]
fn a_server_that_falls_keeps_every_acknowledged_command() {
    // Every commit synced, as where real registers are kept.
    let Some(server) = Server::start(Durability::Synced) else { return };
    let url = |writer: u8| server.url("postgres", &format!("r{}", writer % 2));
    for writer in 0..2 {
        drop(kiennghi_store::create(&url(writer), &world_of(0).unwrap()).unwrap());
    }
    let faults = AtomicUsize::new(0);
    let done: Vec<Done> = thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (faults, url) = (&faults, url(writer));
                scope.spawn(move || write(&url, writer, faults))
            })
            .collect();
        let mut reader = kiennghi_store::open(&url(0)).unwrap();
        for mark in [30, 80] {
            // Falls in the middle: when so many entries are there.
            while reader.head().unwrap().sequence < mark {
                thread::yield_now();
            }
            server.crash();
            assert_eq!(reader.head().unwrap_err().code(), "store_io");
            server.start_again();
            reader = kiennghi_store::open(&url(0)).unwrap();
        }
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    assert!(faults.load(Ordering::Relaxed) >= 4, "{faults:?}");
    all_is_there(&url(0), &[(0, &done[0]), (2, &done[2])]);
    all_is_there(&url(1), &[(1, &done[1]), (3, &done[3])]);
}
