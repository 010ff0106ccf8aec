//! What a register in PostgreSQL promises besides the contract: many in one database, many
//! connections, connections that are lost, a server that falls, and what an erasure leaves.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::fs;

use kiennghi::{
    petition::{Act, Channel, Receive, SourceKind},
    register::{Effect, ErasureGrounds, ErasureSubject, Register},
    store::{CaseQuery, MemoryStore, Projections, Reader, Store, StoreError},
};
use kiennghi_store::{AnyStore, PostgresStore, backup_to};
use kiennghi_tests::{
    contract::{act, receive, reply, rows},
    noon,
    server::Server,
    store_contract,
};

#[path = "postgres/crowd.rs"]
mod crowd;
#[path = "postgres/held_back.rs"]
mod held_back;
#[path = "postgres/older.rs"]
mod older;
#[path = "postgres/searched.rs"]
mod searched;

/// An empty register of that name, in the database that these tests share.
fn empty(name: &str) -> Option<PostgresStore> {
    let url = Server::shared()?.url("postgres", &name[..name.len().min(63)]);
    Some(PostgresStore::create(&url).unwrap())
}

store_contract!(postgres, empty);

fn fill<S: Store>(mut register: Register<S>) -> Register<S> {
    let world = noon("2026-06-30").unwrap();
    for n in 1..=5 {
        register.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
        register.execute(&act(100 + n, n, "2026-01-08", reply()).unwrap(), &world).unwrap();
    }
    register
}

fn filled(url: &str) -> Register<AnyStore> {
    fill(kiennghi_store::create(url, &noon("2026-06-30").unwrap()).unwrap())
}

/// A server with a database of that name, for a test that needs one of its own.
fn database(name: &str) -> Option<&'static Server> {
    let server = Server::shared()?;
    server.database(name);
    Some(server)
}

#[test]
fn memory_and_database_hold_the_same_bytes_and_they_are_there_when_it_is_opened_again() {
    let Some(server) = database("bytes") else { return };
    let url = server.url("bytes", "a");
    let memory = fill(Register::create(MemoryStore::new(), &noon("2026-06-30").unwrap()).unwrap());
    drop(filled(&url));
    let register = kiennghi_store::open(&url).unwrap();
    assert_eq!(register.verify().unwrap(), memory.verify().unwrap());
    assert_eq!(register.store().entries(0, usize::MAX).unwrap(), memory.store().entries(0, usize::MAX).unwrap());
    assert_eq!(rows(&register).unwrap(), rows(&memory).unwrap());
    assert_eq!(register.verify_projections().unwrap(), 5);
    assert!(register.review().unwrap().findings.is_empty());
    // A copy to a file is not this store's to make, and what to use is said.
    let mut register = register;
    let refused = backup_to(&mut register, "/tmp/kiennghi-never.db", &noon("2026-06-30").unwrap()).unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
    assert_eq!(register.head().unwrap(), memory.head().unwrap(), "and no copy is on record");
}

#[test]
fn words_that_the_index_lost_are_found_when_projections_are_verified() {
    let Some(server) = database("words") else { return };
    let register = filled(&server.url("words", "a"));
    assert_eq!(register.verify_projections().unwrap(), 5);
    let mut sql = server.owner("words");
    let changed = sql.execute(
        "UPDATE kiennghi.case_word SET lexemes = '1/la' WHERE opened = (SELECT max(opened) FROM kiennghi.case_row)",
        &[],
    );
    assert_eq!(changed.unwrap(), 1);
    let found = register.verify_projections().unwrap_err().to_string();
    assert!(found.contains("words"), "{found}");
}

#[test]
fn sql_cannot_change_or_delete_an_entry() {
    let Some(server) = database("append_only") else { return };
    drop(filled(&server.url("append_only", "a")));
    let mut sql = server.owner("append_only");
    let again = "INSERT INTO kiennghi.entry SELECT register, 99, stream_kind, stream_id, 99, command_id, occurred_at, recorded_at, \
                 actor, payload, hash FROM kiennghi.entry WHERE sequence = 6";
    for (statement, said) in [
        ("UPDATE kiennghi.entry SET actor = 'x' WHERE sequence = 6", "never changed"),
        ("DELETE FROM kiennghi.entry WHERE sequence = 14", "never changed or deleted"),
        ("TRUNCATE kiennghi.entry", "never changed or deleted"),
        (
            "INSERT INTO kiennghi.entry SELECT * FROM kiennghi.entry WHERE sequence = 6
             ON CONFLICT (register, sequence) DO UPDATE SET actor = 'x'",
            "never changed",
        ),
        (again, "must follow the last one"),
    ] {
        let error = sql.batch_execute(statement).unwrap_err();
        assert!(error.as_db_error().unwrap().message().contains(said), "{statement}: {error:?}");
    }
}

#[test]
fn verify_names_the_first_entry_that_was_changed_behind_its_back() {
    let Some(server) = database("changed") else { return };
    for (n, (change, sequence)) in [
        ("UPDATE kiennghi.entry SET payload = replace(payload, 'letter', 'portal') WHERE sequence = 7", 7),
        ("UPDATE kiennghi.entry SET recorded_at = recorded_at + 1 WHERE sequence = 9", 9),
        ("UPDATE kiennghi.entry SET hash = decode(repeat('00', 32), 'hex') WHERE sequence = 11", 11),
        ("DELETE FROM kiennghi.entry WHERE sequence = 6", 6),
    ]
    .into_iter()
    .enumerate()
    {
        let url = server.url("changed", &format!("r{n}"));
        drop(filled(&url));
        let number = format!("register = (SELECT register FROM kiennghi.register WHERE name = 'r{n}')");
        // By someone who can switch the triggers off.
        let change = format!("SET session_replication_role = replica; {change} AND {number}");
        server.owner("changed").batch_execute(&change).unwrap();
        let error = kiennghi_store::open(&url).unwrap().verify().unwrap_err().to_string();
        assert!(error.starts_with(&format!("the ledger was changed at entry {sequence}: ")), "{change}: {error}");
    }
}

#[test]
fn what_is_no_register_is_refused_and_left_as_it_is() {
    let Some(server) = database("refused") else { return };
    let url = server.url("refused", "a").replace("postgres@", "postgres:mat-khau@");
    let error = |url: &str| kiennghi_store::open(url).unwrap_err().to_string();
    let said = |error: String, what: &str| assert!(error.contains(what) && !error.contains("mat-khau"), "{what}: {error}");
    said(error(&url), "create one first");
    said(error(&url.replace("/refused", "/none")), "does not exist");
    said(error(&url.replace("?host=", "?host=/none")), "error connecting");
    let mut sql = server.owner("refused");
    sql.batch_execute("CREATE SCHEMA kiennghi; CREATE TABLE kiennghi.t (x int)").unwrap();
    said(error(&url), "schema kiennghi of another program");
    said(PostgresStore::create(&url).unwrap_err().to_string(), "schema kiennghi of another program");
    sql.batch_execute("DROP SCHEMA kiennghi CASCADE").unwrap();
    drop(filled(&url));
    said(error(&url.replace("register=a", "register=b")), "no register of that name");
    sql.batch_execute("INSERT INTO kiennghi.version VALUES (99)").unwrap();
    said(error(&url), "version 99");
    server.owner("postgres").batch_execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0").unwrap();
    said(error(&url.replace("/refused", "/ascii")), "create one with UTF8");
    assert!(kiennghi_store::shown_place(&url).ends_with("/refused?register=a"));
}

#[test]
fn registers_of_one_database_do_not_wait_for_each_other_and_writers_of_one_do() {
    let Some(server) = database("turns") else { return };
    let world = noon("2026-06-30").unwrap();
    let (mut one, mut other) = (filled(&server.url("turns", "one")), filled(&server.url("turns", "other")));
    let mut second = kiennghi_store::open(&server.url("turns", "one")).unwrap();
    let mut batch = one.batch().unwrap();
    batch.execute(&[receive(6, "2026-01-05").unwrap()], &world).unwrap();
    // The other register goes on, and readers of this one see what is committed.
    assert_eq!(other.execute(&receive(7, "2026-01-05").unwrap(), &world).unwrap().number.serial, 6);
    assert_eq!(second.head().unwrap().sequence, 14);
    let busy = second.execute(&receive(8, "2026-01-05").unwrap(), &world).unwrap_err();
    assert_eq!(busy.code(), "store_busy", "a typed error, after the time that a writer waits");
    batch.commit().unwrap();
    let receipt = second.execute(&receive(8, "2026-01-05").unwrap(), &world).unwrap();
    assert_eq!(receipt.number.to_string(), "PAKN-2026-0007", "and its retry has its turn");
    assert_eq!(one.verify().unwrap(), second.verify().unwrap());
    assert_eq!(other.verify().unwrap().sequence, 15);
}

#[test]
fn a_held_state_sees_no_commit_of_another_handle_and_holds_up_nobody() {
    let Some(server) = database("held") else { return };
    let (one, mut two) = (filled(&server.url("held", "a")), kiennghi_store::open(&server.url("held", "a")).unwrap());
    let state = one.store().hold().unwrap();
    let head = one.head().unwrap();
    two.execute(&receive(6, "2026-01-05").unwrap(), &noon("2026-06-30").unwrap()).unwrap();
    let table = one.statistics(&question()).unwrap();
    assert_eq!((one.head().unwrap(), table.head()), (head, head));
    assert!(one.petition(receive(6, "2026-01-05").unwrap().petition).is_err());
    drop(state);
    assert_eq!(one.head().unwrap(), two.head().unwrap());
    assert!(one.petition(receive(6, "2026-01-05").unwrap().petition).is_ok());
}

fn question() -> kiennghi::statistics::Question {
    kiennghi_tests::script::question().unwrap()
}

#[test]
fn a_handle_that_was_opened_to_read_writes_nothing() {
    let Some(server) = database("reading") else { return };
    let url = server.url("reading", "a");
    let mut writer = filled(&url);
    let mut reader = kiennghi_store::open_read_only(&url).unwrap();
    assert_eq!(reader.verify().unwrap(), writer.verify().unwrap());
    let world = noon("2026-06-30").unwrap();
    let refused = reader.execute(&receive(9, "2026-01-05").unwrap(), &world).unwrap_err();
    assert_eq!((refused.code(), reader.purge().unwrap_err().code()), ("opened_to_read", "opened_to_read"));
    writer.execute(&receive(9, "2026-01-05").unwrap(), &world).unwrap();
    assert_eq!(reader.head().unwrap(), writer.head().unwrap(), "and it sees what others commit");
}

#[test]
fn projections_of_an_older_shape_are_made_again_when_the_register_is_opened() {
    let Some(server) = database("older") else { return };
    let url = server.url("older", "a");
    let kept = rows(&filled(&url)).unwrap();
    let age = "UPDATE kiennghi.turn SET projections = 0; UPDATE kiennghi.case_row SET unit = 'khác'";
    server.owner("older").batch_execute(age).unwrap();
    assert_eq!(kiennghi_store::open_read_only(&url).unwrap_err().code(), "not_a_register");
    let mut store = PostgresStore::open(&url).unwrap();
    assert_eq!(store.projections().unwrap(), Projections::Outdated);
    let refused = store.begin().unwrap().commit().unwrap_err();
    assert!(matches!(refused, StoreError::NotARegister { .. }), "{refused}");
    drop(store);
    assert_eq!(rows(&kiennghi_store::open(&url).unwrap()).unwrap(), kept);
    assert_eq!(PostgresStore::open(&url).unwrap().projections().unwrap(), Projections::Current);
}

/// Files of the server's databases that hold one of the words; not the log, of which nothing is said.
fn holding(server: &Server, words: &[&str]) -> Vec<String> {
    server.owner("postgres").batch_execute("CHECKPOINT").unwrap();
    let mut found = Vec::new();
    for folder in fs::read_dir(server.data().join("base")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let Ok(bytes) = fs::read(&path) else { continue };
            for word in words.iter().filter(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes())) {
                found.push(format!("{}: {word}", path.display()));
            }
        }
    }
    found
}

#[test]
fn an_erasure_leaves_nothing_of_the_person_in_the_files_of_the_tables() {
    // A server of its own: others would write to its files meanwhile.
    let Some(server) = Server::start(kiennghi_tests::server::Durability::None) else { return };
    let (url, world) = (server.url("postgres", "a"), noon("2026-06-30").unwrap());
    let mut register = kiennghi_store::create(&url, &world).unwrap();
    let mut batch = register.batch().unwrap();
    for n in 0..200_u8 {
        let name = if n % 50 == 7 { "Quỳnh Thị Hoẵng".to_owned() } else { format!("Trần Văn {n}") };
        let receive = Receive::new(SourceKind::Citizen, name, Channel::Letter, format!("Đơn {n} {}", "dài ".repeat(700)));
        batch.execute(&[act(n, n, "2026-01-05", Act::Receive(Box::new(receive))).unwrap()], &world).unwrap();
    }
    batch.commit().unwrap();
    // Rows are rewritten, and the planner's statistics are taken.
    for n in [7, 8, 57] {
        register.execute(&act(200 + n % 50, n, "2026-01-06", reply()).unwrap(), &world).unwrap();
    }
    server.owner("postgres").batch_execute("ANALYZE").unwrap();
    let traces = ["Hoẵng", "hoẵng", "hoang", "Quỳnh", "quỳnh", "quynh"];
    assert!(!holding(&server, &traces).is_empty(), "it is there to be found");

    // Who still sees what was deleted keeps it from being purged, and is told of.
    let reader = kiennghi_store::open_read_only(&url).unwrap();
    let state = reader.store().hold().unwrap();
    let grounds = ErasureGrounds { reason: "Theo đơn số 12".into(), citation: "Luật 91/2025/QH15".into() };
    let subject = ErasureSubject::Name("quynh thi hoang");
    let busy = register.erase(subject, &grounds, &world).unwrap_err();
    assert_eq!(busy.code(), "not_purged", "{busy}");
    drop(state);
    register.purge().unwrap();
    assert_eq!(holding(&server, &traces), [""; 0]);
    assert_eq!(register.verify_projections().unwrap(), 200);
    let found = |words: &str| {
        register.page(&CaseQuery::search(words).unwrap(), "2026-06-30".parse().unwrap(), None, 9).unwrap().items.len()
    };
    assert_eq!((found("quynh"), found("\"tran van 9\"")), (0, 1));
}

#[test]
fn a_lost_connection_is_said_so_and_after_reopening_a_retry_has_one_effect() {
    let Some(server) = database("lost") else { return };
    let (url, world) = (server.url("lost", "a"), noon("2026-06-30").unwrap());
    let mut register = filled(&url);
    let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lost' AND pid <> pg_backend_pid()";
    // In the middle of a batch, of which nothing may be left.
    let mut batch = register.batch().unwrap();
    batch.execute(&[receive(6, "2026-01-05").unwrap()], &world).unwrap();
    server.owner("lost").batch_execute(terminate).unwrap();
    let lost = batch.commit().unwrap_err();
    assert_eq!(lost.code(), "store_io", "{lost}");
    assert_eq!(register.head().unwrap_err().code(), "store_io");
    let refused = register.execute(&receive(6, "2026-01-05").unwrap(), &world).unwrap_err();
    assert_eq!(refused.code(), "store_read_only", "the handle asks to be opened again: {refused}");
    let mut register = kiennghi_store::open(&url).unwrap();
    assert_eq!(register.head().unwrap().sequence, 14, "nothing of it is left");
    let receipt = register.execute(&receive(6, "2026-01-05").unwrap(), &world).unwrap();
    assert_eq!((receipt.effect, receipt.number.serial), (Effect::Appended, 6));
    let again = register.execute(&receive(6, "2026-01-05").unwrap(), &world).unwrap();
    assert_eq!((again.effect, again.sequence), (Effect::AlreadyAppended, receipt.sequence));
}

#[test]
fn lists_are_read_in_the_order_of_an_index_and_words_by_theirs() {
    let Some(server) = database("plans") else { return };
    drop(filled(&server.url("plans", "a")));
    let mut sql = server.owner("plans");
    // On a few rows the planner reads them all; what is asked is whether an index serves.
    sql.batch_execute("SET search_path = kiennghi; SET enable_seqscan = off; SET enable_bitmapscan = off").unwrap();
    let mut plan = |query: &str| -> String {
        let rows = sql.query(&format!("EXPLAIN {query}"), &[]).unwrap();
        rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n")
    };
    let due = "(due_by, book, year, serial) > (5, 'PAKN', 2026, 1) ORDER BY due_by, book, year, serial LIMIT 50";
    let number = "(book, year, serial) > ('PAKN', 2026, 1) ORDER BY book, year, serial LIMIT 50";
    for (condition, index) in [
        (format!("open AND {due}"), "open_case_by_due"),
        (format!("open AND unit = 'A' AND {due}"), "open_case_by_unit"),
        (format!("open AND officer = 'A' AND source = 'x' AND {due}"), "open_case_by_officer"),
        (format!("NOT open AND unit = 'A' AND {number}"), "case_by_number"),
    ] {
        let plan = plan(&format!("SELECT id, due FROM case_row WHERE register = 1 AND {condition}"));
        assert!(plan.contains(&format!("Index Scan using {index} ")) && !plan.contains("Sort"), "{condition}:\n{plan}");
    }
    sql.batch_execute("SET enable_bitmapscan = on; SET enable_indexscan = off").unwrap();
    let query = "EXPLAIN SELECT opened FROM case_word WHERE lexemes @@ CAST('''1/de''' AS tsquery)";
    let rows = sql.query(query, &[]).unwrap();
    let words = rows.iter().any(|row| row.get::<_, String>(0).contains("case_word_by_lexeme"));
    assert!(words, "{rows:?}");
}

#[test]
fn what_the_server_cannot_keep_is_refused_whole_and_the_handle_goes_on() {
    let Some(server) = database("nul") else { return };
    let world = noon("2026-06-30").unwrap();
    let mut register = filled(&server.url("nul", "a"));
    let assign = |unit: &str| Act::Assign { unit: unit.into(), officer: None, due: None, helping: Vec::new() };
    let open = receive(6, "2026-01-05").unwrap();
    register.execute(&open, &world).unwrap();
    let head = register.head().unwrap();
    let refused = register.execute(&act(50, 6, "2026-01-06", assign("A\0B")).unwrap(), &world).unwrap_err();
    assert!(refused.code() == "store_io" && refused.to_string().contains("no NUL sign"), "{refused}");
    assert_eq!(register.head().unwrap(), head, "nothing of it is left");
    register.execute(&act(50, 6, "2026-01-06", assign("A")).unwrap(), &world).unwrap();
    assert_eq!(register.verify_projections().unwrap(), 6);
}
