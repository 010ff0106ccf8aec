//! Petitions that are one matter, and letters that are several.

use super::*;
use crate::{
    case::{Outcome, Status},
    petition::Counting,
};

fn link(to: u8) -> Value {
    json!({"link": {"to": id(to)}})
}

fn unlink() -> Value {
    json!({"unlink": {"reason": "Là việc khác"}})
}

#[test]
fn an_unlinked_petition_goes_on_under_the_clock_that_it_always_had() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(2, "2026-03-02", receive());
    desk.act(2, "2026-03-03", json!({"accept": {}}));
    let due = desk.due(2);
    desk.act(2, "2026-03-10", link(1));
    assert_eq!(desk.petition(1).merged(), [id(2)]);
    assert_eq!((desk.petition(2).linked_to(), desk.petition(2).counted()), (Some(id(1)), Some(Counting::Once)));
    assert_eq!(desk.refused(2, "2026-03-09", unlink()).code(), "out_of_order");
    desk.act(2, "2026-04-02", unlink());
    let petition = desk.petition(2);
    let view = petition.case().latest().unwrap();
    assert_eq!((view.status(), view.outcome(), petition.linked_to()), (Status::Accepted, None, None));
    assert_eq!((desk.due(2), due.as_deref()), (due.clone(), Some("2026-03-16")), "not a day more");
    assert!(desk.petition(1).merged().is_empty());
    assert_eq!(desk.refused(2, "2026-03-20", json!({"reply": {}})).code(), "out_of_order", "it was merged then");
    // The balance is whole: closed as merged in March, back as reopened in April.
    let months = desk.months(vec![], "2026-04-30");
    assert_eq!(
        (months[0].get(Measure::Merged), months[1].get(Measure::Reopened), months[1].get(Measure::OpenOverdue)),
        (1, 1, 2)
    );
}

#[test]
fn what_stood_still_when_it_was_linked_stands_still_again() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(2, "2026-03-02", receive());
    desk.act(2, "2026-03-05", json!({"request_supplement": {}}));
    desk.act(2, "2026-03-10", link(1)).act(2, "2026-03-12", unlink());
    assert_eq!((desk.petition(2).case().latest().unwrap().status(), desk.due(2)), (Status::Paused, None));
    let never = {
        let mut desk = Desk::new();
        desk.act(2, "2026-03-02", receive()).act(2, "2026-03-05", json!({"request_supplement": {}}));
        desk.act(2, "2026-03-20", json!({"resume": {}}));
        desk.due(2)
    };
    desk.act(2, "2026-03-20", json!({"resume": {}}));
    assert_eq!(desk.due(2), never, "as one that was never linked");
}

#[test]
fn nothing_is_linked_to_what_is_linked_itself_nor_in_a_circle() {
    let mut desk = Desk::new();
    for n in 1..=3 {
        desk.act(n, "2026-03-02", receive());
    }
    desk.act(2, "2026-03-05", json!({"link": {"to": id(1), "counted": "each"}}));
    assert_eq!(desk.petition(2).counted(), Some(Counting::Each));
    let refused = desk.refused(3, "2026-03-05", link(2));
    assert_eq!(
        refused.to_string(),
        "PAKN-2026-0002 was itself merged into petition 01010101-0101-0101-0101-010101010101; link to that one"
    );
    assert_eq!(desk.refused(1, "2026-03-06", link(2)).code(), "linked_on", "no circle");
    assert_eq!(desk.refused(3, "2026-03-06", link(9)).code(), "no_such_petition");
    // Nor in one batch.
    let commands = [desk.command(1, "2026-03-06", link(3)), desk.command(3, "2026-03-06", link(1))];
    assert!(desk.register.batch().unwrap().execute(&commands, &world()).is_err());
    // What something hangs on is not voided, and nothing is hung on what is void.
    assert_eq!(desk.refused(1, "2026-03-06", json!({"void": {"reason": "nhầm"}})).code(), "not_possible");
    desk.act(3, "2026-03-06", json!({"void": {"reason": "nhầm"}}));
    desk.act(4, "2026-03-06", receive());
    assert_eq!(desk.refused(4, "2026-03-06", link(3)).code(), "other_is_void");
    // Opened again, it goes on by itself, and the other knows it.
    desk.act(2, "2026-03-10", json!({"reopen": {"reason": "Việc khác"}}));
    assert!(desk.petition(1).merged().is_empty());
    assert_eq!(desk.refused(2, "2026-03-11", unlink()).code(), "not_possible");
}

#[test]
fn a_part_of_a_letter_is_received_when_the_letter_was() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive());
    let part = |of: u8| receive_with(json!({"split_from": id(of), "about": "regulation", "summary": "Về quy định"}));
    assert_eq!(desk.refused(2, "2026-04-20", part(1)).code(), "received_apart");
    assert_eq!(desk.refused(2, "2026-03-02", part(9)).code(), "no_such_petition");
    assert_eq!(desk.refused(2, "2026-03-02", part(2)).code(), "linked_to_itself");
    let receipt = desk.try_to(2, "2026-03-02", part(1)).unwrap();
    assert_eq!((receipt.petition, receipt.number.to_string().as_str()), (id(2), "PAKN-2026-0002"));
    assert_eq!((desk.petition(2).split_from(), desk.petition(1).parts()), (Some(id(1)), &[id(2)][..]));
    // Two matters, each with the clock of the letter; both count in the month of the letter.
    assert_eq!((desk.due(1), desk.due(2)), (Some("2026-03-16".into()), Some("2026-03-16".into())));
    desk.act(1, "2026-03-10", json!({"reply": {}}));
    assert_eq!(desk.petition(2).case().latest().unwrap().status(), Status::Received, "each is answered for itself");
    let march = desk.months(vec![], "2026-03-31").remove(0);
    assert_eq!((march.get(Measure::Received), march.replied(), march.open()), (2, 1, 1));
    assert_eq!(desk.petition(1).case().latest().unwrap().outcome(), Some(Outcome::Replied));
    // The same command again answers for the part.
    desk.commands -= 2;
    let again = desk.try_to(2, "2026-03-02", part(1)).unwrap();
    assert_eq!((again.petition, again.effect, again.sequence), (id(2), Effect::AlreadyAppended, receipt.sequence));
}
