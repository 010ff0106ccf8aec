use std::{fs, path::PathBuf};

use kiennghi::{
    case::{Confidential, Dimension, Seed, World},
    lang::Lang,
    ledger::Actor,
    register::Register,
    store::MemoryStore,
    time::Fold,
};
use serde::Deserialize;

use super::*;

fn world(now: &str) -> World {
    World { now: now.parse().unwrap(), actor: Actor::new("import"), seed: Seed::new([3; 32]) }
}

fn register() -> Register<MemoryStore> {
    Register::create(MemoryStore::new(), &world("2026-01-01T00:00:00Z")).unwrap()
}

fn take(register: &mut Register<MemoryStore>, csv: &str) -> ImportReport {
    let sheet = read_sheet(csv.as_bytes(), "so.csv").unwrap();
    import(register, &sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T10:00:00Z")).unwrap()
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample").join(name)
}

/// What the generator of the sample says must come out.
#[derive(Deserialize)]
struct Expected {
    data_rows: usize,
    taken: usize,
    refused: Vec<ExpectedRefusal>,
    doubtful: Vec<ExpectedDoubt>,
    probable_duplicates: Vec<ExpectedDuplicate>,
    taken_by_source: std::collections::BTreeMap<String, usize>,
}

#[derive(Deserialize)]
struct ExpectedRefusal {
    row: usize,
    columns: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectedDoubt {
    row: usize,
    column: String,
}

#[derive(Deserialize)]
struct ExpectedDuplicate {
    row: usize,
    forwarded_row: usize,
}

#[test]
fn the_sample_comes_in_as_its_generator_says_from_csv_and_from_xlsx() {
    let expected: Expected = serde_json::from_str(&fs::read_to_string(sample("expected.json")).unwrap()).unwrap();
    let mut cases = Vec::new();
    for file in ["so-dang-ky-2026.csv", "so-dang-ky-2026.xlsx"] {
        let mut register = register();
        let sheet = read_sheet_file(sample(file).to_str().unwrap()).unwrap();
        let mapping = Mapping::vietnam().unwrap();
        let report = import(&mut register, &sheet, &mapping, &world("2026-11-20T10:00:00Z")).unwrap();
        assert_eq!(report.added, expected.taken, "{file}: {}", report_text(&report, Lang::En));
        assert_eq!((report.updated, report.unchanged), (0, 0));
        assert_eq!(report.rows, report.added + report.refused_rows + report.skipped.len(), "{file}: every row is accounted for");
        assert_eq!(expected.data_rows, report.added + report.refused_rows);
        let refused: Vec<_> = report.refused.iter().map(|problem| (problem.row, problem.column.clone())).collect();
        let wanted =
            expected.refused.iter().flat_map(|refusal| refusal.columns.iter().map(|column| (refusal.row, column.clone())));
        assert_eq!(refused, wanted.collect::<Vec<_>>(), "{file}");
        let doubt = &expected.doubtful[0];
        let due: Vec<_> = report.doubtful.iter().filter(|problem| problem.reason == Reason::DueBeforeReceived).collect();
        assert_eq!((due.len(), due[0].row, &due[0].column), (1, doubt.row, &doubt.column), "{file}");
        let duplicates: Vec<_> = report.duplicates.iter().map(|duplicate| duplicate.row).collect();
        assert_eq!(duplicates, expected.probable_duplicates.iter().map(|pair| pair.forwarded_row).collect::<Vec<_>>(), "{file}");
        assert!(expected.probable_duplicates.iter().all(|pair| pair.row < pair.forwarded_row));

        let mut sources = std::collections::BTreeMap::new();
        let mut all = Vec::new();
        register
            .each_case(&mut |_, case| {
                *sources.entry(case.dimension(Dimension::Source).unwrap().to_owned()).or_insert(0) += 1;
                all.push(case);
                Ok(())
            })
            .unwrap();
        assert_eq!(sources, expected.taken_by_source, "{file}");
        cases.push(all);

        // The same file again adds nothing, and neither does it change anything.
        let head = register.verify().unwrap();
        let again = import(&mut register, &sheet, &mapping, &world("2026-11-21T10:00:00Z")).unwrap();
        assert_eq!(
            (again.added, again.updated, again.unchanged, again.refused_rows),
            (0, 0, expected.taken, report.refused_rows),
            "{file}"
        );
        assert_eq!(register.verify().unwrap(), head, "{file}");
    }
    assert_eq!(cases[0], cases[1], "the same cases, from CSV and from XLSX");
}

const HEADINGS: &str = "Số đến,Ngày đến,Nơi gửi,Trích yếu,Hạn trả lời,Ngày trả lời,Kết quả\n";

#[test]
fn a_row_that_tells_more_than_before_adds_that_and_a_changed_one_is_reported() {
    let mut register = register();
    let first = format!("{HEADINGS}1,02/03/2026,Công ty A,Ngập đường,,,\n2,03/03/2026,Công ty B,Cấp phép,,,\n");
    assert_eq!(take(&mut register, &first).added, 2);
    let second = first.replace("Ngập đường,,,", "Ngập đường,,09/03/2026,Đã trả lời").replace("Cấp phép", "Giấy phép");
    let report = take(&mut register, &second);
    assert_eq!((report.added, report.updated, report.unchanged, report.refused_rows), (0, 1, 0, 1));
    assert_eq!(
        report.refused[0].to_text(Lang::En),
        "row 3, column `Trích yếu`, value `Giấy phép`: this row differs from what was imported before as PAKN-2026-0002; the register keeps that, record a correction"
    );
    // Another date of the same reply is a change too, and not a second reply.
    let third = second.replace("09/03/2026", "10/03/2026");
    let report = take(&mut register, &third);
    assert_eq!((report.updated, report.refused_rows), (0, 2));
}

#[test]
fn an_officers_name_stays_out_of_the_ledger_and_an_account_goes_in() {
    let csv = "Ngày đến,Nơi gửi,Trích yếu,Đơn vị xử lý,Người xử lý\n02/03/2026,A,B,Phòng 1,Nguyễn Thị Lan\n";
    let sheet = read_sheet(csv.as_bytes(), "so.csv").unwrap();
    let built_in = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/vietnam.toml")).unwrap();
    let with_accounts = format!("{built_in}\n[values.officer]\n\"lan.nt\" = [\"Nguyễn Thị Lan\"]\n");
    for (mapping, officer, not_taken) in
        [(built_in, None, vec!["Người xử lý".to_owned()]), (with_accounts, Some("lan.nt"), vec![])]
    {
        let mut register = register();
        let mapping = Mapping::from_toml(&mapping, "m").unwrap();
        let report = import(&mut register, &sheet, &mapping, &world("2026-11-20T10:00:00Z")).unwrap();
        assert_eq!((report.added, report.unknown_columns), (1, not_taken));
        let item = &register.worklist("2026-03-03".parse().unwrap()).unwrap()[0];
        assert_eq!(item.officer.as_deref(), officer);
        use kiennghi::store::Reader;
        let entries = register.store().entries(0, 99).unwrap();
        assert!(entries.iter().all(|entry| !entry.draft.payload.contains("Lan")));
    }
}

#[test]
fn headings_are_found_below_titles_without_diacritics_and_in_any_order() {
    let mut register = register();
    let csv = "SỔ THEO DÕI;;;\n;;;\nTRICH YEU;noi  gui;NGÀY ĐẾN;Số, ký hiệu\nNgập đường;Sở Xây dựng;5/3/26;12/SXD\n\nCấp phép;UBND tỉnh Bình Dương;ngày 6 tháng 3 năm 2026;13/UBND\nTổng cộng: 2;;;\n";
    let report = take(&mut register, csv);
    assert_eq!((report.heading_row, report.added, report.refused_rows), (3, 2, 0), "{}", report_text(&report, Lang::En));
    assert_eq!(report.skipped, [Skipped { row: 5, text: String::new() }, Skipped { row: 7, text: "Tổng cộng: 2".into() }]);
    let mut sources = Vec::new();
    register
        .each_case(&mut |_, case| {
            sources.push((case.received_at().to_string(), case.dimension(Dimension::Source).unwrap().to_owned()));
            Ok(())
        })
        .unwrap();
    assert_eq!(
        sources,
        [("2026-03-05".into(), "department".into()), ("2026-03-06".to_owned(), "provincial_committee".to_owned())]
    );
}

#[test]
fn what_cannot_be_taken_says_row_column_value_and_reason() {
    let mut register = register();
    let rows = [
        ("1,31/02/2026,A,B,,,", "row 2, column `Ngày đến`, value `31/02/2026`: there is no such day in the calendar"),
        ("2,hôm qua,A,B,,,", "row 2, column `Ngày đến`, value `hôm qua`: it is not a date; write it as 05/03/2026"),
        (
            "3,02/03/2026,A,B,,01/03/2026,",
            "row 2, column `Ngày trả lời`, value `01/03/2026`: 2026-03-01 lies before the receipt on 2026-03-02; give the day it really happened, or correct the receipt",
        ),
        ("4,,A,B,,,", "row 2, column `Ngày đến`, value ``: a cell that must be filled is empty"),
        (
            "5,02/03/2026,A,B,,,Đã trả lời",
            "row 2, column `Kết quả`, value `Đã trả lời`: there is an outcome without a date, or a date without an outcome",
        ),
        (
            "6,02/03/2027,A,B,,,",
            "row 2, column `Ngày đến`, value `02/03/2027`: 2027-03-02 lies in the future; it is 2026-11-20T17:00:00+07:00",
        ),
        (
            "7,02/03/2026,A,B,,09/03/2026,Xong rồi",
            "row 2, column `Kết quả`, value `Xong rồi`: the mapping does not know this value; it knows: ",
        ),
        ("8,46083,A,B,1e9,,", "row 2, column `Hạn trả lời`, value `1e9`: it is not a date; write it as 05/03/2026"),
    ];
    for (row, expected) in rows {
        let report = take(&mut register, &format!("{HEADINGS}{row}\n"));
        assert_eq!((report.added, report.refused_rows), (0, 1), "{row}");
        let text = report.refused[0].to_text(Lang::En);
        assert!(text.starts_with(expected), "{text}\nshould begin: {expected}");
    }
    assert_eq!(register.head().unwrap().sequence, 4, "nothing was half-written");
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let message = |bytes: &[u8]| read_sheet(bytes, "f").unwrap_err().to_string();
    assert_eq!(message(b""), "f: the file is empty");
    assert_eq!(message(b" \n,,\n"), "f: there is nothing in it");
    assert!(message(b"PK\x03\x04broken").starts_with("f: it is no workbook that can be read: "));
    assert!(message(b"\xD0\xCF\x11\xE0xx").starts_with("f: it is "));
    assert_eq!(read_sheet_file("/nowhere/so.csv").unwrap_err().to_string(), "/nowhere/so.csv: there is no such file");
    let sheet = read_sheet("A,B\n1,2\n".as_bytes(), "f.csv").unwrap();
    let error =
        import(&mut register(), &sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T10:00:00Z")).unwrap_err().to_string();
    assert!(
        error.contains("no column for Received in the first 30 rows; it would be called: ngay den, ")
            && error.ends_with("row 1 has: `A`, `B`"),
        "{error}"
    );
}

#[test]
fn a_mapping_that_is_wrong_is_refused_with_its_place_and_reason() {
    let good = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/vietnam.toml")).unwrap();
    for (text, expected) in [
        (good.replace("received = [", "recieved = ["), "unknown variant `recieved`"),
        (good.replace("scope = ", "scopes = "), "unknown field `scopes`"),
        (good.replace("note = [\"Ghi chú\"", "note = [\"Nơi gửi\""), "`Nơi gửi` is given for DeliveredBy and for Note"),
    ] {
        let error = Mapping::from_toml(&text, "m.toml").unwrap_err().to_string();
        assert!(error.starts_with("mapping m.toml, ") && error.contains(expected), "{error}");
    }
}

#[test]
fn dates_are_read_as_offices_write_them() {
    let zone = chrono_tz::Asia::Ho_Chi_Minh;
    let read = |text: &str| DateReader::new(zone).read(Cell::of_text(text)).map(|moment| moment.to_string());
    for (text, expected) in [
        ("05/03/2026", "2026-03-05"),
        ("5/3/2026", "2026-03-05"),
        ("5/3/26", "2026-03-05"),
        ("5-3-2026", "2026-03-05"),
        ("5.3.2026", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("46086", "2026-03-05"),
        ("Ngày 5 tháng 3 năm 2026", "2026-03-05"),
        ("ngay 05 thang 03 nam 2026", "2026-03-05"),
        ("05/03/2026 08:30", "2026-03-05T08:30:00+07:00"),
        ("2026-03-05 08:30:15", "2026-03-05T08:30:15+07:00"),
        ("2026-03-05T08:30:15", "2026-03-05T08:30:15+07:00"),
        ("29/02/2024", "2024-02-29"),
        ("46086,5", "2026-03-05T12:00:00+07:00"),
        ("05 / 03 / 2026", "2026-03-05"),
        ("ngày 05/3/2026", "2026-03-05"),
        ("8h30 ngày 05/3/2026", "2026-03-05T08:30:00+07:00"),
        ("8h ngày 5-3-26", "2026-03-05T08:00:00+07:00"),
        ("08:30, 05/03/2026", "2026-03-05T08:30:00+07:00"),
        ("05/03/2026 2:30 CH", "2026-03-05T14:30:00+07:00"),
        ("05/03/2026 2:30 PM", "2026-03-05T14:30:00+07:00"),
        ("05/03/2026 12:30 PM", "2026-03-05T12:30:00+07:00"),
        ("lúc 8 giờ 05 phút, ngày 5 tháng 3 năm 2026", "2026-03-05T08:05:00+07:00"),
        ("14 giờ ngày 5 tháng 3 năm 26", "2026-03-05T14:00:00+07:00"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
    for (text, problem) in [
        ("31/02/2026", DateProblem::NoSuchDay),
        ("29/02/2026", DateProblem::NoSuchDay),
        ("5/13/2026", DateProblem::NoSuchDay),
        ("chưa rõ", DateProblem::NotADate),
        ("5/3", DateProblem::NotADate),
        ("5/3/026", DateProblem::NotADate),
        ("1234", DateProblem::NotADate),
        ("05/03/2026 25:00", DateProblem::NotADate),
        ("-5/3/2026", DateProblem::NotADate),
        ("NaN", DateProblem::NotADate),
        ("ngày 31 tháng 2 năm 2026", DateProblem::NoSuchDay),
        ("8h30", DateProblem::NotADate),
        ("tháng 3 năm 2026", DateProblem::NotADate),
        ("25 giờ ngày 5 tháng 3 năm 2026", DateProblem::NotADate),
        ("05/03/2026 và 06/03/2026 nữa", DateProblem::NotADate),
    ] {
        assert_eq!(read(text), Err(problem), "{text}");
    }
}

#[test]
fn a_time_in_the_repeated_hour_follows_the_stated_policy() {
    let zone = chrono_tz::America::New_York;
    let read = |text: &str, fold| DateReader { fold, ..DateReader::new(zone) }.read(Cell::of_text(text)).unwrap().to_string();
    // Clocks were set back on 6 November 2011 at 02:00.
    assert_eq!(read("2011-11-06 01:30:00", Fold::Earlier), "2011-11-06T01:30:00-04:00");
    assert_eq!(read("2011-11-06 01:30:00", Fold::Later), "2011-11-06T01:30:00-05:00");
    // And forward on 13 March 2011: 02:30 did not occur, and is 03:30.
    assert_eq!(read("2011-03-13 02:30:00", Fold::Earlier), "2011-03-13T03:30:00-04:00");
}

#[test]
fn text_is_folded_as_people_search_for_it() {
    assert_eq!(fold("Đề nghị"), "de nghi");
    assert_eq!(fold("so\u{302}\u{301} đe\u{302}\u{301}n"), "so den");
    assert_eq!(fold("--- ///"), "");
}

#[test]
fn a_history_is_told_line_by_line_and_a_confidential_one_is_masked() {
    use kiennghi::petition::{Act, Channel, Command, PetitionKind, Provenance, Receive, SourceKind};
    let (world, mut register) = (world("2026-06-30T03:00:00Z"), register());
    let receive = Receive {
        kind: PetitionKind::Denunciation,
        ..Receive::new(SourceKind::Citizen, "Trần B", Channel::Letter, "Tố cáo ông C")
    };
    let id = kiennghi::ledger::Identity::from_bytes([1; 16]);
    let (at, act) = ("2026-03-02".parse().unwrap(), Act::Receive(Box::new(receive)));
    let receipt = register.execute(&Command { id, petition: id, at, provenance: Provenance::Live, act }, &world).unwrap();
    let told = |confidential| {
        let items = register.history_for(id, confidential).unwrap();
        history_text(&receipt.number, &items, chrono_tz::Asia::Ho_Chi_Minh, Lang::Vi)
    };
    let masked = told(Confidential::Hidden);
    assert!(
        masked.starts_with(
            "PAKN-2026-0001\n 1. 02/03/2026  Tiếp nhận, số PAKN-2026-0001: Cá nhân gửi ((mật)). (mật)\n      ghi sổ "
        ),
        "{masked}"
    );
    assert!(!masked.contains("Trần") && told(Confidential::Shown).contains("(Trần B). Tố cáo ông C"));
    // The worklist counts it, and does not so much as ask for its texts.
    let items = register.worklist(at).unwrap();
    let list = worklist_text(&items, Lang::Vi, 9, |_| panic!("its texts were asked for"));
    assert!(list.contains("PAKN-2026-0001") && list.contains("(mật)"), "{list}");
}

mod corpus;
mod forms;
mod round_trip;
mod workbooks;
