//! Three depths of verification: hashes against a saved head, projections against a rebuild, and
//! whether what is recorded was lawful.

use super::*;
use crate::{
    calendar::{Amendment, WorkCalendar},
    lang::Lang,
    ledger::{Draft, StreamId},
    petition,
    store::Transaction,
};

/// The desk's register as someone leaves it who writes past it.
fn tampered(desk: &Desk, change: impl FnOnce(&mut dyn Transaction)) -> Register<MemoryStore> {
    let mut store = desk.register.store().clone();
    let mut transaction = store.begin().unwrap();
    change(&mut *transaction);
    transaction.commit().unwrap();
    Register::open(store).unwrap()
}

/// Appends an event to petition `n` that no decision made.
fn forge(transaction: &mut dyn Transaction, n: u8, at: &str, event: &Value) {
    let stream = StreamId { kind: petition::STREAM, id: id(n) };
    let version = u32::try_from(transaction.stream(&stream).unwrap().len()).unwrap() + 1;
    let head = transaction.head().unwrap();
    let draft = Draft {
        stream,
        version,
        command_id: Identity::from_bytes([u8::try_from(head.sequence).unwrap(); 16]),
        occurred_at: at.parse().unwrap(),
        recorded_at: world().now,
        actor: world().actor,
        payload: event.to_string(),
    };
    transaction.append(&head.append(draft)).unwrap();
}

#[test]
fn a_cut_tail_and_a_ledger_rewritten_whole_are_found_against_a_saved_head() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive());
    let early = desk.register.head().unwrap();
    desk.act(1, "2026-03-03", json!({"accept": {}}));
    let saved = desk.register.head().unwrap();
    desk.act(1, "2026-03-04", json!({"reply": {}}));
    assert_eq!(desk.register.verify_against(&saved).unwrap(), desk.register.head().unwrap(), "it went on since");
    assert_eq!(desk.register.verify_against(&Head::default()).unwrap(), desk.register.head().unwrap());

    let mut cut = Desk::new();
    cut.act(1, "2026-03-02", receive());
    assert_eq!(cut.register.verify().unwrap(), early, "by itself it is whole");
    let error = cut.register.verify_against(&saved).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("ledger_cut", "the ledger was cut: it ends at entry 5, and the saved head is entry 6")
    );

    let mut rewritten = Desk::new();
    rewritten.act(1, "2026-03-02", receive()).act(1, "2026-03-03", json!({"assign": {"unit": "A"}}));
    rewritten.register.verify().unwrap();
    let error = rewritten.register.verify_against(&saved).unwrap_err();
    assert_eq!(error.code(), "ledger_rewritten");
    assert!(error.to_string().starts_with("the ledger was rewritten: entry 6 has the hash "), "{error}");

    assert_eq!(saved.to_string().parse::<Head>().unwrap(), saved, "as it is written down");
    assert!("6".parse::<Head>().is_err() && "x:00".parse::<Head>().is_err());
}

#[test]
fn every_projection_that_is_not_that_of_the_ledger_is_named() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(2, "2026-03-03", receive()).act(2, "2026-03-04", json!({"reply": {}}));
    assert_eq!(desk.register.verify_projections().unwrap(), 2);
    let said = |change: &dyn Fn(&mut crate::store::CaseRow)| {
        let mut row = desk.register.store().case(id(2)).unwrap().unwrap();
        change(&mut row);
        let error = tampered(&desk, |t| t.put_case(&row).unwrap()).verify_projections().unwrap_err();
        assert_eq!(error.code(), "projection_changed");
        error.to_string()
    };
    let different = |field: &str| {
        format!("the projection of PAKN-2026-0002 has another `{field}` than the ledger gives; rebuild the projections")
    };
    assert_eq!(said(&|row| row.listing.unit = Some("A".into())), different("listing"));
    assert_eq!(said(&|row| row.version = 9), different("version"));
    assert_eq!(said(&|row| row.documents.push("1|".into())), different("documents"));
    assert_eq!(said(&|row| row.words = Some(crate::text::Words::of(["khác"]))), different("words"));
    assert_eq!(said(&|row| row.case = row.case.replace("2026-03-04", "2026-03-05")), different("case"));
    assert_eq!(
        said(&|row| (row.id, row.number.serial) = (id(9), 9)),
        "the projections hold PAKN-2026-0009, which the ledger does not; rebuild the projections"
    );
    let mut none = tampered(&desk, |t| t.clear_cases().unwrap());
    let error = none.verify_projections().unwrap_err().to_string();
    assert_eq!(error, "the projection of PAKN-2026-0001 is missing; rebuild the projections");
    none.rebuild().unwrap();
    none.verify_projections().unwrap();
}

#[test]
fn what_a_decision_would_not_have_recorded_is_a_finding_and_no_damage() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive()).act(2, "2026-03-02", receive());
    desk.act(1, "2026-03-05", json!({"reply": {"text": "Đã xong"}}));
    let number_skipped = {
        let mut event: Value = serde_json::from_str(&desk.register.store().entries(4, 1).unwrap()[0].draft.payload).unwrap();
        event["event"]["received"]["number"]["serial"] = json!(7);
        event
    };
    let other_terms = {
        let mut event = number_skipped.clone();
        event["event"]["received"]["number"]["serial"] = json!(3);
        event["event"]["received"]["in_force"] = json!("assigned");
        event
    };
    for (n, event, code) in [
        (1, json!({"schema": 1, "event": {"accepted": {}}}), "not_possible"),
        (2, json!({"schema": 1, "event": {"rated": {"score": 9}}}), "not_possible"),
        (2, json!({"schema": 1, "event": {"connected": {"petition": id(1), "how": "merged"}}}), "without_command"),
        (2, json!({"schema": 2, "event": {"linked": {"to": id(1)}}}), "otherwise"),
        (2, json!({"schema": 2, "event": {"linked": {"to": id(8)}}}), "other_missing"),
        (3, number_skipped, "number_not_next"),
        (3, other_terms, "nothing_in_force"),
    ] {
        let register = tampered(&desk, |t| forge(t, n, "2026-03-06", &event));
        register.verify().unwrap();
        let review = register.review().unwrap();
        let [finding] = review.findings.as_slice() else { panic!("{code}: {:?}", review.findings) };
        assert_eq!((finding.code(), finding.sequence, finding.petition), (code, 8, id(n)), "{}", finding.to_text(Lang::En));
        assert!(finding.to_text(Lang::Vi).starts_with("mục 8, PAKN-2026-000"), "{}", finding.to_text(Lang::Vi));
        assert_eq!((review.judged, review.imported, review.rulebook, review.not_judged), (4, 0, 4, 0));
        assert_eq!(review.head, register.head().unwrap());
    }
    // Imported history is taken as it was.
    let imported = json!({"schema": 1, "event": {"accepted": {}}, "imported": {}});
    let review = tampered(&desk, |t| forge(t, 1, "2026-03-06", &imported)).review().unwrap();
    assert_eq!((review.findings.len(), review.imported, review.judged), (0, 1, 3));
}

#[test]
fn an_act_is_judged_under_the_rulebook_of_its_entry() {
    let mut desk = Desk::new();
    desk.act(1, "2026-03-02", receive());
    let day_off = crate::lang::Text { vi: "Nghỉ tránh bão".into(), en: "storm".into() };
    let storm = Amendment::new("2026.9", "1/CĐ").day_off("2026-03-10".parse().unwrap(), &day_off);
    let proposed = WorkCalendar::vietnam().unwrap().amend(&storm).unwrap();
    desk.register.adopt(vec![Rulebook::adopt_calendar(proposed.text(), "own").unwrap()], &world()).unwrap();
    desk.act(2, "2026-03-02", receive()).act(1, "2026-03-03", json!({"recompute": {}}));
    let review = desk.register.review().unwrap();
    assert_eq!((review.findings.as_slice(), review.judged, review.rulebook), (&[][..], 3, 5));
}

#[test]
fn a_review_needs_no_text_so_what_was_erased_is_judged_like_the_rest() {
    let mut desk = Desk::new();
    let group = json!({"group": {"people": 3, "representative": "Bà C"}, "document": {"number": "1/CV", "issuer": "Sở X",
        "attachments": [{"name": "don.pdf", "sha256": "ab".repeat(32)}]}, "originator": {"kind": "citizen", "name": "Ông B"}});
    desk.act(1, "2026-03-02", receive_with(group)).act(2, "2026-03-02", receive_with(json!({"split_from": id(1)})));
    desk.act(
        1,
        "2026-03-03",
        json!({"extend": {"by": 5, "reason": "Phức tạp", "approved_by": "chanh-vp", "notice": {"number": "2/TB"}}}),
    );
    desk.act(1, "2026-03-04", json!({"promise": {"due": "2026-04-01", "in_force": "promised", "reason": "Chờ đo đạc"}}));
    desk.act(1, "2026-03-05", json!({"correct": {"correction": {"summary": "Mất điện", "field": " điện ", "document_issuer": "Sở Y"}, "reason": "Gõ nhầm"}}));
    desk.act(
        1,
        "2026-03-06",
        json!({"reply": {"finality": "interim", "recipients": [{"kind": "citizen", "name": "Ông B"}], "text": "Đang xem"}}),
    );
    desk.act(2, "2026-03-06", json!({"link": {"to": id(1), "counted": "each"}}));
    desk.act(2, "2026-03-07", json!({"unlink": {"reason": "Việc khác"}}));
    let entries = desk.register.store().entries(0, 99).unwrap();
    let mut bare = MemoryStore::new();
    let mut transaction = bare.begin().unwrap();
    entries.iter().for_each(|entry| transaction.append(entry).unwrap());
    transaction.commit().unwrap();
    let mut register = Register::open(bare).unwrap();
    register.rebuild().unwrap();
    assert_eq!(register.petition(id(1)).unwrap().summary().text(), None, "nothing is left of the texts");
    let review = register.review().unwrap();
    assert_eq!((review.findings.as_slice(), review.judged), (&[][..], 11));
}
