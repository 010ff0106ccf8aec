//! An erased person is in no byte of any file of the register, and everything still adds up; the
//! ledger as lines; copies while it is in use; reading alone.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::fs;

use kiennghi::{
    case::{Dimension, PartyInput, PartyKind},
    ledger::{Actor, Draft, Identity, StreamId},
    petition::{Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    register::{CopyKind, ErasureGrounds, ErasureSubject, Register},
    statistics::{PeriodKind, Question},
    store::{CaseQuery, MemoryStore, Reader, Store, StoreError},
};
use kiennghi_exchange::{export_ledger_file, import_ledger_file};
use kiennghi_store::{SqliteStore, backup_to, open_read_only};
use kiennghi_tests::{contract::act, folder::Folder, noon};

const NAME: &str = "Quỳnh Thị Hoẵng";
/// The name as it may stand in a file: typed, in lower case, folded; and each of its rare words.
const TRACES: [&str; 8] = [NAME, "QUỲNH", "HOẴNG", "quỳnh thị hoẵng", "quynh thi hoang", "Hoẵng", "hoẵng", "quỳnh"];

/// The files of a folder in which one of `words` stands, byte by byte.
fn holding(folder: &Folder, words: &[&str]) -> Vec<String> {
    let mut holding = Vec::new();
    for file in folder.files() {
        let bytes = fs::read(&file).unwrap();
        if words.iter().any(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes())) {
            holding.push(file.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    holding.sort();
    holding
}

fn receive(n: u16, originator: &str, summary: &str) -> Command {
    let originator = Some(PartyInput { kind: PartyKind::Citizen, name: originator.into() });
    let receive = Receive { originator, ..Receive::new(SourceKind::Citizen, "Phòng tiếp dân", Channel::Letter, summary) };
    let mut id = [7; 16];
    id[..2].copy_from_slice(&n.to_be_bytes());
    Command {
        id: Identity::from_bytes(id),
        petition: Identity::from_bytes(id),
        at: "2026-01-05".parse().unwrap(),
        provenance: Provenance::Live,
        act: Act::Receive(Box::new(receive)),
    }
}

fn reply(id: u8, petition: Identity, text: &str) -> Command {
    let reply = Act::Reply { document: None, finality: Finality::Final, recipients: Vec::new(), text: Some(text.into()) };
    Command { petition, ..act(id, 1, "2026-01-08", reply).unwrap() }
}

/// 400 petitions, of which the person raised three and is named in the reply to a fourth. Two lots,
/// so that pages are filled up and divided.
fn filled<S: Store>(store: S) -> Register<S> {
    let world = noon("2026-06-30").unwrap();
    let mut register = Register::create(store, &world).unwrap();
    for lot in [0..200, 200..400] {
        let mut batch = register.batch().unwrap();
        for n in lot {
            let (name, of) =
                if n % 150 == 7 { (NAME.to_owned(), " cạnh nhà bà Hoẵng") } else { (format!("Ông Trần Văn {n}"), "") };
            batch.execute(&[receive(n, &name, &format!("Đề nghị sửa đường số {n}{of}"))], &world).unwrap();
        }
        batch.commit().unwrap();
    }
    let answered = receive(50, "", "").petition;
    register.execute(&reply(1, answered, &format!("Đã mời bà {} đến làm việc", NAME.to_uppercase())), &world).unwrap();
    register
}

fn grounds() -> ErasureGrounds {
    ErasureGrounds { reason: "Theo đơn số 12".into(), citation: "Luật 91/2025/QH15, Điều 14".into() }
}

fn question() -> Question {
    let as_of = "2026-06-30".parse().unwrap();
    let periods = PeriodKind::Month.covering("2026-01-01".parse().unwrap(), as_of);
    Question::new(vec![Dimension::Source], periods, as_of)
}

#[test]
fn an_erased_name_is_in_no_byte_of_any_file_and_everything_still_adds_up() {
    let folder = Folder::new("erase");
    let mut register = filled(SqliteStore::create(&folder.file("r.db")).unwrap());
    let world = noon("2026-06-30").unwrap();
    assert!(!holding(&folder, &TRACES).is_empty(), "the search finds what is there");
    let early = register.head().unwrap();
    let counts = register.statistics(&question()).unwrap().totals().to_vec();
    let copy = register.record_copy(CopyKind::Backup, "băng từ số 3", &early, &world).unwrap();
    register.record_copy(CopyKind::Export, "before it all", &kiennghi::ledger::Head { sequence: 4, ..early }, &world).unwrap();

    let subject = ErasureSubject::Name("quynh thi  HOẴNG");
    let plan = register.erasure_plan(subject).unwrap();
    let head = register.head().unwrap();
    assert_eq!((plan.entry, plan.texts, plan.petitions.len()), (None, 4, 4));
    for reason in ["", "Theo đơn của bà Quỳnh Thị Hoẵng"] {
        let told = register.erase(subject, &ErasureGrounds { reason: reason.into(), ..grounds() }, &world).unwrap_err();
        assert_eq!(told.code(), "erasure");
        assert!(!told.to_string().contains("Hoẵng"), "{told}");
    }
    assert_eq!(register.head().unwrap(), head, "a plan and a refusal leave no trace");

    let erased = register.erase(subject, &grounds(), &world).unwrap();
    assert_eq!((erased.entry, erased.texts), (Some(head.sequence + 1), 4));
    let numbers: Vec<_> = erased.petitions.iter().map(|(_, number)| number.serial).collect();
    assert_eq!((numbers, erased.held_openly.len()), (vec![8, 51, 158, 308], 0));
    assert_eq!(erased.copies.iter().map(|copy| copy.entry).collect::<Vec<_>>(), [copy], "those that hold the texts");
    // "bà Hoẵng" alone is not the whole name: it is another erasure.
    assert_eq!(holding(&folder, &[NAME, "QUỲNH", "quỳnh", "Quỳnh", "quynh"]), [""; 0]);
    assert_eq!(register.erase(ErasureSubject::Name("bà hoẵng"), &grounds(), &world).unwrap().texts, 3);
    assert_eq!(holding(&folder, &TRACES), [""; 0]);
    // Words in the index are shortened by what they share: it is asked itself.
    let terms = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab ('main', 'case_search', 'row')";
    let sql = rusqlite::Connection::open(folder.file("r.db")).unwrap();
    sql.execute_batch(terms).unwrap();
    let count = |like: &str| -> i64 {
        sql.query_row("SELECT count(*) FROM temp.terms WHERE term LIKE ?1", [like], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("%qu_nh%"), count("=ho_ng"), count("tran")), (0, 0, 1));
    drop(sql);

    assert_eq!(register.verify_against(&early).unwrap(), register.head().unwrap());
    assert_eq!(register.verify_projections().unwrap(), 400);
    let review = register.review().unwrap();
    assert_eq!((review.findings.len(), review.not_judged), (0, 4));
    assert_eq!(register.statistics(&question()).unwrap().totals(), counts);
    let today = "2026-06-30".parse().unwrap();
    let found = |words: &str| register.page(&CaseQuery::search(words).unwrap(), today, None, 9).unwrap().items.len();
    assert_eq!((found("quynh thi hoang"), found("\"sua duong\" 157"), found("\"tran van 399\"")), (0, 0, 1));
    let again = register.erase(subject, &grounds(), &world).unwrap();
    assert_eq!((again.entry, again.texts), (None, 0), "nothing is recorded twice");
}

#[test]
fn every_text_of_a_petition_is_erased_alike_in_memory_and_in_a_file() {
    let folder = Folder::new("petition");
    let world = noon("2026-06-30").unwrap();
    let mut file = filled(SqliteStore::create(&folder.file("r.db")).unwrap());
    let mut memory = filled(MemoryStore::new());
    let id = receive(50, "", "").petition;
    let erased = file.erase(ErasureSubject::Petition(id), &grounds(), &world).unwrap();
    assert_eq!(memory.erase(ErasureSubject::Petition(id), &grounds(), &world).unwrap(), erased);
    assert_eq!((erased.texts, erased.petitions.len()), (4, 1));
    let petition = file.petition(id).unwrap();
    let texts = [petition.summary().text(), petition.delivered_by().text(), petition.replies()[0].text.as_ref().unwrap().text()];
    assert_eq!((texts, petition.case().number().to_string().as_str()), ([None; 3], "PAKN-2026-0051"));
    assert_eq!(file.store().case(id).unwrap(), memory.store().case(id).unwrap());
    assert_eq!(file.verify().unwrap(), memory.verify().unwrap());
    assert_eq!((file.verify_projections().unwrap(), memory.verify_projections().unwrap()), (400, 400));
    let unknown = file.erase(ErasureSubject::Petition(Identity::from_bytes([9; 16])), &grounds(), &world).unwrap_err();
    assert_eq!(unknown.code(), "no_such_petition");
}

#[test]
fn an_erasure_that_others_keep_from_the_files_says_so_and_is_finished_later() {
    let folder = Folder::new("busy");
    let mut register = filled(SqliteStore::create(&folder.file("r.db")).unwrap());
    let world = noon("2026-06-30").unwrap();
    let reader = rusqlite::Connection::open(folder.file("r.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM vault").unwrap();
    let error = register.erase(ErasureSubject::Name(NAME), &grounds(), &world).unwrap_err();
    assert_eq!(error.code(), "not_purged");
    assert_eq!(register.erasure_plan(ErasureSubject::Name(NAME)).unwrap().texts, 0, "erased for all who ask");
    reader.execute_batch("COMMIT").unwrap();
    register.purge().unwrap();
    assert_eq!(holding(&folder, &[NAME, "quỳnh"]), [""; 0]);
}

/// A register in which petition 3 has, in an event of its own, a text of petition 2, as a ledger that was taken from lines
/// may have it; and the entry.
fn carried_on<S: Store>(store: S) -> (Register<S>, u64) {
    let mut store = filled(store).into_store();
    let [from, to] = [2, 3].map(|n| receive(n, "", "").petition);
    let opened = store.case(from).unwrap().unwrap().opened;
    let openings = store.openings(opened).unwrap();
    let summary = openings.iter().find(|opening| opening.text == "Đề nghị sửa đường số 2").unwrap();
    let head = store.head().unwrap();
    let draft = Draft {
        stream: StreamId { kind: kiennghi::petition::STREAM, id: to },
        version: 2,
        command_id: Identity::from_bytes([99; 16]),
        occurred_at: "2026-01-09".parse().unwrap(),
        recorded_at: store.last_recorded().unwrap().unwrap(),
        actor: Actor::new("another"),
        payload: format!(r#"{{"schema":1,"event":{{"supplement_requested":{{"what":"{}"}}}}}}"#, summary.commitment()),
    };
    let mut transaction = store.begin().unwrap();
    transaction.append(&head.append(draft)).unwrap();
    transaction.keep_openings(head.sequence + 1, &[summary]).unwrap();
    transaction.commit().unwrap();
    let mut register = Register::open(store).unwrap();
    register.rebuild().unwrap();
    assert_eq!(register.verify_projections().unwrap(), 400);
    (register, head.sequence + 1)
}

#[test]
fn a_text_that_two_entries_commit_to_is_erased_from_both() {
    let folder = Folder::new("carried");
    let world = noon("2026-06-30").unwrap();
    let id = receive(2, "", "").petition;
    let (mut file, entry) = carried_on(SqliteStore::create(&folder.file("r.db")).unwrap());
    let (mut memory, _) = carried_on(MemoryStore::new());
    let told = lines(&file);
    let came = Register::import_ledger(MemoryStore::new(), told.iter().cloned().map(Ok)).unwrap();
    assert_eq!((lines(&came), came.store().openings(entry).unwrap().len()), (told, 1), "and told in lines with both");
    assert!(!holding(&folder, &["sua duong so 2\n"]).is_empty());
    let erased = file.erase(ErasureSubject::Petition(id), &grounds(), &world).unwrap();
    assert_eq!(memory.erase(ErasureSubject::Petition(id), &grounds(), &world).unwrap(), erased);
    assert_eq!((erased.texts, erased.petitions.iter().map(|(_, number)| number.serial).collect::<Vec<_>>()), (3, vec![3, 4]));
    assert!(file.store().openings(entry).unwrap().is_empty());
    let other = file.petition(receive(3, "", "").petition).unwrap();
    assert_eq!(other.summary().text(), Some("Đề nghị sửa đường số 3"), "its own texts stay");
    let found = CaseQuery::search("\"sua duong so 2\"").unwrap();
    assert!(file.page(&found, "2026-06-30".parse().unwrap(), None, 9).unwrap().items.is_empty());
    assert_eq!(holding(&folder, &["sua duong so 2\n"]), [""; 0]);
    assert_eq!((file.verify_projections().unwrap(), memory.verify_projections().unwrap()), (400, 400));
}

#[test]
fn a_text_that_was_changed_in_the_vault_is_erased_by_the_name_that_it_holds() {
    let folder = Folder::new("changed-name");
    let path = folder.file("r.db");
    let mut register = filled(SqliteStore::create(&path).unwrap());
    let world = noon("2026-06-30").unwrap();
    let sql = rusqlite::Connection::open(&path).unwrap();
    // As long as the text that it takes the place of.
    let (is, was) = ("bà Mịch, số 9", "sửa đường số 9");
    assert_eq!(is.len() + 4, was.len());
    let change = format!("UPDATE vault SET openings = CAST(replace(openings, '{was}', '{is}....') AS BLOB) WHERE sequence = 14");
    assert_eq!(sql.execute(&change, []).unwrap(), 1);
    drop(sql);
    assert_eq!(register.verify_projections().unwrap_err().code(), "store_corrupt");
    assert!(!holding(&folder, &["Mịch"]).is_empty());
    let erased = register.erase(ErasureSubject::Name("bà mịch"), &grounds(), &world).unwrap();
    assert_eq!((erased.texts, erased.petitions.len()), (1, 1));
    assert_eq!((holding(&folder, &["Mịch"]), register.verify_projections().unwrap()), (vec![], 400));
}

fn lines(register: &Register<impl Store>) -> Vec<String> {
    let mut lines = Vec::new();
    register
        .export_ledger(&mut |line| {
            lines.push(line.to_owned());
            Ok(())
        })
        .unwrap();
    lines
}

#[test]
fn a_ledger_told_in_lines_comes_back_with_the_same_head_and_the_same_bytes() {
    let folder = Folder::new("lines");
    let world = noon("2026-06-30").unwrap();
    let mut memory = filled(MemoryStore::new());
    memory.erase(ErasureSubject::Name(NAME), &grounds(), &world).unwrap();
    let told = lines(&memory);
    let path = folder.file("ledger.jsonl");
    let head = export_ledger_file(&mut memory, &path, &world).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>(), told);
    assert_eq!((memory.copies().unwrap().len(), memory.head().unwrap().sequence), (1, head.sequence + 1));
    let again = export_ledger_file(&mut memory, &path, &world).unwrap_err();
    assert_eq!((again.code(), memory.copies().unwrap().len()), ("store_io", 1), "never over a file");

    let file = import_ledger_file(SqliteStore::create(&folder.file("r.db")).unwrap(), &path).unwrap();
    assert_eq!(file.verify_against(&head).unwrap(), head);
    assert_eq!(file.verify_projections().unwrap(), 400);
    assert_eq!(lines(&file), told);
    assert_eq!(
        file.store().entries(0, 9999).unwrap(),
        memory.store().entries(0, usize::try_from(head.sequence).unwrap()).unwrap()
    );
    let id = receive(50, "", "").petition;
    assert_eq!(file.petition(id).unwrap().summary().text(), Some("Đề nghị sửa đường số 50"));
    assert_eq!(file.petition(id).unwrap().replies()[0].text.as_ref().unwrap().text(), None, "what was erased stays so");
    let full = Register::import_ledger(file.into_store(), told.into_iter().map(Ok)).unwrap_err();
    assert_eq!(full.code(), "already_created");
}

#[test]
fn every_line_that_was_changed_cut_swapped_or_slipped_in_is_named_and_nothing_is_written() {
    let told = lines(&filled(MemoryStore::new()));
    // 1 the head, 2 to 5 the rulebook, then an entry and its three texts again and again.
    let refused = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = told.clone();
        change(&mut lines);
        let error = Register::import_ledger(MemoryStore::new(), lines.into_iter().map(Ok)).unwrap_err();
        assert_eq!(error.code(), "ledger_line");
        let text = error.to_string();
        assert!(!text.contains("Trần"), "{text}");
        text
    };
    let last = told.len();
    for (said, change) in [
        ("line 6: the ledger was changed at entry 5: its hash", &|lines: &mut Vec<String>| {
            lines[5] = lines[5].replace("letter", "portal")
        }),
        ("line 7: the vault's text under ", &|lines: &mut Vec<String>| lines[6] = lines[6].replace("Phòng", "Ban")),
        ("line 6: an entry, or a text of the entry before, stands here", &|lines: &mut Vec<String>| {
            lines.remove(5);
        }),
        ("line 10: the ledger was changed at entry 6: entry 7 stands", &|lines: &mut Vec<String>| drop(lines.drain(9..13))),
        ("line 7: the ledger was changed at entry 6: entry 5 stands", &|lines: &mut Vec<String>| {
            let entry = lines[5].clone();
            lines.insert(6, entry);
        }),
        ("line 8: an entry, or a text of the entry before, stands here", &|lines: &mut Vec<String>| {
            let text = lines[6].clone();
            lines.insert(7, text);
        }),
        ("line 1: the line with the head stands here", &|lines: &mut Vec<String>| {
            lines.remove(0);
        }),
        ("line 3: an entry stands here", &|lines: &mut Vec<String>| {
            let head = lines[0].clone();
            lines.insert(2, head);
        }),
        ("line 1: the export has schema 2", &|lines: &mut Vec<String>| {
            lines[0] = lines[0].replace("\"schema\":1", "\"schema\":2")
        }),
        ("line 7: column ", &|lines: &mut Vec<String>| lines[6].truncate(40)),
        ("line 7: column ", &|lines: &mut Vec<String>| lines[6] = lines[6].replace("\"salt\":\"", "\"salt\":\"+")),
    ] as [(&str, &dyn Fn(&mut Vec<String>)); 11]
    {
        let text = refused(change);
        assert!(text.starts_with(said), "{said}: {text}");
    }
    let cut = refused(&|lines| lines.truncate(last - 2));
    assert!(cut.starts_with(&format!("line {}: the export ends with the head 404:", last - 2)), "{cut}");
}

#[test]
fn a_backup_is_one_state_of_a_register_in_use_and_is_never_written_over() {
    let folder = Folder::new("backup");
    let world = noon("2026-06-30").unwrap();
    let mut register = filled(SqliteStore::create(&folder.file("r.db")).unwrap());
    let mut other = kiennghi_store::open(&folder.file("r.db")).unwrap();
    let batch = other.batch().unwrap();
    // While another writes: only recording it has to wait.
    let head = register.store().backup_to(&folder.file("one.db")).unwrap();
    drop(batch);
    assert_eq!(head, register.head().unwrap());
    assert_eq!(backup_to(&mut register, &folder.file("two.db"), &world).unwrap(), head);
    let [copy] = register.copies().unwrap().try_into().unwrap();
    assert_eq!((copy.kind, copy.head, copy.label), (CopyKind::Backup, head, folder.file("two.db")));
    for name in ["one.db", "two.db"] {
        let backup = kiennghi_store::open(&folder.file(name)).unwrap();
        assert_eq!(backup.verify_against(&head).unwrap(), head);
        assert_eq!(backup.verify_projections().unwrap(), 400);
    }
    let before = fs::read(folder.file("one.db")).unwrap();
    for path in [folder.file("one.db"), folder.file("no-folder/x.db")] {
        assert_eq!(backup_to(&mut register, &path, &world).unwrap_err().code(), "store_io");
    }
    assert_eq!((fs::read(folder.file("one.db")).unwrap(), register.copies().unwrap().len()), (before, 1));
    let left = folder.files().into_iter().filter(|file| file.extension() == Some("part".as_ref()));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_register_opened_for_reading_alone_answers_and_is_never_written() {
    let folder = Folder::new("read");
    let (world, path) = (noon("2026-06-30").unwrap(), folder.file("r.db"));
    let mut writer = filled(SqliteStore::create(&path).unwrap());
    let mut reader = open_read_only(&path).unwrap();
    assert_eq!(reader.verify().unwrap(), writer.head().unwrap(), "beside who writes");
    writer.execute(&receive(900, "Ông B", "Mất điện"), &world).unwrap();
    assert_eq!(reader.head().unwrap(), writer.head().unwrap());
    let head = reader.head().unwrap();
    let refused = [
        reader.execute(&receive(901, "Ông C", "Mất nước"), &world).unwrap_err(),
        reader.erase(ErasureSubject::Name(NAME), &grounds(), &world).unwrap_err(),
        reader.rebuild().unwrap_err(),
        reader.purge().unwrap_err(),
        backup_to(&mut reader, &folder.file("b.db"), &world).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.code() == "opened_to_read"), "{refused:?}");
    assert!(refused[0].to_string().ends_with("was opened for reading alone; open it without that to write"));
    assert!(!fs::exists(folder.file("b.db")).unwrap());
    drop((reader, writer));
    // Alone, on a file that nobody has open, in a folder of its own.
    let quiet = folder.file("q");
    fs::create_dir(&quiet).unwrap();
    let copy = format!("{quiet}/số kiến nghị.db");
    fs::copy(&path, &copy).unwrap();
    let bytes = fs::read(&copy).unwrap();
    let mut permissions = fs::metadata(&copy).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&copy, permissions.clone()).unwrap();
    let mut folder_permissions = fs::metadata(&quiet).unwrap().permissions();
    folder_permissions.set_readonly(true);
    fs::set_permissions(&quiet, folder_permissions.clone()).unwrap();
    let reader = open_read_only(&copy).unwrap();
    assert_eq!((reader.verify().unwrap(), reader.verify_projections().unwrap()), (head, 401));
    drop(reader);
    assert_eq!(fs::read(&copy).unwrap(), bytes);
    std::os::unix::fs::PermissionsExt::set_mode(&mut folder_permissions, 0o755);
    fs::set_permissions(&quiet, folder_permissions).unwrap();
    // Lists of an older version can be made again only by who may write.
    let sql = rusqlite::Connection::open(&path).unwrap();
    sql.execute_batch("PRAGMA user_version = 1").unwrap();
    let old = open_read_only(&path).unwrap_err();
    assert!(old.to_string().contains("open it once for writing"), "{old}");
    assert!(matches!(SqliteStore::open_read_only(&folder.file("none.db")), Err(StoreError::Io { .. })));
}
