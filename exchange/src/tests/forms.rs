use kiennghi::statistics::{Form, PeriodKind, Question};

use super::*;

/// Three letters of 2026: two replies, one of them late, and one letter that is open.
fn office() -> Register<MemoryStore> {
    let mut register = register();
    take(
        &mut register,
        "Số đến,Ngày đến,Nguồn,Nơi gửi,Trích yếu,Lĩnh vực,Số văn bản trả lời,Ngày trả lời\n\
         1,02/03/2026,Doanh nghiệp,Công ty A,Xin gia hạn,=Đất đai,1/BQL,05/03/2026\n\
         2,02/03/2026,Doanh nghiệp,Công ty B,Ngập đường,Hạ tầng,2/BQL,30/03/2026\n\
         3,03/03/2026,Doanh nghiệp,Công ty C,Ngập đường,Hạ tầng,,\n",
    );
    register
}

fn filled(name: &str) -> kiennghi::statistics::FilledForm {
    let (register, form) = (office(), Form::built_in(name).unwrap());
    let period = PeriodKind::Quarter.containing("2026-03-02".parse().unwrap()).unwrap();
    register.form(&form, &form.question(period, "2026-03-31".parse().unwrap())).unwrap()
}

#[test]
fn headings_stand_over_their_columns_and_every_number_is_printed() {
    let text = form_text(&filled("by-source"), Lang::En);
    let line = text.lines().find(|line| line.starts_with("Sent by an enterprise")).unwrap();
    let words: Vec<_> = line.split_whitespace().skip(4).collect();
    assert_eq!(words, ["3", "0", "3", "2", "1", "0", "1", "0", "0", "1", "0", "1", "0", "50.0", "%", "24.0"], "{text}");
    let at = |line: &str, word: &str| line.find(word).map(|bytes| line[..bytes].chars().count());
    let (groups, columns) = (
        text.lines().find(|line| line.contains("Replied")).unwrap(),
        text.lines().find(|line| line.starts_with("Source")).unwrap(),
    );
    assert!(at(columns, "Early") < at(groups, "Open") && at(groups, "To do") < at(columns, "Early"), "{text}");
    assert!(text.contains("Q1/2026: 01/01/2026 - 31/03/2026"));
}

#[test]
fn what_does_not_agree_and_an_unverified_layout_are_said() {
    let text = form_text(&filled("II.05a"), Lang::Vi);
    assert!(text.contains("Biểu II.05a Thông tư 01/2020/TT-VPCP (chưa đối chiếu văn bản)"));
    assert!(text.contains("  total = conduct + regulation: =Đất đai 1 ≠ 0; Hạ tầng 2 ≠ 0; Tổng 3 ≠ 0"), "{text}");
    assert_eq!(text.matches("Có vụ chưa ghi").count(), 1);
}

#[test]
fn csv_has_a_line_a_row_and_no_text_that_a_spreadsheet_would_run() {
    let csv = form_csv(&filled("II.05a"), Lang::Vi).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("\u{feff}Lĩnh vực,Số lượng tiếp nhận / Tổng số,Số lượng tiếp nhận / Theo nội dung / Hành vi"));
    assert!(lines[1].starts_with("'=Đất đai,1,"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&form_json(&filled("II.05a")).unwrap()).unwrap();
    assert_eq!(json["total"]["cells"][0]["count"], 3);
    assert_eq!(json["failures"][0]["left"], "total");
}

#[test]
fn what_is_withheld_is_marked_in_text_and_named_in_data() {
    let periods = PeriodKind::Quarter.covering("2026-03-02".parse().unwrap(), "2026-03-31".parse().unwrap());
    let table = office().statistics(&Question::new(vec![Dimension::Field], periods, "2026-03-31".parse().unwrap())).unwrap();
    let published = table.published(5).unwrap();
    let text = published_text(&published, Lang::En);
    let line = text.lines().find(|line| line.starts_with("Q1/2026")).unwrap();
    assert_eq!(line.split_whitespace().take(4).collect::<Vec<_>>(), ["Q1/2026", "0", "•", "•"], "{text}");
    let all = published.withheld();
    assert!(text.contains(&format!("from 1 to 4, and those from which they could be worked out; {all} in all.")), "{text}");
    let csv = published_csv(&published, Lang::Vi).unwrap();
    let rows: Vec<Vec<&str>> = csv.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect()).collect();
    let cell = |name: &str| rows[1][rows[0].iter().position(|heading| *heading == name).unwrap()];
    assert_eq!((cell("opening"), cell("received")), ("0", ""));
    assert!(cell("withheld").split(' ').any(|name| name == "received"));
    let json: serde_json::Value = serde_json::from_str(&published_json(&published).unwrap()).unwrap();
    assert_eq!((&json["least"], &json["rows"][0]["received"]), (&5.into(), &serde_json::Value::Null));
    assert!(json["rows"][0]["withheld"].as_array().unwrap().contains(&"received".into()));
    let form = kiennghi::statistics::Form::built_in("II.05a").unwrap();
    let period = form.period().containing("2026-03-02".parse().unwrap()).unwrap();
    let table = office().statistics(&form.question(period, "2026-03-31".parse().unwrap())).unwrap();
    let filled = form.publish(&table, 5).unwrap();
    assert!(filled.failures.is_empty(), "what fails would tell what is withheld");
    let text = form_text(&filled, Lang::Vi);
    assert!(text.contains('•') && text.contains("số từ 1 đến 4"), "{text}");
    let csv = form_csv(&filled, Lang::En).unwrap();
    assert!(csv.lines().next().unwrap().ends_with("Withheld"), "{csv}");
    let columns = csv.lines().map(csv_cells).collect::<Vec<_>>();
    assert!(columns.iter().all(|cells| *cells == columns[0]), "{csv}");
}

/// How many cells a line of CSV has.
fn csv_cells(line: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    reader.records().next().unwrap().unwrap().len()
}

#[test]
fn a_table_goes_out_with_every_number_under_its_name() {
    let periods = PeriodKind::Quarter.covering("2026-03-02".parse().unwrap(), "2026-03-31".parse().unwrap());
    let question = Question::new(vec![Dimension::Field, Dimension::Source], periods, "2026-03-31".parse().unwrap());
    let table = office().statistics(&question).unwrap();
    let csv = table_csv(&table, Lang::Vi).unwrap();
    let rows: Vec<Vec<&str>> = csv.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect()).collect();
    let cell = |row: usize, name: &str| rows[row][rows[0].iter().position(|heading| *heading == name).unwrap()];
    assert_eq!((cell(1, "field"), cell(1, "received"), cell(1, "median_to_reply")), ("'=Đất đai", "1", "1440"));
    assert_eq!((cell(2, "field"), cell(2, "replied_late"), cell(2, "open")), ("Hạ tầng", "1", "1"));
    assert_eq!((cell(2, "period"), cell(2, "period_last")), ("2026-01-01", "2026-03-31"));
    let json: serde_json::Value = serde_json::from_str(&table_json(&table).unwrap()).unwrap();
    assert_eq!(json["rows"][0]["field"], "=Đất đai"); // as it is: only a spreadsheet runs it
    assert_eq!(json["rows"][1]["on_time_among"], 1);
    assert_eq!(json["totals"][0]["to_do"], 3);
    let names: Vec<_> = json["numbers"].as_array().unwrap().iter().map(|number| number["code"].as_str().unwrap()).collect();
    assert!(names.iter().all(|name| json["rows"][0].get(*name).is_some()));
}
