//! Questions that an index answers: a page of a worklist, a search, one petition, opening a file.
//!
//! A register of 100,000 petitions is made each time; one of 1,000,000 only if
//! `KIENNGHI_BENCH_MILLION` names a file, which is made if it is not there (minutes) and kept.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench fails loudly and tells what it measured")]

use std::{env, fs, path::Path, process::Command, time::Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use kiennghi::{
    register::Register,
    store::{CaseQuery, Openness},
    time::Moment,
};
use kiennghi_benches::{fill_with, worded, world};
use kiennghi_store::{AnyStore, SqliteStore};
use rusqlite::{Connection, types::Value};

const UNIT: &str = "Phòng 7";
const PAGE: usize = 50;

/// What the worklist reads, by SQL alone.
const BARE: &str = "SELECT opened, id, book, year, serial, status, received_at, due, due_by, due_soon, calendar, source, field, unit, \
                    officer, confidential FROM case_row CROSS JOIN stream ON number = opened \
                    WHERE open = 1 AND unit = ?1 ORDER BY due_by, book, year, serial LIMIT ?2";

/// One row with its texts.
type BareRow = (i64, [u8; 16], (String, i32, u32), [String; 2], [Value; 2], (i64, u16), [Option<String>; 4], bool);

fn bare(connection: &Connection) -> Vec<BareRow> {
    let mut statement = connection.prepare_cached(BARE).unwrap();
    let rows = statement.query_map(rusqlite::params![UNIT, PAGE as i64 + 1], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            (row.get(2)?, row.get(3)?, row.get(4)?),
            [row.get(5)?, row.get(10)?],
            [row.get(6)?, row.get(7)?],
            (row.get(8)?, row.get(9)?),
            [row.get(11)?, row.get(12)?, row.get(13)?, row.get(14)?],
            row.get(15)?,
        ))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn ask(c: &mut Criterion, name: &str, path: &str, petitions: u32) {
    let start = Instant::now();
    if !Path::new(path).exists() {
        drop(fill_with(SqliteStore::create(path).unwrap(), petitions, worded).unwrap());
        println!(
            "{name}: filled in {:.1?}, {} bytes a petition",
            start.elapsed(),
            fs::metadata(path).unwrap().len() / u64::from(petitions)
        );
    }
    idle_memory(name, path);
    let register = kiennghi_store::open(path).unwrap();
    // With the settings of the store: as many pages kept, and no statement compiled anew.
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA cache_size = -8192").unwrap();
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    let today: Moment = "2026-11-20".parse().unwrap();
    let mut group = c.benchmark_group(name);
    group.sample_size(20);
    group.bench_function("open", |b| b.iter(|| kiennghi_store::open(path).unwrap()));

    let unit = CaseQuery { unit: Some(UNIT.into()), ..CaseQuery::worklist() };
    let page = register.page(&unit, today, None, PAGE).unwrap();
    assert!(page.items.iter().map(|item| item.number.serial).eq(bare(&connection).iter().take(PAGE).map(|row| row.2.2)));
    group.bench_function("page of 50 of a unit's worklist", |b| b.iter(|| register.page(&unit, today, None, PAGE).unwrap()));
    group.bench_function("bare query of the same columns", |b| b.iter(|| bare(&connection)));
    // From the middle of the list on.
    let mut after = None;
    for _ in 0..20 {
        after = register.page(&unit, today, after.as_ref(), PAGE).unwrap().next.or(after);
    }
    group.bench_function("page 21 of it", |b| b.iter(|| register.page(&unit, today, after.as_ref(), PAGE).unwrap()));
    for (what, text) in [
        ("frequent words, plain", "de nghi"),
        ("frequent words with diacritics", "đề nghị"),
        ("frequent and rare", "đất ô nhiễm tiếng ồn"),
        ("a phrase", "\"thuê đất\""),
        ("one letter", "n"),
        ("a beginning of many words", "ngh"),
        ("a number that one has", "77777/ĐN"),
        ("nothing", "khongco"),
    ] {
        let query = CaseQuery::search(text).unwrap();
        group
            .bench_function(format!("search: {what} ({text})"), |b| b.iter(|| register.page(&query, today, None, PAGE).unwrap()));
    }
    for (what, text) in [("frequent", "de nghi"), ("rare", "khongco"), ("between", "nhung nhieu")] {
        let query = CaseQuery { openness: Openness::Open, ..CaseQuery::search(text).unwrap() };
        group.bench_function(format!("worklist with a text: {what} ({text})"), |b| {
            b.iter(|| register.page(&query, today, None, PAGE).unwrap())
        });
    }
    let ids: Vec<_> = page.items.iter().map(|item| item.id).collect();
    let mut next = ids.iter().cycle();
    group.bench_function("a petition with its history", |b| {
        b.iter(|| {
            let id = *next.next().unwrap();
            (register.petition(id).unwrap(), register.history(id).unwrap())
        })
    });
    group.finish();
}

/// Anonymous memory of this process, in KiB.
fn anonymous_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

const IDLE: &str = "KIENNGHI_BENCH_IDLE";

/// What a handle holds when nobody asks: told by a process of its own, which has nothing else.
fn idle_memory(name: &str, path: &str) {
    let copy = format!("{path}.idle");
    fs::copy(path, &copy).unwrap();
    let out = Command::new(env::current_exe().unwrap()).env(IDLE, &copy).output().unwrap();
    print!("{name}: {}", String::from_utf8_lossy(&out.stdout));
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{copy}{ending}"));
    }
}

fn tell_idle_memory(path: &str) {
    let before = anonymous_kib();
    let mut register: Register<AnyStore> = kiennghi_store::open(path).unwrap();
    let opened = anonymous_kib();
    let today: Moment = "2026-11-20".parse().unwrap();
    for n in 0..200 {
        let unit = CaseQuery { unit: Some(format!("Phòng {}", n % 20)), ..CaseQuery::worklist() };
        let page = register.page(&unit, today, None, PAGE).unwrap();
        page.items.iter().for_each(|item| drop(register.petition(item.id).unwrap()));
        register.page(&CaseQuery::search("de nghi").unwrap(), today, None, PAGE).unwrap();
    }
    let asked = anonymous_kib();
    let mut batch = register.batch().unwrap();
    for n in 5_000_000..5_010_000 {
        batch.execute(&worded(n).unwrap(), &world().unwrap()).unwrap();
    }
    batch.commit().unwrap();
    let written = anonymous_kib();
    println!(
        "idle memory in KiB: {} opened, {} after 200 pages, searches and 10,000 petitions read, {} after a batch of 10,000 petitions",
        opened - before,
        asked - before,
        written - before
    );
}

fn queries(c: &mut Criterion) {
    let folder = env::temp_dir().join(format!("kiennghi-queries-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    ask(c, "100,000 petitions", folder.join("r.db").to_str().unwrap(), 100_000);
    if let Some(path) = env::var_os("KIENNGHI_BENCH_MILLION") {
        ask(c, "1,000,000 petitions", path.to_str().unwrap(), 1_000_000);
    }
    fs::remove_dir_all(&folder).unwrap();
}

fn main_or_child(c: &mut Criterion) {
    match env::var(IDLE) {
        Ok(path) => {
            tell_idle_memory(&path);
            std::process::exit(0)
        }
        Err(_) => queries(c),
    }
}

criterion_group!(benches, main_or_child);
criterion_main!(benches);
