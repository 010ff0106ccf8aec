//! A new version of a calendar or rule moves nothing silently: a plan first, then recorded acts.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use kiennghi::{
    calendar::{Amendment, WorkCalendar},
    case::{Seed, World},
    lang::Lang,
    law::{self, Rulebook, Stage, Timer},
    ledger::{Actor, Identity},
    petition::{Act, Channel, Command, Provenance, Receive, SourceKind},
    register::Register,
    store::MemoryStore,
};

fn world() -> World {
    World { now: "2026-12-01T02:00:00Z".parse().unwrap(), actor: Actor::new("van-thu"), seed: Seed::new([3; 32]) }
}

fn receive(register: &mut Register<MemoryStore>, id: u8, at: &str, rules: Option<Vec<String>>) {
    let receive = Receive { rules, ..Receive::new(SourceKind::Enterprise, "A", Channel::Letter, "B") };
    let id = Identity::from_bytes([id; 16]);
    let act = Act::Receive(Box::new(receive));
    register
        .execute(&Command { id, petition: id, at: at.parse().unwrap(), provenance: Provenance::Live, act }, &world())
        .unwrap();
}

fn due(register: &Register<MemoryStore>, id: u8, stage: Stage) -> String {
    register.deadline(Identity::from_bytes([id; 16]), stage).unwrap().unwrap().due().unwrap().to_string()
}

fn ids() -> impl FnMut() -> Result<Identity, std::convert::Infallible> {
    let mut next = 100;
    move || {
        next += 1;
        Ok(Identity::from_bytes([next; 16]))
    }
}

#[test]
fn a_swap_announced_later_moves_due_dates_by_a_plan_and_a_recorded_act_alone() {
    let mut register = Register::create(MemoryStore::new(), &world()).unwrap();
    // Due on 10/04/2026 and, received earlier, on 06/04.
    receive(&mut register, 1, "2026-03-27", None);
    receive(&mut register, 2, "2026-03-23", None);
    let storm = Amendment::new("2026.9", "1/CĐ")
        .day_off("2026-04-09".parse().unwrap(), &kiennghi::lang::Text { vi: "Nghỉ tránh bão".into(), en: "storm".into() });
    let proposed = WorkCalendar::vietnam().unwrap().amend(&storm).unwrap();

    let plan = register.recompute_plan(Some(&proposed), "2026-04-01".parse().unwrap()).unwrap();
    assert_eq!((plan.moves.len(), plan.unmoved), (1, 1));
    let one = &plan.moves[0];
    let date = |timer: Option<Timer>| timer.and_then(Timer::due).unwrap().to_string();
    assert_eq!((one.stage, date(one.from), date(one.to)), (Stage::Reply, "2026-04-10".into(), "2026-04-13".into()));
    assert_eq!(one.why(Lang::En), ["Thu 09/04/2026: was 07:30-11:30, 13:00-17:00, is now storm"]);
    // Planning changed nothing, and neither does adopting.
    assert_eq!(due(&register, 1, Stage::Reply), "2026-04-10");
    register.adopt(vec![Rulebook::adopt_calendar(proposed.text(), "own").unwrap()], &world()).unwrap();
    assert_eq!(due(&register, 1, Stage::Reply), "2026-04-10");

    let before = register.verify().unwrap();
    let plan = register.recompute_plan(None, "2026-04-01".parse().unwrap()).unwrap();
    for command in plan.commands("2026-04-01".parse().unwrap(), ids()).unwrap() {
        register.execute(&command, &world()).unwrap();
    }
    assert_eq!(due(&register, 1, Stage::Reply), "2026-04-13");
    assert_eq!(due(&register, 2, Stage::Reply), "2026-04-06");
    assert_eq!(register.verify().unwrap().sequence, before.sequence + 1);
    assert_eq!(register.recompute_plan(None, "2026-04-01".parse().unwrap()).unwrap().moves, []);
}

#[test]
fn a_case_stays_under_the_rule_it_was_received_under_unless_the_new_one_moves_open_cases() {
    let old = law::CITIZEN_RECEPTION.replace("vn-citizen-reception-2013", "own");
    let version = old.split("[[version]]").nth(1).unwrap();
    let newer = version
        .replace("\"2014-07-01\"", "\"2026\"")
        .replace("= 2014-07-01", "= 2026-04-01")
        .replace("amount = 10", "amount = 7");
    let both = old.replace("valid_from = 2014-07-01", "valid_from = 2014-07-01\nvalid_to = 2026-03-31") + "[[version]]" + &newer;
    for (open_cases, due_after) in [("stay", "2026-04-10"), ("move", "2026-04-07")] {
        let mut register = Register::create(MemoryStore::new(), &world()).unwrap();
        register.adopt(vec![Rulebook::adopt_rule(&old, "own").unwrap()], &world()).unwrap();
        receive(&mut register, 1, "2026-03-27", Some(vec!["own".into()]));
        let text = both.replace("valid_from = 2026-04-01", &format!("valid_from = 2026-04-01\nopen_cases = \"{open_cases}\""));
        register.adopt(vec![Rulebook::adopt_rule(&text, "own").unwrap()], &world()).unwrap();
        assert_eq!(due(&register, 1, Stage::Reply), "2026-04-10");
        let plan = register.recompute_plan(None, "2026-04-02".parse().unwrap()).unwrap();
        for command in plan.commands("2026-04-02".parse().unwrap(), ids()).unwrap() {
            register.execute(&command, &world()).unwrap();
        }
        assert_eq!(due(&register, 1, Stage::Reply), due_after, "{open_cases}");
    }
}
