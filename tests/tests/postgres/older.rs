//! Databases that an older version of this library made, each in the shape that it had then.
//!
//! What is there is taken over whole, and tells the same ledger to the byte; or it is refused in so many
//! words, and left as it was.

use std::io::{Read, Write};

use kiennghi::{
    register::Register,
    store::{CaseQuery, Projections, Store},
};
use kiennghi_store::PostgresStore;
use kiennghi_tests::{
    contract::{receive, rows},
    noon,
    server::Server,
};
use postgres::Client;

/// Tables of the ledger itself.
const LEDGER: [&str; 3] = ["register", "turn", "entry"];
/// What is derived from it.
const PROJECTIONS: [&str; 3] = ["case_row", "case_document", "case_word"];

fn lines<S: Store>(register: &Register<S>) -> Vec<String> {
    let mut lines = Vec::new();
    register
        .export_ledger(&mut |line| {
            lines.push(line.to_owned());
            Ok(())
        })
        .unwrap();
    lines
}

/// Brings the rows of some tables from one database into another.
fn carry(from: &mut Client, to: &mut Client, tables: &[&str]) {
    for table in tables {
        let mut rows = Vec::new();
        let out = format!("COPY kiennghi.{table} TO STDOUT (FORMAT binary)");
        from.copy_out(&out).unwrap().read_to_end(&mut rows).unwrap();
        let mut into = to.copy_in(&format!("COPY kiennghi.{table} FROM STDIN (FORMAT binary)")).unwrap();
        into.write_all(&rows).unwrap();
        into.finish().unwrap();
    }
}

/// A database of today with registers `a` and `b`, and an older one that has the same ledgers.
fn both(of_today: &str, older: &str, shape: &str) -> Option<(&'static Server, Client, Client)> {
    let server = super::database(of_today)?;
    server.database(older);
    drop(super::filled(&server.url(of_today, "a")));
    drop(super::filled(&server.url(of_today, "b")));
    let (mut from, mut to) = (server.owner(of_today), server.owner(older));
    to.batch_execute(shape).unwrap();
    carry(&mut from, &mut to, &LEDGER);
    to.batch_execute("UPDATE kiennghi.turn SET projections = 1").unwrap();
    Some((server, from, to))
}

/// Is the older database now what the one of today is? Its projections were made again, and it goes on.
fn is_taken_over(server: &Server, of_today: &str, older: &str, sql: &mut Client) {
    for name in ["a", "b"] {
        let kept = kiennghi_store::open(&server.url(of_today, name)).unwrap();
        let refused = kiennghi_store::open_read_only(&server.url(older, name)).unwrap_err();
        assert!(refused.to_string().contains("of an older version; open it once for writing"), "{refused}");
        let mut brought = kiennghi_store::open(&server.url(older, name)).unwrap();
        assert_eq!(lines(&brought), lines(&kept), "the same bytes");
        assert_eq!(rows(&brought).unwrap(), rows(&kept).unwrap());
        assert_eq!((brought.verify().unwrap(), brought.verify_projections().unwrap()), (kept.verify().unwrap(), 5));
        let receipt = brought.execute(&receive(6, "2026-01-05").unwrap(), &noon("2026-06-30").unwrap()).unwrap();
        assert_eq!(receipt.number.serial, 6);
        let found = CaseQuery::search("\"trích yếu 6\"").unwrap();
        let page = brought.page(&found, "2026-06-30".parse().unwrap(), None, 9).unwrap();
        assert_eq!(page.items.len(), 1, "and what is written is found");
    }
    let versions = sql.query("SELECT version FROM kiennghi.version ORDER BY version", &[]).unwrap();
    assert_eq!(versions.iter().map(|row| row.get(0)).collect::<Vec<i32>>(), [1, 2, 3]);
}

#[test]
fn a_database_of_version_2_is_taken_over_and_tells_the_same_ledgers_to_the_byte() {
    let Some((server, mut from, mut to)) = both("today_2", "older_2", include_str!("version-2.sql")) else { return };
    carry(&mut from, &mut to, &["vault"]);
    carry(&mut from, &mut to, &PROJECTIONS);
    // Words stood in the index without their stretch.
    let lexemes = r"UPDATE kiennghi.case_word
                    SET lexemes = CAST(regexp_replace(CAST(lexemes AS text), '(\d+)/\d+/', '\1/', 'g') AS tsvector)";
    assert_eq!(to.execute(lexemes, &[]).unwrap(), 10);
    is_taken_over(server, "today_2", "older_2", &mut to);
}

#[test]
fn a_database_of_version_1_without_texts_is_taken_over_and_tells_the_same_ledgers_to_the_byte() {
    let Some((server, mut from, mut to)) = both("today_1", "older_1", include_str!("version-1.sql")) else { return };
    // All texts were erased, and what was derived from them.
    from.batch_execute("DELETE FROM kiennghi.vault; UPDATE kiennghi.turn SET projections = 0").unwrap();
    is_taken_over(server, "today_1", "older_1", &mut to);
}

#[test]
fn a_database_of_version_1_with_texts_is_refused_with_what_to_do_and_left_as_it_is() {
    let Some((server, mut from, mut to)) = both("today_t", "older_t", include_str!("version-1.sql")) else { return };
    carry(&mut from, &mut to, &PROJECTIONS);
    let text = "INSERT INTO kiennghi.vault VALUES (1, sha256('text'), 'text', decode(md5('salt'), 'hex'))";
    to.batch_execute(text).unwrap();
    let mut state = || -> Vec<i64> {
        let tables = ["version", "register", "entry", "vault"].iter().chain(&PROJECTIONS);
        let counted = tables.map(|table| format!("(SELECT count(*) FROM kiennghi.{table})")).collect::<Vec<_>>();
        to.query_one(&format!("SELECT ARRAY[{}]", counted.join(", ")), &[]).unwrap().get(0)
    };
    let before = state();
    for refused in [
        kiennghi_store::open(&server.url("older_t", "a")).unwrap_err().to_string(),
        PostgresStore::create(&server.url("older_t", "c")).unwrap_err().to_string(),
    ] {
        assert!(refused.contains("export its ledgers as lines with the library that wrote it"), "{refused}");
    }
    assert_eq!(state(), before);
}

#[test]
fn words_in_stretches_of_an_older_length_are_indexed_again_and_nobody_writes_before() {
    let Some(server) = super::database("shape") else { return };
    let url = server.url("shape", "a");
    let kept = rows(&super::filled(&url)).unwrap();
    let age = "UPDATE kiennghi.turn SET projections = 2; UPDATE kiennghi.case_word SET lexemes = CAST('1/9/de' AS tsvector)";
    server.owner("shape").batch_execute(age).unwrap();
    let mut store = PostgresStore::open(&url).unwrap();
    assert_eq!(kiennghi::store::Reader::projections(&store).unwrap(), Projections::Outdated);
    assert!(store.begin().unwrap().commit().unwrap_err().to_string().contains("of an older version"));
    drop(store);
    let register = kiennghi_store::open(&url).unwrap();
    assert_eq!((rows(&register).unwrap(), register.verify_projections().unwrap()), (kept, 5));
}
