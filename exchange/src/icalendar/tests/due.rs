use kiennghi::{
    case::{Confidential, Seed, World},
    lang::Lang,
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, PetitionKind, Provenance, Receive, SourceKind},
    register::Register,
    store::MemoryStore,
};

use super::super::{DueFeed, FeedTexts, due_feed, lines::lines};

fn world(now: &str) -> World {
    World { now: now.parse().unwrap(), actor: Actor::new("van-thu"), seed: Seed::new([3; 32]) }
}

fn execute(register: &mut Register<MemoryStore>, n: u8, petition: u8, at: &str, act: Act) {
    let command = Command {
        id: Identity::from_bytes([n; 16]),
        petition: Identity::from_bytes([petition; 16]),
        at: at.parse().unwrap(),
        provenance: Provenance::Live,
        act,
    };
    let now = format!("{}T09:00:00Z", at.get(..10).unwrap());
    register.execute(&command, &world(&now)).unwrap();
}

fn receive(kind: PetitionKind) -> Act {
    let summary = "Đề nghị gia hạn thuê đất; mất nước, mất điện ở đường số 3, khu công nghiệp phía đông";
    let receive = Receive::new(SourceKind::Enterprise, "Công ty Sông Bé", Channel::Letter, summary);
    Act::Receive(Box::new(Receive { kind, ..receive }))
}

fn assign(unit: &str, officer: &str) -> Act {
    Act::Assign { unit: unit.into(), officer: Some(officer.into()), due: None, helping: Vec::new() }
}

/// Two petitions of two units, a denunciation, and one whose clock stands still.
fn register() -> Register<MemoryStore> {
    let mut register = Register::create(MemoryStore::new(), &world("2026-03-02T01:00:00Z")).unwrap();
    execute(&mut register, 1, 1, "2026-03-02", receive(PetitionKind::Proposal));
    execute(&mut register, 2, 2, "2026-03-03", receive(PetitionKind::Proposal));
    execute(&mut register, 3, 3, "2026-03-03", receive(PetitionKind::Denunciation));
    execute(&mut register, 4, 4, "2026-03-03", receive(PetitionKind::Proposal));
    execute(&mut register, 5, 1, "2026-03-04", assign("Phòng Đầu tư", "lan.nt"));
    execute(&mut register, 6, 2, "2026-03-04", assign("Văn phòng", "minh.tv"));
    execute(&mut register, 7, 4, "2026-03-05", Act::RequestSupplement { what: None });
    register
}

fn text(register: &Register<MemoryStore>, feed: &DueFeed) -> String {
    due_feed(register, feed, "2026-03-10".parse().unwrap()).unwrap()
}

/// The values of a property, as a program reads them.
fn values(feed: &str, name: &str) -> Vec<String> {
    let lines = lines(feed.as_bytes()).unwrap().into_iter().map(|(_, line)| line.unwrap());
    lines.filter(|line| line.name == name).map(|line| line.text()).collect()
}

#[test]
fn a_petition_has_one_event_at_its_due_date_and_none_while_it_stands_still() {
    let feed = text(&register(), &DueFeed::new(Lang::Vi));
    assert_eq!(
        values(&feed, "SUMMARY"),
        ["PAKN-2026-0001: hạn trả lời", "PAKN-2026-0002: hạn trả lời", "PAKN-2026-0003: hạn trả lời"]
    );
    assert_eq!(values(&feed, "DTSTART"), ["20260316", "20260317", "20260317"]);
    assert_eq!(values(&feed, "DTEND"), ["20260317", "20260318", "20260318"]);
    // Monday 16 March: the working day before is Friday, and both begin at 07:30.
    assert_eq!(values(&feed, "TRIGGER")[..2], ["-P2DT16H30M", "PT7H30M"]);
    let description = &values(&feed, "DESCRIPTION")[0];
    assert!(description.contains("Đơn vị xử lý: Phòng Đầu tư\nThời hạn 10 ngày làm việc"), "{description}");
    assert!(feed.split("\r\n").all(|line| line.len() <= 75));
    let english = text(&register(), &DueFeed { reminders: Vec::new(), ..DueFeed::new(Lang::En) });
    assert_eq!(values(&english, "NAME"), ["Due dates of petitions"]);
    assert!(english.contains("PRODID:-//kiennghi//due dates 0.1.0//EN\r\n") && !english.contains("VALARM"));
}

#[test]
fn identifiers_stay_and_the_sequence_rises_with_the_ledger_alone() {
    let mut register = register();
    let before = text(&register, &DueFeed::new(Lang::Vi));
    assert_eq!(before, text(&register, &DueFeed::new(Lang::Vi)), "the same register, the same bytes");
    assert_eq!(values(&before, "SEQUENCE"), ["1", "1", "0"]);
    assert_eq!(values(&before, "DTSTAMP")[0], "20260304T090000Z");
    let extend = Act::Extend { by: 5, reason: "phức tạp".into(), approved_by: None, notice: None };
    execute(&mut register, 8, 1, "2026-03-11", extend);
    let after = due_feed(&register, &DueFeed::new(Lang::Vi), "2026-03-11".parse().unwrap()).unwrap();
    let of = |feed: &str, name: &str, uid: &str| {
        let place = values(feed, "UID").iter().position(|known| known == uid).unwrap();
        values(feed, name)[place].clone()
    };
    let uid = &values(&before, "UID")[0];
    assert_eq!(*uid, Identity::from_bytes([1; 16]).to_string());
    assert_eq!((of(&before, "DTSTART", uid), of(&after, "DTSTART", uid)), ("20260316".into(), "20260323".into()));
    assert_eq!((of(&after, "SEQUENCE", uid), of(&after, "LAST-MODIFIED", uid)), ("2".into(), "20260311T090000Z".into()));
    assert_eq!(of(&after, "CREATED", uid), "20260302T090000Z");
}

#[test]
fn a_feed_is_of_one_unit_or_officer_and_is_called_so() {
    let register = register();
    let of = |unit: Option<&str>, officer: Option<&str>| {
        text(&register, &DueFeed { unit: unit.map(Into::into), officer: officer.map(Into::into), ..DueFeed::new(Lang::Vi) })
    };
    let unit = of(Some("Văn phòng"), None);
    assert_eq!(values(&unit, "SUMMARY"), ["PAKN-2026-0002: hạn trả lời"]);
    assert_eq!(values(&unit, "X-WR-CALNAME"), ["Hạn trả lời phản ánh, kiến nghị: Văn phòng"]);
    assert_eq!(values(&of(None, Some("lan.nt")), "SUMMARY"), ["PAKN-2026-0001: hạn trả lời"]);
    assert!(!of(Some("Văn phòng"), Some("lan.nt")).contains("VEVENT"));
}

#[test]
fn no_name_leaves_and_a_text_only_if_it_is_asked_for() {
    let register = register();
    let plain = DueFeed { reminders: Vec::new(), ..DueFeed::new(Lang::Vi) };
    let told = DueFeed { texts: FeedTexts::Told, ..plain.clone() };
    let shown = DueFeed { confidential: Confidential::Shown, ..told.clone() };
    let summaries = |feed: &DueFeed| {
        let text = text(&register, feed);
        assert!(!values(&text, "DESCRIPTION").concat().contains("Sông Bé") && !text.contains("Sông"));
        assert_eq!(values(&text, "CLASS"), ["CONFIDENTIAL"]);
        values(&text, "SUMMARY")
    };
    assert!(summaries(&plain).iter().all(|summary| summary.ends_with(": hạn trả lời")));
    let told = summaries(&told);
    assert!(told[0].ends_with("– Đề nghị gia hạn thuê đất; mất nước, mất điện ở đường số 3, khu công nghiệp phía đông"));
    assert_eq!(told[2], "PAKN-2026-0003: hạn trả lời");
    assert!(summaries(&shown)[2].contains("mất nước"));
}

#[test]
fn what_is_due_at_an_instant_is_an_event_of_that_instant() {
    let mut register = Register::create(MemoryStore::new(), &world("2026-03-02T01:00:00Z")).unwrap();
    let Act::Receive(receive) = receive(PetitionKind::Proposal) else { unreachable!() };
    let due = Some("2026-03-12T15:00:00+07:00".parse().unwrap());
    execute(&mut register, 1, 1, "2026-03-02", Act::Receive(Box::new(Receive { assigned_due: due, ..*receive })));
    let feed = text(&register, &DueFeed::new(Lang::En));
    assert_eq!((values(&feed, "DTSTART"), values(&feed, "DTEND").len()), (vec!["20260312T080000Z".into()], 0));
    // Wednesday and Thursday 07:30, so 31.5 and 7.5 hours before.
    assert_eq!(values(&feed, "TRIGGER"), ["-P1DT7H30M", "-PT7H30M"]);
}
