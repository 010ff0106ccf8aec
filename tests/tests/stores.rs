//! Every store under the one contract, and what a file promises besides.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::fs;

use kiennghi::{
    ledger::Identity,
    petition::{Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    register::{Batch, Effect, Register},
    store::{MemoryStore, Reader, Store, StoreError},
};
use kiennghi_store::{AnyStore, SqliteStore};
use kiennghi_tests::{
    contract::{act, receive, reply},
    folder::Folder,
    noon, store_contract,
};

store_contract!(memory, |_: &str| Some(MemoryStore::new()));
store_contract!(sqlite, |name: &str| {
    // The file lives as long as the handle: SQLite keeps an unlinked file open.
    let folder = Folder::new(name);
    let path = folder.file("r.db");
    let store = SqliteStore::create(&path).unwrap();
    std::mem::forget(folder);
    Some(store)
});

fn filled(path: &str) -> Register<AnyStore> {
    let world = noon("2026-06-30").unwrap();
    let mut register = kiennghi_store::create(path, &world).unwrap();
    for n in 1..=5 {
        register.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
        register.execute(&act(100 + n, n, "2026-01-08", reply()).unwrap(), &world).unwrap();
    }
    register
}

/// Command `what` to petition `n`.
fn numbered(n: u16, what: u8, at: &str, act: Act) -> Command {
    let [a, b] = n.to_be_bytes();
    let id = |what: u8| Identity::from_bytes([a, b, what, a, b, what, a, b, what, a, b, what, a, b, what, a]);
    Command { id: id(what), petition: id(0), at: at.parse().unwrap(), provenance: Provenance::Live, act }
}

#[test]
fn a_batch_of_more_petitions_than_it_keeps_leaves_what_small_ones_leave() {
    let world = noon("2026-06-30").unwrap();
    let mut commands = Vec::new();
    for n in 0..1700 {
        let receive = Receive::new(SourceKind::Enterprise, format!("Công ty {n}"), Channel::Letter, format!("Trích yếu {n}"));
        commands.push(numbered(n, 1, "2026-01-05", Act::Receive(Box::new(receive))));
        if n >= 900 && n % 3 == 0 {
            // To one whose projection was written before, in the same batch: with a text and without.
            commands.push(numbered(n - 900, 2, "2026-01-06", Act::Accept {}));
            let text = Some(format!("Trả lời {n}"));
            let reply = Act::Reply { document: None, finality: Finality::Final, recipients: Vec::new(), text };
            commands.push(numbered(n - 900, 3, "2026-01-07", reply));
        }
    }
    let folder = Folder::new("large");
    let mut large = kiennghi_store::create(&folder.file("large.db"), &world).unwrap();
    let mut memory = Register::create(MemoryStore::new(), &world).unwrap();
    let mut small = Register::create(MemoryStore::new(), &world).unwrap();
    let refused = [numbered(9, 7, "2026-01-08", Act::Accept {}), numbered(9, 8, "2026-01-08", Act::Resume {})];
    let take = |batch: &mut Batch<'_>, commands: &[Command]| {
        for command in commands {
            batch.execute(std::slice::from_ref(command), &world).unwrap();
            // A refusal of several leaves the batch as it was.
            if command.petition == numbered(1100, 0, "2026-01-05", Act::Accept {}).petition {
                batch.execute(&refused, &world).unwrap_err();
            }
        }
    };
    let mut batch = large.batch().unwrap();
    take(&mut batch, &commands);
    batch.commit().unwrap();
    let mut batch = memory.batch().unwrap();
    take(&mut batch, &commands);
    batch.commit().unwrap();
    for commands in commands.chunks(100) {
        let mut batch = small.batch().unwrap();
        take(&mut batch, commands);
        batch.commit().unwrap();
    }
    assert_eq!(large.verify().unwrap(), small.verify().unwrap());
    assert_eq!((large.verify_projections().unwrap(), memory.verify_projections().unwrap()), (1700, 1700));
    for n in 0..1700 {
        let id = numbered(n, 0, "2026-01-05", Act::Accept {}).petition;
        let row = small.store().case(id).unwrap();
        assert!(row.is_some() && large.store().case(id).unwrap() == row && memory.store().case(id).unwrap() == row, "{n}");
    }
}

#[test]
fn a_command_that_comes_again_in_its_batch_has_one_effect_written_or_not() {
    let world = noon("2026-06-30").unwrap();
    let received = |n: u16| {
        let receive = Receive::new(SourceKind::Enterprise, format!("Công ty {n}"), Channel::Letter, format!("Trích yếu {n}"));
        numbered(n, 1, "2026-01-05", Act::Receive(Box::new(receive)))
    };
    let folder = Folder::new("again-in-batch");
    let mut register = kiennghi_store::create(&folder.file("r.db"), &world).unwrap();
    let before = register.head().unwrap().sequence;
    let mut batch = register.batch().unwrap();
    let mut first = Vec::new();
    for n in 0..1500 {
        first.extend(batch.execute(&[received(n)], &world).unwrap());
        for again in [n, 0] {
            let [receipt] = &batch.execute(&[received(again)], &world).unwrap()[..] else { panic!("one receipt") };
            assert_eq!(receipt.effect, Effect::AlreadyAppended);
            let once = &first[usize::from(again)];
            assert_eq!((receipt.petition, &receipt.number, receipt.sequence), (once.petition, &once.number, once.sequence));
        }
    }
    assert_eq!(batch.commit().unwrap().sequence, before + 1500);
    for receipt in &first {
        let entry = register.store().entries(receipt.sequence - 1, 1).unwrap().remove(0);
        assert_eq!(entry.draft.stream.id, receipt.petition);
    }
    register.verify_projections().unwrap();
}

#[test]
fn after_an_error_of_the_store_a_batch_is_not_committed_by_halves() {
    let world = noon("2026-06-30").unwrap();
    let received = |n: u16| {
        let receive = Receive::new(SourceKind::Enterprise, format!("Công ty {n}"), Channel::Letter, format!("Trích yếu {n}"));
        numbered(n, 1, "2026-01-05", Act::Receive(Box::new(receive)))
    };
    for fails_at in [10, 700, 1_900] {
        let folder = Folder::new("half");
        let path = folder.file("r.db");
        let mut register = kiennghi_store::create(&path, &world).unwrap();
        let before = register.head().unwrap();
        rusqlite::Connection::open(&path)
            .unwrap()
            .execute_batch(&format!(
                "CREATE TRIGGER broken BEFORE INSERT ON entry WHEN NEW.sequence = {} BEGIN SELECT RAISE(ABORT, 'broken'); END",
                before.sequence + fails_at
            ))
            .unwrap();
        let mut batch = register.batch().unwrap();
        let done: Vec<bool> = (0..2_000).map(|n| batch.execute(&[received(n)], &world).is_ok()).collect();
        // What is written at the end alone is told there; what was told once is told from then on.
        let first = done.iter().position(|done| !done);
        assert_eq!(first.is_some(), fails_at < 1_900);
        assert!(first.is_none_or(|first| !done[first..].contains(&true)));
        batch.commit().unwrap_err();
        drop(register);
        let register = kiennghi_store::open(&path).unwrap();
        assert_eq!(register.verify().unwrap(), before);
        assert_eq!(register.verify_projections().unwrap(), 0);
    }
}

#[test]
fn what_was_committed_is_there_when_the_file_is_opened_again() {
    let folder = Folder::new("again");
    let path = folder.file("r.db");
    let register = filled(&path);
    let (head, item) = (register.verify().unwrap(), register.petition(receive(3, "2026-01-05").unwrap().petition).unwrap());
    drop(register);
    let register = kiennghi_store::open(&path).unwrap();
    assert_eq!(register.verify().unwrap(), head);
    let again = register.petition(item.id()).unwrap();
    assert_eq!((again.summary().text(), &again), (Some("Trích yếu 3"), &item));
}

#[test]
fn memory_and_file_hold_the_same_bytes() {
    let folder = Folder::new("same");
    let register = filled(&folder.file("r.db"));
    let world = noon("2026-06-30").unwrap();
    let mut memory = Register::create(MemoryStore::new(), &world).unwrap();
    for n in 1..=5 {
        memory.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
        memory.execute(&act(100 + n, n, "2026-01-08", reply()).unwrap(), &world).unwrap();
    }
    assert_eq!(memory.verify().unwrap(), register.verify().unwrap());
}

#[test]
fn sql_cannot_change_or_delete_an_entry() {
    let folder = Folder::new("append-only");
    let path = folder.file("r.db");
    drop(filled(&path));
    let sql = rusqlite::Connection::open(&path).unwrap();
    sql.execute_batch("PRAGMA recursive_triggers = ON").unwrap();
    for (statement, said) in [
        ("UPDATE entry SET actor = 'x' WHERE sequence = 6", "never changed"),
        ("DELETE FROM entry WHERE sequence = 14", "never deleted"),
        ("INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE sequence = 6", "must follow the last one"),
        (
            "INSERT INTO entry SELECT 99, stream, 99, command_id, occurred_at, recorded_at, actor, payload, hash FROM entry WHERE sequence = 6",
            "must follow the last one",
        ),
        ("UPDATE stream SET id = zeroblob(16) WHERE number = 5", "never changed"),
        ("DELETE FROM stream WHERE number = 5", "never deleted"),
        ("INSERT INTO stream VALUES (2, 'petition', zeroblob(16))", "number of its first entry"),
        ("INSERT INTO stream SELECT 15, kind, id FROM stream WHERE number = 5", "begins once"),
    ] {
        let error = sql.execute(statement, []).unwrap_err().to_string();
        assert!(error.contains(said), "{statement}: {error}");
    }
}

#[test]
fn verify_names_the_first_entry_that_was_changed_behind_its_back() {
    // Each change by someone who can drop the triggers.
    for (n, (change, sequence)) in [
        ("UPDATE entry SET payload = replace(payload, 'letter', 'portal') WHERE sequence = 7", 7),
        ("UPDATE entry SET occurred_at = '2026-01-07' WHERE sequence = 8", 8),
        ("UPDATE entry SET recorded_at = recorded_at + 1 WHERE sequence = 9", 9),
        ("UPDATE entry SET actor = 'another' WHERE sequence = 10", 10),
        ("UPDATE entry SET hash = zeroblob(32) WHERE sequence = 11", 11),
        ("DELETE FROM entry WHERE sequence = 6", 6),
        ("UPDATE entry SET sequence = 99 WHERE sequence = 6; UPDATE entry SET sequence = 6 WHERE sequence = 7; UPDATE entry SET sequence = 7 WHERE sequence = 99", 6),
        ("UPDATE entry SET command_id = zeroblob(16) WHERE sequence = 12", 12),
        ("UPDATE stream SET id = zeroblob(16) WHERE number = 7", 7),
        ("UPDATE stream SET kind = 'another' WHERE number = 7", 7),
        ("UPDATE entry SET stream = 5, version = 3 WHERE sequence = 8", 8),
        ("UPDATE entry SET version = 9 WHERE sequence = 8", 8),
    ].into_iter().enumerate() {
        let folder = Folder::new(&format!("changed-{n}"));
        let path = folder.file("r.db");
        drop(filled(&path));
        let sql = rusqlite::Connection::open(&path).unwrap();
        sql.execute_batch(
            "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted; DROP TRIGGER stream_is_never_changed",
        ).unwrap();
        sql.execute_batch(change).unwrap();
        let error = kiennghi_store::open(&path).unwrap().verify().unwrap_err().to_string();
        assert!(error.starts_with(&format!("the ledger was changed at entry {sequence}: ")), "{change}: {error}");
    }
}

#[test]
fn a_text_changed_in_the_vault_is_noticed() {
    let folder = Folder::new("vault");
    let path = folder.file("r.db");
    drop(filled(&path));
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("UPDATE vault SET openings = CAST(replace(openings, 'Trích', 'Khách') AS BLOB)")
        .unwrap();
    let register = kiennghi_store::open(&path).unwrap();
    let id = receive(1, "2026-01-05").unwrap().petition;
    assert_eq!(register.store().openings(5).unwrap()[1].text, "Khách yếu 1");
    for error in [
        register.petition(id).unwrap_err(),
        register.history(id).unwrap_err(),
        register.verify_projections().unwrap_err(),
        register.export_ledger(&mut |_| Ok(())).unwrap_err(),
    ] {
        let said = "vault is damaged: a text of entry 5 is not one of those that were sealed there";
        assert!(error.code() == "store_corrupt" && error.to_string().starts_with(said), "{error}");
    }
    assert!(register.verify().is_ok(), "the chain does not rest on the vault");
}

#[test]
fn an_erased_text_leaves_the_petition_readable_and_the_chain_whole() {
    let folder = Folder::new("erased");
    let path = folder.file("r.db");
    drop(filled(&path));
    rusqlite::Connection::open(&path).unwrap().execute_batch("DELETE FROM vault").unwrap();
    let register = kiennghi_store::open(&path).unwrap();
    assert_eq!(register.petition(receive(1, "2026-01-05").unwrap().petition).unwrap().summary().text(), None);
    register.verify().unwrap();
}

#[test]
fn what_is_no_register_is_refused_and_left_as_it_is() {
    let folder = Folder::new("not");
    let (text, other, newer) = (folder.file("text.db"), folder.file("other.db"), folder.file("newer.db"));
    fs::write(&text, "đây không phải là cơ sở dữ liệu, chỉ là một tệp văn bản dài hơn một trăm byte ".repeat(9)).unwrap();
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    drop(filled(&newer));
    rusqlite::Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    for (path, said) in [(&text, "not a register file"), (&other, "database of another program"), (&newer, "version 99")] {
        let before = fs::read(path).unwrap();
        for error in [SqliteStore::open(path).unwrap_err(), SqliteStore::create(path).unwrap_err()] {
            assert!(matches!(error, StoreError::NotARegister { .. }) && error.to_string().contains(said), "{error}");
        }
        assert_eq!(fs::read(path).unwrap(), before, "{path}");
    }
    let missing = SqliteStore::open(&folder.file("missing.db")).unwrap_err().to_string();
    assert!(missing.ends_with("there is no such file; create the register first"), "{missing}");
    assert!(!fs::exists(folder.file("missing.db")).unwrap(), "nothing was made");
    let other = kiennghi_store::open("mysql://user:secret@host/db").unwrap_err().to_string();
    assert!(!other.contains("secret") && other.contains("give a path"), "{other}");
}

#[test]
fn a_damaged_file_is_reported_and_never_repaired_or_deleted() {
    let folder = Folder::new("damaged");
    let path = folder.file("r.db");
    drop(filled(&path));
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = fs::read(&path).unwrap();
    let mut found = 0;
    // Page by page: overwrite one, and read everything there is.
    for page in 0..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
        fs::write(&path, &bytes).unwrap();
        let read = || -> Result<(), kiennghi::register::RegisterError> {
            let register = kiennghi_store::open(&path)?;
            register.verify()?;
            register.worklist("2026-01-31".parse().unwrap())?;
            for unit in [None, Some("A".to_owned())] {
                let query = kiennghi::store::CaseQuery { unit, ..kiennghi::store::CaseQuery::worklist() };
                register.page(&query, "2026-12-31".parse().unwrap(), None, 9)?;
            }
            register.page(&kiennghi::store::CaseQuery::search("trich yeu").unwrap(), "2026-12-31".parse().unwrap(), None, 9)?;
            for n in 1..=5 {
                register.petition(receive(n, "2026-01-05").unwrap().petition)?;
            }
            Ok(())
        };
        if let Err(error) = read() {
            found += 1;
            assert!(
                ["store_corrupt", "not_a_register", "store_io", "ledger_changed", "unreadable"].contains(&error.code()),
                "page {page}: {error}"
            );
        }
        assert_eq!(fs::read(&path).unwrap().len(), whole.len(), "page {page}: left as it was");
    }
    // All but the pages that hold only an index that nothing here reads.
    assert!(found * 3 >= whole.len() / 4096 * 2, "{found} of {}", whole.len() / 4096);
}

#[test]
fn a_second_writer_waits_its_turn_and_a_second_reader_sees_what_was_committed() {
    let folder = Folder::new("two");
    let path = folder.file("r.db");
    let world = noon("2026-06-30").unwrap();
    let mut one = filled(&path);
    let mut two = kiennghi_store::open(&path).unwrap();
    let batch = one.batch().unwrap();
    // Meanwhile others read what is committed.
    assert_eq!(two.head().unwrap().sequence, 14);
    drop(batch);
    one.execute(&receive(6, "2026-01-05").unwrap(), &world).unwrap();
    let receipt = two.execute(&receive(7, "2026-01-05").unwrap(), &world).unwrap();
    assert_eq!(receipt.number.to_string(), "PAKN-2026-0007");
    assert_eq!(one.verify().unwrap(), two.verify().unwrap());
}

#[test]
fn a_held_state_sees_no_commit_of_another_handle_and_holds_up_nobody() {
    let folder = Folder::new("held");
    let path = folder.file("r.db");
    let one = filled(&path);
    let mut two = kiennghi_store::open(&path).unwrap();
    let state = one.store().hold().unwrap();
    let head = one.head().unwrap();
    two.execute(&receive(6, "2026-01-05").unwrap(), &noon("2026-06-30").unwrap()).unwrap();
    // A question that holds a state of its own is answered inside the one that is held.
    let table = one.statistics(&kiennghi_tests::script::question().unwrap()).unwrap();
    assert_eq!((one.head().unwrap(), table.head()), (head, head));
    assert!(one.petition(receive(6, "2026-01-05").unwrap().petition).is_err());
    drop(state);
    assert_eq!(one.head().unwrap(), two.head().unwrap());
    assert!(one.petition(receive(6, "2026-01-05").unwrap().petition).is_ok());
}
