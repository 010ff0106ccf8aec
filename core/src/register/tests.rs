//! What a register promises across petitions. Commands are written as the JSON that other languages
//! send.

use std::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use serde_json::{Value, json};

use super::*;
use crate::{
    case::{Dimension, Seed},
    ledger::Actor,
    petition::Act,
    statistics::{Counts, Measure, PeriodKind, Question},
    store::{MemoryStore, Reader},
};

mod corrections;
mod history;
mod known;
mod links;
mod verify;

/// A register at a desk: each command gets the next id.
struct Desk {
    register: Register<MemoryStore>,
    commands: u8,
}

fn world() -> World {
    World { now: "2026-06-30T03:00:00Z".parse().unwrap(), actor: Actor::new("van-thu"), seed: Seed::new([7; 32]) }
}

fn id(n: u8) -> Identity {
    Identity::from_bytes([n; 16])
}

fn receive() -> Value {
    json!({"receive": {"source": "enterprise", "delivered_by": "Công ty A", "channel": "letter", "summary": "Ngập đường"}})
}

/// A receipt with more in it.
fn receive_with(more: Value) -> Value {
    let mut receipt = receive();
    let (Some(fields), Value::Object(more)) = (receipt["receive"].as_object_mut(), more) else { panic!("not a receipt") };
    fields.extend(more);
    receipt
}

impl Desk {
    fn new() -> Desk {
        Desk { register: Register::create(MemoryStore::new(), &world()).unwrap(), commands: 100 }
    }

    fn command(&mut self, n: u8, at: &str, act: Value) -> Command {
        self.commands += 1;
        let act: Act = serde_json::from_value(act).unwrap();
        Command { id: id(self.commands), petition: id(n), at: at.parse().unwrap(), provenance: Default::default(), act }
    }

    fn try_to(&mut self, n: u8, at: &str, act: Value) -> Result<Receipt, RegisterError> {
        let command = self.command(n, at, act);
        let head = self.register.head().unwrap();
        let done = self.register.execute(&command, &world());
        assert!(done.is_ok() || self.register.head().unwrap() == head, "a refusal leaves no trace");
        done
    }

    fn act(&mut self, n: u8, at: &str, act: Value) -> &mut Desk {
        self.try_to(n, at, act).unwrap();
        self
    }

    fn refused(&mut self, n: u8, at: &str, act: Value) -> RegisterError {
        self.try_to(n, at, act).unwrap_err()
    }

    fn petition(&self, n: u8) -> Petition {
        self.register.petition(id(n)).unwrap()
    }

    fn due(&self, n: u8) -> Option<String> {
        let deadline = self.register.deadline(id(n), Stage::Reply).unwrap()?;
        deadline.due().map(|due| due.to_string())
    }

    /// The counts of all petitions in the months up to the day, after the projections were made
    /// anew and found to be the same.
    fn months(&mut self, by: Vec<Dimension>, as_of: &str) -> Vec<Counts> {
        let cases = self.rows();
        self.register.rebuild().unwrap();
        assert_eq!(self.rows(), cases, "a rebuild equals what was kept up");
        let as_of = as_of.parse().unwrap();
        let periods = PeriodKind::Month.covering("2026-03-01".parse().unwrap(), as_of);
        self.register.statistics(&Question::new(by, periods, as_of)).unwrap().totals().to_vec()
    }

    fn rows(&self) -> Vec<crate::store::CaseRow> {
        let mut rows = Vec::new();
        self.register
            .store()
            .cases(&mut |row| {
                rows.push(self.register.store().case(row.id)?.unwrap());
                Ok(())
            })
            .unwrap();
        rows
    }

    fn numbers_at_work(&self, at: &str) -> Vec<String> {
        self.register.worklist(at.parse().unwrap()).unwrap().iter().map(|item| item.number.to_string()).collect()
    }
}

impl Drop for Desk {
    /// Whatever a test did at its desk: what was decided is lawful, and the projections are those of
    /// the ledger.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        match self.register.review() {
            Err(RegisterError::Newer { .. }) => {}
            review => {
                assert_eq!(review.unwrap().findings, [], "every act is decided so again");
                self.register.verify_projections().unwrap();
            }
        }
    }
}

#[test]
fn the_name_of_an_attachment_lies_in_the_vault_and_an_old_one_is_still_read() {
    let mut desk = Desk::new();
    let file = json!({"name": "don cua Nguyen Van A.pdf", "sha256": "ab".repeat(32)});
    desk.act(1, "2026-03-02", receive_with(json!({"document": {"number": "12/CV", "attachments": [file]}})));
    let stored = &desk.register.history(id(1)).unwrap()[0].entry.draft.payload;
    assert!(!stored.contains("Nguyen") && stored.contains(&"ab".repeat(32)), "{stored}");
    let name = |petition: &Petition| petition.document().unwrap().attachments[0].file_name.text().map(String::from);
    assert_eq!(name(&desk.petition(1)).as_deref(), Some("don cua Nguyen Van A.pdf"));
    // As it was stored before names were sealed.
    let old: crate::case::Document =
        serde_json::from_value(json!({"attachments": [{"name": "don.pdf", "sha256": "ab".repeat(32)}]})).unwrap();
    assert_eq!(old.attachments[0].file_name.text(), Some("don.pdf"));
}

#[test]
fn units_help_a_lead_and_counts_go_by_the_lead() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive());
    let twice = desk.refused(1, "2026-03-03", json!({"assign": {"unit": "A", "helping": ["B", "A"]}}));
    assert_eq!(twice.code(), "unit_twice");
    assert_eq!(desk.refused(1, "2026-03-03", json!({"assign": {"unit": "A", "helping": ["B", "B"]}})).code(), "unit_twice");
    assert_eq!(desk.refused(1, "2026-03-03", json!({"assign": {"unit": "A", "helping": [" "]}})).code(), "empty");
    desk.act(1, "2026-03-03", json!({"assign": {"unit": "A", "helping": ["B", "C"]}}));
    let petition = desk.petition(1);
    assert_eq!(
        (petition.case().latest().unwrap().unit(), petition.case().latest().unwrap().helping()),
        (Some("A"), &["B".into(), "C".into()][..])
    );
    let march = desk.months(vec![Dimension::Unit], "2026-03-31");
    assert_eq!((march[0].get(Measure::Received), march[0].get(Measure::MovedIn)), (1, 0), "one unit has it");
    desk.act(1, "2026-03-05", json!({"assign": {"unit": "B"}}));
    assert!(desk.petition(1).case().latest().unwrap().helping().is_empty(), "another assignment is another team");
}

#[test]
fn with_a_catalogue_nothing_is_given_to_a_unit_that_is_not_there_on_that_day() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(1, "2026-03-02", json!({"assign": {"unit": "Phòng nào cũng được"}}));
    let sample = include_str!("../../data/units/example.toml");
    desk.register.adopt(vec![Rulebook::adopt_units(sample, "t").unwrap()], &world()).unwrap();
    assert_eq!(
        desk.refused(1, "2026-03-03", json!({"assign": {"unit": "phong-dau-tu"}})).to_string(),
        "there is no unit `phong-dau-tu` on 2026-03-03; what it did is carried on by: phong-nghiep-vu"
    );
    let RegisterError::Refused(helper) =
        desk.refused(1, "2026-03-03", json!({"assign": {"unit": "van-phong", "helping": ["thanh-tra"]}}))
    else {
        panic!("not a refusal")
    };
    assert_eq!(
        helper.to_text(crate::lang::Lang::Vi),
        "không có đơn vị `thanh-tra` vào thứ Ba 03/03/2026; các đơn vị hiện có: van-phong, phong-nghiep-vu"
    );
    desk.act(1, "2026-03-03", json!({"assign": {"unit": "phong-nghiep-vu", "helping": ["van-phong"]}}));
    // History was given to whom it was given.
    let mut old = desk.command(1, "2026-03-04", json!({"assign": {"unit": "phong-dau-tu"}}));
    old.provenance = crate::petition::Provenance::Imported { recorded: None };
    desk.register.execute(&old, &world()).unwrap();
    // A version never changes, and a register opened again has the one that it adopted last.
    let changed = sample.replace("Operations Division", "Other");
    let refused = desk.register.adopt(vec![Rulebook::adopt_units(&changed, "t").unwrap()], &world()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "units rulebook, bql-kcn-example@2026.1: this version was adopted with another content; give the change a new version"
    );
    let newer = changed.replace("2026.1", "2026.2");
    desk.register.adopt(vec![Rulebook::adopt_units(&newer, "t").unwrap()], &world()).unwrap();
    let again = Register::open(desk.register.store().clone()).unwrap();
    assert_eq!(again.rulebook().unwrap().units().unwrap().reference().to_string(), "bql-kcn-example@2026.2");
}

#[test]
fn a_group_is_two_people_or_more_and_names_who_speaks_for_them() {
    let mut desk = Desk::new();
    let group = |people: u32, name: Option<&str>| receive_with(json!({"group": {"people": people, "representative": name}}));
    assert_eq!(desk.refused(1, "2026-03-02", group(1, Some("Trần B"))).code(), "group_too_small");
    assert_eq!(desk.refused(1, "2026-03-02", group(9, None)).to_string(), "`representative` is empty");
    desk.act(1, "2026-03-02", group(9, Some("Trần B")));
    let petition = desk.petition(1);
    let told = petition.group().unwrap();
    assert_eq!((told.people, told.representative.as_ref().unwrap().text()), (9, Some("Trần B")));
    assert!(!desk.register.history(id(1)).unwrap()[0].entry.draft.payload.contains("Trần"));
    // An old book may not say whom they named.
    let mut old = desk.command(2, "2026-03-02", group(9, None));
    old.provenance = crate::petition::Provenance::Imported { recorded: None };
    desk.register.execute(&old, &world()).unwrap();
}

#[test]
fn a_void_number_is_in_no_list_and_no_count_and_is_never_given_again() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(2, "2026-03-02", receive());
    desk.act(2, "2026-03-03", json!({"assign": {"unit": "A"}}));
    assert_eq!(desk.refused(2, "2026-03-04", json!({"void": {"reason": " "}})).code(), "empty");
    desk.act(2, "2026-03-04", json!({"void": {"reason": "Vào sổ nhầm"}}));
    for day in ["2026-03-02", "2026-03-03", "2026-03-10"] {
        assert_eq!(desk.numbers_at_work(day), ["PAKN-2026-0001"], "also as of a day before it was voided");
    }
    assert_eq!(desk.months(vec![], "2026-03-31")[0].get(Measure::Received), 1);
    assert_eq!(desk.register.columns().unwrap().len(), 1);
    assert_eq!(desk.register.void_numbers().unwrap(), [(id(2), "PAKN-2026-0002".parse().unwrap())]);
    let refused = desk.refused(2, "2026-03-05", json!({"accept": {}}));
    assert_eq!(refused.to_string(), "PAKN-2026-0002 is void: `accept` is not possible; possible: nothing");
    desk.act(3, "2026-03-05", receive());
    assert_eq!(desk.petition(3).case().number().serial, 3);
    // Only what has merely arrived: an answer, even an interim one, is more than that.
    desk.act(3, "2026-03-06", json!({"reply": {"finality": "interim"}}));
    assert_eq!(desk.refused(3, "2026-03-07", json!({"void": {"reason": "nhầm"}})).code(), "not_possible");
}

#[test]
fn an_entry_of_a_newer_library_is_said_to_be_that() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive());
    for (payload, reason) in [
        (
            r#"{"schema":9,"event":{"accepted":{"how":"new"}}}"#,
            "a newer library wrote it: event `accepted` in schema 9, and this one knows it up to schema 1; use a newer library",
        ),
        (
            r#"{"schema":9,"event":{"accepted":5}}"#,
            "a newer library wrote it: event `accepted` in schema 9, and this one knows it up to schema 1; use a newer library",
        ),
        (
            r#"{"schema":1,"event":{"archived":{}}}"#,
            "a newer library wrote it: event `archived` in schema 1, and this one knows no such event; use a newer library",
        ),
    ] {
        let mut copy = Desk { register: Register::open(desk.register.store().clone()).unwrap(), commands: 100 };
        let mut transaction = copy.register.store.begin().unwrap();
        let draft = crate::ledger::Draft {
            stream: replay::petition_stream(id(1)),
            version: 2,
            command_id: id(90),
            occurred_at: "2026-03-03".parse().unwrap(),
            recorded_at: world().now,
            actor: Actor::new("a"),
            payload: payload.into(),
        };
        transaction.append(&transaction.head().unwrap().append(draft)).unwrap();
        transaction.commit().unwrap();
        let error = copy.register.petition(id(1)).unwrap_err();
        assert_eq!((error.code(), error.to_string()), ("newer_library", std::format!("entry 6 cannot be read: {reason}")));
        assert_eq!(copy.register.rebuild().unwrap_err().code(), "newer_library");
        assert_eq!(copy.refused(1, "2026-03-04", json!({"accept": {}})).code(), "newer_library");
    }
    let wrong = crate::petition::Envelope::read(r#"{"schema":1,"event":{"assigned":{}}}"#).unwrap_err();
    assert!(wrong.to_string().starts_with("it is no event: missing field `unit`"), "{wrong}");
}
