//! Files as ugly as offices keep them, each made by a small function, with the report that it must give.
//!
//! `corpus.txt` holds the reports; `KIENNGHI_REMAKE=1` makes it again: read the difference.

use std::{env, fs};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::*;

const HEAD: &str = "Số đến,Ngày đến,Nơi gửi,Số ký hiệu,Trích yếu,Hạn trả lời,Ngày trả lời\n";
const ROWS: &str = "1,02/03/2026,UBND tỉnh Bình Dương,1234/UBND-KT,Ngập đường số 5,,09/03/2026\n2,03/03/2026,Công ty Đông Á,05/CV,Đề nghị cấp phép,,\n";

fn register_sheet() -> String {
    format!("{HEAD}{ROWS}")
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

fn utf16(text: &str, mark: &str) -> Vec<u8> {
    format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Rows of texts; what begins with `#` is a number, with `@` a date.
fn write(sheet: &mut Worksheet, rows: &[&[&str]]) {
    let format = Format::new().set_num_format("dd/mm/yyyy");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            let result = match cell.as_bytes().first() {
                None => continue,
                Some(b'#') => sheet.write_number(row, column, cell[1..].parse::<f64>().unwrap()),
                Some(b'@') => {
                    sheet.write_datetime_with_format(row, column, ExcelDateTime::parse_from_str(&cell[1..]).unwrap(), &format)
                }
                Some(_) => sheet.write_string(row, column, *cell),
            };
            result.unwrap();
        }
    }
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        write(book.add_worksheet().set_name(*name).unwrap(), rows);
    }
    book.save_to_buffer().unwrap()
}

fn one(rows: &[&[&str]]) -> Vec<u8> {
    book(&[("Sổ", rows)])
}

const TITLES: &[&str] = &["Số đến", "Ngày đến", "Nơi gửi", "Số ký hiệu", "Trích yếu"];

fn merged_downwards() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    write(
        sheet,
        &[TITLES, &["#1", "@2026-03-02", "", "12/UBND", "Ngập đường"], &["#2", "@2026-03-02", "", "12/UBND", "Cấp phép"]],
    );
    sheet.merge_range(1, 2, 2, 2, "UBND tỉnh Bình Dương", &Format::new()).unwrap();
    book.save_to_buffer().unwrap()
}

fn merged_headings() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    write(
        sheet,
        &[
            &["SỔ THEO DÕI PHẢN ÁNH, KIẾN NGHỊ"],
            &["Số đến", "Ngày đến", "", "", "Trích yếu"],
            &["", "", "Nơi gửi", "Số ký hiệu", ""],
            &["(1)", "(2)", "(3)", "(4)", "(5)"],
            &["#1", "@2026-03-02", "Công ty A", "12/CV", "Ngập đường"],
        ],
    );
    sheet.merge_range(1, 2, 1, 3, "Văn bản đến", &Format::new()).unwrap();
    book.save_to_buffer().unwrap()
}

fn zeros_in_an_archive() -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(&vec![b' '; 32 * 1024 * 1024]).unwrap();
    writer.finish().unwrap().into_inner()
}

fn archive_of(name: &str, text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// An ODS with nothing but its content.
fn ods(table: &str) -> Vec<u8> {
    use std::io::Write as _;
    let options = zip::write::SimpleFileOptions::default();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"Sổ\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest/>";
    let members = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ];
    for (name, text) in members {
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| match text.strip_prefix('@') {
        Some(date) => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{date}\"><text:p>{date}</text:p></table:table-cell>"
        ),
        None => format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"),
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

/// Name, file name and bytes of each.
fn corpus() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let csv = |text: String| text.into_bytes();
    let tcvn3 = "Sè ®Õn,Ngµy ®Õn,N¬i göi,TrÝch yÕu\n1,02/03/2026,UBND tØnh B×nh D\u{AD}¬ng,NgËp ®\u{AD}êng sè 5\n2,03/03/2026,C«ng ty §«ng ¸,§Ò nghÞ cÊp phÐp\n";
    let vni = "Soá ñeán,Ngaøy ñeán,Nôi göûi,Trích yeáu\n1,02/03/2026,UBND tænh Bình Döông,Ngaäp ñöôøng soá 5\n2,03/03/2026,Coâng ty Ñoâng AÙ,Ñeà nghò caáp pheùp\n";
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(register_sheet().as_str()).collect();
    vec![
        ("utf-8 with its mark", "a.csv", csv(format!("\u{FEFF}{}", register_sheet()))),
        ("letters with their marks apart", "a.csv", csv(decomposed)),
        ("utf-16 with its mark, tabs", "a.txt", utf16(&register_sheet().replace(',', "\t"), "\u{FEFF}")),
        ("utf-16 without its mark", "a.txt", utf16(&register_sheet(), "")),
        ("tcvn3 of an old register", "a.csv", latin(tcvn3)),
        ("vni of an old register", "a.csv", latin(vni)),
        ("utf-8 with a broken byte", "a.csv", {
            let mut bytes = register_sheet().into_bytes();
            let at = bytes.len() - 12;
            bytes.insert(at, 0xFF);
            bytes
        }),
        (
            "semicolons, commas in texts",
            "a.csv",
            csv(register_sheet().replace(',', ";").replace("Ngập đường", "Ngập, lụt, hư đường")),
        ),
        ("excel told the separator", "a.csv", csv(format!("sep=;\n{}", register_sheet().replace(',', ";")))),
        ("lines end as on old macintoshes", "a.csv", csv(register_sheet().replace('\n', "\r"))),
        ("lines end as on windows, blank lines between", "a.csv", csv(register_sheet().replace('\n', "\r\n\r\n"))),
        (
            "a quotation mark is never closed",
            "a.csv",
            csv(format!("{HEAD}1,02/03/2026,Công ty A,1/CV,\"{},,\n", "Ngập đường ".repeat(20_000))),
        ),
        ("a cell has line breaks", "a.csv", csv(format!("{HEAD}1,02/03/2026,Công ty A,1/CV,\"Ngập\nđường\",,\nx,x,x,x,x,x,x\n"))),
        (
            "rows are shorter and longer than the headings",
            "a.csv",
            csv(format!("{HEAD}1,02/03/2026,Công ty A,1/CV,Ngập\n2,02/03/2026,Công ty B,1/CV,Ngập,,,,thừa\n")),
        ),
        (
            "titles above, total below, headings again",
            "a.csv",
            csv(format!(
                "SỔ THEO DÕI,,\nNăm 2026,,\n\n{HEAD}{ROWS}{HEAD}3,04/03/2026,Công ty B,6/CV,Cấp phép,,\nTổng cộng,,,,,,3\n"
            )),
        ),
        (
            "headings in capitals without diacritics",
            "a.csv",
            csv(register_sheet()
                .replace(HEAD, "SO DEN,NGAY DEN (dd/mm/yyyy),NOI GUI,SO KY HIEU,TRICH YEU,HAN TRA LOI,NGAY TRA LOI\n")),
        ),
        ("no headings", "a.csv", csv(ROWS.to_owned())),
        (
            "two columns of one heading",
            "a.csv",
            csv("Ngày đến,Ngày đến,Nơi gửi,Trích yếu\n02/03/2026,05/03/2026,Công ty A,Ngập\n".into()),
        ),
        (
            "headings in two rows, from a csv",
            "a.csv",
            csv("Số đến,Ngày đến,Văn bản,,Trích yếu\n,,Nơi gửi,Số ký hiệu,\n1,02/03/2026,Công ty A,1/CV,Ngập\n".into()),
        ),
        (
            "month before day in some rows",
            "a.csv",
            csv(format!("{HEAD}1,13/03/2026,Công ty A,,B,,\n2,04/05/2026,Công ty A,,C,,\n3,3/14/2026,Công ty A,,D,,\n")),
        ),
        (
            "dates with hours, in words, as numbers",
            "a.csv",
            csv(format!(
                "{HEAD}1,8h30 ngày 02/03/2026,Công ty A,,B,,\n2,ngày 5 tháng 3 năm 2026,Công ty A,,C,,\n3,\"46086,5\",Công ty A,,D,,\n4,2026-03-05 08:30,Công ty A,,E,,\n"
            )),
        ),
        (
            "days that are not in the calendar",
            "a.csv",
            csv(format!(
                "{HEAD}1,31/02/2026,Công ty A,,B,,\n2,00/03/2026,Công ty A,,C,,\n3,29/02/2026,Công ty A,,D,,\n4,chưa rõ,Công ty A,,E,,\n"
            )),
        ),
        (
            "number and date of the letter in one cell",
            "a.csv",
            csv(format!(
                "{HEAD}1,05/03/2026,UBND tỉnh,1234/UBND-KT ngày 02/3/2026,B,,\n2,05/03/2026,UBND tỉnh,1234/UBND-KT (02/03/2026),C,,\n"
            )),
        ),
        (
            "due dates that are not the rule's",
            "a.csv",
            csv(format!(
                "{HEAD}1,02/03/2026,Công ty A,,B,16/03/2026,\n2,02/03/2026,Công ty A,,C,20/03/2026,\n3,02/03/2026,Công ty A,,D,01/03/2026,\n"
            )),
        ),
        ("replied before it came", "a.csv", csv(format!("{HEAD}1,02/03/2026,Công ty A,,B,,01/03/2026\n"))),
        (
            "a number twice, a letter twice",
            "a.csv",
            csv(format!("{HEAD}1,02/03/2026,Công ty A,7/CV,B,,\n1,03/03/2026,UBND tỉnh,7/CV,C,,\n")),
        ),
        ("a formula as text", "a.csv", csv(format!("{HEAD}1,02/03/2026,Công ty A,,\"=HYPERLINK(\"\"http://x\"\")\",,\n"))),
        ("nothing but separators", "a.csv", csv(",,,\n,,,\n".into())),
        ("more columns than a spreadsheet", "a.csv", csv(format!("{}x\n", ",".repeat(20_000)))),
        ("no text at all", "a.csv", (0..=255).collect()),
        ("headings merged over two rows and numbered", "a.xlsx", merged_headings()),
        ("a sender merged over two rows", "a.xlsx", merged_downwards()),
        (
            "the register is the third sheet",
            "a.xlsx",
            book(&[
                ("Bìa", &[&["SỔ THEO DÕI"]]),
                ("Danh mục", &[&["Mã", "Nội dung"]]),
                ("2026", &[TITLES, &["#1", "@2026-03-02", "Công ty A", "1/CV", "Ngập"]]),
            ]),
        ),
        (
            "old font in a workbook of today",
            "a.xlsx",
            one(&[
                TITLES,
                &["#1", "@2026-03-02", "C«ng ty §«ng ¸", "1/CV", "NgËp ®\u{AD}êng sè 5"],
                &["#2", "@2026-03-03", "UBND tØnh", "2/CV", "§Ò nghÞ cÊp phÐp x©y dùng"],
            ]),
        ),
        (
            "day and month turned by a spreadsheet",
            "a.xlsx",
            one(&[
                TITLES,
                &["#1", "@2026-02-03", "Công ty A", "", "B"],
                &["#2", "@2026-05-03", "Công ty A", "", "C"],
                &["#3", "13/03/2026", "Công ty A", "", "D"],
                &["#4", "25/03/2026", "Công ty A", "", "E"],
            ]),
        ),
        (
            "day numbers and dates with hours",
            "a.xlsx",
            one(&[
                TITLES,
                &["#1", "#46083", "Công ty A", "", "B"],
                &["#2", "#46083.354", "Công ty A", "", "C"],
                &["#3", "#12", "Công ty A", "", "D"],
            ]),
        ),
        ("a cell far away", "a.xlsx", {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            write(sheet, &[TITLES, &["#1", "@2026-03-02", "Công ty A", "1/CV", "Ngập"]]);
            sheet.write_string(2_999, 16_383, "x").unwrap();
            book.save_to_buffer().unwrap()
        }),
        ("an archive that fills the memory", "a.xlsx", zeros_in_an_archive()),
        ("elements in elements without end", "a.xlsx", archive_of("xl/workbook.xml", &"<a>".repeat(100))),
        ("an archive without a workbook", "a.zip", archive_of("readme.txt", "x")),
        ("half of a workbook", "a.xlsx", {
            let whole = one(&[TITLES]);
            whole[..whole.len() / 2].to_vec()
        }),
        (
            "ods with dates",
            "a.ods",
            ods(&format!("{}{}", ods_row(TITLES), ods_row(&["1", "@2026-03-02", "Công ty A", "1/CV", "Ngập"]))),
        ),
        (
            "ods that repeats a cell without end",
            "a.ods",
            ods(
                "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>",
            ),
        ),
        ("an old workbook that is none", "a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no more".to_vec()),
    ]
}

fn told(name: &str, bytes: &[u8]) -> String {
    let mapping = Mapping::vietnam().unwrap();
    let sheet = read_sheet_as(bytes, name, &Reading { mapping: Some(&mapping), ..Reading::default() });
    let mut register = register();
    let report = sheet.and_then(|sheet| import(&mut register, &sheet, &mapping, &world("2026-11-20T10:00:00Z")));
    match report {
        Ok(report) => {
            assert_eq!(
                report.rows,
                report.added + report.updated + report.unchanged + report.refused_rows + report.skipped.len()
            );
            let mut text = report_text(&report, Lang::En);
            for item in register.worklist("2026-11-20".parse().unwrap()).unwrap() {
                let case = register.petition(item.id).unwrap();
                let case = case.case();
                text.push_str(&format!(
                    "  open: {} {} {}\n",
                    case.number(),
                    case.received_at(),
                    case.dimension(Dimension::Source).unwrap()
                ));
            }
            text
        }
        Err(error) => format!("{}: {error}\n", error.code()),
    }
}

#[test]
fn ugly_files_give_the_reports_that_they_should() {
    let files = corpus();
    assert!(files.len() >= 40);
    let all: String = files.iter().map(|(what, name, bytes)| format!("== {what}\n{}\n", told(name, bytes))).collect();
    let plain = |letter: char| if letter.is_control() && letter != '\n' { '?' } else { letter };
    let all: String = all.chars().map(plain).collect();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus.txt");
    if env::var_os("KIENNGHI_REMAKE").is_some() {
        fs::write(&path, &all).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    for (new, old) in all.split("== ").zip(kept.split("== ")) {
        assert_eq!(new, old);
    }
    assert_eq!(all, kept);
}

#[test]
fn a_dry_run_and_all_or_nothing_write_nothing_and_say_what_would_be() {
    let good = read_sheet(register_sheet().as_bytes(), "a.csv").unwrap();
    let bad = read_sheet(format!("{}3,31/02/2026,A,,B,,\n", register_sheet()).as_bytes(), "a.csv").unwrap();
    let (mapping, world) = (Mapping::vietnam().unwrap(), world("2026-11-20T10:00:00Z"));
    let mut register = register();
    let head = register.head().unwrap();
    let go_on = &mut |_| std::ops::ControlFlow::Continue(());
    let mut run = |sheet: &Sheet, mode| {
        let report = import_as(&mut register, sheet, &mapping, &world, mode, go_on).unwrap();
        (report, register.head().unwrap())
    };
    let (dry, after) = run(&bad, ImportMode::DryRun);
    assert_eq!((dry.added, dry.refused_rows, dry.written, after), (2, 1, Written::DryRun, head));
    let (none, after) = run(&bad, ImportMode::AllOrNothing);
    assert_eq!((none.added, none.refused_rows, none.written, after), (2, 1, Written::Nothing, head));
    // Nothing but what became of it differs from what a real import says.
    let (all, after) = run(&good, ImportMode::AllOrNothing);
    assert_eq!((all.added, all.written), (2, Written::Taken));
    assert_ne!(after, head);
    let (again, _) = run(&bad, ImportMode::RowByRow);
    assert_eq!((again.added, again.unchanged, again.refused_rows), (0, 2, 1));
    assert_eq!(dry.refused, again.refused);
}

#[test]
fn an_import_that_is_stopped_keeps_whole_batches_and_goes_on_when_it_is_run_again() {
    let rows: String = (1..=BATCH_ROWS + 600).map(|n| format!("{n},02/03/2026,Công ty A,,Nội dung {n},,\n")).collect();
    let sheet = read_sheet(format!("{HEAD}{rows}").as_bytes(), "a.csv").unwrap();
    let (mapping, world) = (Mapping::vietnam().unwrap(), world("2026-11-20T10:00:00Z"));
    let mut register = register();
    let mut seen = Vec::new();
    let stop = &mut |at: Progress| {
        seen.push(at.done);
        if at.done >= BATCH_ROWS + 256 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    };
    let error = import_as(&mut register, &sheet, &mapping, &world, ImportMode::RowByRow, stop).unwrap_err();
    assert_eq!((error.code(), error), ("import_stopped", ExchangeError::Stopped { rows: BATCH_ROWS }));
    assert!(seen.windows(2).all(|pair| pair[1] - pair[0] <= PROGRESS_ROWS));
    let report = import(&mut register, &sheet, &mapping, &world).unwrap();
    assert_eq!((report.unchanged, report.added), (BATCH_ROWS, 600));
}

#[test]
fn encoding_and_sheet_can_be_said_instead_of_found() {
    let mapping = Mapping::vietnam().unwrap();
    let read = |bytes: &[u8], reading: &Reading<'_>| read_sheet_as(bytes, "a", reading);
    let western = Reading { encoding: Some(Encoding::Windows1252), ..Reading::default() };
    let sheet = read(&latin("TrÝch yÕu\nx\n"), &western).unwrap();
    assert_eq!(sheet.notes()[0], Note::Encoding { encoding: Encoding::Windows1252, score: 100 });
    let two = book(&[("2025", &[TITLES]), ("2026", &[TITLES, &["#1"]])]);
    let of = |sheet| Reading { sheet: Some(sheet), mapping: Some(&mapping), ..Reading::default() };
    assert_eq!(read(&two, &Reading::default()).unwrap().len(), 1, "the first of equals");
    assert_eq!(read(&two, &of("2026")).unwrap().len(), 2);
    let error = read(&two, &of("2024")).unwrap_err().to_string();
    assert!(error.ends_with("it has no sheet `2024`; there are: 2025, 2026"), "{error}");
}

#[test]
fn a_workbook_that_counts_from_1904_gives_the_same_days() {
    let dates = DateReader { epoch: Epoch::Since1904, ..DateReader::new(chrono_tz::Asia::Ho_Chi_Minh) };
    assert_eq!(dates.read(Cell::Number(46083.0 - 1462.0)).unwrap().to_string(), "2026-03-02");
    assert_eq!(DateReader::new(chrono_tz::Asia::Ho_Chi_Minh).read(Cell::Number(46083.0)).unwrap().to_string(), "2026-03-02");
}
