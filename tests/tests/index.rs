//! The index of an SQLite register: an older file, crowds, query plans, what it keeps of a text.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::fs;

use kiennghi::{
    ledger::Identity,
    petition::{Act, Channel, Command, Provenance, Receive, SourceKind},
    register::Register,
    store::{CaseQuery, CaseRow, MemoryStore, Openness, Projections, Reader, Store, StoreError},
};
use kiennghi_store::SqliteStore;
use kiennghi_tests::{
    contract::{act, receive, reply, rows},
    folder::Folder,
    lists::all_pages,
    noon, root,
};

/// A file of version 1 with the entries, the vault and the cases of a register of this version.
fn older_file(path: &str, register: &Register<SqliteStore>, newer: &str) {
    let sql = rusqlite::Connection::open(path).unwrap();
    let schema = fs::read_to_string(root().join("tests/data/schema-1.sql")).unwrap();
    sql.execute_batch(&schema).unwrap();
    sql.execute_batch(&format!(
        "PRAGMA application_id = 1263421256; PRAGMA user_version = 1; ATTACH '{newer}' AS newer;
         INSERT INTO entry SELECT * FROM newer.entry ORDER BY sequence; INSERT INTO vault SELECT * FROM newer.vault;
         INSERT INTO case_document SELECT * FROM newer.case_document;
         INSERT INTO case_row SELECT id, book, year, serial, version, content FROM newer.case_row; DETACH newer"
    ))
    .unwrap();
    let count: i64 = sql.query_row("SELECT count(*) FROM case_row", [], |row| row.get(0)).unwrap();
    assert!(count > 0 && register.head().unwrap().sequence > 4);
}

fn version_of(path: &str) -> (i64, bool) {
    let sql = rusqlite::Connection::open(path).unwrap();
    let version = sql.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let search = sql.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'case_search'", [], |row| row.get::<_, i64>(0));
    (version, search.unwrap() == 1)
}

#[test]
fn an_older_file_is_brought_to_this_version_whole_or_not_at_all() {
    let folder = Folder::new("older");
    let (newer, older) = (folder.file("newer.db"), folder.file("older.db"));
    let world = noon("2026-06-30").unwrap();
    let mut register = kiennghi_store::create(&newer, &world).unwrap();
    for n in 1..=9 {
        register.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
        let assign = Act::Assign { unit: format!("Phòng {}", n % 2), officer: None, due: None, helping: Vec::new() };
        register.execute(&act(50 + n, n, "2026-01-06", assign).unwrap(), &world).unwrap();
    }
    register.execute(&act(90, 4, "2026-01-08", reply()).unwrap(), &world).unwrap();
    older_file(&older, &register, &newer);

    // A store alone reads the ledger; a transaction that does not fill the lists cannot be kept.
    let mut store = SqliteStore::open(&older).unwrap();
    assert_eq!(store.projections().unwrap(), Projections::Outdated);
    drop(store.begin().unwrap());
    let refused = store.begin().unwrap().commit().unwrap_err();
    assert!(matches!(refused, StoreError::NotARegister { .. }), "{refused}");
    drop(store);
    assert_eq!(version_of(&older), (1, false), "as it was");

    // An entry that cannot be read: the register is not opened, and the file is as it was.
    let damaged = folder.file("damaged.db");
    fs::copy(&older, &damaged).unwrap();
    let sql = rusqlite::Connection::open(&damaged).unwrap();
    sql.execute_batch("DROP TRIGGER entry_is_never_changed; UPDATE entry SET payload = '{}' WHERE sequence = 9").unwrap();
    drop(sql);
    assert_eq!(kiennghi_store::open(&damaged).unwrap_err().code(), "unreadable");
    assert_eq!(version_of(&damaged), (1, false), "as it was");

    let again = kiennghi_store::open(&older).unwrap();
    assert_eq!(again.verify().unwrap(), register.verify().unwrap());
    assert_eq!(version_of(&older), (3, true));
    assert_eq!(rows(&again).unwrap(), rows(&register).unwrap(), "and everything is found");
    let at = "2026-06-30".parse().unwrap();
    for query in [
        CaseQuery::search("trich yeu").unwrap(),
        CaseQuery { unit: Some("Phòng 1".into()), ..CaseQuery::worklist() },
        CaseQuery { openness: Openness::Closed, ..CaseQuery::default() },
    ] {
        let (old, new) = (all_pages(&again, &query, at, 2).unwrap(), all_pages(&register, &query, at, 2).unwrap());
        assert!(!old.is_empty() && old == new, "{query:?}");
    }
    drop(again);
    assert_eq!(SqliteStore::open(&older).unwrap().projections().unwrap(), Projections::Current);
}

/// Many petitions, many words that begin alike, and words that most of them have.
fn crowd<S: Store>(store: S, petitions: u32) -> Register<S> {
    let world = noon("2026-06-30").unwrap();
    let mut register = Register::create(store, &world).unwrap();
    let mut batch = register.batch().unwrap();
    for n in 0..petitions {
        let mark = if n % 3 == 0 { "đất" } else { "dat" };
        let text = format!("{mark} thuê x{n} {}", if n % 7 == 0 { "hiếm hoi" } else { "thường" });
        let receive = Receive::new(SourceKind::Enterprise, "A", Channel::Letter, text);
        let id = |what: u8| Identity::from_bytes([&[what][..], &[0; 11], &n.to_be_bytes()].concat().try_into().unwrap());
        let at = format!("2026-0{}-{:02}", 1 + n % 5, 1 + n % 28).parse().unwrap();
        let act = Act::Receive(Box::new(receive));
        batch.execute(&[Command { id: id(1), petition: id(2), at, provenance: Provenance::Live, act }], &world).unwrap();
    }
    batch.commit().unwrap();
    register
}

#[test]
fn beginnings_of_many_words_and_words_of_many_petitions_are_found_all_the_same() {
    let folder = Folder::new("crowd");
    let memory = crowd(MemoryStore::new(), 4500);
    let file = crowd(SqliteStore::create(&folder.file("r.db")).unwrap(), 4500);
    let at = "2026-06-30".parse().unwrap();
    for text in [
        "x",
        "x1",
        "x4*",
        "dat x3* hiem",
        "x449",
        "đất x",
        "dat x1",
        "thue-x1",
        "\"thue x17\"",
        "hiem x*",
        "hiếm hoi dat",
        "thue",
        "th* x44* hoi",
    ] {
        for openness in [Openness::Open, Openness::All] {
            let query = CaseQuery { openness, ..CaseQuery::search(text).unwrap() };
            let (one, other) = (memory.page(&query, at, None, 700).unwrap(), file.page(&query, at, None, 700).unwrap());
            assert!(!one.items.is_empty() && one == other, "{text} {openness}");
            let rest = |next| (memory.page(&query, at, Some(next), 9).unwrap(), file.page(&query, at, Some(next), 9).unwrap());
            if let Some((one, other)) = one.next.as_ref().map(rest) {
                assert_eq!(one, other, "{text} {openness}");
            }
        }
    }
}

#[test]
fn lists_are_read_in_the_order_of_an_index() {
    let folder = Folder::new("plan");
    let path = folder.file("r.db");
    drop(crowd(SqliteStore::create(&path).unwrap(), 10));
    let sql = rusqlite::Connection::open(&path).unwrap();
    let after = "(due_by, book, year, serial) > (5, 'PAKN', 2026, 1) ORDER BY due_by, book, year, serial LIMIT 50";
    let by_number = "(book, year, serial) > ('PAKN', 2026, 1) ORDER BY book, year, serial LIMIT 50";
    for (condition, index) in [
        (format!("open = 1 AND {after}"), "open_case_by_due"),
        (format!("open = 1 AND unit = 'A' AND {after}"), "open_case_by_unit"),
        (format!("open = 1 AND officer = 'A' AND source = 'x' AND due_by < 9 AND {after}"), "open_case_by_officer"),
        (format!("open = 0 AND unit = 'A' AND {by_number}"), "sqlite_autoindex_case_row_2"),
        (by_number.to_owned(), "sqlite_autoindex_case_row_2"),
    ] {
        let mut plan =
            sql.prepare(&format!("EXPLAIN QUERY PLAN SELECT id, due, content FROM case_row WHERE {condition}")).unwrap();
        let steps: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(steps.len() == 1 && steps[0].contains(&format!("USING INDEX {index} (")), "{condition}: {steps:?}");
    }
}

#[test]
fn what_is_erased_from_the_vault_is_gone_from_the_index_with_the_next_rebuild() {
    let folder = Folder::new("erased");
    let path = folder.file("r.db");
    let world = noon("2026-06-30").unwrap();
    let mut register = kiennghi_store::create(&path, &world).unwrap();
    for (n, name) in [(1, "Nguyễn Thị Tuyết"), (2, "Trần Văn Kỳ")] {
        let receive = Receive::new(SourceKind::Citizen, name, Channel::Letter, "Đề nghị trả lời");
        register.execute(&act(n, n, "2026-01-05", Act::Receive(Box::new(receive))).unwrap(), &world).unwrap();
    }
    let at = "2026-06-30".parse().unwrap();
    let found = |register: &Register<SqliteStore>, text| {
        register.page(&CaseQuery::search(text).unwrap(), at, None, 9).unwrap().items.len()
    };
    assert_eq!((found(&register, "tuyet"), found(&register, "tra loi")), (1, 2));
    rusqlite::Connection::open(&path).unwrap().execute_batch("DELETE FROM vault WHERE text LIKE '%Tuy%'").unwrap();
    register.rebuild().unwrap();
    assert_eq!((found(&register, "tuyet"), found(&register, "tran van ky"), found(&register, "tra loi")), (0, 1, 2));
    drop(register);
    let sql = rusqlite::Connection::open(&path).unwrap();
    sql.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(sql);
    let bytes = fs::read(&path).unwrap();
    let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("Văn Kỳ") && holds("ky"), "what was not erased is there");
    for word in ["tuyet", "uyet", "Tuyết", "tuyết", "uyết"] {
        assert!(!holds(word), "{word}");
    }
}

#[test]
fn a_text_that_changes_is_taken_out_of_the_index_by_which_it_was_found() {
    let folder = Folder::new("rewritten");
    let path = folder.file("r.db");
    let mut store = SqliteStore::create(&path).unwrap();
    let world = noon("2026-06-30").unwrap();
    let mut register = Register::create(store, &world).unwrap();
    register.execute(&receive(1, "2026-01-05").unwrap(), &world).unwrap();
    let id = receive(1, "2026-01-05").unwrap().petition;
    let row = register.store().case(id).unwrap().unwrap();
    assert_eq!(row.words.as_ref().unwrap().folded, "cong ty a\ntrich yeu 1\n0 cv");
    store = register.into_store();
    for words in [Some(kiennghi::text::Words::of(["Khác hẳn"])), None] {
        let mut transaction = store.begin().unwrap();
        transaction.put_case(&CaseRow { words, ..row.clone() }).unwrap();
        transaction.commit().unwrap();
        let find = |text| store.page(&CaseQuery::search(text).unwrap(), None, 9).unwrap().len();
        assert_eq!((find("trich yeu"), find("khac han")), (0, 1), "and `None` leaves it as it was");
    }
    // The index agrees with the texts that it was made from.
    let sql = rusqlite::Connection::open(&path).unwrap();
    sql.execute_batch("INSERT INTO case_search (case_search, rank) VALUES ('integrity-check', 1)").unwrap();
}
