//! Random commands to a register in memory, one in a file, one in PostgreSQL and a model of papers,
//! side by side.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

use kiennghi::{
    case::{Outcome, Status},
    law::PauseReason,
    ledger::Identity,
    petition::{Act, Channel, Command, CorrectionInput, Counting, Provenance, Receive, SourceKind},
    register::{Register, RegisterError},
    statistics::{Measure, PeriodKind, Question},
    store::{CaseQuery, MemoryStore, Reader, Store},
    time::Moment,
};
use kiennghi_tests::{
    contract::reply,
    lists::all_pages,
    model::{Deed, Model, Paper, Place},
    noon,
    script::rows_of,
    server::Server,
};
use proptest::prelude::*;

const UNITS: [&str; 2] = ["A", "B"];
const PAPERS: u8 = 6;

fn identity(paper: u8) -> Identity {
    Identity::from_bytes([paper + 1; 16])
}

fn deed(what: u8, word: u8) -> Deed {
    let text = format!("Nội dung {}", word % 4);
    match what % 14 {
        0 | 1 => Deed::Receive(text),
        2 | 3 => Deed::Assign(UNITS[usize::from(word % 2)].into()),
        4 => Deed::Consult,
        5 => Deed::Ask,
        6 => Deed::Resume,
        7 => Deed::Extend(u16::from(word % 12)),
        8 => Deed::Reply,
        9 => Deed::Reopen,
        10 => Deed::Link(word % PAPERS),
        11 => Deed::Unlink,
        12 => Deed::Correct(text),
        _ => Deed::Void,
    }
}

/// The deed as a command. Day 1 is 1 March; day 0 is the last of February.
fn command(n: usize, paper: u8, day: u32, deed: &Deed) -> Command {
    let because = || String::from("Lý do");
    let act = match deed.clone() {
        Deed::Receive(summary) => {
            Act::Receive(Box::new(Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, summary)))
        }
        Deed::Assign(unit) => Act::Assign { unit, officer: None, due: None, helping: Vec::new() },
        Deed::Consult => Act::Pause { reason: PauseReason::Consulting },
        Deed::Ask => Act::RequestSupplement { what: None },
        Deed::Resume => Act::Resume {},
        Deed::Extend(by) => Act::Extend { by, reason: because(), approved_by: None, notice: None },
        Deed::Reply => reply(),
        Deed::Reopen => Act::Reopen { reason: because() },
        Deed::Link(to) => Act::Link { to: identity(to), counted: Counting::Once },
        Deed::Unlink => Act::Unlink { reason: because() },
        Deed::Correct(summary) => {
            let correction = CorrectionInput { summary: Some(summary), ..CorrectionInput::default() };
            Act::Correct { correction: Box::new(correction), reason: because() }
        }
        Deed::Void => Act::Void { reason: because() },
    };
    let mut id = [0xC0; 16];
    id[0] = n as u8;
    let at = if day == 0 { "2026-02-28".into() } else { format!("2026-03-{day:02}") };
    let (id, petition) = (Identity::from_bytes(id), identity(paper));
    Command { id, petition, at: at.parse().unwrap(), provenance: Provenance::Live, act }
}

/// What the register says of every paper, of lists and of counts is what the model says.
fn same(register: &Register<impl Store>, model: &Model) {
    for (id, paper) in &model.papers {
        let petition = register.petition(identity(*id)).unwrap();
        let view = petition.case().latest().unwrap();
        let place = match (view.status(), view.outcome()) {
            (Status::Paused, _) => Place::Waiting,
            (Status::Closed, Some(Outcome::Replied)) => Place::Answered,
            (Status::Closed, _) => Place::Merged(petition.linked_to().unwrap().as_bytes()[0] - 1, waited(paper.place)),
            (Status::Void, _) => Place::Void,
            _ => Place::Running,
        };
        assert_eq!(place, paper.place, "{id}");
        assert_eq!(petition.summary().text(), Some(paper.summary.as_str()), "{id}");
        assert_eq!((view.unit(), petition.case().number().serial), (paper.unit.as_deref(), paper.serial), "{id}");
        let merged = model.papers.iter().filter(|(_, other)| matches!(other.place, Place::Merged(to, _) if to == *id)).count();
        assert_eq!(petition.merged().len(), merged, "{id}");
        assert_eq!(register.find(petition.case().number()).unwrap(), identity(*id));
    }
    let at: Moment = "2026-03-31".parse().unwrap();
    for unit in [None, Some("A"), Some("B")] {
        let query = CaseQuery { unit: unit.map(str::to_owned), ..CaseQuery::worklist() };
        let listed = all_pages(register, &query, at, 2).unwrap();
        let belongs = |unit_of: Option<&str>| unit.is_none() || unit == unit_of;
        let expected = model.papers.values().filter(|paper| paper.is_open() && belongs(paper.unit.as_deref()));
        let expected: BTreeMap<u32, _> = expected.map(|paper| (paper.serial, paper.due())).collect();
        assert_eq!(listed.len(), expected.len(), "{unit:?}");
        for item in listed {
            let due = expected.get(&item.number.serial).unwrap();
            if let Some(due) = due {
                let date = match due {
                    1..=31 => format!("2026-03-{due:02}"),
                    _ => format!("2026-04-{:02}", due - 31),
                };
                assert_eq!(item.due.unwrap().to_string(), date, "{}", item.number);
            }
        }
    }
    let serials = |query: &CaseQuery| -> Vec<u32> {
        all_pages(register, query, at, 3).unwrap().iter().map(|item| item.number.serial).collect()
    };
    let in_order = |of: fn(&Paper) -> bool| -> Vec<u32> {
        let mut serials: Vec<_> = model.papers.values().filter(|paper| of(paper)).map(|paper| paper.serial).collect();
        serials.sort_unstable();
        serials
    };
    assert_eq!(serials(&CaseQuery::all()), in_order(|paper| paper.place != Place::Void), "by number");
    let void = CaseQuery { status: Some(Status::Void), ..CaseQuery::all() };
    assert_eq!(serials(&void), in_order(|paper| paper.place == Place::Void), "void numbers");
    let as_of = "2026-03-31".parse().unwrap();
    let periods = PeriodKind::Year.covering(as_of, as_of);
    let table = register.statistics(&Question::new(Vec::new(), periods, as_of)).unwrap();
    let counted: Vec<_> = model.papers.values().filter(|paper| paper.place != Place::Void).collect();
    let sum = |of: fn(&(u64, u64, u64)) -> u64| counted.iter().map(|paper| of(&paper.counts)).sum::<u64>();
    let total = table.totals().first().copied().unwrap_or_default();
    assert_eq!(total.get(Measure::Received), counted.len() as u64);
    assert_eq!(total.open(), counted.iter().filter(|paper| paper.is_open()).count() as u64);
    assert_eq!(total.replied(), sum(|counts| counts.0), "replied");
    assert_eq!(total.get(Measure::Merged), sum(|counts| counts.1), "merged");
    assert_eq!(total.get(Measure::Reopened), sum(|counts| counts.2), "opened or separated again");
}

/// What only the model remembers of a merged paper.
fn waited(place: Place) -> bool {
    matches!(place, Place::Merged(_, true))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn registers_take_refuse_and_answer_as_a_model_of_papers_and_a_rebuild_of_any_beginning_equals_it(
        steps in prop::collection::vec((0..PAPERS, 0_u32..3, any::<u8>(), any::<u8>()), 1..90),
    ) {
        let world = noon("2026-03-31").unwrap();
        let folder = std::env::temp_dir().join(format!("kiennghi-model-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("r.db");
        let mut memory = Register::create(MemoryStore::new(), &world).unwrap();
        let mut file = kiennghi_store::create(path.to_str().unwrap(), &world).unwrap();
        // A register of its own for each run: one database holds them all.
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let name = format!("model-{}", RUNS.fetch_add(1, Ordering::Relaxed));
        let url = Server::shared().map(|server| server.url("postgres", &name));
        let mut database = url.map(|url| kiennghi_store::create(&url, &world).unwrap());
        let mut model = Model::default();
        let mut day = 2;
        for (n, (paper, hurry, what, word)) in steps.into_iter().enumerate() {
            let deed = deed(what, word);
            // Eight days at most, in which no term runs out; now and then a day before all receipts.
            day = (day + u32::from(hurry == 0 && n % 4 == 0)).min(10);
            let too_early = word > 240 && !matches!(deed, Deed::Receive(_));
            let on = if too_early { 0 } else { day };
            let command = command(n, paper, on, &deed);
            let taken = memory.execute(&command, &world);
            prop_assert_eq!(&file.execute(&command, &world), &taken);
            if let Some(database) = &mut database {
                prop_assert_eq!(&database.execute(&command, &world), &taken);
                prop_assert_eq!(database.head().unwrap(), file.head().unwrap());
            }
            prop_assert_eq!(model.does(paper, on, &deed), taken.is_ok(), "{} {:?} {:?}", paper, deed, taken);
            let refused = |error: &RegisterError| matches!(error, RegisterError::Refused(_) | RegisterError::NoSuchPetition(_));
            prop_assert!(taken.as_ref().err().is_none_or(refused), "{taken:?}");
            prop_assert_eq!(memory.head().unwrap(), file.head().unwrap());
            // The ledger up to here, and nothing else.
            let entries = memory.store().entries(0, usize::MAX).unwrap();
            let kept_up = rows_of(&memory, &entries).unwrap();
            let mut rebuilt = Register::open(memory.store().clone()).unwrap();
            rebuilt.rebuild().unwrap();
            prop_assert_eq!(&rows_of(&rebuilt, &entries).unwrap(), &kept_up, "rebuilt after {} entries", entries.len());
            prop_assert_eq!(&rows_of(&file, &entries).unwrap(), &kept_up);
            if let Some(database) = &database {
                prop_assert_eq!(&rows_of(database, &entries).unwrap(), &kept_up);
            }
        }
        same(&memory, &model);
        same(&file, &model);
        if let Some(database) = &mut database {
            same(database, &model);
            let entries = database.store().entries(0, usize::MAX).unwrap();
            prop_assert_eq!(&entries, &memory.store().entries(0, usize::MAX).unwrap());
            let kept_up = rows_of(database, &entries).unwrap();
            database.rebuild().unwrap();
            prop_assert_eq!(rows_of(database, &entries).unwrap(), kept_up);
            prop_assert_eq!(database.verify().unwrap(), memory.verify().unwrap());
        }
        let entries = file.store().entries(0, usize::MAX).unwrap();
        prop_assert_eq!(&entries, &memory.store().entries(0, usize::MAX).unwrap());
        let kept_up = rows_of(&file, &entries).unwrap();
        file.rebuild().unwrap();
        prop_assert_eq!(rows_of(&file, &entries).unwrap(), kept_up);
        prop_assert_eq!(file.verify().unwrap(), memory.verify().unwrap());
        drop(file);
        fs::remove_dir_all(&folder).unwrap();
    }
}
