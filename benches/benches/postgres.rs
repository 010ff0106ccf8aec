//! How many durable commands a second PostgreSQL takes: over one connection, over sixteen on sixteen
//! registers, and over sixteen on one.
//!
//! It starts a server of its own, with every commit synced, in the temporary folder: set `TMPDIR` to
//! the disk that is meant. The three take turns, some seconds each, and the figures are medians of the
//! ratios of a round: a disk differs by the hour.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails loudly")]

use std::{
    env, thread,
    time::{Duration, Instant},
};

use kiennghi::ledger::Identity;
use kiennghi_benches::{worded, world};
use kiennghi_tests::server::{Durability, Server};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
/// Commands of each connection before the clock starts.
const WARM_UP: usize = 12;
const EACH: Duration = Duration::from_secs(3);

/// Receipts over so many connections on so many registers, until the time is over; commands a second.
fn rate(server: &Server, round: usize, connections: usize, registers: usize) -> f64 {
    let url = |n: usize| server.url("postgres", &format!("r{round}.{connections}.{registers}.{}", n % registers));
    for register in 0..registers {
        drop(kiennghi_store::create(&url(register), &world().unwrap()).unwrap());
    }
    let ready = std::sync::Barrier::new(connections);
    let counts: Vec<(usize, Duration)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|worker| {
                let (url, ready) = (url(worker), &ready);
                scope.spawn(move || {
                    let (mut register, world) = (kiennghi_store::open(&url).unwrap(), world().unwrap());
                    let commands: Vec<_> = (0..200).map(|n| worded(n).unwrap().remove(0)).collect();
                    let (mut count, mut warm) = (0_usize, false);
                    let mut began = Instant::now();
                    while count < WARM_UP || began.elapsed() < EACH {
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
                    (count - WARM_UP, began.elapsed())
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    // What was acknowledged is there.
    for register in 0..registers {
        let register = kiennghi_store::open(&url(register)).unwrap();
        register.verify().unwrap();
    }
    counts.iter().map(|(count, took)| *count as f64 / took.as_secs_f64()).sum()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn main() {
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let Some(server) = Server::start(Durability::Synced) else { return };
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let figures = [(1, 1), (CONNECTIONS, CONNECTIONS), (CONNECTIONS, 1)].map(|(c, r)| rate(&server, round, c, r));
        println!("round {round}: 1 on 1 {:.0}/s, 16 on 16 {:.0}/s, 16 on 1 {:.0}/s", figures[0], figures[1], figures[2]);
        rounds.push(figures);
    }
    let of = |n: usize| median(rounds.iter().map(|figures| figures[n]).collect());
    let ratio = |n: usize| median(rounds.iter().map(|figures| figures[n] / figures[0]).collect());
    println!(
        "medians: {:.0}/s; 16 on 16 {:.0}/s, ratio {:.2}; 16 on 1 {:.0}/s, ratio {:.2}",
        of(0),
        of(1),
        ratio(1),
        of(2),
        ratio(2)
    );
}
