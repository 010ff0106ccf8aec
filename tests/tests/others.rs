//! What holds while others write to the same register: an answer is of one state of it, and a write
//! is under the rulebook as it stands when the write begins.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::{cell::Cell, fmt::Debug, rc::Rc, sync::Barrier, thread};

use kiennghi::{
    calendar::{Amendment, CalendarRef, WorkCalendar},
    case::Confidential,
    lang::Text,
    law::{Rulebook, Stage},
    ledger::Identity,
    petition::{Act, Command},
    register::{CopyKind, ErasureSubject, Register, RegisterError},
    statistics::{PeriodKind, Question},
    store::{CaseQuery, Store},
    time::Moment,
};
use kiennghi_store::SqliteStore;
use kiennghi_tests::{
    contract::{act, receive, reply},
    folder::Folder,
    noon,
    others::Shared,
};

fn open(path: &str) -> Register<SqliteStore> {
    Register::open(SqliteStore::open(path).unwrap()).unwrap()
}

fn off() -> Text {
    Text { vi: "Nghỉ thử".into(), en: "A day off".into() }
}

/// Vietnam's calendar as it is with one more day off, by the `n`th act of its kind.
fn calendar(n: u64) -> WorkCalendar {
    let day = "2026-01-14".parse().unwrap();
    let amendment = Amendment::new(&format!("2026.other-{n}"), "QĐ thử").day_off(day, &off());
    WorkCalendar::vietnam().unwrap().amend(&amendment).unwrap()
}

fn adopt(register: &mut Register<impl Store>, n: u64) -> CalendarRef {
    let calendar = calendar(n);
    let event = Rulebook::adopt_calendar(calendar.text(), "test").unwrap();
    register.adopt(Vec::from([event]), &noon("2026-06-30").unwrap()).unwrap();
    calendar.reference().clone()
}

#[test]
fn of_two_creators_one_is_told_that_a_register_is_there() {
    let folder = Folder::new("two-creators");
    let path = folder.file("so.db");
    let world = noon("2026-01-05").unwrap();
    let other = {
        let path = path.clone();
        move || drop(kiennghi_store::create(&path, &noon("2026-01-05").unwrap()))
    };
    let store = Shared::new(SqliteStore::create(&path).unwrap()).before_each_write(other);
    assert_eq!(Register::create(store, &world).unwrap_err(), RegisterError::AlreadyCreated { entries: 4 });
    let register = open(&path);
    assert_eq!(register.verify().unwrap().sequence, 4, "the rulebook is there once");
}

#[test]
fn of_many_who_create_one_file_at_once_one_does_and_the_others_open_it() {
    for round in 0..10 {
        let folder = Folder::new(&format!("many-creators-{round}"));
        let (path, start) = (folder.file("so.db"), Barrier::new(8));
        let made: Vec<_> = thread::scope(|scope| {
            let create = || {
                start.wait();
                kiennghi_store::create(&path, &noon("2026-01-05").unwrap()).map(|register| register.head().unwrap().sequence)
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (created, refused): (Vec<_>, Vec<_>) = made.into_iter().partition(Result::is_ok);
        assert_eq!(created, [Ok(4)]);
        assert!(refused.iter().all(|error| *error == Err(RegisterError::AlreadyCreated { entries: 4 })), "{refused:?}");
        assert_eq!(open(&path).verify().unwrap().sequence, 4);
    }
}

#[test]
fn who_opens_or_creates_opens_what_another_created_meanwhile() {
    let folder = Folder::new("open-or-create");
    let path = folder.file("so.db");
    let other = {
        let path = path.clone();
        move || drop(kiennghi_store::create(&path, &noon("2026-01-05").unwrap()))
    };
    let store = Shared::new(SqliteStore::create(&path).unwrap()).before_each_write(other);
    let register = Register::open_or_create(store, &noon("2026-01-06").unwrap()).unwrap();
    assert_eq!(register.verify().unwrap().sequence, 4);
}

#[test]
fn an_import_of_lines_meets_a_register_that_another_created_meanwhile() {
    let folder = Folder::new("import-meanwhile");
    let path = folder.file("so.db");
    let source = Register::create(kiennghi::store::MemoryStore::new(), &noon("2026-01-04").unwrap()).unwrap();
    let mut lines = Vec::new();
    source
        .export_ledger(&mut |line| {
            lines.push(Ok(line.to_owned()));
            Ok(())
        })
        .unwrap();
    let other = {
        let path = path.clone();
        move || drop(kiennghi_store::create(&path, &noon("2026-01-05").unwrap()))
    };
    let store = Shared::new(SqliteStore::create(&path).unwrap()).before_each_write(other);
    let refused = Register::import_ledger(store, lines).unwrap_err();
    assert_eq!(refused, RegisterError::AlreadyCreated { entries: 4 });
}

#[test]
fn a_command_is_decided_under_what_others_adopted_before_it_was_written() {
    let folder = Folder::new("adopted-meanwhile");
    let path = folder.file("so.db");
    let world = noon("2026-06-30").unwrap();
    drop(kiennghi_store::create(&path, &world).unwrap());
    let times = Rc::new(Cell::new(0));
    let others = {
        let (path, times) = (path.clone(), Rc::clone(&times));
        move || {
            times.set(times.get() + 1);
            drop(adopt(&mut open(&path), times.get()));
        }
    };
    let mut register = Register::open(Shared::new(SqliteStore::open(&path).unwrap()).before_each_write(others)).unwrap();
    let id = Identity::from_bytes([1; 16]);
    register.execute(&receive(1, "2026-01-05").unwrap(), &world).unwrap();
    assert_eq!(register.petition(id).unwrap().case().latest().unwrap().terms().calendar, *calendar(1).reference());
    // Ten working days, and the day that others made one off is none.
    assert_eq!(register.deadline(id, Stage::Reply).unwrap().unwrap().due().unwrap().to_string(), "2026-01-19");
    register.execute(&act(9, 1, "2026-06-30", Act::Recompute {}).unwrap(), &world).unwrap();
    adopt(&mut register, 100);
    register.rebuild().unwrap();
    register.record_copy(CopyKind::Backup, "đĩa 1", &register.head().unwrap(), &world).unwrap();
    register.store().alone();
    assert_eq!(times.get(), 5);
    assert_eq!(register.review().unwrap().findings, [], "nothing would be decided otherwise");
    register.verify_projections().unwrap();
    assert_eq!(register.rulebook().unwrap().default_calendar().unwrap().reference(), calendar(5).reference());
}

#[test]
fn what_a_handle_kept_of_its_last_batch_is_not_used_after_another_handle_wrote() {
    let folder = Folder::new("kept");
    let path = folder.file("so.db");
    let world = noon("2026-06-30").unwrap();
    let mut one = kiennghi_store::create(&path, &world).unwrap();
    let mut other = open(&path);
    let assign = |id, n, unit: &str| {
        act(id, n, "2026-01-06", Act::Assign { unit: unit.into(), officer: None, due: None, helping: Vec::new() }).unwrap()
    };
    one.execute(&receive(1, "2026-01-05").unwrap(), &world).unwrap();
    one.execute(&assign(10, 1, "Phòng 1"), &world).unwrap();
    // The other one closes the first petition, and takes a number and a letter.
    other.execute(&act(11, 1, "2026-01-07", Act::Withdraw { reason: Some("Tự rút".into()) }).unwrap(), &world).unwrap();
    assert_eq!(other.execute(&receive(2, "2026-01-05").unwrap(), &world).unwrap().number.serial, 2);
    let refused = one.execute(&act(12, 1, "2026-01-08", reply()).unwrap(), &world).unwrap_err();
    assert!(matches!(refused, RegisterError::Refused(_)), "{refused:?}");
    assert_eq!(one.execute(&receive(3, "2026-01-05").unwrap(), &world).unwrap().number.serial, 3);
    // And again, to one that this handle has just written.
    other.execute(&assign(13, 3, "Phòng 2"), &world).unwrap();
    one.execute(&assign(14, 3, "Phòng 3"), &world).unwrap();
    one.execute(&act(15, 3, "2026-01-08", reply()).unwrap(), &world).unwrap();
    // One that erased nothing else changed the end of the ledger as well.
    other.record_copy(CopyKind::Backup, "đĩa 3", &other.head().unwrap(), &world).unwrap();
    one.execute(&act(16, 2, "2026-01-08", reply()).unwrap(), &world).unwrap();
    assert_eq!(one.petition(Identity::from_bytes([3; 16])).unwrap().version(), 4);
    one.verify().unwrap();
    assert_eq!(one.verify_projections().unwrap(), 3);
    assert_eq!(one.review().unwrap().findings, []);
}

#[test]
fn a_batch_that_was_given_up_leaves_nothing_for_the_next_one() {
    let folder = Folder::new("given-up");
    let world = noon("2026-06-30").unwrap();
    let mut register = kiennghi_store::create(&folder.file("so.db"), &world).unwrap();
    register.execute(&receive(1, "2026-01-05").unwrap(), &world).unwrap();
    let mut batch = register.batch().unwrap();
    batch.execute(&[act(11, 1, "2026-01-07", Act::Withdraw { reason: None }).unwrap()], &world).unwrap();
    assert_eq!(batch.execute(&[receive(2, "2026-01-05").unwrap()], &world).unwrap()[0].number.serial, 2);
    drop(batch);
    register.execute(&act(12, 1, "2026-01-08", reply()).unwrap(), &world).unwrap();
    assert_eq!(register.execute(&receive(3, "2026-01-05").unwrap(), &world).unwrap().number.serial, 2);
    assert_eq!(register.petition(Identity::from_bytes([1; 16])).unwrap().version(), 2);
    register.verify().unwrap();
    assert_eq!(register.verify_projections().unwrap(), 2);
}

#[test]
fn what_others_adopted_may_not_be_adopted_with_another_content() {
    let folder = Folder::new("adopted-otherwise");
    let path = folder.file("so.db");
    let world = noon("2026-06-30").unwrap();
    let mut one = kiennghi_store::create(&path, &world).unwrap();
    adopt(&mut open(&path), 1);
    let other_day = Amendment::new("2026.other-1", "QĐ thử").day_off("2026-01-15".parse().unwrap(), &off());
    let other = WorkCalendar::vietnam().unwrap().amend(&other_day).unwrap();
    let event = Rulebook::adopt_calendar(other.text(), "test").unwrap();
    assert_eq!(one.adopt(Vec::from([event]), &world).unwrap_err().code(), "law");
}

/// A number that no other id of this test begins with.
fn id_of(n: u64, kind: u8) -> Identity {
    let mut id = [kind; 16];
    id[..8].copy_from_slice(&n.to_be_bytes());
    Identity::from_bytes(id)
}

/// What others do after each read: one more letter by the same document, a petition that is given to
/// another unit, a copy that is recorded; and after the first, another calendar.
fn busy_others(path: &str) -> impl FnMut() + 'static {
    let mut other = open(path);
    let world = noon("2026-06-30").unwrap();
    let mut times = 0;
    move || {
        times += 1;
        // Else whoever reads to the end without holding a state would never come to it.
        if times > 30 {
            return;
        }
        let n = other.head().unwrap().sequence;
        if times == 1 {
            adopt(&mut other, n);
        }
        let letter = Command { id: id_of(n, 1), petition: id_of(n, 2), ..receive(3, "2026-01-06").unwrap() };
        other.execute(&letter, &world).unwrap();
        let unit = format!("Phòng {n}");
        let assign = act(2, 2, "2026-01-07", Act::Assign { unit, officer: None, due: None, helping: Vec::new() }).unwrap();
        other.execute(&Command { id: id_of(n, 3), ..assign }, &world).unwrap();
        other.record_copy(CopyKind::Backup, "đĩa 2", &other.head().unwrap(), &world).unwrap();
    }
}

/// Asks when nobody writes, and again while others write after each read: the second answer is the
/// first, for its state was held before they came.
fn is_of_one_state<T: Debug>(
    what: &str,
    path: &str,
    register: &Register<Shared<SqliteStore>>,
    ask: impl Fn(&Register<Shared<SqliteStore>>) -> T,
) {
    let (before, head) = (format!("{:?}", ask(register)), register.head().unwrap());
    register.store().after_each_read(busy_others(path));
    let meanwhile = format!("{:?}", ask(register));
    register.store().alone();
    assert!(meanwhile == before, "{what} is of several states:\n{before}\n{meanwhile}");
    assert!(register.head().unwrap() != head, "others wrote");
}

#[test]
fn questions_asked_while_a_state_is_held_are_answered_of_it() {
    let folder = Folder::new("held");
    let path = folder.file("so.db");
    let world = noon("2026-06-30").unwrap();
    let mut other = kiennghi_store::create(&path, &world).unwrap();
    other.execute(&receive(2, "2026-01-05").unwrap(), &world).unwrap();
    let register = open(&path);
    let held = register.hold().unwrap();
    let (head, rules) = (register.head().unwrap(), register.rulebook().unwrap().default_calendar().unwrap().reference().clone());
    let newer = adopt(&mut other, 1);
    other.execute(&receive(3, "2026-01-05").unwrap(), &world).unwrap();
    let today = "2026-06-30".parse().unwrap();
    assert_eq!((register.worklist(today).unwrap().len(), register.verify().unwrap()), (1, head));
    assert_eq!(*register.rulebook().unwrap().default_calendar().unwrap().reference(), rules);
    drop(held);
    assert_eq!(register.worklist(today).unwrap().len(), 2);
    assert_eq!(*register.rulebook().unwrap().default_calendar().unwrap().reference(), newer);
}

#[test]
fn an_answer_that_takes_several_reads_is_of_one_state() {
    let folder = Folder::new("one-state");
    let path = folder.file("so.db");
    let world = noon("2026-06-30").unwrap();
    let mut first = kiennghi_store::create(&path, &world).unwrap();
    for n in 2..=5 {
        first.execute(&receive(n, "2026-01-05").unwrap(), &world).unwrap();
    }
    first.record_copy(CopyKind::Export, "đĩa 1", &first.head().unwrap(), &world).unwrap();
    drop(first);
    let register = Register::open(Shared::new(SqliteStore::open(&path).unwrap())).unwrap();
    let id = Identity::from_bytes([2; 16]);
    let past: Moment = "2026-02-02".parse().unwrap();
    let today: Moment = "2026-06-30".parse().unwrap();
    let saved = register.head().unwrap();
    let question = || {
        let months = PeriodKind::Month.covering("2026-01-01".parse().unwrap(), "2026-06-30".parse().unwrap());
        Question::new(Vec::new(), months, "2026-06-30".parse().unwrap())
    };
    let proposed = calendar(0);
    macro_rules! of_one_state {
        ($($what:literal: $register:ident => $answer:expr;)+) => {
            $(is_of_one_state($what, &path, &register, |$register| $answer);)+
        };
    }
    of_one_state! {
        "page": r => r.page(&CaseQuery::worklist(), today, None, 50).unwrap();
        "page of the past": r => r.page(&CaseQuery::all(), past, None, 50).unwrap();
        "search": r => r.page(&CaseQuery::search("trich yeu").unwrap(), today, None, 50).unwrap();
        "worklist": r => r.worklist(today).unwrap();
        "statistics": r => r.statistics(&question()).unwrap();
        "received_between": r => r.received_between().unwrap();
        "petition": r => r.petition_for(id, Confidential::Hidden).unwrap();
        "history": r => r.history_for(id, Confidential::Hidden).unwrap();
        "deadline": r => r.deadline(id, Stage::Reply).unwrap();
        "deadlines": r => r.deadlines(id).unwrap();
        "recompute_plan": r => r.recompute_plan(None, today).unwrap();
        "recompute_plan of a proposed calendar": r => r.recompute_plan(Some(&proposed), today).unwrap();
        "erasure_plan": r => r.erasure_plan(ErasureSubject::Name("Trích yếu")).unwrap();
        "verify": r => r.verify().unwrap();
        "verify_against": r => r.verify_against(&saved).unwrap();
        "verify_projections": r => r.verify_projections().unwrap();
        "review": r => r.review().unwrap();
        "export_ledger": r => {
            let mut lines = Vec::new();
            r.export_ledger(&mut |line| { lines.push(line.to_owned()); Ok(()) }).unwrap();
            lines
        };
    }
}
