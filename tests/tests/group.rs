//! Many threads and one writer.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Barrier,
    thread,
};

use chrono::{DateTime, Utc};
use kiennghi::{
    case::{Number, Opening},
    ledger::{CommandId, Entry, Head, Identity, StreamId},
    petition::{Act, Command},
    register::{Effect, Receipt, Register, RegisterError},
    store::{CaseQuery, CaseRow, Cursor, HeldState, ListedCase, MemoryStore, Reader, Store, StoreError, Transaction, WholeCase},
};
use kiennghi_store::{AnyStore, GroupWriter};
use kiennghi_tests::{
    contract::{act, receive, reply, rows},
    folder::Folder,
    noon,
};
use proptest::prelude::*;

fn id(thread: usize, n: usize) -> Identity {
    let [a, b] = u16::try_from(thread).unwrap().to_be_bytes();
    let [c, d] = u16::try_from(n).unwrap().to_be_bytes();
    Identity::from_bytes([a, b, c, d, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
}

/// What a thread sends: a receipt, an act on the petition that it received last, something that is
/// refused, or the command that it sent last once more.
fn commands(thread: usize, kinds: &[u8]) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut last = None;
    for (n, kind) in kinds.iter().enumerate() {
        let (own, assign) = (id(thread, n), Act::Assign { unit: "A".into(), officer: None, due: None, helping: Vec::new() });
        let command = match (kind, last) {
            (0 | 1, _) => {
                last = Some(own);
                Command { id: own, petition: own, ..receive(1, "2026-01-05").unwrap() }
            }
            (2, Some(petition)) => Command { id: own, petition, ..act(0, 0, "2026-01-06", assign).unwrap() },
            (3, _) if !commands.is_empty() => commands.last().cloned().unwrap(),
            // Received after today.
            (4, _) => Command { id: own, petition: own, ..receive(1, "2026-12-31").unwrap() },
            // Nobody registered it.
            _ => Command { id: own, petition: id(999, n), ..act(0, 0, "2026-01-06", reply()).unwrap() },
        };
        commands.push(command);
    }
    commands
}

type Answers = Vec<(Command, Result<Receipt, RegisterError>)>;

/// Sends each list of commands from a thread of its own, all at once.
fn sent<S: Store + Send + 'static>(writer: &GroupWriter<S>, lists: &[Vec<Command>]) -> Answers {
    let together = Barrier::new(lists.len());
    thread::scope(|scope| {
        let threads: Vec<_> = lists
            .iter()
            .map(|commands| {
                let (writer, together) = (writer.clone(), &together);
                scope.spawn(move || {
                    let world = noon("2026-06-30").unwrap();
                    together.wait();
                    let execute = |command: &Command| (command.clone(), writer.execute(command.clone(), world.clone()));
                    commands.iter().map(execute).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

fn holds(register: &mut Register<impl Store>, answers: &Answers) {
    let mut serials: BTreeMap<Identity, u32> = BTreeMap::new();
    let (mut appended, mut effects): (BTreeSet<CommandId>, BTreeSet<CommandId>) = Default::default();
    for (command, answer) in answers {
        let entry = register.store().command(command.id).unwrap();
        match answer {
            Ok(receipt) => {
                assert_eq!(entry.unwrap().sequence, receipt.sequence);
                assert_eq!(register.store().case(command.petition).unwrap().unwrap().number, receipt.number);
                serials.insert(command.petition, receipt.number.serial);
                appended.insert(command.id);
                // Which of two who send the same command is told so is a matter of who came first.
                let first = receipt.effect == Effect::Appended;
                assert!(!first || effects.insert(command.id), "one command had two effects");
            }
            Err(RegisterError::Refused(_) | RegisterError::NoSuchPetition(_)) => {
                assert_eq!(entry, None, "a refused one left a trace")
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(appended, effects);
    let numbers: BTreeSet<u32> = serials.values().copied().collect();
    assert!(numbers.iter().copied().eq(1..=u32::try_from(serials.len()).unwrap()), "{numbers:?}");
    assert_eq!(register.verify().unwrap().sequence, 4 + appended.len() as u64);
    let kept = rows(register).unwrap();
    register.rebuild().unwrap();
    assert_eq!(rows(register).unwrap(), kept);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn each_command_of_many_threads_is_whole_or_left_no_trace(
        kinds in proptest::collection::vec(proptest::collection::vec(0_u8..6, 1..20), 1..9)
    ) {
        let lists: Vec<_> = kinds.iter().enumerate().map(|(thread, kinds)| commands(thread, kinds)).collect();
        let world = noon("2026-06-30").unwrap();
        let writer = GroupWriter::over(Register::create(MemoryStore::new(), &world).unwrap()).unwrap();
        let answers = sent(&writer, &lists);
        holds(&mut writer.close().unwrap(), &answers);
        let folder = Folder::new("group");
        let writer = GroupWriter::over(kiennghi_store::create(&folder.file("r.db"), &world).unwrap()).unwrap();
        let answers = sent(&writer, &lists);
        drop(writer.close().unwrap());
        holds(&mut kiennghi_store::open(&folder.file("r.db")).unwrap(), &answers);
    }
}

#[test]
fn the_same_command_from_many_threads_has_one_effect_and_one_number() {
    let folder = Folder::new("group-same");
    let writer = GroupWriter::over(kiennghi_store::create(&folder.file("r.db"), &noon("2026-06-30").unwrap()).unwrap()).unwrap();
    let answers = sent(&writer, &vec![vec![receive(1, "2026-01-05").unwrap()]; 16]);
    let receipts: Vec<&Receipt> = answers.iter().map(|(_, answer)| answer.as_ref().unwrap()).collect();
    assert_eq!(receipts.iter().filter(|receipt| receipt.effect == Effect::Appended).count(), 1);
    assert!(receipts.iter().all(|receipt| receipt.number == receipts[0].number && receipt.sequence == 5));
    holds(&mut writer.close().unwrap(), &answers);
}

#[test]
fn a_writer_that_was_closed_answers_with_an_error_and_gives_its_register_back_once() {
    let world = noon("2026-06-30").unwrap();
    let writer = GroupWriter::over(Register::create(MemoryStore::new(), &world).unwrap()).unwrap();
    let other = writer.clone();
    writer.execute(receive(1, "2026-01-05").unwrap(), world.clone()).unwrap();
    let register = writer.close().unwrap();
    assert_eq!(register.head().unwrap().sequence, 5);
    assert_eq!(other.execute(receive(2, "2026-01-05").unwrap(), world).unwrap_err().code(), "store_io");
    assert!(other.close().is_none());
}

#[test]
fn a_register_that_another_process_holds_is_busy_for_the_whole_group_and_then_goes_on() {
    let folder = Folder::new("group-busy");
    let path = folder.file("r.db");
    let world = noon("2026-06-30").unwrap();
    let writer: GroupWriter<AnyStore> = GroupWriter::over(kiennghi_store::create(&path, &world).unwrap()).unwrap();
    let lists: Vec<_> = (1..=4).map(|n| vec![receive(n, "2026-01-05").unwrap()]).collect();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answers = sent(&writer, &lists);
    other.execute_batch("COMMIT").unwrap();
    for (command, answer) in &answers {
        assert_eq!(answer.as_ref().unwrap_err().code(), "store_busy");
        assert!(kiennghi_store::open(&path).unwrap().store().command(command.id).unwrap().is_none());
    }
    let answers = sent(&writer, &lists);
    holds(&mut writer.close().unwrap(), &answers);
}

/// What a store meets from its third write on.
#[derive(Clone, Copy)]
enum Fault {
    /// A fault of ours when it begins.
    Panic,
    /// A disk that fails when it commits.
    Commit,
}

struct Fragile {
    inner: MemoryStore,
    begun: u32,
    fault: Fault,
}

struct Failing<'a> {
    inner: Box<dyn Transaction + 'a>,
}

macro_rules! read_from_inner {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)+) => {
        impl Reader for Fragile {
            $(fn $name(&self, $($argument: $type),*) -> Result<$answer, StoreError> { self.inner.$name($($argument),*) })+
        }
        impl Reader for Failing<'_> {
            $(fn $name(&self, $($argument: $type),*) -> Result<$answer, StoreError> { self.inner.$name($($argument),*) })+
        }
    };
}

read_from_inner! {
    head() -> Head;
    last_recorded() -> Option<DateTime<Utc>>;
    entries(after: u64, limit: usize) -> Vec<Entry>;
    stream(stream: &StreamId) -> Vec<Entry>;
    command(id: CommandId) -> Option<Entry>;
    case(id: Identity) -> Option<CaseRow>;
    cases(each: &mut dyn FnMut(WholeCase) -> Result<(), StoreError>) -> ();
    case_by_number(number: &Number) -> Option<Identity>;
    last_serial(book: &str, year: i32) -> u32;
    cases_by_document(key: &str) -> Vec<Identity>;
    openings(sequence: u64) -> Vec<Opening>;
    page(query: &CaseQuery, after: Option<&Cursor>, limit: usize) -> Vec<ListedCase>;
}

impl Transaction for Failing<'_> {
    fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.inner.append(entry)
    }
    fn put_case(&mut self, row: &CaseRow) -> Result<(), StoreError> {
        self.inner.put_case(row)
    }
    fn keep_openings(&mut self, sequence: u64, openings: &[&Opening]) -> Result<(), StoreError> {
        self.inner.keep_openings(sequence, openings)
    }
    fn clear_cases(&mut self) -> Result<(), StoreError> {
        self.inner.clear_cases()
    }
    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Err(StoreError::Io { place: "memory".into(), reason: "the disk is full".into() })
    }
}

impl Store for Fragile {
    fn hold(&self) -> Result<Box<dyn HeldState + '_>, StoreError> {
        self.inner.hold()
    }
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begun += 1;
        match self.fault {
            _ if self.begun < 3 => self.inner.begin(),
            Fault::Panic => panic!("a fault of ours"),
            Fault::Commit => Ok(Box::new(Failing { inner: self.inner.begin()? })),
        }
    }
}

/// A writer over a store that meets a fault, after one command.
fn fragile(fault: Fault) -> GroupWriter<Fragile> {
    let world = noon("2026-06-30").unwrap();
    let register = Register::create(Fragile { inner: MemoryStore::new(), begun: 0, fault }, &world).unwrap();
    let writer = GroupWriter::over(register).unwrap();
    writer.execute(receive(1, "2026-01-05").unwrap(), world).unwrap();
    writer
}

#[test]
fn a_panic_leaves_nobody_waiting() {
    let writer = fragile(Fault::Panic);
    let lists: Vec<_> = (2..=9).map(|n| vec![receive(n, "2026-01-05").unwrap()]).collect();
    for (_, answer) in sent(&writer, &lists) {
        assert_eq!(answer.unwrap_err().code(), "store_io");
    }
    assert!(writer.close().is_none());
}

#[test]
fn nobody_is_refused_because_of_what_was_not_committed() {
    let writer = fragile(Fault::Commit);
    // Each registers the same petition: of those in one group all but the first are refused.
    let same = |n: usize| Command { id: id(n, 1), ..receive(2, "2026-01-05").unwrap() };
    let lists: Vec<_> = (0..32).map(|thread| vec![same(thread); 8]).collect();
    for (_, answer) in sent(&writer, &lists) {
        assert_eq!(answer.unwrap_err().code(), "store_io", "it is unknown, and may be sent again");
    }
    assert_eq!(writer.close().unwrap().head().unwrap().sequence, 5);
}
