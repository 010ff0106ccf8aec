use kiennghi::{
    case::{Seed, World},
    lang::Lang,
    ledger::Actor,
    register::Register,
    statistics::{Measure, PeriodKind},
    store::MemoryStore,
};

use super::*;
use crate::{Mapping, import, read_sheet, read_sheet_file};

fn world(now: &str) -> World {
    World { now: now.parse().unwrap(), actor: Actor::new("import"), seed: Seed::new([3; 32]) }
}

fn register(sheet: &crate::Sheet) -> Register<MemoryStore> {
    let mut register = Register::create(MemoryStore::new(), &world("2026-01-01T00:00:00Z")).unwrap();
    import(&mut register, sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T10:00:00Z")).unwrap();
    register
}

fn sample() -> Register<MemoryStore> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/sample/so-dang-ky-2026.csv");
    register(&read_sheet_file(path).unwrap())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of_the_year(register: &Register<MemoryStore>) -> Overview {
    let (first, as_of) = (day("2026-01-01"), day("2026-10-30"));
    let overview = Overview::of(register, PeriodKind::Month.covering(first, as_of), as_of).unwrap();
    let letterhead = crate::Letterhead { agency: Some("Ban Quản lý <các> khu & cụm".into()), ..Default::default() };
    Overview { letterhead, ..overview }
}

/// What stands between the tags, tag by tag.
fn texts(page: &str) -> Vec<String> {
    let body = page.split_once("<body>").unwrap().1;
    let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").trim().to_owned();
    body.split('>').filter_map(|part| part.split_once('<').map(|(text, _)| plain(text))).filter(|text| !text.is_empty()).collect()
}

#[test]
fn parts_add_up_to_the_whole_that_the_page_tells() {
    let overview = of_the_year(&sample());
    let whole = &overview.total.counts;
    let sum = |rows: &[Row], count: &dyn Fn(&Row) -> u64| rows.iter().map(count).sum::<u64>();
    for rows in [&overview.by_source, &overview.by_unit, &overview.by_period] {
        assert_eq!(sum(rows, &|row| row.counts.get(Measure::Received)), whole.get(Measure::Received));
        assert_eq!(sum(rows, &|row| row.counts.closed()), whole.closed());
        assert_eq!(sum(rows, &|row| row.counts.on_time_rate().among), whole.on_time_rate().among);
    }
    let last = overview.by_period.last().unwrap();
    assert_eq!((last.counts.open(), last.counts.get(Measure::OpenOverdue)), (whole.open(), overview.overdue.len() as u64));
    let aged = overview.ageing.iter().flat_map(|unit| &unit.cases).map(|(_, cases)| cases.len()).sum::<usize>();
    assert_eq!(aged, overview.overdue.len(), "none is left out of either");
    assert!(!overview.overdue.is_empty() && whole.get(Measure::Received) > 200, "the sample has something to tell");
}

#[test]
fn every_number_of_a_chart_stands_in_a_table() {
    for lang in [Lang::Vi, Lang::En] {
        let page = overview_html(&of_the_year(&sample()), lang);
        let mut charts = 0;
        for section in page.split("<section").skip(1) {
            let Some((chart, table)) = section.split_once("</svg>") else { continue };
            charts += 1;
            let cells = texts(&format!("<body>{table}"));
            // Axes have numbers of their own, and the tables have tenths where columns have none.
            let axis = ["0 %", "25 %", "50 %", "75 %", "100 %"];
            let numbers = texts(&format!("<body>{}", chart.split_once("<svg").unwrap().1));
            for number in numbers.iter().filter(|text| text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('–')) {
                let number = number.split(" (").next().unwrap();
                let rounded = number.ends_with('%') && !number.contains([',', '.']);
                let is_month = number.len() == 5 && number.contains('/');
                if axis.contains(&number) || is_month || number.contains('\u{a0}') && !number.contains('%') {
                    continue;
                }
                let stands = cells.iter().any(|cell| match rounded {
                    true => {
                        let tenths: String = cell.chars().filter(char::is_ascii_digit).collect();
                        let whole = tenths.parse::<u64>().map(|tenths| format!("{}\u{a0}%", (tenths + 5) / 10));
                        cell.ends_with('%') && whole.is_ok_and(|whole| whole == number)
                    }
                    false => cell == number,
                });
                assert!(stands, "{number} of a chart stands in no cell: {cells:?}");
            }
        }
        assert_eq!(charts, 4);
    }
}

#[test]
fn a_page_holds_no_name_and_no_text_of_a_petition() {
    let csv = "Số đến,Ngày đến,Nơi gửi,Trích yếu,Đơn vị xử lý\n\
               1,02/03/2026,Công ty Bí Danh,Ngập đường trước cổng,Văn phòng <b>A</b>\n";
    let register = register(&read_sheet(csv.as_bytes(), "so.csv").unwrap());
    let overview = of_the_year(&register);
    assert_eq!((overview.overdue.len(), overview.total.counts.get(Measure::Received)), (1, 1));
    for lang in [Lang::Vi, Lang::En] {
        let page = overview_html(&overview, lang);
        assert!(!page.contains("Bí Danh") && !page.contains("Ngập đường"));
        assert!(page.contains("Văn phòng &lt;b&gt;A&lt;/b&gt;") && !page.contains("<b>A"), "what a sheet says is text");
        assert!(page.contains("Ban Quản lý &lt;các&gt; khu &amp; cụm"));
    }
}

#[test]
fn the_same_register_gives_the_same_bytes_and_no_address_outside_of_the_page() {
    let (one, other) = (of_the_year(&sample()), of_the_year(&sample()));
    let page = overview_html(&one, Lang::Vi);
    assert_eq!(page, overview_html(&other, Lang::Vi));
    for outside in ["http:", "https:", "src=", "<script", "@import", "url(//"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.len() < 60_000, "{} bytes", page.len());
}

#[test]
fn an_empty_register_has_a_page_too() {
    let register = Register::create(MemoryStore::new(), &world("2026-01-01T00:00:00Z")).unwrap();
    let page = overview_html(&of_the_year(&register), Lang::Vi);
    assert!(page.contains("Không có vụ nào đang quá hạn.") && page.contains("Không có vụ nào quá hạn."));
    assert!(!page.contains("NaN") && !page.contains("n/a"));
}

#[test]
fn periods_with_a_gap_and_periods_to_come_are_refused() {
    let register = sample();
    let quarter = |day: &str| PeriodKind::Quarter.containing(self::day(day)).unwrap();
    let gap = Overview::of(&register, vec![quarter("2026-01-01"), quarter("2026-07-01")], day("2026-10-30")).unwrap_err();
    assert_eq!(
        gap.to_string(),
        "there are days between 2026-04-01 and the period from 2026-07-01; give periods that follow each other"
    );
    for periods in [vec![], vec![quarter("2027-01-01")]] {
        assert!(Overview::of(&register, periods, day("2026-10-30")).is_err());
    }
}

#[test]
fn a_page_replaces_a_page_and_nothing_else() {
    let folder = std::env::temp_dir().join(format!("kiennghi-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (page, register) = (folder.join("bao-cao.html"), folder.join("so.db"));
    std::fs::write(&register, "a register").unwrap();
    let overview = of_the_year(&sample());
    for _ in 0..2 {
        overview_file(&overview, page.to_str().unwrap(), Lang::Vi).unwrap();
        let told = Overview { spreadsheet: Some("bao-cao-qua-han.xlsx".into()), ..overview.clone() };
        assert_eq!(std::fs::read_to_string(&page).unwrap(), overview_html(&told, Lang::Vi));
    }
    let all = overview.overdue.len();
    let told = format!(r#"<a href="bao-cao-qua-han.xlsx">bao-cao-qua-han.xlsx</a>: bảng tính có đủ {all} vụ."#);
    assert!(std::fs::read_to_string(&page).unwrap().contains(&told));
    let sheet = read_sheet_file(folder.join("bao-cao-qua-han.xlsx").to_str().unwrap()).unwrap();
    let numbers = sheet.rows().filter(|row| row.cell(1).show().starts_with("PAKN-")).count();
    assert_eq!(numbers, all, "every one that is overdue is in the workbook");
    let error = overview_file(&overview, register.to_str().unwrap(), Lang::Vi).unwrap_err();
    assert_eq!((error.code(), std::fs::read_to_string(&register).unwrap().as_str()), ("file_unwritten", "a register"));
    assert!(overview_file(&overview, folder.join("none/such.html").to_str().unwrap(), Lang::Vi).is_err());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3, "nothing is left beside them");
    std::fs::remove_dir_all(&folder).unwrap();
}
