//! How many durable commands a second PostgreSQL takes: over one connection, over sixteen on sixteen
//! registers, and over sixteen on one; what a command costs of a processor, the server's share included;
//! and both for the same rows written by hand. `-- questions` asks instead of writing.
//!
//! It starts a server of its own, with every commit synced, in the temporary folder: set `TMPDIR` to
//! the disk that is meant. All take turns, some seconds each, and the figures are medians of the
//! ratios of a round: a disk differs by the hour.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails loudly")]

use std::{
    env, fs,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use kiennghi::{ledger::Identity, petition::Command};
use kiennghi_benches::{worded, world};
use kiennghi_tests::server::{Durability, Server};

#[path = "postgres/bare.rs"]
mod bare;
#[path = "postgres/questions.rs"]
mod questions;

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
/// Commands of each connection before the clock starts.
const WARM_UP: usize = 12;
const EACH: Duration = Duration::from_secs(3);

/// What some connections did together.
#[derive(Clone, Copy)]
struct Rate {
    /// Commands a second.
    per_second: f64,
    /// Milliseconds of a processor a command: of this process, and of the server's.
    client_ms: f64,
    server_ms: f64,
}

/// Seconds of a processor: of this process, and of all of the server's.
fn processor(server: &Server) -> [f64; 2] {
    // In hundredths of a second, by proc(5): the command in brackets is the second field.
    let of = |process: &str, fields: &[usize]| -> Option<(String, f64)> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let rest: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks: f64 = fields.iter().filter_map(|n| rest.get(*n)?.parse::<f64>().ok()).sum();
        Some((rest.get(1)?.to_string(), ticks / 100.0))
    };
    let own = &[11, 12];
    let main = fs::read_to_string(server.data().join("postmaster.pid")).unwrap().lines().next().unwrap().to_owned();
    // With those that ended.
    let mut servers = of(&main, &[11, 12, 13, 14]).unwrap().1;
    for process in fs::read_dir("/proc").unwrap().flatten() {
        let Some((parent, seconds)) = of(&process.file_name().to_string_lossy(), own) else { continue };
        servers += if parent == main { seconds } else { 0.0 };
    }
    [of("self", own).unwrap().1, servers]
}

/// Runs workers that wait for each other before the clock starts and after it has stopped, and tells how
/// many commands each carried out, and in what time.
fn paced(
    server: &Server,
    connections: usize,
    work: impl Fn(usize, &Barrier, &Barrier, Duration) -> (usize, Duration) + Sync,
) -> Rate {
    let (ready, done) = (Barrier::new(connections + 1), Barrier::new(connections + 1));
    let (counts, before, after) = thread::scope(|scope| {
        let (work, ready, done) = (&work, &ready, &done);
        let workers: Vec<_> = (0..connections).map(|worker| scope.spawn(move || work(worker, ready, done, EACH))).collect();
        ready.wait();
        let before = processor(server);
        done.wait();
        let after = processor(server);
        let counts: Vec<_> = workers.into_iter().map(|worker| worker.join().unwrap()).collect();
        (counts, before, after)
    });
    let commands: usize = counts.iter().map(|(count, _)| count).sum();
    let ms = |n: usize| (after[n] - before[n]) * 1000.0 / commands as f64;
    let per_second = counts.iter().map(|(count, took)| *count as f64 / took.as_secs_f64()).sum();
    Rate { per_second, client_ms: ms(0), server_ms: ms(1) }
}

/// Receipts with texts, to be given ids of their own.
fn receipts(first: u32) -> Vec<Command> {
    (first..first + 200).map(|n| worded(n).unwrap().remove(0)).collect()
}

/// Receipts over so many connections on so many registers, until the time is over.
fn rate(server: &Server, round: usize, connections: usize, registers: usize) -> Rate {
    let url = |n: usize| server.url("postgres", &format!("r{round}.{connections}.{registers}.{}", n % registers));
    for register in 0..registers {
        drop(kiennghi_store::create(&url(register), &world().unwrap()).unwrap());
    }
    let rate = paced(server, connections, |worker, ready, done, each| {
        let (mut register, world) = (kiennghi_store::open(&url(worker)).unwrap(), world().unwrap());
        let commands = receipts(0);
        let (mut count, mut warm) = (0_usize, false);
        let mut began = Instant::now();
        while count < WARM_UP || began.elapsed() < each {
            // A connection prepares its statements, and the server settles on their plans.
            if count == WARM_UP && !warm {
                ready.wait();
                (began, warm) = (Instant::now(), true);
            }
            let mut command = commands[count % commands.len()].clone();
            let id = (worker as u128) << 64 | count as u128;
            command.id = Identity::from_bytes((id << 1).to_be_bytes());
            command.petition = Identity::from_bytes((id << 1 | 1).to_be_bytes());
            match register.execute(&command, &world) {
                Ok(_) => count += 1,
                Err(error) => assert_eq!(error.code(), "store_busy", "{error}"),
            }
        }
        let took = began.elapsed();
        done.wait();
        (count - WARM_UP, took)
    });
    // What was acknowledged is there.
    for register in 0..registers {
        let register = kiennghi_store::open(&url(register)).unwrap();
        register.verify().unwrap();
    }
    rate
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn write(server: &Server) {
    const NAMES: [&str; 5] = ["1 on 1", "16 on 16", "16 on 1", "bare 1 on 1", "bare 16 on 16"];
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let ours = [(1, 1), (CONNECTIONS, CONNECTIONS), (CONNECTIONS, 1)].map(|(c, r)| rate(server, round, c, r));
        let bare = [1, CONNECTIONS].map(|connections| bare::rate(server, round, connections));
        let figures: Vec<Rate> = ours.into_iter().chain(bare).collect();
        for (name, rate) in NAMES.iter().zip(&figures) {
            let Rate { per_second, client_ms, server_ms } = rate;
            println!("round {round}: {name} {per_second:.0}/s, {client_ms:.3} + {server_ms:.3} ms of a processor each");
        }
        rounds.push(figures);
    }
    let of = |n: usize, figure: fn(&Rate) -> f64| median(rounds.iter().map(|figures| figure(&figures[n])).collect());
    let ratio = |n: usize, to: usize, figure: fn(&Rate) -> f64| {
        median(rounds.iter().map(|figures| figure(&figures[n]) / figure(&figures[to])).collect())
    };
    let rate: fn(&Rate) -> f64 = |rate| rate.per_second;
    let cost: fn(&Rate) -> f64 = |rate| rate.client_ms + rate.server_ms;
    for (n, name) in NAMES.iter().enumerate() {
        let to = if n < 3 { 0 } else { 3 };
        println!(
            "medians: {name} {:.0}/s, {:.2} times one on one; {:.3} ms of a processor each, the server's {:.3}",
            of(n, rate),
            ratio(n, to, rate),
            of(n, cost),
            of(n, |rate| rate.server_ms)
        );
    }
    for (ours, bare, name) in [(0, 3, "1 on 1"), (1, 4, "16 on 16")] {
        println!("ours to bare, {name}: rate {:.2}, processor {:.2}", ratio(ours, bare, rate), ratio(ours, bare, cost));
    }
}

fn main() {
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    if env::args().any(|argument| argument == "questions") {
        questions::all();
        return;
    }
    let Some(server) = Server::start(Durability::Synced) else { return };
    write(&server);
}
