//! Questions that an index answers, in PostgreSQL: a page of a worklist beside a bare query of the same
//! columns, searches, a petition with its history.
//!
//! Each is asked in turns with the others of its kind, and the medians are told. What is measured is the
//! way to the server and back as well; the bare query goes the same way, prepared, over one connection.

use std::{env, time::Instant};

use kiennghi::{
    store::{CaseQuery, Openness, Reader},
    time::Moment,
};
use kiennghi_benches::{fill_with, worded};
use kiennghi_store::PostgresStore;
use kiennghi_tests::server::{Durability, Server};
use postgres::{Client, NoTls, Row, Statement};

const UNIT: &str = "Phòng 7";
const PAGE: usize = 50;
/// How often each question is asked, warm.
const ASKED: usize = 300;
/// And before the clock starts.
const WARM_UP: usize = 20;

/// What the worklist reads, by SQL alone.
const BARE: &str = "SELECT opened, id, book, year, serial, status, received_at, due, due_by, due_soon, calendar, source, field, unit, \
                    officer, confidential FROM kiennghi.case_row WHERE register = $1 AND open AND unit = $2 \
                    ORDER BY due_by, book, year, serial LIMIT 51";
/// The rows of a petition and of its texts, by SQL alone.
const BARE_PETITION: &str = "SELECT e.sequence, e.version, e.command_id, e.occurred_at, e.recorded_at, e.actor, e.payload, e.hash, v.openings \
                             FROM kiennghi.entry e LEFT JOIN kiennghi.vault v ON v.register = e.register AND v.sequence = e.sequence \
                             WHERE e.register = $1 AND e.stream_id = $2 AND e.stream_kind = 'petition' ORDER BY e.version";

/// One row with its texts.
type BareRow = (i64, uuid::Uuid, (String, i32, i64), [String; 4], (i64, i64), [Option<String>; 4], bool);

fn bare(sql: &mut Client, statement: &Statement, register: i32) -> Vec<BareRow> {
    let read = |row: &Row| {
        (
            row.get(0),
            row.get(1),
            (row.get(2), row.get(3), row.get(4)),
            [row.get(5), row.get(6), row.get(7), row.get(10)],
            (row.get(8), row.get(9)),
            [row.get(11), row.get(12), row.get(13), row.get(14)],
            row.get(15),
        )
    };
    sql.query(statement, &[&register, &UNIT]).unwrap().iter().map(read).collect()
}

fn bare_petition(sql: &mut Client, statement: &Statement, register: i32, id: uuid::Uuid) -> usize {
    let rows = sql.query(statement, &[&register, &id]).unwrap();
    let bytes = |row: &Row| {
        let _: (i64, i64, uuid::Uuid, i64) = (row.get(0), row.get(1), row.get(2), row.get(4));
        let texts: [String; 3] = [row.get(3), row.get(5), row.get(6)];
        let (hash, openings): (Vec<u8>, Option<Vec<u8>>) = (row.get(7), row.get(8));
        texts.map(|text| text.len()).iter().sum::<usize>() + hash.len() + openings.map_or(0, |openings| openings.len())
    };
    rows.iter().map(bytes).sum()
}

/// The median of some questions, each in its turn, in milliseconds.
fn medians<const N: usize>(mut ask: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut took = [const { Vec::new() }; N];
    for n in 0..WARM_UP + ASKED {
        for (ask, took) in ask.iter_mut().zip(&mut took) {
            let start = Instant::now();
            ask();
            if n >= WARM_UP {
                took.push(start.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    took.map(super::median)
}

/// Asks of registers of 100,000 petitions and, with `KIENNGHI_BENCH_MILLION`, of 1,000,000, on the server
/// at `KIENNGHI_BENCH_POSTGRES`, which keeps them, or on one of its own, which does not.
pub(super) fn all() {
    let own = if env::var_os("KIENNGHI_BENCH_POSTGRES").is_none() { Server::start(Durability::Synced) } else { None };
    let url = match (&own, env::var("KIENNGHI_BENCH_POSTGRES")) {
        (_, Ok(url)) => url,
        (Some(server), _) => server.url("postgres", "").replace("&register=", ""),
        (None, _) => return,
    };
    let mut sql = Client::connect(&url, NoTls).unwrap();
    ask(&url, &mut sql, 100_000);
    if env::var_os("KIENNGHI_BENCH_MILLION").is_some() {
        ask(&url, &mut sql, 1_000_000);
    }
}

/// Asks of a register of so many petitions, which is filled if it is not there.
pub(super) fn ask(url: &str, sql: &mut Client, petitions: u32) {
    let name = format!("q{petitions}");
    let url = format!("{url}&register={name}");
    if PostgresStore::open(&url).is_err() {
        let start = Instant::now();
        drop(fill_with(PostgresStore::create(&url).unwrap(), petitions, worded).unwrap());
        println!("{petitions} petitions: filled in {:.0?}", start.elapsed());
        let start = Instant::now();
        // What the server does by itself before long, and must not do while it is asked.
        sql.batch_execute("VACUUM (ANALYZE)").unwrap();
        println!("{petitions} petitions: vacuumed in {:.0?}", start.elapsed());
    }
    let register = kiennghi_store::open(&url).unwrap();
    assert_eq!(register.store().last_serial("PAKN", 2026).unwrap(), petitions);
    let number: i32 = sql.query_one("SELECT register FROM kiennghi.register WHERE name = $1", &[&name]).unwrap().get(0);
    // As the store has it: planned once, whatever the values are.
    sql.batch_execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off").unwrap();
    let (statement, petition) = (sql.prepare(BARE).unwrap(), sql.prepare(BARE_PETITION).unwrap());
    let nothing = sql.prepare("SELECT 1").unwrap();
    let today: Moment = "2026-11-20".parse().unwrap();

    let unit = CaseQuery { unit: Some(UNIT.into()), ..CaseQuery::worklist() };
    let page = register.page(&unit, today, None, PAGE).unwrap();
    let rows = bare(sql, &statement, number);
    assert!(page.items.iter().map(|item| i64::from(item.number.serial)).eq(rows.iter().take(PAGE).map(|row| row.2.2)));
    // From the middle of the list on.
    let mut after = None;
    for _ in 0..20 {
        after = register.page(&unit, today, after.as_ref(), PAGE).unwrap().next.or(after);
    }
    // One connection, of which each question has its turn.
    let shared = std::cell::RefCell::new(&mut *sql);
    let [ours, theirs, later, round_trip] = medians([
        &mut || drop(register.page(&unit, today, None, PAGE).unwrap()),
        &mut || drop(bare(&mut shared.borrow_mut(), &statement, number)),
        &mut || drop(register.page(&unit, today, after.as_ref(), PAGE).unwrap()),
        &mut || drop(shared.borrow_mut().query(&nothing, &[]).unwrap()),
    ]);
    println!("{petitions} petitions: a round trip {round_trip:.3} ms");
    println!("{petitions} petitions: page of {PAGE} {ours:.3} ms, bare {theirs:.3} ms, ratio {:.2}", ours / theirs);
    println!("{petitions} petitions: page 21 of it {later:.3} ms");
    for (openness, text) in [
        (Openness::All, "de nghi"),
        (Openness::All, "đề nghị"),
        (Openness::All, "đất ô nhiễm tiếng ồn"),
        (Openness::All, "\"thuê đất\""),
        (Openness::All, "n"),
        (Openness::All, "ngh"),
        (Openness::All, "77777/ĐN"),
        (Openness::All, "khongco"),
        (Openness::Open, "de nghi"),
        (Openness::Open, "nhung nhieu"),
        (Openness::Open, "khongco"),
    ] {
        let query = CaseQuery { openness, ..CaseQuery::search(text).unwrap() };
        let found = register.page(&query, today, None, PAGE).unwrap().items.len();
        let [took] = medians([&mut || drop(register.page(&query, today, None, PAGE).unwrap())]);
        println!("{petitions} petitions: {openness:?} with {text}: {found} in {took:.3} ms");
    }
    let ids: Vec<_> = page.items.iter().map(|item| item.id).collect();
    let place = std::cell::Cell::new(0);
    let next = || ids[place.replace(place.get() + 1) % ids.len()];
    let [took, theirs, history] = medians([
        &mut || {
            let id = next();
            drop((register.petition(id).unwrap(), register.history(id).unwrap()));
        },
        &mut || {
            let id = uuid::Uuid::from_bytes(*next().as_bytes());
            assert!(bare_petition(&mut shared.borrow_mut(), &petition, number, id) > 500);
        },
        &mut || drop(register.history(next()).unwrap()),
    ]);
    println!(
        "{petitions} petitions: a petition with its history {took:.3} ms, the history alone {history:.3} ms, \
         bare {theirs:.3} ms, ratio {:.2}",
        took / theirs
    );
}
