//! The spine: each measured beside the same work in a bare loop, in one run.

#![expect(clippy::unwrap_used, reason = "a bench fails loudly")]

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kiennghi::{
    case::Dimension,
    ledger::{Hash, Verifier},
    statistics::{PeriodKind, Question},
    store::{MemoryStore, Reader},
    time::Moment,
};
use kiennghi_benches::{commands, fill, world};
use kiennghi_store::SqliteStore;

fn register(c: &mut Criterion) {
    const PETITIONS: u32 = 20_000;
    let register = fill(MemoryStore::new(), PETITIONS).unwrap();
    let entries = register.store().entries(0, usize::MAX).unwrap();
    let mut group = c.benchmark_group("verify");
    group.sample_size(20).throughput(Throughput::Elements(entries.len() as u64));
    group.bench_function("Verifier", |b| {
        b.iter(|| {
            let mut verifier = Verifier::default();
            entries.iter().for_each(|entry| verifier.push(entry).unwrap());
            verifier.head()
        })
    });
    group.bench_function("bare loop of SHA-256 over the payloads", |b| {
        b.iter(|| {
            entries
                .iter()
                .fold(Hash::ZERO, |last, entry| Hash::of_parts("bench", &[last.as_bytes(), entry.draft.payload.as_bytes()]))
        })
    });
    group.finish();

    let mut group = c.benchmark_group("ask 20,000 petitions");
    group.sample_size(20).throughput(Throughput::Elements(PETITIONS.into()));
    let columns = register.columns().unwrap();
    let as_of: NaiveDate = "2026-11-20".parse().unwrap();
    let periods = PeriodKind::Quarter.covering("2026-01-01".parse().unwrap(), as_of);
    let question = Question::new(vec![Dimension::Source, Dimension::Unit], periods, as_of);
    group.bench_function("read the columns", |b| b.iter(|| register.columns().unwrap().len()));
    group.bench_function("table by source, unit and quarter", |b| b.iter(|| columns.table(&question).unwrap()));
    group.bench_function("worklist", |b| b.iter(|| register.worklist(Moment::Date(as_of)).unwrap().len()));
    group.finish();
}

fn store(c: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("kiennghi-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut register = fill(SqliteStore::create(folder.join("r.db").to_str().unwrap()).unwrap(), 0).unwrap();
    let world = world().unwrap();
    let mut next = 0;
    let mut group = c.benchmark_group("durable writes, SQLite");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1)).bench_function("one command", |b| {
        b.iter(|| {
            next += 1;
            register.execute(commands(next).unwrap().first().unwrap(), &world).unwrap()
        })
    });
    group.throughput(Throughput::Elements(1000)).bench_function("a batch of 1,000 petitions", |b| {
        b.iter(|| {
            let mut batch = register.batch().unwrap();
            for _ in 0..1000 {
                next += 1;
                batch.execute(&commands(next).unwrap(), &world).unwrap();
            }
            batch.commit().unwrap()
        })
    });
    group.finish();
    std::fs::remove_dir_all(&folder).unwrap();
}

criterion_group!(benches, register, store);
criterion_main!(benches);
