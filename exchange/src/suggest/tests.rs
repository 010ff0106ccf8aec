use proptest::prelude::*;

use super::*;
use crate::read_sheet;

fn suggested(csv: &str) -> Suggestion {
    suggest_mapping(&read_sheet(csv.as_bytes(), "so.csv").unwrap()).unwrap()
}

fn fields(suggestion: &Suggestion) -> Vec<(&str, Option<Field>)> {
    suggestion.columns.iter().map(|column| (column.heading.as_str(), column.field.as_ref().map(|(field, _)| *field))).collect()
}

#[test]
fn codes_are_what_a_mapping_calls_the_fields() {
    for field in Field::ALL {
        let read: BTreeMap<Field, u8> = toml::from_str(&format!("{} = 1", field.code())).unwrap();
        assert_eq!(read.into_keys().collect::<Vec<_>>(), [field]);
    }
}

#[test]
fn of_known_headings_the_proposal_says_what_the_built_in_mapping_does() {
    let suggestion = suggested(include_str!("../../sample/so-dang-ky-2026.csv"));
    assert_eq!(suggestion.missing, []);
    let (ours, built_in) = (Mapping::from_toml(suggestion.to_toml(), "proposed").unwrap(), Mapping::vietnam().unwrap());
    for column in &suggestion.columns {
        assert_eq!(ours.heading(&column.heading), built_in.heading(&column.heading), "{}", column.heading);
        assert!(column.field.as_ref().is_none_or(|(_, because)| *because == Because::Known));
    }
}

#[test]
fn unknown_headings_are_told_by_likeness_and_by_cells_and_the_rest_is_left_to_the_reader() {
    let suggestion = suggested(
        "SỔ CÔNG VĂN NĂM 2026\n\
         Mã,Ngày nhận đơn,CV,Đơn của,Vấn đề,Cách gửi,Ý kiến\n\
         1,05/03/2026,12/SXD-KT,Công ty A,Xin gia hạn thời gian thuê đất tại lô B4 của khu công nghiệp,Trực tiếp,ok\n\
         2,13/03/2026,7/UBND,Sở Xây dựng,Phản ánh đường vào khu công nghiệp ngập sau mỗi trận mưa lớn,Qua loa,ok\n\
         3,14/03/2026,88/HH-VP,Hiệp hội doanh nghiệp,Kiến nghị giảm giá nước cho sản xuất trong quý hai năm nay,Thư,\n",
    );
    assert_eq!(
        fields(&suggestion),
        [
            ("Mã", None),
            ("Ngày nhận đơn", Some(Field::Received)),
            ("CV", Some(Field::DocumentNumber)),
            ("Đơn của", Some(Field::DeliveredBy)),
            ("Vấn đề", Some(Field::Summary)),
            ("Cách gửi", Some(Field::Channel)),
            ("Ý kiến", None),
        ]
    );
    let toml = suggestion.to_toml();
    assert!(toml.contains("# column B: its heading resembles `ngay nhan`\nreceived = [\"Ngày nhận đơn\"]"), "{toml}");
    assert!(toml.contains("# column C: by its cells, 3 of 3; look at it\n"), "{toml}");
    assert!(toml.contains("#   column A: \"Mã\" (numbers in 3 of 3 filled cells)\n"), "{toml}");
    assert!(toml.contains("#   \"Qua loa\" (rows: 1)\n") && !toml.contains("\"Thư\" (rows: 1)"), "{toml}");
    // Nothing of the rows is told but words of columns that hold one of a few.
    assert!(!toml.contains("Công ty A") && !toml.contains("lô B4"));
    Mapping::from_toml(toml, "proposed").unwrap();
}

#[test]
fn what_a_petition_needs_is_asked_for_where_nothing_was_found() {
    let suggestion = suggested("Mã,Tên\n1,a\n2,b\n");
    assert_eq!(suggestion.missing, [Field::Received, Field::Summary]);
    assert!(suggestion.to_toml().contains("# received = [\"\"]\n"));
    let refused = Mapping::from_toml(suggestion.to_toml(), "proposed").unwrap_err();
    assert!(refused.to_string().contains("Received has no column"), "{refused}");
    assert!(suggest_mapping(&read_sheet(b"1,2\n3,4\n", "so.csv").unwrap()).is_err());
}

#[test]
fn months_that_stand_first_are_seen() {
    let toml = |dates: [&str; 2]| {
        let csv = format!("Ngày đến,Trích yếu,Nơi gửi\n{},a,Ông B\n{},b,Ông C\n", dates[0], dates[1]);
        suggested(&csv).to_toml().contains("month_day")
    };
    assert!(toml(["03/25/2026", "04/05/2026"]));
    assert!(!toml(["25/03/2026", "04/05/2026"]) && !toml(["03/04/2026", "04/05/2026"]) && !toml(["25/03/2026", "03/25/2026"]));
}

proptest! {
    #[test]
    fn a_proposal_is_a_mapping_or_asks_for_what_is_needed(
        headings in proptest::collection::vec(prop_oneof![
            proptest::sample::select(vec!["Ngày đến", "Ngày đến (1)", "Trích yếu", "Nội dung", "Nơi gửi", "STT", "Ngày trả lời đơn"])
                .prop_map(str::to_owned),
            any::<String>(),
        ], 2..8),
        rows in proptest::collection::vec(proptest::collection::vec(prop_oneof![
            "[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}", "[0-9]{1,3}/[A-Z]{2,4}", "Công ty [A-Z]", any::<String>(),
        ], 0..8), 0..6),
    ) {
        let field = |text: &String| format!("\"{}\"", text.replace('"', "\"\"").replace('\0', ""));
        let line = |cells: &Vec<String>| cells.iter().map(field).collect::<Vec<_>>().join(",");
        let csv: Vec<String> = core::iter::once(&headings).chain(&rows).map(line).collect();
        let Ok(sheet) = read_sheet(csv.join("\n").as_bytes(), "so.csv") else { return Ok(()) };
        let Ok(suggestion) = suggest_mapping(&sheet) else { return Ok(()) };
        match Mapping::from_toml(suggestion.to_toml(), "proposed") {
            Ok(mapping) => {
                prop_assert!(suggestion.missing.is_empty());
                for column in &suggestion.columns {
                    if let Some((field, _)) = &column.field {
                        prop_assert_eq!(mapping.heading(&column.heading), Some(*field));
                    }
                }
            }
            Err(error) => prop_assert!(!suggestion.missing.is_empty() && error.to_string().contains("needs one"), "{error}\n{}", suggestion.to_toml()),
        }
    }
}
