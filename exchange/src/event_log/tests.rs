use kiennghi::{
    case::{Seed, World},
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, CorrectionInput, Counting, Moved, Provenance, Receive, SourceKind},
    store::MemoryStore,
};
use quick_xml::{Reader, escape::unescape, events::Event as Xml};
use serde_json::Value;

use super::*;
use crate::{Mapping, import, read_sheet_file};

fn world(now: &str, actor: &str) -> World {
    World { now: now.parse().unwrap(), actor: Actor::new(actor), seed: Seed::new([3; 32]) }
}

struct Book(Register<MemoryStore>, u8);

impl Book {
    fn new() -> Book {
        Book(Register::create(MemoryStore::new(), &world("2026-03-01T01:00:00Z", "van-thu")).unwrap(), 0)
    }

    fn act(&mut self, petition: u8, at: &str, now: &str, actor: &str, act: Act) {
        self.1 += 1;
        let command = Command {
            id: Identity::from_bytes([self.1; 16]),
            petition: Identity::from_bytes([petition; 16]),
            at: at.parse().unwrap(),
            provenance: Provenance::Live,
            act,
        };
        self.0.execute(&command, &world(now, actor)).unwrap();
    }

    fn log(&self) -> EventLog {
        EventLog::of(&self.0).unwrap()
    }
}

fn receive() -> Act {
    let receive = Receive::new(SourceKind::Enterprise, "Công ty Sông Bé", Channel::Letter, "Gia hạn thuê đất");
    Act::Receive(Box::new(Receive { field: Some("Đất đai <&>\u{1}".into()), ..receive }))
}

fn assign(unit: &str, officer: &str) -> Act {
    Act::Assign { unit: unit.into(), officer: Some(officer.into()), due: None, helping: Vec::new() }
}

fn reply(finality: Finality) -> Act {
    Act::Reply { document: None, finality, recipients: Vec::new(), text: Some("Đồng ý cho Sông Bé".into()) }
}

/// One petition with a day, an instant of that day, a day again; handed on; answered twice; put right.
fn book() -> Book {
    let mut book = Book::new();
    book.act(1, "2026-03-02", "2026-03-02T01:00:00Z", "van-thu", receive());
    book.act(1, "2026-03-02T10:00:00+07:00", "2026-03-02T03:30:00Z", "van-thu", Act::Accept {});
    book.act(1, "2026-03-02", "2026-03-02T05:00:00Z", "van-thu", assign("Văn phòng", "lan.nt"));
    book.act(1, "2026-03-05", "2026-03-05T05:00:00Z", "lan.nt", reply(Finality::Interim));
    book.act(1, "2026-03-06", "2026-03-06T05:00:00Z", "van-thu", assign("Phòng Đầu tư", "minh.tv"));
    book.act(1, "2026-03-12", "2026-03-13T05:00:00Z", "minh.tv", reply(Finality::Final));
    book
}

#[test]
fn acts_stand_in_the_order_in_which_they_happened_with_unit_and_role() {
    let log = book().log();
    let told: Vec<_> = log.cases[0]
        .events
        .iter()
        .map(|event| (event.activity(), event.time.to_rfc3339(), event.unit.as_deref(), event.role.code()))
        .collect();
    let expected = [
        ("received", "2026-03-01T17:00:00+00:00", None, "clerk"),
        ("accepted", "2026-03-02T03:00:00+00:00", None, "clerk"),
        // The day alone: not before what was accepted at ten on that day.
        ("assigned", "2026-03-02T03:00:00+00:00", Some("Văn phòng"), "clerk"),
        ("replied_interim", "2026-03-04T17:00:00+00:00", Some("Văn phòng"), "officer"),
        ("assigned", "2026-03-05T17:00:00+00:00", Some("Phòng Đầu tư"), "clerk"),
        ("replied", "2026-03-11T17:00:00+00:00", Some("Phòng Đầu tư"), "officer"),
    ];
    assert_eq!(told, expected.map(|(activity, time, unit, role)| (activity, time.to_owned(), unit, role)));
    assert_eq!(log.cases[0].events[5].recorded_at.to_rfc3339(), "2026-03-13T05:00:00+00:00");
}

#[test]
fn what_was_put_right_is_right_and_no_event_and_a_void_number_is_in_no_log() {
    let mut book = book();
    let moved = Some(Moved { version: 5, at: "2026-03-09".parse().unwrap() });
    let correction = Box::new(CorrectionInput { moved, ..CorrectionInput::default() });
    book.act(1, "2026-03-14", "2026-03-14T05:00:00Z", "van-thu", Act::Correct { correction, reason: "gõ nhầm".into() });
    book.act(2, "2026-03-14", "2026-03-14T06:00:00Z", "van-thu", receive());
    book.act(2, "2026-03-14", "2026-03-14T07:00:00Z", "van-thu", Act::Void { reason: "nhầm".into() });
    let log = book.log();
    assert_eq!((log.cases.len(), log.cases[0].events.len()), (1, 6));
    assert_eq!(log.cases[0].events[4].at.to_string(), "2026-03-09");
    assert_eq!(log.head, book.0.head().unwrap());
}

#[test]
fn no_name_no_account_and_no_text_is_in_a_log() {
    let book = book();
    for text in [book.log().to_xes(Lang::Vi), book.log().to_ocel(Lang::Vi)] {
        for secret in ["Sông Bé", "Gia hạn", "Đồng ý", "lan.nt", "minh.tv", "van-thu"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(text.contains("Phòng Đầu tư") && text.contains("Trả lời bước đầu"));
    }
}

#[test]
fn xes_is_well_formed_whatever_a_field_is_called() {
    let text = book().log().to_xes(Lang::En);
    let (mut reader, mut traces, mut events, mut fields) = (Reader::from_str(&text), 0, 0, Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Xml::Start(tag) if tag.name().as_ref() == "trace" => traces += 1,
            Xml::Start(tag) if tag.name().as_ref() == "event" => events += 1,
            Xml::Empty(tag) => {
                let value = |name: &str| tag.try_get_attribute(name).unwrap().map(|it| unescape(&it.value).unwrap().into_owned());
                if value("key").as_deref() == Some("field") {
                    fields.extend(value("value"));
                }
            }
            Xml::Eof => break,
            _ => {}
        }
    }
    assert_eq!((traces, events, fields), (1, 6, vec!["Đất đai <&>\u{FFFD}".to_owned()]));
}

#[test]
fn ocel_names_only_objects_that_are_there_and_tells_what_was_merged() {
    let mut book = book();
    book.act(3, "2026-03-16", "2026-03-16T05:00:00Z", "van-thu", receive());
    book.act(4, "2026-03-16", "2026-03-16T05:30:00Z", "van-thu", receive());
    let link = Act::Link { to: Identity::from_bytes([3; 16]), counted: Counting::Once };
    book.act(4, "2026-03-17", "2026-03-17T06:00:00Z", "van-thu", link);
    let log: Value = serde_json::from_str(&book.log().to_ocel(Lang::Vi)).unwrap();
    let list = |key: &str| log[key].as_array().unwrap().clone();
    let ids: BTreeMap<String, Value> =
        list("objects").into_iter().map(|object| (object["id"].as_str().unwrap().to_owned(), object)).collect();
    assert_eq!(ids.len(), list("objects").len());
    let all = list("objects").into_iter().chain(list("events"));
    let relations: Vec<Value> = all.flat_map(|one| one["relationships"].as_array().unwrap().clone()).collect();
    assert!(relations.len() > 12 && relations.iter().all(|one| ids.contains_key(one["objectId"].as_str().unwrap())));
    let related = ids["PAKN-2026-0003"]["relationships"].to_string();
    assert_eq!(related, r#"[{"objectId":"PAKN-2026-0002","qualifier":"merged_into"}]"#);
    let names: Vec<_> = list("eventTypes").into_iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    assert!(list("events").iter().all(|event| names.contains(&event["type"].as_str().unwrap().to_owned())));
}

#[test]
fn the_log_of_the_sample_has_each_turn_of_each_case() {
    let mut register = Register::create(MemoryStore::new(), &world("2026-01-01T00:00:00Z", "import")).unwrap();
    let sheet = read_sheet_file(concat!(env!("CARGO_MANIFEST_DIR"), "/sample/so-dang-ky-2026.csv")).unwrap();
    import(&mut register, &sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T10:00:00Z", "import")).unwrap();
    let log = EventLog::of(&register).unwrap();
    assert_eq!(log.cases.len(), 296);
    for case in &log.cases {
        let turns: Vec<_> = case.case.turns().iter().map(|turn| turn.at).collect();
        assert_eq!(case.events.iter().map(|event| event.at).collect::<Vec<_>>(), turns, "{}", case.case.number());
        assert!(
            case.events.is_sorted_by_key(|event| event.time) && case.events.iter().all(|event| event.role == LogRole::Import)
        );
    }
}
