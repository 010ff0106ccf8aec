//! Clocks that jump, of several machines that write to one file.

use kiennghi_tests::{
    chance::Chance,
    contract::receive,
    script::{take, world_of},
};

use crate::{Folder, entries};

/// The ledger's own time is that of the latest clock that it has seen, whoever writes.
#[test]
fn recorded_time_never_decreases_whichever_clock_writes() {
    for seed in 0..8 {
        let folder = Folder::new(&format!("clock-{seed}"));
        let path = folder.file("r.db");
        let mut chance = Chance::new(seed);
        let created = world_of(0).unwrap();
        let mut handles = [kiennghi_store::create(&path, &created).unwrap(), kiennghi_store::open(&path).unwrap()];
        let before = entries(&handles[0]).len();
        let (mut latest, mut expected, mut jumps_back) = (created.now, Vec::new(), 0);
        let mut n = 1;
        while n < 60 {
            let mut world = created.clone();
            // Up to an hour before or after the creation, to the nanosecond: the ledger keeps microseconds.
            let nanos = i64::try_from(chance.below(7_200_000_000_000)).unwrap() - 3_600_000_000_000;
            world.now += chrono::TimeDelta::nanoseconds(nanos);
            jumps_back += usize::from(world.now < latest);
            let now = chrono::DateTime::from_timestamp_micros(world.now.timestamp_micros()).unwrap();
            latest = latest.max(now);
            let batch: Vec<_> = (0..1 + chance.below(3)).map(|k| receive(n + k as u8, "2026-01-05").unwrap()).collect();
            n += batch.len() as u8;
            expected.extend(batch.iter().map(|_| latest));
            take(&mut handles[chance.below(2)], &batch, &world).unwrap();
            if chance.below(5) == 0 {
                let other = chance.below(2);
                handles[other] = kiennghi_store::open(&path).unwrap();
            }
        }
        let recorded: Vec<_> = entries(&handles[0]).iter().skip(before).map(|entry| entry.draft.recorded_at).collect();
        assert_eq!(recorded, expected, "seed {seed}");
        assert!(recorded.is_sorted() && jumps_back > 5, "seed {seed}: {jumps_back} jumps back");
        handles[1].verify().unwrap();
    }
}
