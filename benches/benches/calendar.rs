//! Working time, each beside the same work in a bare loop over plain tables, in one run.
//!
//! The bare loops are what a careful programmer writes for one office alone: Vietnam's hours are
//! written into them, nothing is checked, and no error can be told.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails loudly, and a bare loop checks nothing")]

use std::hint::black_box;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kiennghi::calendar::{Amounts, Pauses, Resolution, TimePolicy, WorkCalendar};
use rayon::prelude::*;

const ITEMS: usize = 10_000_000;
const EPOCH: i32 = 719_163;
const CHUNK: usize = 1 << 15;

/// The plain tables of the bare loops, over the days of the calendar.
struct Bare {
    /// Days since 1970 of the first.
    first: i32,
    /// Working days up to and with each day.
    rank: Vec<i32>,
    /// The day of each working day.
    select: Vec<i32>,
    /// Is the day worked?
    worked: Vec<bool>,
}

impl Bare {
    fn of(calendar: &WorkCalendar) -> Bare {
        let first = calendar.first();
        let mut bare = Bare { first: first.num_days_from_ce() - EPOCH, rank: Vec::new(), select: Vec::new(), worked: Vec::new() };
        for (n, day) in (0..).zip(first.iter_days().take_while(|day| *day <= calendar.last())) {
            let worked = calendar.is_working_day(day).unwrap();
            if worked {
                bare.select.push(n);
            }
            bare.rank.push(i32::try_from(bare.select.len()).unwrap());
            bare.worked.push(worked);
        }
        bare
    }

    fn add_days(&self, day: i32, days: i32) -> i32 {
        let rank = self.rank[(day - self.first) as usize];
        self.select[(rank + days - 1) as usize] + self.first
    }

    /// Seconds worked before a moment: 07:30 to 11:30 and 13:00 to 17:00 at UTC+7.
    fn seconds(&self, at: i64) -> i64 {
        let civil = at + 7 * 3600 - i64::from(self.first) * 86_400;
        let (day, second) = ((civil / 86_400) as usize, civil % 86_400);
        let today = (second - 27_000).clamp(0, 14_400) + (second - 46_800).clamp(0, 14_400);
        let worked = i64::from(self.worked[day]);
        (i64::from(self.rank[day]) - worked) * 28_800 + worked * today
    }

    fn moment(&self, seconds: i64) -> i64 {
        let (day, second) = (((seconds - 1) / 28_800) as usize, (seconds - 1) % 28_800 + 1);
        let start = if second <= 14_400 { 27_000 } else { 32_400 };
        i64::from(self.select[day] + self.first) * 86_400 - 7 * 3600 + start + second
    }

    fn add_time(&self, start: i64, amount: i64, from: &[i64], to: &[i64]) -> i64 {
        let rank = self.seconds(start);
        let (mut target, mut cursor) = (rank + amount, rank);
        for (from, to) in from.iter().zip(to) {
            let from = self.seconds(*from).max(cursor);
            if from >= target {
                break;
            }
            cursor = self.seconds(*to).max(from);
            target += cursor - from;
        }
        self.moment(target)
    }
}

/// Numbers that look random and are the same in every run.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |n| Some(n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)))
        .map(|n| n >> 33)
}

fn days(c: &mut Criterion) {
    let calendar = WorkCalendar::vietnam().unwrap();
    let bare = Bare::of(&calendar);
    let start = NaiveDate::from_ymd_opt(2015, 1, 5).unwrap().num_days_from_ce() - EPOCH;
    let given: Vec<i32> = numbers(1).take(ITEMS).map(|n| start + i32::try_from(n % 4_000).unwrap()).collect();
    let mut due = vec![0; ITEMS];
    let mut group = c.benchmark_group("due date in 10 working days, 10 million");
    group.sample_size(20).throughput(Throughput::Elements(ITEMS as u64));
    group.bench_function("kiennghi", |b| {
        b.iter(|| calendar.add_working_days_each(black_box(&given), Amounts::Same(10), &mut due).unwrap())
    });
    let ours = due.clone();
    group.bench_function("bare loop", |b| {
        b.iter(|| {
            due.par_chunks_mut(CHUNK)
                .zip(black_box(&given).par_chunks(CHUNK))
                .for_each(|(due, days)| due.iter_mut().zip(days).for_each(|(due, day)| *due = bare.add_days(*day, 10)))
        })
    });
    group.finish();
    assert_eq!(ours, due);
}

fn time(c: &mut Criterion) {
    let calendar = WorkCalendar::vietnam().unwrap();
    let bare = Bare::of(&calendar);
    let first = DateTime::parse_from_rfc3339("2015-01-05T00:00:00+07:00").unwrap().timestamp();
    // A term of 1 to 10 days of 8 hours, one in four extended, and 0 to 3 pauses of up to 4 days.
    let mut random = numbers(2);
    let mut next = |below: u64| i64::try_from(random.next().unwrap() % below).unwrap();
    let (mut starts, mut amounts) = (Vec::new(), Vec::new());
    let (mut bounds, mut from, mut to) = (vec![0], Vec::new(), Vec::new());
    for _ in 0..ITEMS {
        let start = first + next(4_000 * 1440) * 60;
        starts.push(start);
        amounts.push((1 + next(10)) * 28_800 * if next(4) == 0 { 2 } else { 1 });
        let mut at = start;
        for _ in 0..next(4) {
            at += next(3 * 1440) * 60;
            from.push(at);
            at += next(4 * 1440) * 60;
            to.push(at);
        }
        bounds.push(i32::try_from(from.len()).unwrap());
    }
    let pauses = Pauses { bounds: &bounds, from: &from, to: &to };
    let mut due = vec![0; ITEMS];
    let mut group = c.benchmark_group("due instant in working time, 0 to 3 pauses each, 10 million");
    group.sample_size(20).throughput(Throughput::Elements(ITEMS as u64));
    group.bench_function("kiennghi", |b| {
        b.iter(|| {
            let amounts = Amounts::Each(black_box(&amounts));
            let policy = TimePolicy::default();
            calendar.add_working_time_each(&starts, amounts, Some(pauses), Resolution::Seconds, policy, &mut due).unwrap();
        })
    });
    let ours = due.clone();
    group.bench_function("bare loop", |b| {
        b.iter(|| {
            due.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, due)| {
                for (index, due) in (chunk * CHUNK..).zip(due) {
                    let range = bounds[index] as usize..bounds[index + 1] as usize;
                    *due = bare.add_time(starts[index], amounts[index], &from[range.clone()], &to[range]);
                }
            })
        })
    });
    group.finish();
    assert_eq!(ours, due);
}

fn single(c: &mut Criterion) {
    let calendar = WorkCalendar::vietnam().unwrap();
    let days: Vec<NaiveDate> =
        (0..10_000_u64).map(|n| NaiveDate::from_ymd_opt(2015, 1, 5).unwrap() + Days::new(n * 7919 % 4_000)).collect();
    let moments: Vec<_> = days.iter().map(|day| day.and_hms_opt(3, 0, 0).unwrap().and_utc()).collect();
    let mut group = c.benchmark_group("one at a time, one thread");
    group.throughput(Throughput::Elements(days.len() as u64));
    group.bench_function("add_working_days", |b| {
        b.iter(|| days.iter().map(|day| calendar.add_working_days(black_box(*day), 10).unwrap().day()).sum::<u32>())
    });
    group.bench_function("working_days_between", |b| {
        b.iter(|| days.iter().map(|day| calendar.working_days_between(black_box(*day), days[0]).unwrap()).sum::<i32>())
    });
    group.bench_function("add_working_time", |b| {
        let hours = TimeDelta::hours(20);
        b.iter(|| {
            moments.iter().map(|at| calendar.add_working_time(black_box(*at), hours, &[]).unwrap().timestamp()).sum::<i64>()
        })
    });
    group.bench_function("next_opening", |b| {
        b.iter(|| moments.iter().map(|at| calendar.next_opening(black_box(*at)).unwrap().timestamp()).sum::<i64>())
    });
    group.finish();
    c.bench_function("build Vietnam's calendar, 2010 to 2100, from its TOML", |b| b.iter(|| WorkCalendar::vietnam().unwrap()));
    println!("Vietnam's calendar takes {} KiB", calendar.bytes() / 1024);
}

criterion_group!(benches, days, time, single);
criterion_main!(benches);
