use std::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::*;
use crate::{
    calendar,
    case::{Context, DocumentInput, Number, Outcome, PartyInput, PartyKind, Seed, Status, World},
    law::{self, Defaults, DueOrigin, PauseReason, Rulebook, RulebookEvent},
    ledger::{Actor, Identity},
    time::Moment,
};

struct Desk {
    book: Rulebook,
    world: World,
    petition: Option<Petition>,
    commands: u8,
}

impl Desk {
    fn new() -> Desk {
        let mut book = Rulebook::default();
        let defaults = Defaults { calendar: "vn-state".into(), rules: vec!["vn-citizen-reception-2013".into()] };
        for event in [
            Rulebook::adopt_calendar(calendar::VIETNAM, "t").unwrap(),
            Rulebook::adopt_rule(law::CITIZEN_RECEPTION, "t").unwrap(),
            RulebookEvent::DefaultsChosen(defaults),
        ] {
            book.apply(event).unwrap();
        }
        let world = World { now: "2026-06-30T03:00:00Z".parse().unwrap(), actor: Actor::new("a"), seed: Seed::new([1; 32]) };
        Desk { book, world, petition: None, commands: 0 }
    }

    fn command(&mut self, at: &str, provenance: Provenance, act: Act) -> Command {
        self.commands += 1;
        Command {
            id: Identity::from_bytes([self.commands; 16]),
            petition: Identity::from_bytes([9; 16]),
            at: at.parse().unwrap(),
            provenance,
            act,
        }
    }

    fn try_to(&mut self, at: &str, provenance: Provenance, act: Act) -> Result<(), Refusal> {
        let command = self.command(at, provenance, act);
        let number = Number { book: "PAKN".into(), year: 2026, serial: 1 };
        let context = Context { world: &self.world, rulebook: &self.book, next_number: &number };
        let events = decide(self.petition.as_ref(), &command, &context)?;
        let told =
            |envelope: &Envelope| serde_json::to_value(&envelope.event).unwrap().as_object().unwrap().keys().next().cloned();
        assert!(events.iter().all(|envelope| told(envelope).as_deref() == Some(envelope.event.name().code())));
        for envelope in &events {
            let recorded = Moment::Instant(self.world.now.fixed_offset());
            let foreseen = |petition: &Petition| match state::case_after(petition, envelope, command.at, recorded) {
                state::CaseAfter::Anew(case) => *case,
                state::CaseAfter::WithTurn(turn) => {
                    let mut case = petition.case.clone();
                    let last = case.turns().len();
                    assert!(turn.is_none_or(|turn| case.push(turn) == last), "behind the last one");
                    case
                }
            };
            let case = self.petition.as_ref().map(foreseen);
            self.petition = evolve(self.petition.take(), command.petition, envelope, command.at, recorded);
            if let (Some(case), Some(petition)) = (case, &self.petition) {
                assert_eq!(*petition.case(), case, "the case that was decided on is the one that comes of it");
            }
        }
        Ok(())
    }

    fn act(&mut self, at: &str, act: Act) -> &mut Desk {
        self.try_to(at, Provenance::Live, act).unwrap();
        self
    }

    fn refused(&mut self, at: &str, act: Act) -> Refusal {
        let before = self.petition.clone();
        let refusal = self.try_to(at, Provenance::Live, act).unwrap_err();
        assert_eq!(self.petition, before, "a refusal leaves no trace");
        refusal
    }

    fn received() -> Desk {
        let mut desk = Desk::new();
        desk.act("2026-03-02", receive());
        desk
    }

    fn status(&self) -> (Status, Option<Outcome>) {
        let view = self.petition.as_ref().unwrap().case().latest().unwrap();
        (view.status(), view.outcome())
    }
}

fn receive() -> Act {
    Act::Receive(std::boxed::Box::new(Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, "Ngập đường")))
}

fn reply() -> Act {
    Act::Reply { document: None, finality: Finality::Final, recipients: Vec::new(), text: None }
}

fn extend(by: u16) -> Act {
    Act::Extend { by, reason: "phức tạp".into(), approved_by: None, notice: None }
}

#[test]
fn every_refusal_says_what_would_be_allowed() {
    let mut desk = Desk::received();
    let refusal = desk.refused("2026-03-03", Act::Resume {});
    assert_eq!(
        refusal.to_string(),
        "PAKN-2026-0001 is received: `resume` is not possible; possible: accept, request_supplement, pause, assign, promise, extend, reply, forward_out, not_accept, reclassify, withdraw, link, choose_variant, recompute, correct, void"
    );
    desk.act("2026-03-04", reply());
    let refusal = desk.refused("2026-03-05", reply());
    assert_eq!(
        refusal.to_string(),
        "PAKN-2026-0001 is closed: `reply` is not possible; possible: reopen, publish, rate, correct"
    );
    assert_eq!(
        refusal.to_text(crate::lang::Lang::Vi),
        "PAKN-2026-0001 đang ở trạng thái “Đã kết thúc”: không thể trả lời; có thể: Mở lại, Đăng tải công khai, Đánh giá, Đính chính"
    );
}

#[test]
fn nothing_happens_before_the_receipt_or_in_the_future() {
    let mut desk = Desk::received();
    assert_eq!(desk.refused("2026-03-01", reply()).code(), "before_receipt");
    assert_eq!(desk.refused("2026-07-01", reply()).code(), "in_future");
    let mut desk = Desk::new();
    assert_eq!(desk.refused("2026-07-01", receive()).code(), "in_future");
}

#[test]
fn a_pause_does_not_begin_before_the_one_before_it_ended() {
    let mut desk = Desk::received();
    let pause = || Act::Pause { reason: PauseReason::Consulting };
    desk.act("2026-03-05", pause()).act("2026-03-09", Act::Resume {});
    assert_eq!(desk.refused("2026-03-06", pause()).code(), "out_of_order");
    assert_eq!(desk.refused("2026-03-06", Act::RequestSupplement { what: None }).code(), "out_of_order");
    desk.act("2026-03-09", pause());
}

#[test]
fn an_extension_needs_the_rule_and_comes_before_the_term_ran_out() {
    let mut desk = Desk::received(); // due on Monday 16/03/2026
    assert_eq!(desk.refused("2026-03-05", extend(0)).code(), "extension_not_allowed");
    assert_eq!(desk.refused("2026-03-05", extend(11)).code(), "extension_not_allowed");
    assert_eq!(desk.refused("2026-03-17", extend(5)).code(), "extension_after_due");
    desk.act("2026-03-16", extend(5));
    assert_eq!(
        desk.refused("2026-03-17", extend(1)).to_string(),
        "rule vn-citizen-reception-2013@2014-07-01 does not allow this extension: it allows 1 and 1 were granted"
    );
}

#[test]
fn an_extension_of_the_reply_extends_no_other_stage() {
    let mut desk = Desk::new();
    let decree = Rulebook::adopt_rule(law::DECREE_20_2008, "t").unwrap();
    desk.book.apply(decree).unwrap();
    let Act::Receive(mut receive) = receive() else { unreachable!() };
    receive.rules = Some(vec!["vn-citizen-reception-2013".into(), "vn-decree-20-2008".into()]);
    desk.act("2026-03-02", Act::Receive(receive)).act("2026-03-05", extend(5));
    let view = desk.petition.as_ref().unwrap().case().latest().unwrap();
    let due = |stage| view.deadline(stage, &desk.book).unwrap().unwrap().due().unwrap().to_string();
    assert_eq!((due(law::Stage::Reply), due(law::Stage::Forward)), ("2026-03-23".into(), String::from("2026-03-09")));
}

#[test]
fn a_date_set_by_hand_is_explained_where_no_rule_applies() {
    let mut desk = Desk::new();
    let Act::Receive(mut receive) = receive() else { unreachable!() };
    (receive.rules, receive.assigned_due) = (Some(vec![]), Some("2026-03-20".parse().unwrap()));
    desk.act("2026-03-02", Act::Receive(receive));
    let view = desk.petition.as_ref().unwrap().case().latest().unwrap();
    let deadline = view.deadline(law::Stage::Reply, &desk.book).unwrap().unwrap();
    assert_eq!((deadline.due(), deadline.rule()), (Some("2026-03-20".parse().unwrap()), None));
    let lines = ["No rule sets a due date for this stage.", "In force: Fri 20/03/2026 (assigned by the forwarding letter)."];
    assert_eq!(deadline.explain(crate::lang::Lang::En), lines);
    assert_eq!(view.deadline(law::Stage::Forward, &desk.book).unwrap(), None);
}

#[test]
fn imported_history_is_taken_as_it_was() {
    let mut desk = Desk::received();
    let imported = Provenance::Imported { recorded: Some("2026-06-01".parse().unwrap()) };
    // Extended after the term had run out, twice: the office did it, and the register says so.
    desk.try_to("2026-03-20", imported, extend(5)).unwrap();
    desk.try_to("2026-03-30", imported, extend(20)).unwrap();
    desk.try_to("2026-04-01", imported, reply()).unwrap();
    let petition = desk.petition.clone().unwrap();
    let closed = petition.case().latest().unwrap().closed().unwrap();
    assert_eq!((closed.at, closed.on_record), ("2026-04-01".parse().unwrap(), "2026-06-01".parse().unwrap()));
    // But not what cannot have been.
    let refusal = desk.try_to("2026-04-02", imported, reply()).unwrap_err();
    assert_eq!(refusal.code(), "not_possible");
}

#[test]
fn the_three_axes_are_status_outcome_and_lateness() {
    let mut desk = Desk::received();
    assert_eq!(desk.status(), (Status::Received, None));
    desk.act("2026-03-02", Act::Accept {});
    assert_eq!(desk.status(), (Status::Accepted, None));
    desk.act("2026-03-03", Act::Assign { unit: "A".into(), officer: None, due: None, helping: Vec::new() });
    assert_eq!(desk.status(), (Status::Assigned, None));
    desk.act("2026-03-04", Act::Pause { reason: PauseReason::AwaitingOtherBody });
    assert_eq!(desk.status(), (Status::Paused, None));
    desk.act("2026-03-20", Act::Resume {});
    assert_eq!(desk.status(), (Status::Assigned, None));
    desk.act("2026-05-20", reply());
    assert_eq!(desk.status(), (Status::Closed, Some(Outcome::Replied)));
    let petition = desk.petition.as_ref().unwrap();
    let (in_fact, on_record) = petition.case().latest().unwrap().lateness(&desk.book).unwrap().unwrap();
    assert_eq!((in_fact, on_record), (law::Lateness::Late, law::Lateness::Late));
}

#[test]
fn a_reply_on_time_that_was_typed_in_late_is_both() {
    let mut desk = Desk::received();
    desk.act("2026-03-16", reply()); // on the due day; recorded on 30/06
    let (in_fact, on_record) = desk.petition.as_ref().unwrap().case().latest().unwrap().lateness(&desk.book).unwrap().unwrap();
    assert_eq!((in_fact, on_record), (law::Lateness::OnTime, law::Lateness::Late));
}

#[test]
fn a_denunciation_is_always_confidential() {
    let mut desk = Desk::new();
    let Act::Receive(mut receive) = receive() else { unreachable!() };
    receive.kind = PetitionKind::Denunciation;
    desk.act("2026-03-02", Act::Receive(receive));
    assert!(desk.petition.as_ref().unwrap().case().is_confidential());
    let mut desk = Desk::received();
    desk.act("2026-03-03", Act::Reclassify { kind: PetitionKind::Denunciation, reason: "Luật Tố cáo".into() });
    assert!(desk.petition.as_ref().unwrap().case().is_confidential());
    assert_eq!(desk.status(), (Status::Closed, Some(Outcome::Reclassified)));
}

#[test]
fn what_must_be_said_is_not_left_empty() {
    let mut desk = Desk::received();
    assert_eq!(desk.refused("2026-03-03", Act::NotAccept { reason: "  ".into() }).to_string(), "`reason` is empty");
    assert_eq!(
        desk.refused("2026-03-03", Act::Assign { unit: String::new(), officer: None, due: None, helping: Vec::new() }).code(),
        "empty"
    );
    let promise = Act::Promise { due: "2026-03-20".parse().unwrap(), in_force: DueOrigin::Assigned, reason: None };
    assert_eq!(desk.refused("2026-03-03", promise).code(), "nothing_in_force");
    assert_eq!(
        desk.refused("2026-03-03", Act::Link { to: Identity::from_bytes([9; 16]), counted: Counting::Once }).code(),
        "linked_to_itself"
    );
}

#[test]
fn no_name_and_no_free_text_is_in_a_stored_event() {
    let mut desk = Desk::received();
    let command = desk.command(
        "2026-03-03",
        Provenance::Live,
        Act::Reply {
            document: Some(crate::case::DocumentInput {
                number: Some("1/A".into()),
                issuer: Some("Bí Mật".into()),
                ..Default::default()
            }),
            finality: Finality::Final,
            recipients: vec![PartyInput { kind: PartyKind::Citizen, name: "Bí Mật".into() }],
            text: Some("Bí Mật".into()),
        },
    );
    let number = Number { book: "PAKN".into(), year: 2026, serial: 1 };
    let context = Context { world: &desk.world, rulebook: &desk.book, next_number: &number };
    let events = decide(desk.petition.as_ref(), &command, &context).unwrap();
    let stored = serde_json::to_string(&events[0]).unwrap();
    assert!(!stored.contains("Bí Mật"), "{stored}");
    assert_eq!(events[0].event.sealed().len(), 3);
    // Equal texts have different commitments: nobody can tell that they are equal.
    let commitments: std::collections::BTreeSet<_> = events[0].event.sealed().iter().map(|sealed| sealed.commitment()).collect();
    assert_eq!(commitments.len(), 3);
    assert_eq!(decide(desk.petition.as_ref(), &command, &context).unwrap(), events, "the same inputs, the same bytes");
}

#[test]
fn a_reopened_petition_has_a_new_clock() {
    let mut desk = Desk::received();
    desk.act("2026-03-10", reply()).act("2026-04-01", Act::Reopen { reason: "chưa rõ".into() });
    let view = desk.petition.as_ref().unwrap().case().latest().unwrap();
    assert_eq!(view.timer(law::Stage::Reply, &desk.book).unwrap().unwrap().due(), Some("2026-04-15".parse().unwrap()));
    assert_eq!(desk.refused("2026-03-20", reply()).code(), "out_of_order");
}

/// A desk under one rule alone.
fn under(rule: &str, assigned_due: Option<&str>) -> Desk {
    let mut desk = Desk::new();
    let event = Rulebook::adopt_rule(rule, "t").unwrap();
    let law::RulebookEvent::RuleAdopted { rule: id, .. } = &event else { panic!("not a rule") };
    let id = id.clone();
    desk.book.apply(event).unwrap();
    let receive = Receive {
        rules: Some(vec![id]),
        assigned_due: assigned_due.map(|due| due.parse().unwrap()),
        ..Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, "Ngập đường")
    };
    desk.act("2026-03-02", Act::Receive(std::boxed::Box::new(receive)));
    desk
}

fn promise(due: &str) -> Act {
    Act::Promise { due: due.parse().unwrap(), in_force: DueOrigin::Promised, reason: Some("Chờ ý kiến sở".into()) }
}

#[test]
fn a_new_date_is_promised_once_and_a_day_before_the_old_one_at_the_latest() {
    // The one-stop rule: the date on the slip is Tuesday 10 March, so the apology goes on Monday.
    let late = under(law::ONE_STOP_61_2018, Some("2026-03-10")).refused("2026-03-10", promise("2026-03-17"));
    assert_eq!(
        late.to_string(),
        "rule vn-one-stop-61-2018@2018-06-21 does not allow this new date: it must be at least 1 calendar day before the due date, on Mon 09/03/2026 at the latest"
    );
    let mut desk = under(law::ONE_STOP_61_2018, Some("2026-03-10"));
    desk.act("2026-03-09", promise("2026-03-17"));
    assert_eq!(desk.refused("2026-03-12", promise("2026-03-24")).code(), "promise_not_allowed");
    // History keeps what the office then did.
    desk.try_to("2026-03-18", Provenance::Imported { recorded: None }, promise("2026-03-24")).unwrap();
}

#[test]
fn a_new_date_lies_no_further_than_the_rule_allows() {
    // Bắc Ninh: at most ten working days after Monday 2 March, which is Monday 16 March.
    let far = under(law::BAC_NINH_80_2025, None).refused("2026-03-03", promise("2026-03-17"));
    assert!(
        far.to_string().ends_with("it may lie at most 10 working days after the start, on Mon 16/03/2026 at the latest"),
        "{far}"
    );
    under(law::BAC_NINH_80_2025, None).act("2026-03-03", promise("2026-03-16"));
}

#[test]
fn an_extension_needs_what_the_rule_says_and_names_what_is_missing() {
    let rule = law::CITIZEN_RECEPTION.replace("vn-citizen-reception-2013", "strict").replace(
        "most = 10 }",
        "most = 10, before_due = { amount = 2, unit = \"working_day\" }, needs = [\"approver\", \"notice\"] }",
    );
    let mut desk = under(&rule, None);
    assert!(desk.refused("2026-03-03", extend(5)).to_string().ends_with("it needs an approver"));
    let approved = |notice| Act::Extend { by: 5, reason: "phức tạp".into(), approved_by: Some(Actor::new("truong")), notice };
    assert!(
        desk.refused("2026-03-03", approved(None)).to_text(crate::lang::Lang::Vi).ends_with("phải có thông báo cho người gửi")
    );
    let notice = || Some(DocumentInput { number: Some("12/BQL".into()), ..DocumentInput::default() });
    // Due on Monday 16 March: two working days before is Thursday 12 March.
    assert!(desk.refused("2026-03-13", approved(notice())).to_string().ends_with("on Thu 12/03/2026 at the latest"));
    desk.act("2026-03-12", approved(notice()));
}
