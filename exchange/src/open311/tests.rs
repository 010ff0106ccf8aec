use std::ops::ControlFlow;

use kiennghi::{
    case::{Seed, World},
    ledger::Actor,
    petition::{Act, Channel, Command, PetitionKind, Provenance, Receive, SourceKind},
    store::MemoryStore,
};
use proptest::prelude::*;
use serde_json::Value;

use super::{read::ZONE, *};
use crate::{
    ImportMode, ImportReport, Sheet, Written, import_as,
    limits::{Limit, MOST_CELL_BYTES},
    read_open311, read_sheet_file,
};

fn world(now: &str) -> World {
    World { now: now.parse().unwrap(), actor: Actor::new("import"), seed: Seed::new([3; 32]) }
}

fn empty() -> Register<MemoryStore> {
    Register::create(MemoryStore::new(), &world("2026-01-01T00:00:00Z")).unwrap()
}

fn take(register: &mut Register<MemoryStore>, sheet: &Sheet, mode: ImportMode) -> ImportReport {
    let go_on = &mut |_| ControlFlow::Continue(());
    import_as(register, sheet, &Mapping::open311().unwrap(), &world("2026-11-20T10:00:00Z"), mode, go_on).unwrap()
}

/// Two requests in the shape of the standard, and one that cannot be.
const JSON: &str = r#"[
  {"service_request_id": 638344, "status": "closed", "status_notes": "Đã thông cống", "service_name": "Ngập úng",
   "service_code": "006", "description": null, "agency_responsible": "Phòng Quản lý đô thị", "service_notice": null,
   "requested_datetime": "2026-03-01T20:30:00-08:00", "updated_datetime": "2026-03-06T09:00:00+07:00",
   "expected_datetime": "2026-03-10T17:00:00+07:00", "address": "12 đường số 3", "address_id": 545483,
   "zipcode": 94122, "lat": 37.762221815, "long": -122.4651145, "media_url": "http://city.example/638344.jpg"},
  {"service_request_id": "638349", "status": "open", "service_name": "Chiếu sáng", "service_code": "123",
   "description": "Đèn & cột <hỏng>", "requested_datetime": "2026-03-04T08:00:00+07:00",
   "updated_datetime": "2026-03-05T08:00:00+07:00", "email": "a@example.org", "first_name": "Nguyễn", "last_name": "An"},
  {"service_request_id": "638350", "status": "lost", "service_name": "Rác", "requested_datetime": "hôm qua"}
]"#;

const XML: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<service_requests>
  <request>
    <service_request_id>638344</service_request_id><status>closed</status><status_notes>Đã thông cống</status_notes>
    <service_name>Ngập úng</service_name><service_code>006</service_code><description/>
    <agency_responsible>Phòng Quản lý đô thị</agency_responsible><service_notice></service_notice>
    <requested_datetime>2026-03-01T20:30:00-08:00</requested_datetime>
    <updated_datetime>2026-03-06T09:00:00+07:00</updated_datetime>
    <expected_datetime>2026-03-10T17:00:00+07:00</expected_datetime><address>12 đường số 3</address>
    <address_id>545483</address_id><zipcode>94122</zipcode><lat>37.762221815</lat><long>-122.4651145</long>
    <media_url>http://city.example/638344.jpg</media_url>
  </request>
  <request>
    <service_request_id>638349</service_request_id><status>open</status><service_name>Chiếu sáng</service_name>
    <service_code>123</service_code><description>Đèn &amp; <![CDATA[cột <hỏng>]]></description>
    <requested_datetime>2026-03-04T08:00:00+07:00</requested_datetime>
    <updated_datetime>2026-03-05T08:00:00+07:00</updated_datetime>
    <email>a@example.org</email><first_name>Nguy&#7877;n</first_name><last_name>An</last_name>
  </request>
  <request>
    <service_request_id>638350</service_request_id><status>lost</status><service_name>Rác</service_name>
    <requested_datetime>hôm qua</requested_datetime>
  </request>
</service_requests>"#;

fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    sheet.rows().map(|row| row.cells().map(|cell| cell.show()).collect()).collect()
}

#[test]
fn json_and_xml_of_the_same_requests_are_the_same_sheet() {
    let json = read_open311(JSON.as_bytes(), "r.json", ZONE).unwrap();
    let xml = read_open311(format!("\u{FEFF}{XML}").as_bytes(), "r.xml", ZONE).unwrap();
    assert_eq!(cells(&json), cells(&xml));
    let wrapped = format!("{{\"service_requests\": {JSON}}}");
    assert_eq!(cells(&read_open311(wrapped.as_bytes(), "r.json", ZONE).unwrap()), cells(&json));
    assert_eq!(read_open311(b"<requests><request/><request></request></requests>", "r.xml", ZONE).unwrap().len(), 3);
    let all = cells(&json).concat().join("|");
    assert!(all.contains("Nguyễn An") && !all.contains("example.org"), "a name, and no address of mail: {all}");
}

#[test]
fn requests_become_receipts_once_and_what_cannot_be_is_refused_with_its_reason() {
    let sheet = read_open311(XML.as_bytes(), "r.xml", ZONE).unwrap();
    let mut register = empty();
    let head = register.head().unwrap();
    let dry = take(&mut register, &sheet, ImportMode::DryRun);
    assert_eq!((dry.added, dry.refused_rows, dry.written, register.head().unwrap()), (2, 1, Written::DryRun, head));
    let report = take(&mut register, &sheet, ImportMode::RowByRow);
    assert_eq!((report.added, report.refused_rows, report.rows), (2, 1, 3));
    let refused: Vec<_> =
        report.refused.iter().map(|problem| (problem.row, problem.column.as_str(), problem.value.as_str())).collect();
    assert_eq!(refused, [(4, "requested_datetime", "hôm qua"), (4, "status", "lost")]);
    let left: Vec<&str> = report.unknown_columns.iter().map(String::as_str).collect();
    assert_eq!(left, ["address_id", "lat", "long", "media_url", "service_code", "zipcode"]);
    let again = take(&mut register, &sheet, ImportMode::RowByRow);
    assert_eq!((again.added, again.updated, again.unchanged, again.refused_rows), (0, 0, 2, 1));

    let petition = |number: &str| register.petition(register.find(&number.parse().unwrap()).unwrap()).unwrap();
    let flooded = petition("PAKN-2026-0001");
    assert_eq!(flooded.summary().text(), Some("Ngập úng (12 đường số 3)"));
    assert_eq!((flooded.arrival_number(), flooded.field()), (Some("638344"), Some("Ngập úng")));
    let view = flooded.case().latest().unwrap();
    // 20:30 at -08:00 is half past eleven of the next day in Vietnam.
    assert_eq!(flooded.case().received_at().to_string(), "2026-03-02T11:30:00+07:00");
    assert_eq!(view.closed().unwrap().at.to_string(), "2026-03-06T09:00:00+07:00");
    assert_eq!((view.outcome(), view.unit()), (Some(Outcome::Replied), Some("Phòng Quản lý đô thị")));
    let dark = petition("PAKN-2026-0002");
    assert_eq!((dark.delivered_by().text(), dark.summary().text()), (Some("Nguyễn An"), Some("Đèn & cột <hỏng>")));
    assert!(dark.case().latest().unwrap().is_open());
}

#[test]
fn a_request_that_is_posted_is_a_receipt_with_the_number_that_the_server_gave_it() {
    let form = "service_code=006&lat=10.9&long=106.6&description=Ng%E1%BA%ADp+%C4%91%C6%B0%E1%BB%9Dng&service_name=Ng%E1%BA%ADp&phone=0912&first_name=An";
    let at = "2026-03-02T01:30:00Z".parse().unwrap();
    let sheet = read_open311_post(form, "P-1", at, ZONE).unwrap();
    let mut register = empty();
    assert_eq!(take(&mut register, &sheet, ImportMode::RowByRow).added, 1);
    assert_eq!(take(&mut register, &sheet, ImportMode::RowByRow).unchanged, 1);
    let petition = register.petition(register.find(&"PAKN-2026-0001".parse().unwrap()).unwrap()).unwrap();
    assert_eq!((petition.summary().text(), petition.delivered_by().text()), (Some("Ngập đường"), Some("An")));
    assert_eq!(petition.case().received_at().to_string(), "2026-03-02T08:30:00+07:00");
    for wrong in ["a=%", "a=%F", "a=%zz", "a=%FF"] {
        assert_eq!(read_open311_post(wrong, "P-2", at, ZONE).unwrap_err().code(), "file_unreadable", "{wrong}");
    }
}

#[test]
fn xml_that_would_be_followed_somewhere_or_fill_the_memory_is_refused() {
    let refused = |text: &str| read_open311(text.as_bytes(), "r.xml", ZONE).unwrap_err();
    let bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><service_requests><request><status>&lol2;</status></request></service_requests>";
    assert!(refused(bomb).to_string().contains("document type"), "{}", refused(bomb));
    let outside = "<service_requests><request><status>&xxe;</status></request></service_requests>";
    assert!(refused(outside).to_string().contains("entity of its own"));
    let deep = format!("<service_requests><request>{}", "<a>".repeat(63));
    assert!(matches!(refused(&deep), ExchangeError::TooMuch { limit: Limit::Nesting, .. }));
    let long =
        format!("<service_requests><request><status>{}</status></request></service_requests>", "x".repeat(MOST_CELL_BYTES + 1));
    assert!(matches!(refused(&long), ExchangeError::TooMuch { limit: Limit::CellBytes, row: Some(2), .. }));
    let deep = "[".repeat(100_000);
    for text in [
        "",
        "so den",
        "<html></html>",
        "<service_requests><request>",
        "<service_requests></request>",
        "{}",
        "[1]",
        "3",
        deep.as_str(),
    ] {
        assert_eq!(refused(text).code(), "file_unreadable", "{}", text.chars().take(30).collect::<String>());
    }
    assert_eq!(read_open311(b"\xFF\xFE<", "r.xml", ZONE).unwrap_err().code(), "file_unreadable");
}

fn sample() -> Register<MemoryStore> {
    let mut register = empty();
    let sheet = read_sheet_file(concat!(env!("CARGO_MANIFEST_DIR"), "/sample/so-dang-ky-2026.csv")).unwrap();
    crate::import(&mut register, &sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T10:00:00Z")).unwrap();
    register
}

#[test]
fn a_list_that_goes_out_comes_back_with_the_same_dates_units_and_outcomes() {
    let register = sample();
    let query = Open311Query { texts: FeedTexts::Told, ..Open311Query::new(Lang::Vi) };
    let requests = open311_requests(&register, &query).unwrap();
    assert!(requests.len() > 280);
    let (json, xml) = (open311_requests_json(&requests), open311_requests_xml(&requests));
    let back = read_open311(json.as_bytes(), "r.json", ZONE).unwrap();
    assert_eq!(cells(&back), cells(&read_open311(xml.as_bytes(), "r.xml", ZONE).unwrap()));
    let mut other = empty();
    let report = take(&mut other, &back, ImportMode::RowByRow);
    assert_eq!((report.refused.as_slice(), report.added), (&[][..], requests.len()), "{}", crate::report_text(&report, Lang::En));
    let told = |register: &Register<MemoryStore>| {
        let mut all = Vec::new();
        register
            .each_case(&mut |id, case| {
                let view = case.latest().unwrap();
                let closed = view.closed().map(|turn| (turn.at, turn.on_record));
                let text = register.petition_for(id, Confidential::Hidden)?.summary().text().map(str::to_owned);
                if !case.is_confidential() {
                    all.push((text, case.received_at(), closed, view.outcome(), view.unit().map(str::to_owned)));
                }
                Ok(())
            })
            .unwrap();
        all.sort_by_key(|one| format!("{one:?}"));
        all
    };
    assert_eq!(told(&other), told(&register));
}

#[test]
fn a_request_tells_its_due_date_with_the_reason_and_both_times() {
    let register = sample();
    let requests = open311_requests(&register, &Open311Query::new(Lang::En)).unwrap();
    let all: Value = serde_json::from_str(&open311_requests_json(&requests)).unwrap();
    let request = all.as_array().unwrap().iter().find(|one| one["service_request_id"] == "PAKN-2026-0256").unwrap();
    let id = register.find(&"PAKN-2026-0256".parse().unwrap()).unwrap();
    let deadline = register.deadline(id, Stage::Reply).unwrap().unwrap();
    let due = deadline.due().unwrap();
    assert_eq!(request["expected_datetime"], format!("{due}T23:59:59+07:00"));
    assert_eq!(request["extended_attributes"]["due"], due.to_string());
    assert_eq!(request["extended_attributes"]["due_reason"], serde_json::json!(deadline.explain(Lang::En)));
    assert_eq!((&request["status"], &request["lat"], &request["description"]), (&"open".into(), &Value::Null, &Value::Null));
    for one in all.as_array().unwrap() {
        let is_closed = one["status"] == "closed";
        assert_eq!(is_closed, !one["extended_attributes"]["closed_at"].is_null());
        assert_eq!(is_closed, !one["extended_attributes"]["closed_recorded_at"].is_null());
        let text = |name: &str| one[name].as_str().unwrap().to_owned();
        assert!(["open", "closed"].contains(&text("status").as_str()));
        for name in ["requested_datetime", "updated_datetime"] {
            assert!(text(name).parse::<DateTime<Utc>>().is_ok(), "{}", text(name));
        }
    }
}

#[test]
fn no_name_leaves_and_confidential_petitions_are_in_no_list_unless_they_are_asked_for() {
    let mut register = empty();
    for (n, kind) in [(1, PetitionKind::Proposal), (2, PetitionKind::Denunciation)] {
        let receive = Receive::new(SourceKind::Citizen, "Trần Thị Sáu", Channel::Letter, "Ngập <đường>");
        let act = Act::Receive(Box::new(Receive { kind, field: Some("Đất đai, xây dựng".into()), ..receive }));
        let (id, petition) = (Identity::from_bytes([n; 16]), Identity::from_bytes([n; 16]));
        let command = Command { id, petition, at: "2026-03-02".parse().unwrap(), provenance: Provenance::Live, act };
        register.execute(&command, &world("2026-03-02T02:00:00Z")).unwrap();
    }
    let query = Open311Query::new(Lang::Vi);
    let told = Open311Query { texts: FeedTexts::Told, ..query.clone() };
    let all = Open311Query { confidential: Confidential::Shown, ..told.clone() };
    for (query, lists, texts) in [(query, 1, 0), (told, 1, 1), (all, 2, 2)] {
        let requests = open311_requests(&register, &query).unwrap();
        let xml = open311_requests_xml(&requests);
        assert_eq!((requests.len(), xml.matches("Ngập &lt;đường&gt;").count()), (lists, texts));
        assert!(!xml.contains("Sáu") && requests[0].get("service_code") == Some("dat-dai-xay-dung"));
    }
    let day = |text: &str| Some(text.parse().unwrap());
    let count = |query: Open311Query| open311_requests(&register, &query).unwrap().len();
    assert_eq!(count(Open311Query { since: day("2026-03-03"), ..Open311Query::new(Lang::Vi) }), 0);
    assert_eq!(count(Open311Query { until: day("2026-03-02"), ..Open311Query::new(Lang::Vi) }), 1);
    assert_eq!(count(Open311Query { openness: Openness::Closed, ..Open311Query::new(Lang::Vi) }), 0);
    let services = open311_services(&register, Lang::Vi).unwrap();
    assert_eq!(services.len(), 1);
    let json: Value = serde_json::from_str(&open311_services_json(&services)).unwrap();
    assert_eq!((&json[0]["service_name"], &json[0]["metadata"]), (&"Đất đai, xây dựng".into(), &false.into()));
    assert!(open311_services_xml(&services).contains("<metadata>false</metadata>"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_list_or_none_and_never_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_open311(&bytes, "r", ZONE);
        let text = String::from_utf8_lossy(&bytes);
        let _ = read_open311(format!("<service_requests><request>{text}").as_bytes(), "r", ZONE);
        let _ = read_open311_post(&text, "1", DateTime::UNIX_EPOCH, ZONE);
    }

    #[test]
    fn anything_like_a_list_is_one_or_none_and_never_a_fault(parts in prop::collection::vec(
        "(<service_requests>|</?request>|<status>|</status>|<a/>|&amp;|&#x[0-9a-f]{0,6};|&[a-z]{0,3};|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<!DOCTYPE|<\\?xml\\?>|[{}\\[\\]\",:]|null|[0-9]{1,3}|\\PC{0,3})", 0..40)) {
        let _ = read_open311(parts.concat().as_bytes(), "r", ZONE);
        let _ = read_open311(format!("<service_requests>{}", parts.concat()).as_bytes(), "r", ZONE);
        let _ = read_open311(format!("[{}", parts.concat()).as_bytes(), "r", ZONE);
    }
}
