//! What was typed wrong and put right.

use super::*;

fn correct(correction: Value) -> Value {
    json!({"correct": {"correction": correction, "reason": "Gõ nhầm"}})
}

fn moved(version: u32, at: &str) -> Value {
    correct(json!({"moved": {"version": version, "at": at}}))
}

#[test]
fn what_is_right_replaces_what_was_typed_and_the_ledger_keeps_both() {
    let mut desk = Desk::new();
    let letter = json!({"document": {"number": "12/CV", "issued_on": "2026-03-01"}, "field": "Đất đai", "arrival_number": "57"});
    desk.act(1, "2026-03-02", receive_with(letter.clone())).act(2, "2026-03-02", receive_with(letter));
    assert_eq!(desk.register.probable_duplicates(&desk.petition(1)).unwrap(), [id(2)]);
    desk.act(
        1,
        "2026-03-05",
        correct(json!({
            "summary": "Mất điện", "delivered_by": "UBND tỉnh", "source": "provincial_committee", "channel": "email", "about": "conduct",
            "originator": {"kind": "citizen", "name": "Trần B"}, "field": "Điện", "arrival_number": "", "document_number": "13/CV",
            "document_issuer": "UBND tỉnh",
        })),
    );
    let petition = desk.petition(1);
    let said = (petition.summary().text(), petition.delivered_by().text(), petition.field(), petition.arrival_number());
    assert_eq!(said, (Some("Mất điện"), Some("UBND tỉnh"), Some("Điện"), None));
    let document = petition.document().unwrap();
    assert_eq!((document.number.as_deref(), document.issued_on), (Some("13/CV"), "2026-03-01".parse().ok()), "the rest stays");
    let dimension = |dimension| petition.case().dimension(dimension).map(String::from);
    assert_eq!(dimension(Dimension::Source).as_deref(), Some("provincial_committee"));
    assert_eq!(dimension(Dimension::Originator).as_deref(), Some("citizen"));
    assert_eq!(dimension(Dimension::Channel).as_deref(), Some("email"));
    assert!(desk.register.probable_duplicates(&desk.petition(2)).unwrap().is_empty(), "it came by another letter");
    desk.act(2, "2026-03-05", correct(json!({"document_number": ""})));
    assert!(desk.register.store().cases_by_document("12/CV|2026-03-01").unwrap().is_empty(), "it has no number after all");
    assert_eq!(desk.register.store().cases_by_document("13/CV|2026-03-01").unwrap(), [id(1)]);
    let history = desk.register.history(id(1)).unwrap();
    assert!(history[0].sentence(crate::lang::Lang::En).contains("Ngập đường"), "what was typed is still there");
    assert!(!history[1].entry.draft.payload.contains("Mất điện"), "texts are sealed");
    for (empty, field) in
        [(json!({}), "correction"), (json!({"summary": " "}), "summary"), (json!({"document_issuer": ""}), "document_issuer")]
    {
        assert_eq!(desk.refused(1, "2026-03-05", correct(empty)).to_string(), std::format!("`{field}` is empty"));
    }
    desk.months(vec![Dimension::Source], "2026-03-31");
}

#[test]
fn the_date_of_receipt_moves_the_clock_and_nothing_may_then_come_before_it() {
    let mut desk = Desk::new();
    desk.act(1, "2026-04-02", receive());
    assert_eq!(desk.due(1).as_deref(), Some("2026-04-16"));
    desk.act(1, "2026-04-10", moved(1, "2026-03-02"));
    assert_eq!(desk.due(1).as_deref(), Some("2026-03-16"), "the day and the month had been exchanged");
    assert_eq!(desk.numbers_at_work("2026-03-02"), ["PAKN-2026-0001"]);
    let months = desk.months(vec![], "2026-04-30");
    assert_eq!((months[0].get(Measure::Received), months[1].get(Measure::Received), months[1].get(Measure::Opening)), (1, 0, 1));
    desk.act(1, "2026-03-04", json!({"assign": {"unit": "A"}}));
    let refused = desk.refused(1, "2026-04-10", moved(1, "2026-03-05"));
    assert_eq!(
        refused.to_string(),
        "the receipt cannot be moved to 2026-03-05: `assign` happened on 2026-03-04; give that day at the latest, or correct it first"
    );
    assert_eq!(desk.refused(1, "2026-04-10", moved(1, "2026-04-11")).code(), "in_future");
    desk.act(1, "2026-04-10", moved(1, "2026-03-04"));
    assert_eq!(desk.petition(1).case().turns()[0].at, "2026-03-04".parse().unwrap());
}

#[test]
fn the_date_of_a_reply_is_put_right_and_lateness_with_it() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(1, "2026-03-05", json!({"assign": {"unit": "A"}}));
    // Typed 3 April as 4 March: before it was even assigned.
    desk.act(1, "2026-03-04", json!({"reply": {"text": "Đồng ý"}}));
    assert_eq!(desk.months(vec![], "2026-04-30")[0].get(Measure::RepliedEarly), 1);
    desk.act(1, "2026-04-06", moved(3, "2026-04-03"));
    let months = desk.months(vec![], "2026-04-30");
    assert_eq!((months[0].get(Measure::RepliedEarly), months[1].get(Measure::RepliedLate)), (0, 1));
    assert_eq!(desk.petition(1).replies()[0].at, "2026-04-03".parse().unwrap());
    // What rests on the reply still comes after it, and it after the receipt.
    desk.act(1, "2026-04-10", json!({"publish": {"place": "website"}}));
    let late = desk.refused(1, "2026-04-20", moved(3, "2026-04-11"));
    assert_eq!(late.to_string(), "`publish` at 2026-04-10 lies before `reply` at 2026-04-11, which it follows");
    assert_eq!(desk.refused(1, "2026-04-20", moved(3, "2026-03-01")).code(), "before_receipt");
    assert_eq!(desk.refused(1, "2026-04-20", moved(5, "2026-04-02")).code(), "out_of_order");
    let none = desk.refused(1, "2026-04-20", moved(4, "2026-04-02")).to_string();
    assert_eq!(none, "act 4 of PAKN-2026-0001 has no time that could be corrected; those that have one: 1, 2, 3, 5");
}

#[test]
fn a_corrected_time_is_as_if_it_had_been_typed_right() {
    let days = ["2026-03-03", "2026-03-05", "2026-03-09", "2026-03-12", "2026-03-20"];
    let life = |desk: &mut Desk, days: [&str; 4]| -> Result<(), RegisterError> {
        desk.act(1, "2026-03-02", receive());
        let acts = [
            json!({"pause": {"reason": "consulting"}}),
            json!({"resume": {}}),
            json!({"assign": {"unit": "A"}}),
            json!({"reply": {}}),
        ];
        for (day, act) in days.into_iter().zip(acts) {
            desk.try_to(1, day, act)?;
        }
        Ok(())
    };
    let right = [days[1], days[2], days[2], days[4]];
    let (mut taken, mut refused) = (0, 0);
    for (version, place) in (2..).zip(0..4) {
        for (from, to) in days.iter().flat_map(|from| days.iter().map(move |to| (*from, *to))) {
            let mut typed = right;
            typed[place] = from;
            let mut meant = right;
            meant[place] = to;
            let (mut wrong, mut oracle) = (Desk::new(), Desk::new());
            if life(&mut wrong, typed).is_err() {
                continue;
            }
            let corrected = wrong.try_to(1, "2026-04-01", moved(version, to));
            // What could have been typed at first can be put right, and no more than that.
            assert_eq!(corrected.is_ok(), life(&mut oracle, meant).is_ok(), "{typed:?} to {meant:?}");
            if corrected.is_err() {
                refused += 1;
                continue;
            }
            taken += 1;
            assert_eq!(wrong.petition(1).case().turns(), oracle.petition(1).case().turns(), "{typed:?} to {meant:?}");
            assert_eq!(wrong.due(1), oracle.due(1));
        }
    }
    assert!(taken > 30 && refused > 10, "{taken} {refused}");
}
