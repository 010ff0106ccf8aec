//! A history that people can read.

use super::*;
use crate::{case::Confidential, lang::Lang};

#[test]
fn every_entry_is_told_in_both_languages_and_names_other_petitions_by_number() {
    let mut desk = Desk::new();
    let file = json!({"name": "don.pdf", "sha256": "ab".repeat(32)});
    desk.act(
        1,
        "2026-03-02",
        receive_with(json!({
            "document": {"number": "12/CV", "issued_on": "2026-03-01", "attachments": [file]},
            "group": {"people": 9, "representative": "Trần B"}, "assigned_due": "2026-03-20",
        })),
    );
    desk.act(2, "2026-03-02", receive_with(json!({"split_from": id(1)})));
    desk.act(
        1,
        "2026-03-03",
        json!({"assign": {"unit": "Phòng A", "officer": "nva", "due": "2026-03-10", "helping": ["Phòng B"]}}),
    );
    desk.act(1, "2026-03-05T09:30:00+07:00", json!({"extend": {"by": 5, "reason": "Phức tạp", "approved_by": "truong"}}));
    desk.act(
        1,
        "2026-03-09",
        json!({"correct": {"correction": {"field": "Điện", "moved": {"version": 1, "at": "2026-03-01"}}, "reason": "Gõ nhầm"}}),
    );
    desk.act(1, "2026-03-10", json!({"reply": {"document": {"number": "15/BQL"}, "recipients": [{"kind": "enterprise", "name": "Công ty A"}], "text": "Đồng ý"}}));
    desk.act(2, "2026-03-11", json!({"link": {"to": id(1), "counted": "each"}}));
    let told = |n: u8, lang| desk.register.history(id(n)).unwrap().iter().map(|item| item.sentence(lang)).collect::<Vec<_>>();
    assert_eq!(
        told(1, Lang::Vi),
        [
            "Tiếp nhận, số PAKN-2026-0001: Văn bản do doanh nghiệp gửi (Công ty A). Ngập đường; 9 người cùng kiến nghị, đại diện: Trần B; văn bản 12/CV ngày 01/03/2026 (1 tệp đính kèm); hạn theo văn bản giao: 20/03/2026",
            "Tách ra vụ PAKN-2026-0002",
            "Đã phân công: Phòng A (nva); hạn: 10/03/2026; phối hợp: Phòng B",
            "Đã gia hạn thêm 5 ngày làm việc: Phức tạp; phê duyệt: truong",
            "Đã đính chính (lĩnh vực: Điện; ngày: 01/03/2026 (tiếp nhận)): Gõ nhầm",
            "Đã trả lời, văn bản 15/BQL, gửi: Công ty A: Đồng ý",
            "Vụ PAKN-2026-0002 được nhập vào vụ này",
        ]
    );
    assert_eq!(
        told(2, Lang::En),
        [
            "Received as PAKN-2026-0002: Sent by an enterprise (Công ty A). Ngập đường; split from PAKN-2026-0001",
            "Merged into another: PAKN-2026-0001 (Each counted)",
        ]
    );
    let history = desk.register.history(id(1)).unwrap();
    assert_eq!(
        (history[3].at().to_string(), history[3].entry.draft.actor.as_str()),
        ("2026-03-05T09:30:00+07:00".into(), "van-thu")
    );
}

#[test]
fn a_confidential_petition_is_counted_and_its_texts_are_shown_only_on_request() {
    let mut desk = Desk::new();
    let secret = json!({"kind": "denunciation", "originator": {"kind": "citizen", "name": "Trần B"}});
    desk.act(1, "2026-03-02", receive_with(secret));
    desk.act(
        1,
        "2026-03-03",
        json!({"reply": {"text": "Đồng ý", "document": {"attachments": [{"name": "a.pdf", "sha256": "ab".repeat(32)}]}}}),
    );
    let masked = desk.register.petition_for(id(1), Confidential::Hidden).unwrap();
    let texts = |petition: &Petition| {
        let reply = &petition.replies()[0];
        let file = reply.document.as_ref().unwrap().attachments[0].file_name.text().map(String::from);
        let name = petition.originator().unwrap().name.text().map(String::from);
        vec![
            petition.summary().text().map(String::from),
            petition.delivered_by().text().map(String::from),
            name,
            reply.text.as_ref().unwrap().text().map(String::from),
            file,
        ]
    };
    assert!(texts(&masked).iter().all(Option::is_none), "{:?}", texts(&masked));
    assert!(texts(&desk.petition(1)).iter().all(Option::is_some));
    let history = desk.register.history_for(id(1), Confidential::Hidden).unwrap();
    assert!(history.iter().all(HistoryItem::is_masked));
    assert_eq!(
        history[0].sentence(Lang::Vi),
        "Tiếp nhận, số PAKN-2026-0001: Văn bản do doanh nghiệp gửi ((mật)). (mật); của (mật)"
    );
    assert_eq!(history[1].sentence(Lang::En), "Replied, by document (1 attached): (confidential)");
    assert_eq!(desk.months(vec![Dimension::Kind], "2026-03-31")[0].get(Measure::Received), 1, "it is counted");
    // One that is not confidential is shown either way.
    desk.act(2, "2026-03-02", receive());
    assert!(desk.register.petition_for(id(2), Confidential::Hidden).unwrap().summary().text().is_some());
}
