//! Lists under random commands, beside a filter over all cases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

use kiennghi::{
    case::{Confidential, Status},
    ledger::Identity,
    petition::{Act, Channel, Command, Finality, PetitionKind, Provenance, Receive, SourceKind},
    register::Register,
    store::{CaseQuery, CaseRow, MemoryStore, Openness, Store},
    text::{TextQuery, fold, mark},
    time::Moment,
};
use kiennghi_tests::{lists::all_pages, noon, server::Server};
use proptest::prelude::*;

const TEXTS: [&str; 8] = [
    "Đề nghị gia hạn thuê đất",
    "de nghi giam tien",
    "Đạt yêu cầu",
    "đất, ĐƯỜNG; ngập",
    "Nghiệp vụ",
    "đề xuất",
    "15/BQL-VP",
    "…",
];
const QUERIES: [&str; 14] = [
    "đất",
    "dat",
    "đạt",
    "de ngh",
    "\"đề nghị\"",
    "\"gia han\" thue",
    "ngh* gia",
    "n",
    "đ",
    "15/bql",
    "nghi dat",
    "giam",
    "\"dat\"",
    "d 1",
];
const UNITS: [&str; 3] = ["A", "B", "Phòng Đất đai"];
const OFFICERS: [&str; 2] = ["lan", "minh"];
const FIELDS: [&str; 2] = ["Đất đai", "Thuế"];
const SOURCES: [SourceKind; 2] = [SourceKind::Enterprise, SourceKind::Department];

/// What one random step does: to which petition, when, what, with which words.
type Step = (u8, u8, u8, u8);

fn command(n: usize, (petition, day, what, word): Step) -> Command {
    let text = TEXTS[word as usize % TEXTS.len()].to_owned();
    let pick = |of: &[&str]| of[word as usize % of.len()].to_owned();
    let at: Moment = match word % 3 {
        0 => format!("2026-03-{:02}T{:02}:15:00+07:00", 1 + day % 20, 8 + word % 9).parse().unwrap(),
        _ => format!("2026-03-{:02}", 1 + day % 20).parse().unwrap(),
    };
    let act = match what % 13 {
        0..=3 => Act::Receive(Box::new(Receive {
            field: (word % 2 == 0).then(|| pick(&FIELDS)),
            confidential: word % 5 == 0,
            rules: (word % 7 == 0).then(Vec::new),
            arrival_number: (word % 4 == 0).then(|| format!("{word}/ĐN")),
            assigned_due: (word % 6 == 0).then(|| format!("2026-04-{:02}T17:00:00+07:00", 1 + day % 20).parse().unwrap()),
            ..Receive::new(SOURCES[word as usize % 2], TEXTS[day as usize % TEXTS.len()], Channel::Letter, text)
        })),
        4 | 5 => {
            Act::Assign { unit: pick(&UNITS), officer: (day % 2 == 0).then(|| pick(&OFFICERS)), due: None, helping: Vec::new() }
        }
        6 => Act::RequestSupplement { what: Some(text) },
        7 => Act::Resume {},
        8 => Act::Reply { document: None, finality: Finality::Final, recipients: Vec::new(), text: Some(text) },
        9 => Act::Reopen { reason: text },
        10 => Act::Withdraw { reason: Some(text) },
        11 => Act::Void { reason: text },
        _ => Act::Reclassify { kind: PetitionKind::Denunciation, reason: text },
    };
    let id = Identity::from_bytes([&[n as u8], &[0xC0; 15][..]].concat().try_into().unwrap());
    Command { id, petition: Identity::from_bytes([petition % 10; 16]), at, provenance: Provenance::Live, act }
}

/// The texts that a command brought, as a person would list them.
fn texts(command: &Command) -> Vec<String> {
    match &command.act {
        Act::Receive(receive) => {
            let arrival = receive.arrival_number.clone().into_iter();
            [receive.delivered_by.clone(), receive.summary.clone()].into_iter().chain(arrival).collect()
        }
        Act::Reply { text, .. } | Act::Withdraw { reason: text } | Act::RequestSupplement { what: text } => {
            text.iter().cloned().collect()
        }
        Act::Reopen { reason } | Act::Reclassify { reason, .. } | Act::Void { reason } => vec![reason.clone()],
        _ => Vec::new(),
    }
}

/// Does a text hold all that is asked for? By looking for ` word ` in ` text `.
fn holds(texts: &[String], query: &str, spell: fn(&str) -> String) -> bool {
    let asked = TextQuery::parse(query).unwrap();
    // The query's own words, taken apart by hand.
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut quoted = false;
    for piece in query.split('"') {
        if quoted {
            parts.push((spell(piece), false));
        } else {
            parts.extend(piece.split_whitespace().map(|word| (spell(word), word.ends_with('*'))));
        }
        quoted = !quoted;
    }
    if !query.ends_with('"') {
        parts.last_mut().unwrap().1 = true;
    }
    assert_eq!(parts.len(), asked.items().len());
    parts.iter().all(|(part, open)| {
        let end = if *open { "" } else { " " };
        texts.iter().any(|text| format!(" {} ", spell(text)).contains(&format!(" {part}{end}")))
    })
}

/// The list by looking at every case.
fn by_brute_force<S: Store>(
    register: &Register<S>,
    all_texts: &BTreeMap<Identity, Vec<String>>,
    query: &CaseQuery,
    text: Option<&str>,
) -> Vec<String> {
    let mut found = Vec::new();
    register
        .each_case(&mut |id, case| {
            let view = case.latest().unwrap();
            let opened = register.history(id)?[0].entry.sequence;
            let petition = register.petition(id)?;
            let same = |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref() == is;
            let due = view.timer(kiennghi::law::Stage::Reply, &*register.rulebook()?)?.and_then(kiennghi::law::Timer::due);
            // The end of a day is the start of the next; paused and never come last.
            let due_at = due.map(|due| match due {
                Moment::Date(day) => {
                    Moment::Date(day.succ_opt().unwrap()).start_in(chrono_tz::Asia::Ho_Chi_Minh)
                        - chrono::TimeDelta::microseconds(1)
                }
                Moment::Instant(at) => at.to_utc(),
            });
            let belongs = match query.openness {
                Openness::Open => view.is_open(),
                Openness::Closed => !view.is_open(),
                Openness::All => true,
            } && same(&query.unit, view.unit())
                && same(&query.officer, view.officer())
                && same(&query.source, Some(petition.source().code()))
                && same(&query.field, petition.field())
                && query.status.map_or(view.status() != Status::Void, |status| status == view.status())
                && query.due_before.is_none_or(|before| due_at.is_some_and(|due| due < before));
            let matched = text.map(|text| (holds(&all_texts[&id], text, mark), holds(&all_texts[&id], text, fold)));
            let reached = match matched {
                None => true,
                Some((exact, folded)) => {
                    (exact || folded) && (!case.is_confidential() || query.confidential == Confidential::Shown)
                }
            };
            if belongs && reached {
                let number = case.number().clone();
                let worst = chrono::DateTime::<chrono::Utc>::MAX_UTC;
                let key = match (query.openness, matched) {
                    (Openness::Open, _) => (due_at.unwrap_or(worst), 0, number.clone()),
                    (_, Some((exact, _))) => {
                        (worst, if exact { 0 } else { 1 << 32 } + (u64::from(u32::MAX) - opened), number.clone())
                    }
                    _ => (worst, 0, number.clone()),
                };
                found.push((key, number.to_string()));
            }
            Ok(())
        })
        .unwrap();
    found.sort();
    found.into_iter().map(|(_, number)| number).collect()
}

fn rows(register: &Register<impl Store>) -> Vec<Option<CaseRow>> {
    (0..10).map(|n| register.store().case(Identity::from_bytes([n; 16])).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_of_every_store_are_what_a_filter_over_all_cases_finds(
        steps in prop::collection::vec(any::<Step>(), 1..60),
        asked in prop::collection::vec((any::<[u8; 8]>(), 1_usize..5), 1..24),
    ) {
        let world = noon("2026-03-31").unwrap();
        let folder = std::env::temp_dir().join(format!("kiennghi-lists-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("r.db");
        let path = path.to_str().unwrap();
        let _ = fs::remove_file(path);
        let mut memory = Register::create(MemoryStore::new(), &world).unwrap();
        let mut file = kiennghi_store::create(path, &world).unwrap();
        // A register of its own for each run: one database, and one index of words, holds them all.
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let name = format!("lists-{}", RUNS.fetch_add(1, Ordering::Relaxed));
        let url = Server::shared().map(|server| server.url("postgres", &name));
        let mut database = url.map(|url| kiennghi_store::create(&url, &world).unwrap());
        let mut all_texts: BTreeMap<Identity, Vec<String>> = BTreeMap::new();
        for (n, step) in steps.iter().enumerate() {
            let command = command(n, *step);
            let taken = memory.execute(&command, &world);
            prop_assert_eq!(&file.execute(&command, &world), &taken);
            if let Some(database) = &mut database {
                prop_assert_eq!(&database.execute(&command, &world), &taken);
            }
            if taken.is_ok() {
                all_texts.entry(command.petition).or_default().extend(texts(&command));
            }
        }
        let kept_up = rows(&memory);
        prop_assert_eq!(&rows(&file), &kept_up);
        if let Some(database) = &database {
            prop_assert_eq!(&rows(database), &kept_up);
        }
        for (asked, limit) in asked {
            let given = |n: usize, of: &[&str]| (asked[n] % 3 == 0).then(|| of[asked[n] as usize / 3 % of.len()].to_owned());
            let text = (asked[5] % 2 == 0).then(|| QUERIES[asked[5] as usize / 2 % QUERIES.len()]);
            let query = CaseQuery {
                openness: [Openness::Open, Openness::Closed, Openness::All][asked[0] as usize % 3],
                unit: given(1, &UNITS),
                officer: given(2, &OFFICERS),
                source: (asked[3] % 4 == 0).then(|| SOURCES[asked[3] as usize / 4 % 2].code().to_owned()),
                field: given(4, &FIELDS),
                status: (asked[6] % 6 == 0).then(|| Status::ALL[asked[6] as usize / 6 % Status::ALL.len()]),
                due_before: (asked[7] % 4 == 0).then(|| format!("2026-03-{:02}T00:00:00Z", 1 + asked[7] / 4 % 31).parse().unwrap()),
                text: text.map(|text| TextQuery::parse(text).unwrap()),
                confidential: if asked[0] > 128 { Confidential::Shown } else { Confidential::Hidden },
            };
            let at = "2026-03-31".parse().unwrap();
            let expected = by_brute_force(&memory, &all_texts, &query, text);
            let numbers = |items: Vec<kiennghi::case::CaseItem>| items.into_iter().map(|item| item.number.to_string()).collect::<Vec<_>>();
            let (one, other) = (all_pages(&memory, &query, at, limit).unwrap(), all_pages(&file, &query, at, limit).unwrap());
            prop_assert_eq!(&one, &other, "{:?} {:?}", query, text);
            if let Some(database) = &database {
                prop_assert_eq!(&all_pages(database, &query, at, limit).unwrap(), &one, "{:?} {:?}", query, text);
            }
            prop_assert_eq!(numbers(one), expected, "{:?} {:?}", query, text);
        }
        // Projections can be thrown away.
        memory.rebuild().unwrap();
        file.rebuild().unwrap();
        prop_assert_eq!(&rows(&memory), &kept_up);
        prop_assert_eq!(&rows(&file), &kept_up);
        if let Some(database) = &mut database {
            database.rebuild().unwrap();
            prop_assert_eq!(&rows(database), &kept_up);
        }
        drop(file);
        fs::remove_dir_all(&folder).unwrap();
    }
}
