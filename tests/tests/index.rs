//! The index of an SQLite register: an older file, crowds, query plans, what it keeps of a text.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::fs;

use kiennghi::{
    case::Opening,
    ledger::Identity,
    petition::{Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    register::{ErasureGrounds, ErasureSubject, Register},
    store::{CaseQuery, CaseRow, MemoryStore, Openness, Projections, Reader, Store, StoreError},
};
use kiennghi_store::{AnyStore, PostgresStore, SqliteStore};
use kiennghi_tests::{
    contract::{act, receive, rows},
    folder::Folder,
    lists::all_pages,
    noon, root,
    server::Server,
};
use rusqlite::types::Value;

/// A file of an older version with the entries, the vault and the cases of a register of this version.
fn older_file(version: u32, path: &str, register: &Register<AnyStore>, newer: &str) {
    let sql = rusqlite::Connection::open(path).unwrap();
    for n in 1..=version {
        sql.execute_batch(&fs::read_to_string(root().join(format!("tests/data/schema-{n}.sql"))).unwrap()).unwrap();
    }
    // What lists of it hold is wrong: they are made anew.
    let cases = match version {
        1 => {
            "INSERT INTO case_document SELECT id, key FROM newer.case_document JOIN newer.stream ON opened = number;
             INSERT INTO case_row SELECT id, book, year, serial, version, '{}' FROM cases"
        }
        _ => {
            "INSERT INTO case_row SELECT opened, id, book, year, serial, version, 1, 'in_progress', '2026-01-05', 'never', 0, 0,
                 'x@1', NULL, NULL, 'Phòng khác', NULL, 0, '{}' FROM cases;
             INSERT INTO case_word SELECT opened, 'trich yeu cu' FROM cases;
             INSERT INTO case_search (rowid, words) SELECT opened, words FROM case_word"
        }
    };
    sql.execute_batch(&format!(
        "PRAGMA application_id = 1263421256; PRAGMA user_version = {version}; ATTACH '{newer}' AS newer;
         CREATE TEMP VIEW cases AS SELECT * FROM newer.case_row JOIN newer.stream ON opened = number; {cases}; DROP VIEW cases"
    ))
    .unwrap();
    for entry in register.store().entries(0, usize::MAX).unwrap() {
        let draft = &entry.draft;
        // Versions 1 and 2 knew no packed payloads.
        let packed = "SELECT payload FROM newer.entry WHERE sequence = ?1";
        let packed = || sql.query_row(packed, [entry.sequence.cast_signed()], |row| row.get(0)).unwrap();
        let payload: Value = if version < 3 { draft.payload.clone().into() } else { packed() };
        sql.execute(
            "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            rusqlite::params![
                entry.sequence.cast_signed(),
                draft.stream.kind.as_str(),
                draft.stream.id.as_bytes(),
                draft.version,
                draft.command_id.as_bytes(),
                draft.occurred_at.to_string(),
                draft.recorded_at.timestamp_micros(),
                draft.actor.as_str(),
                payload,
                entry.hash.as_bytes(),
            ],
        )
        .unwrap();
        for opening in register.store().openings(entry.sequence).unwrap() {
            let commitment = opening.commitment();
            let row = rusqlite::params![commitment.as_bytes(), opening.text, opening.salt];
            sql.execute("INSERT INTO vault VALUES (?1, ?2, ?3)", row).unwrap();
        }
    }
    let count: i64 = sql.query_row("SELECT count(*) FROM case_row", [], |row| row.get(0)).unwrap();
    assert!(count > 0 && register.head().unwrap().sequence > 4);
}

/// The version of a file, and whether it has the tables that came with this one.
fn version_of(path: &str) -> (u32, bool) {
    let sql = rusqlite::Connection::open(path).unwrap();
    let version = sql.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let streams = sql.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'stream'", [], |row| row.get::<_, i64>(0));
    (version, streams.unwrap() == 1)
}

fn texts(register: &Register<AnyStore>) -> Vec<Vec<Opening>> {
    let head = register.head().unwrap().sequence;
    (1..=head).map(|sequence| register.store().openings(sequence).unwrap()).collect()
}

#[test]
fn a_file_of_every_older_version_is_brought_to_this_one_whole_or_not_at_all() {
    let folder = Folder::new("older");
    let newer = folder.file("newer.db");
    let world = noon("2026-06-30").unwrap();
    let mut register = kiennghi_store::create(&newer, &world).unwrap();
    for n in 1..=9 {
        register.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
        let assign = Act::Assign { unit: format!("Phòng {}", n % 2), officer: None, due: None, helping: Vec::new() };
        let at = if n == 3 { "2026-01-06T08:30:00+07:00" } else { "2026-01-06" };
        register.execute(&act(50 + n, n, at, assign).unwrap(), &world).unwrap();
    }
    let answered =
        Act::Reply { document: None, finality: Finality::Final, recipients: Vec::new(), text: Some("Đã sửa".into()) };
    register.execute(&act(90, 4, "2026-01-08", answered).unwrap(), &world).unwrap();
    // What was erased before stays erased.
    let grounds = ErasureGrounds { reason: "Theo yêu cầu".into(), citation: "Luật 91/2025/QH15".into() };
    let erased = receive(6, "2026-01-05").unwrap().petition;
    assert_eq!(register.erase(ErasureSubject::Petition(erased), &grounds, &world).unwrap().texts, 2);
    for version in 1..=3 {
        let older = folder.file(&format!("older-{version}.db"));
        older_file(version, &older, &register, &newer);

        // A transaction that does not fill the lists cannot be kept.
        let mut store = SqliteStore::open(&older).unwrap();
        assert_eq!((store.projections().unwrap(), store.head().unwrap()), (Projections::Outdated, register.head().unwrap()));
        drop(store.begin().unwrap());
        let refused = store.begin().unwrap().commit().unwrap_err();
        assert!(matches!(refused, StoreError::NotARegister { .. }), "{refused}");
        drop(store);
        assert_eq!(version_of(&older), (version, false), "as it was");

        // An entry that cannot be read: the register is not opened, and the file is as it was.
        let damaged = folder.file("damaged.db");
        fs::copy(&older, &damaged).unwrap();
        let sql = rusqlite::Connection::open(&damaged).unwrap();
        sql.execute_batch("DROP TRIGGER entry_is_never_changed; UPDATE entry SET payload = '{}' WHERE sequence = 9").unwrap();
        drop(sql);
        assert_eq!(kiennghi_store::open(&damaged).unwrap_err().code(), "unreadable");
        assert_eq!(version_of(&damaged), (version, false), "as it was");

        let again = kiennghi_store::open(&older).unwrap();
        assert_eq!(again.verify().unwrap(), register.verify().unwrap());
        assert_eq!(version_of(&older), (4, true));
        assert_eq!(again.verify_projections().unwrap(), 9);
        assert_eq!(rows(&again).unwrap(), rows(&register).unwrap(), "and everything is found");
        assert_eq!(texts(&again), texts(&register), "and every text");
        assert_eq!(again.store().entries(0, 99).unwrap(), register.store().entries(0, 99).unwrap());
        let at = "2026-06-30".parse().unwrap();
        for query in [
            CaseQuery::search("trich yeu").unwrap(),
            CaseQuery { unit: Some("Phòng 1".into()), ..CaseQuery::worklist() },
            CaseQuery { openness: Openness::Closed, ..CaseQuery::default() },
        ] {
            let (old, new) = (all_pages(&again, &query, at, 2).unwrap(), all_pages(&register, &query, at, 2).unwrap());
            assert!(!old.is_empty() && old == new, "{query:?}");
        }
        assert!(all_pages(&again, &CaseQuery::search("cu").unwrap(), at, 2).unwrap().is_empty());
        drop(again);
        assert_eq!(SqliteStore::open(&older).unwrap().projections().unwrap(), Projections::Current);
        // Entries lie there as a new file has them, and so many bytes of texts.
        let lie = |path: &str| -> (Vec<i64>, i64) {
            let sql = rusqlite::Connection::open(path).unwrap();
            let sum = "SELECT length(payload) + length(occurred_at) FROM entry ORDER BY sequence";
            let mut entries = sql.prepare(sum).unwrap();
            let entries = entries.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
            (entries, sql.query_row("SELECT sum(length(openings)) FROM vault", [], |row| row.get(0)).unwrap())
        };
        assert_eq!(lie(&older), lie(&newer));
    }
}

#[test]
fn a_file_that_an_older_library_wrote_tells_the_same_ledger_in_lines_and_is_searched() {
    let folder = Folder::new("written-before");
    let data = |name: &str| fs::read_to_string(root().join("tests/data").join(name)).unwrap();
    // The library of version 2 could not erase; in the other file the texts of the second petition were.
    for (version, erased) in [(2, false), (3, true)] {
        let path = folder.file(&format!("register-{version}.db"));
        rusqlite::Connection::open(&path).unwrap().execute_batch(&data(&format!("register-{version}.sql"))).unwrap();
        assert_eq!(version_of(&path), (version, false));
        let register = kiennghi_store::open(&path).unwrap();
        assert_eq!(version_of(&path), (4, true));
        // As that library told it, with every text that was not erased, to the byte.
        let mut lines = String::new();
        let head = register
            .export_ledger(&mut |line| {
                lines.extend([line, "\n"]);
                Ok(())
            })
            .unwrap();
        assert!(lines == data(&format!("register-{version}.jsonl")), "version {version}");
        assert_eq!((register.verify().unwrap(), register.verify_projections().unwrap()), (head, 7));
        assert_eq!(register.review().unwrap().findings, []);
        let at = "2026-12-31".parse().unwrap();
        let found = |text: &str| all_pages(&register, &CaseQuery::search(text).unwrap(), at, 9).unwrap();
        let [case] = found("\"bui va tieng on\" dong say phat").try_into().unwrap();
        assert_eq!(case.number.to_string(), "PAKN-2026-0001");
        let second = register.petition(register.find(&"PAKN-2026-0002".parse().unwrap()).unwrap()).unwrap();
        assert_eq!((second.summary().text().is_none(), second.delivered_by().text().is_none()), (erased, erased));
    }
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
    let url = Server::shared().map(|server| server.url("postgres", "crowd"));
    let database = url.map(|url| crowd(PostgresStore::create(&url).unwrap(), 4500));
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
            if let Some(database) = &database {
                assert_eq!(
                    all_pages(database, &query, at, 700).unwrap(),
                    all_pages(&file, &query, at, 700).unwrap(),
                    "{text} {openness}"
                );
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
        (format!("open = 0 AND unit = 'A' AND {by_number}"), "sqlite_autoindex_case_row_1"),
        (by_number.to_owned(), "sqlite_autoindex_case_row_1"),
    ] {
        let mut plan =
            sql.prepare(&format!("EXPLAIN QUERY PLAN SELECT opened, due, content FROM case_row WHERE {condition}")).unwrap();
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
    let found =
        |register: &Register<AnyStore>, text| register.page(&CaseQuery::search(text).unwrap(), at, None, 9).unwrap().items.len();
    assert_eq!((found(&register, "tuyet"), found(&register, "tra loi")), (1, 2));
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("DELETE FROM vault WHERE instr(openings, CAST('Tuy' AS BLOB)) > 0")
        .unwrap();
    register.rebuild().unwrap();
    // All texts of that entry are gone.
    assert_eq!((found(&register, "tuyet"), found(&register, "tran van ky"), found(&register, "tra loi")), (0, 1, 1));
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

#[test]
fn an_index_of_words_that_is_not_that_of_the_cases_is_named() {
    let folder = Folder::new("wrong-index");
    let path = folder.file("so.db");
    let world = noon("2026-06-30").unwrap();
    let mut register = kiennghi_store::create(&path, &world).unwrap();
    for n in 1..=3 {
        register.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
    }
    assert_eq!(register.verify_projections().unwrap(), 3);
    drop(register);
    let said = |change: &str| {
        let sql = rusqlite::Connection::open(&path).unwrap();
        sql.execute_batch(change).unwrap();
        drop(sql);
        let mut register = kiennghi_store::open(&path).unwrap();
        let error = register.verify_projections().unwrap_err();
        assert_eq!(error.code(), "projection_changed", "{change}");
        register.rebuild().unwrap();
        register.verify_projections().unwrap();
        error.to_string()
    };
    let different =
        "the projection of PAKN-2026-0002 has another `index of words` than the ledger gives; rebuild the projections";
    let second = "opened = (SELECT opened FROM case_row WHERE serial = 2)";
    // Words that no search finds any more; that one finds and the case does not have; in another order.
    let out = format!(
        "INSERT INTO case_search (case_search, rowid, words) SELECT 'delete', opened, words FROM case_word WHERE {second}"
    );
    let again = |words: &str| {
        format!("{out}; INSERT INTO case_search (rowid, words) SELECT opened, {words} FROM case_word WHERE {second}")
    };
    assert_eq!(said(&out), different);
    assert_eq!(said(&again("words || ' them'")), different);
    assert_eq!(said(&again("'them ' || words")), different);
    assert_eq!(
        said("INSERT INTO case_search (rowid, words) VALUES (99, 'them')"),
        "the index of words holds words of a case opened by entry 99, which opened none; rebuild the projections"
    );
}
