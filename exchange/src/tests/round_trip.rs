//! A register that is written as a sheet and imported again holds the same petitions as they stand.

use kiennghi::{
    case::{DocumentInput, GroupInput, Outcome, PartyInput, PartyKind, Status, TurnKind},
    law::{PauseReason, Stage, Standing},
    ledger::Identity,
    petition::{About, Act, Channel, Command, Finality, Petition, PetitionKind, Provenance, Receive, SourceKind},
    store::{CaseQuery, Openness},
    time::Moment,
};
use proptest::prelude::*;

use super::*;

const NOW: &str = "2026-11-20T10:00:00Z";

/// What a row can tell of a petition.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    texts: [Option<String>; 5],
    moments: [Option<String>; 4],
    source: SourceKind,
    originator: Option<(PartyKind, Option<String>)>,
    channel: Channel,
    kind: PetitionKind,
    about: Option<About>,
    status: Status,
    outcome: Option<Outcome>,
    standing: Option<Standing>,
    days_left: Option<i32>,
    holders: [Option<String>; 2],
    reply: Option<String>,
    confidential: bool,
    /// Does it stand still after more than a row can tell of its clock?
    winding: bool,
}

impl Told {
    /// Without what no row can tell: when the clock of such a petition will be due.
    fn without_its_clock(&self) -> Told {
        let mut told = Told { winding: true, standing: None, days_left: None, ..self.clone() };
        told.moments[1] = None;
        told
    }
}

/// The petitions that came back are those that were written.
fn same(again: &[Told], first: &[Told]) -> bool {
    let pairs = again.iter().zip(first);
    again.len() == first.len()
        && pairs.into_iter().all(|(again, first)| match first.winding {
            true => again.without_its_clock() == first.without_its_clock(),
            false => Told { winding: false, ..again.clone() } == *first,
        })
}

fn told(register: &Register<MemoryStore>) -> Vec<Told> {
    let at = Moment::Date("2026-11-20".parse().unwrap());
    let query = CaseQuery { openness: Openness::All, ..CaseQuery::worklist() };
    let rulebook = register.rulebook().unwrap();
    let items = register.page(&query, at, None, 10_000).unwrap().items;
    items
        .iter()
        .map(|item| {
            let petition = register.petition(item.id).unwrap();
            let view = petition.case().latest().unwrap();
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let document = petition.document();
            let due = view.timer(Stage::Reply, &rulebook).unwrap().and_then(|timer| timer.due());
            let reply = petition.replies().iter().rev().find(|reply| reply.finality == Finality::Final);
            Told {
                texts: [
                    owned(petition.delivered_by().text()),
                    owned(petition.summary().text()),
                    owned(petition.arrival_number()),
                    document.and_then(|document| document.number.clone()),
                    owned(petition.field()),
                ],
                moments: [
                    Some(petition.case().received_at().to_string()),
                    due.map(|due| due.date().to_string()),
                    view.closed().map(|turn| turn.at.to_string()),
                    document.and_then(|document| document.issued_on).map(|day| day.to_string()),
                ],
                source: petition.source(),
                originator: petition.originator().map(|party| (party.kind, owned(party.name.text()))),
                channel: petition.channel(),
                kind: petition.kind(),
                about: petition.about(),
                status: item.status,
                outcome: view.outcome(),
                standing: item.standing,
                days_left: item.days_left,
                holders: [owned(view.unit()), owned(view.officer())],
                reply: reply
                    .filter(|_| view.outcome() == Some(Outcome::Replied))
                    .and_then(|reply| reply.document.as_ref())
                    .and_then(|document| document.number.clone()),
                confidential: petition.case().is_confidential(),
                winding: item.status == Status::Paused && {
                    let clock = view.clock();
                    let plain = |reason| reason == PauseReason::AwaitingSupplement;
                    clock.pauses.len() > 1
                        || clock.extensions.len() > 1
                        || !clock.pauses.iter().all(|pause| plain(pause.reason))
                        || petition.case().turns().iter().any(|turn| turn.turn == TurnKind::Reopened)
                },
            }
        })
        .collect()
}

fn text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Đề nghị",
        "gia hạn",
        "thuê đất",
        "=1+1",
        "+84 912",
        "-5",
        "@sum",
        "'=x",
        "''",
        "_x0041_",
        "a,b;c",
        "\"ngập\"",
        "\n",
        "đường",
        "Công ty",
        "Ông",
        "Hiệp hội",
        "<b>&amp;",
        "2026-03-01",
        "1/2",
        "007",
        "𝄞",
        "x\ty",
    ]);
    prop::collection::vec(words, 1..5)
        .prop_map(|words| words.join(" ").split(' ').collect::<Vec<_>>().join(" ").trim().to_owned())
        .prop_filter("a text", |text| !text.is_empty())
}

/// How a petition goes on: an act, so many days after the one before.
fn acts() -> impl Strategy<Value = Vec<(u64, Act)>> {
    let document = || text().prop_map(|number| Some(DocumentInput { number: Some(number), ..DocumentInput::default() }));
    let unit = prop::sample::select(vec!["Văn phòng", "=Phòng A", "Phòng B"]);
    let officer = prop::option::of(prop::sample::select(vec!["lan.nt", "van-thu", "p1"]));
    let reason = || "vì vậy".to_owned();
    let act = prop_oneof![
        Just(Act::Accept {}),
        (unit, officer).prop_map(|(unit, officer)| Act::Assign {
            unit: unit.into(),
            officer: officer.map(Into::into),
            due: None,
            helping: Vec::new()
        }),
        Just(Act::RequestSupplement { what: None }),
        prop::sample::select(PauseReason::ALL.to_vec()).prop_map(|reason| Act::Pause { reason }),
        Just(Act::Resume {}),
        (1u16..12).prop_map(move |by| Act::Extend { by, reason: reason(), approved_by: None, notice: None }),
        (document(), prop::sample::select(vec![Finality::Interim, Finality::Final]))
            .prop_map(|(document, finality)| Act::Reply { document, finality, recipients: Vec::new(), text: None }),
        text().prop_map(|reason| Act::NotAccept { reason }),
        text().prop_map(|to| Act::ForwardOut { to, document: None }),
        prop::sample::select(vec![PetitionKind::Complaint, PetitionKind::Denunciation])
            .prop_map(|kind| Act::Reclassify { kind, reason: "đơn".into() }),
        Just(Act::Withdraw { reason: None }),
        Just(Act::Publish { place: "website".into() }),
        Just(Act::Reopen { reason: "mới".into() }),
    ];
    prop::collection::vec((0u64..9, act), 0..6)
}

/// On which day it came, whether its hours are known, and what it is.
type Receipt = (u64, bool, Receive);

fn receipt() -> impl Strategy<Value = Receipt> {
    let kinds = prop::sample::select(PetitionKind::ALL.to_vec());
    let parts = (
        prop::sample::select(SourceKind::ALL.to_vec()),
        prop::sample::select(Channel::ALL.to_vec()),
        kinds,
        prop::option::of(prop::sample::select(About::ALL.to_vec())),
        prop::option::of((prop::sample::select(PartyKind::ALL.to_vec()), text())),
    );
    let texts = (text(), text(), prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    (0u64..200, any::<bool>(), parts, texts, prop::option::of(1u64..60), any::<bool>()).prop_map(
        |(day, hour, (source, channel, kind, about, party), (by, summary, number, field, arrival), due, confidential)| {
            let received = first_day() + chrono::Days::new(day);
            let document = number.map(|number| DocumentInput {
                number: Some(number),
                issued_on: Some(received - chrono::Days::new(3)),
                ..DocumentInput::default()
            });
            let receive = Receive {
                kind,
                about,
                originator: party.map(|(kind, name)| PartyInput { kind, name }),
                document,
                field,
                arrival_number: arrival,
                assigned_due: due.map(|days| Moment::Date(received + chrono::Days::new(days))),
                group: None::<GroupInput>,
                confidential,
                ..Receive::new(source, by, channel, summary)
            };
            (day, hour, receive)
        },
    )
}

fn first_day() -> chrono::NaiveDate {
    "2026-01-05".parse().unwrap()
}

/// A register of what can happen; what is refused did not.
fn lived(petitions: Vec<(Receipt, Vec<(u64, Act)>)>) -> Register<MemoryStore> {
    let mut register = register();
    for (n, ((day, hour, receive), acts)) in (1u8..).zip(petitions) {
        let petition = Identity::from_bytes([n; 16]);
        let mut date = first_day() + chrono::Days::new(day);
        let at = |date: chrono::NaiveDate| match hour {
            true => format!("{date}T09:30:00+07:00").parse().unwrap(),
            false => Moment::Date(date),
        };
        let all = std::iter::once((0, Act::Receive(Box::new(receive)))).chain(acts);
        for (step, (days, act)) in (0u8..).zip(all) {
            date = date + chrono::Days::new(days);
            let mut id = [n; 16];
            id[15] = step;
            id[14] = 1;
            let provenance = Provenance::Imported { recorded: None };
            let command = Command { id: Identity::from_bytes(id), petition, at: at(date), provenance, act };
            let _ = register.execute(&command, &world(NOW));
        }
    }
    register
}

fn written(register: &Register<MemoryStore>, lang: Lang, is_csv: bool) -> Vec<u8> {
    let (at, confidential) = (Moment::Date("2026-11-20".parse().unwrap()), Confidential::Shown);
    let letterhead = Letterhead { agency: Some("Ban Quản lý".into()), parent: Some("UBND tỉnh".into()) };
    let sheet = RegisterSheet { at, confidential, letterhead, lang };
    let mut bytes = Vec::new();
    match is_csv {
        true => register_csv(register, &sheet, &mut bytes).unwrap(),
        false => register_xlsx(register, &sheet, &mut bytes).unwrap(),
    };
    bytes
}

fn read_back(bytes: &[u8]) -> (Register<MemoryStore>, ImportReport) {
    let sheet = read_sheet(bytes, "so").unwrap();
    let mut register = register();
    let report = import(&mut register, &sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T11:00:00Z")).unwrap();
    (register, report)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_register_written_as_a_sheet_and_imported_holds_the_same_petitions(
        petitions in prop::collection::vec((receipt(), acts()), 1..6),
        lang in prop::sample::select(vec![Lang::Vi, Lang::En]),
        is_csv in any::<bool>(),
    ) {
        let register = lived(petitions);
        let (again, report) = read_back(&written(&register, lang, is_csv));
        prop_assert!(report.refused.is_empty() && report.unknown_columns.is_empty(), "{}", report_text(&report, Lang::En));
        let (again, first) = (told(&again), told(&register));
        prop_assert!(same(&again, &first), "{again:#?}\n{first:#?}");
    }
}

#[test]
fn the_sample_comes_back_from_its_own_sheet() {
    let sheet = read_sheet_file(sample("so-dang-ky-2026.csv").to_str().unwrap()).unwrap();
    let mut register = register();
    import(&mut register, &sheet, &Mapping::vietnam().unwrap(), &world(NOW)).unwrap();
    for is_csv in [true, false] {
        let bytes = written(&register, Lang::Vi, is_csv);
        assert_eq!(bytes, written(&register, Lang::Vi, is_csv), "the same register gives the same bytes");
        let (again, report) = read_back(&bytes);
        assert_eq!(report.refused, [], "{}", report_text(&report, Lang::En));
        assert!(same(&told(&again), &told(&register)));
    }
}

#[test]
fn every_label_that_a_sheet_writes_is_read_back_to_its_code() {
    let mapping = Mapping::vietnam().unwrap();
    for lang in [Lang::Vi, Lang::En] {
        let read = |field: Field, label: &str, code: &str| assert_eq!(mapping.value(field, label), Some(code), "{label}");
        SourceKind::ALL.iter().for_each(|one| read(Field::Source, one.label(lang), one.code()));
        PartyKind::ALL.iter().for_each(|one| read(Field::OriginatorKind, one.label(lang), one.code()));
        PetitionKind::ALL.iter().for_each(|one| read(Field::Kind, one.label(lang), one.code()));
        About::ALL.iter().for_each(|one| read(Field::About, one.label(lang), one.code()));
        Channel::ALL.iter().for_each(|one| read(Field::Channel, one.label(lang), one.code()));
        let told = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Merged);
        told.for_each(|one| read(Field::Outcome, one.label(lang), one.code()));
        for column in crate::register_row::Column::ALL {
            assert!(mapping.heading(column.heading(lang)).is_some(), "{}", column.heading(lang));
        }
    }
}

#[test]
fn confidential_texts_are_in_a_sheet_only_if_they_are_asked_for() {
    let mut register = register();
    let receive = Receive { confidential: true, ..Receive::new(SourceKind::Citizen, "Ông Kín", Channel::Letter, "Tố giác") };
    let id = Identity::from_bytes([9; 16]);
    let act = Act::Receive(Box::new(receive));
    let command = Command { id, petition: id, at: "2026-03-02".parse().unwrap(), provenance: Provenance::Live, act };
    register.execute(&command, &world("2026-03-02T02:00:00Z")).unwrap();
    for (confidential, shown) in [(Confidential::Hidden, false), (Confidential::Shown, true)] {
        let sheet =
            RegisterSheet { at: "2026-03-03".parse().unwrap(), confidential, letterhead: Letterhead::default(), lang: Lang::Vi };
        let mut bytes = Vec::new();
        register_csv(&register, &sheet, &mut bytes).unwrap();
        let csv = String::from_utf8(bytes).unwrap();
        assert_eq!((csv.contains("Ông Kín"), csv.contains("Tố giác"), csv.contains("(mật)")), (shown, shown, !shown), "{csv}");
    }
    let petition: Petition = register.petition(id).unwrap();
    assert_eq!(petition.summary().text(), Some("Tố giác"));
}
