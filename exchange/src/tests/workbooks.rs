//! Workbooks as a program reads them: figures, formulas, texts, and what is merged.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kiennghi::statistics::{FilledForm, Form, Measure, PeriodKind, Question, Ratio, RowFigure, Table, TableNumber};

use super::*;

struct Book {
    cells: Vec<Vec<Data>>,
    formulas: Vec<(usize, usize, String)>,
    /// First row and column, last row and column.
    merged: Vec<(u32, u32, u32, u32)>,
}

fn book(bytes: &[u8]) -> Book {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    assert_eq!(range.start(), Some((0, 0)));
    let formulas = book.worksheet_formula(&name).unwrap();
    let (top, left) = formulas.start().unwrap_or_default();
    let formulas = formulas.used_cells().map(|(row, column, text)| (row + top as usize, column + left as usize, text.clone()));
    let formulas = formulas.collect();
    let merged = book.merge_cells_by_sheet_name(&name).unwrap();
    let merged = merged.iter().map(|of| (of.start.0, of.start.1, of.end.0, of.end.1)).collect();
    Book { cells: range.rows().map(<[Data]>::to_vec).collect(), formulas, merged }
}

impl Book {
    fn row(&self, label: &str) -> &[Data] {
        self.cells.iter().find(|row| row.iter().any(|cell| *cell == *label)).unwrap()
    }

    fn shows(&self, text: &str) -> bool {
        self.cells.iter().flatten().any(|cell| cell.to_string().contains(text))
    }
}

fn letterhead() -> Letterhead {
    Letterhead { parent: Some("UBND tỉnh Bình Dương".into()), agency: Some("Ban Quản lý các khu công nghiệp".into()) }
}

fn full() -> Register<MemoryStore> {
    let mut register = register();
    let sheet = read_sheet_file(sample("so-dang-ky-2026.csv").to_str().unwrap()).unwrap();
    import(&mut register, &sheet, &Mapping::vietnam().unwrap(), &world("2026-11-20T10:00:00Z")).unwrap();
    register
}

fn counted(by: Vec<Dimension>, kind: PeriodKind) -> Table {
    let (first, as_of) = ("2026-01-01".parse().unwrap(), "2026-10-30".parse().unwrap());
    full().statistics(&Question::new(by, kind.covering(first, as_of), as_of)).unwrap()
}

fn form(name: &str) -> FilledForm {
    let (register, form, as_of) = (full(), Form::built_in(name).unwrap(), "2026-10-30".parse().unwrap());
    let period = form.period().containing(as_of).unwrap();
    register.form(&form, &form.question(period, as_of)).unwrap()
}

#[test]
fn a_table_has_every_line_every_subtotal_and_every_total_with_its_figures() {
    for by in [vec![], vec![Dimension::Source], vec![Dimension::Source, Dimension::Unit, Dimension::Field]] {
        let table = counted(by.clone(), PeriodKind::Quarter);
        let mut bytes = Vec::new();
        table_xlsx(&table, &letterhead(), Lang::Vi, &mut bytes).unwrap();
        let book = book(&bytes);
        let labels = by.len().max(1);
        // The first column of numbers is the total to do, the lines begin below the headings.
        let is_number = |data: &&Data| matches!(data, Data::Float(_) | Data::Int(_));
        let lines: Vec<f64> = book
            .cells
            .iter()
            .filter_map(|row| row.get(labels).filter(is_number).map(|cell| cell.to_string().parse().unwrap()))
            .collect();
        let levels: Vec<_> = (0..=by.len()).map(|first| table.subtotals(&by[..first]).unwrap()).collect();
        assert_eq!(lines.len(), levels.iter().map(Vec::len).sum::<usize>(), "{by:?}");
        let all: u64 = levels.iter().flatten().map(|row| row.figure(RowFigure::ToDo).unwrap()).sum();
        assert_eq!(lines.iter().sum::<f64>(), all as f64, "{by:?}");
        let subtotals = book.formulas.iter().filter(|(.., text)| text.contains("SUBTOTAL")).count();
        assert_eq!(subtotals > 0, !by.is_empty());
        assert!(book.formulas.iter().any(|(.., text)| text.starts_with("SUMPRODUCT(ABS(")), "the balance is a formula");
    }
}

#[test]
fn a_form_lies_under_its_headings_and_its_sums_are_formulas() {
    let filled = form("by-source");
    let mut bytes = Vec::new();
    form_xlsx(&filled, &letterhead(), Lang::Vi, &mut bytes).unwrap();
    let book = book(&bytes);
    let heading = |text: &str| {
        let row = book.cells.iter().position(|row| row.iter().any(|cell| *cell == *text)).unwrap();
        (row as u32, book.cells[row].iter().position(|cell| *cell == *text).unwrap() as u32)
    };
    let (row, column) = heading("Đã trả lời");
    assert!(book.merged.contains(&(row, column, row, column + 4)), "over its five columns");
    let (row, column) = heading("Kết thúc khác");
    assert!(book.merged.contains(&(row, column, row + 1, column)), "down to the numbers");
    let total: Vec<f64> = book.row("Tổng")[2..].iter().map(|cell| cell.to_string().parse().unwrap_or(-1.0)).collect();
    let count = |cell: &kiennghi::statistics::FormCell| match cell {
        kiennghi::statistics::FormCell::Count(count) => Some(*count as f64),
        _ => None,
    };
    let counts: Vec<f64> = filled.total.cells.iter().map_while(count).collect();
    assert_eq!(total[..counts.len()], counts);
    let row = book.cells.iter().position(|row| row.get(1).is_some_and(|cell| *cell == *"Tổng")).unwrap();
    let of_total = book.formulas.iter().filter(|(at, ..)| *at == row).count();
    assert_eq!(of_total, counts.len(), "every count of the total is a formula");
    assert!(book.shows("UBND TỈNH BÌNH DƯƠNG") && book.shows("Độc lập - Tự do - Hạnh phúc") && book.shows("THỦ TRƯỞNG CƠ QUAN"));
}

#[test]
fn where_a_form_does_not_agree_the_cell_has_our_figure_and_the_difference_is_told() {
    let filled = form("II.05a");
    assert!(!filled.failures.is_empty(), "the sample does not say what petitions are about");
    let mut bytes = Vec::new();
    form_xlsx(&filled, &letterhead(), Lang::Vi, &mut bytes).unwrap();
    let book = book(&bytes);
    assert!(book.shows("KHÔNG KHỚP") && book.shows("chưa đối chiếu văn bản"));
    let apart: i64 = filled
        .rows
        .iter()
        .chain([&filled.total])
        .map(|row| match row.cells[0] {
            kiennghi::statistics::FormCell::Count(count) => count,
            _ => 0,
        })
        .sum();
    let told = book.row("Đối chiếu, chênh lệch phải bằng 0: Số lượng tiếp nhận, tổng số (3) = (4) + (5)");
    assert_eq!(told.last().unwrap().to_string(), apart.to_string());
}

#[test]
fn what_is_withheld_is_in_no_number_and_no_formula() {
    let published = counted(vec![Dimension::Source, Dimension::Unit], PeriodKind::Quarter).published(5).unwrap();
    let mut bytes = Vec::new();
    published_xlsx(&published, &letterhead(), Lang::En, &mut bytes).unwrap();
    let book = book(&bytes);
    assert!(book.formulas.is_empty());
    assert!(book.shows("•") && book.shows("from 1 to 4"));
    let small = |cell: &&Data| matches!(cell, Data::Float(number) if (1.0..5.0).contains(number));
    assert_eq!(book.cells.iter().flatten().filter(small).count(), 0);
    let is_shown = published.rows().iter().any(|row| row.get(Measure::Received).number().is_some());
    assert!(is_shown, "something is left to show");
}

#[test]
fn numbers_that_were_not_chosen_to_be_published_have_no_column() {
    let table = counted(vec![Dimension::Source], PeriodKind::Quarter);
    let shown = |numbers: &[TableNumber]| {
        let published = table.published_of(5, numbers).unwrap();
        let mut bytes = Vec::new();
        published_xlsx(&published, &letterhead(), Lang::En, &mut bytes).unwrap();
        let book = book(&bytes);
        let headings = ["To do", "Received", "Closed", "Open", "Replied on time", "Rate", "of so many"];
        let is_there =
            |heading: &&str| book.cells.iter().flatten().any(|cell| matches!(cell, Data::String(text) if text == heading));
        headings.into_iter().filter(is_there).collect::<Vec<_>>()
    };
    assert_eq!(shown(&[Measure::Received.into()]), ["To do", "Received"]);
    assert_eq!(shown(&[RowFigure::Open.into(), Ratio::OnTimeRate.into()]), ["Open", "Replied on time", "Rate", "of so many"]);
}

#[test]
fn a_text_is_never_a_formula_and_what_a_cell_cannot_hold_is_counted() {
    let mut register = register();
    let long = "ề".repeat(40_000);
    take(
        &mut register,
        &format!(
            "Ngày đến,Nơi gửi,Trích yếu,Lĩnh vực\n02/03/2026,=HYPERLINK(\"x\"),@SUM(A1),+1\n03/03/2026,-2+3,{long},a\u{1}b\n"
        ),
    );
    let at = "2026-03-10".parse().unwrap();
    let sheet = RegisterSheet { at, confidential: Confidential::Hidden, letterhead: Letterhead::default(), lang: Lang::Vi };
    let mut bytes = Vec::new();
    let written = register_xlsx(&register, &sheet, &mut bytes).unwrap();
    assert_eq!((written.rows, written.changed), (2, Changed { cut: 1, replaced: 1 }));
    let book = book(&bytes);
    assert!(book.formulas.is_empty());
    for text in ["=HYPERLINK(\"x\")", "@SUM(A1)", "+1", "-2+3", "a\u{fffd}b"] {
        assert!(book.cells.iter().flatten().any(|cell| *cell == Data::String(text.into())), "{text}");
    }
    assert!(book.shows("… (đã cắt: ô chỉ chứa được 32.767 ký tự)"));
}

#[test]
fn a_list_has_a_line_a_petition_and_hides_what_is_confidential() {
    let mut register = full();
    let received = "2026-10-01".parse().unwrap();
    let receive = kiennghi::petition::Receive {
        confidential: true,
        ..kiennghi::petition::Receive::new(
            kiennghi::petition::SourceKind::Citizen,
            "Ông Kín",
            kiennghi::petition::Channel::Letter,
            "Tố giác",
        )
    };
    let id = kiennghi::ledger::Identity::from_bytes([9; 16]);
    let command = kiennghi::petition::Command {
        id,
        petition: id,
        at: received,
        provenance: kiennghi::petition::Provenance::Imported { recorded: None },
        act: kiennghi::petition::Act::Receive(Box::new(receive)),
    };
    register.execute(&command, &world("2026-11-21T10:00:00Z")).unwrap();
    let as_of = "2026-11-21".parse().unwrap();
    let items = register.worklist(kiennghi::time::Moment::Date(as_of)).unwrap();
    for (confidential, shown) in [(Confidential::Hidden, false), (Confidential::Shown, true)] {
        let mut bytes = Vec::new();
        let details = |item: &kiennghi::case::WorkItem| register.petition_for(item.id, confidential);
        worklist_xlsx(&items, as_of, &letterhead(), Lang::Vi, &mut bytes, details).unwrap();
        let book = book(&bytes);
        let lines = book.cells.iter().filter(|row| row[1].to_string().starts_with("PAKN-")).count();
        assert_eq!((lines, book.shows("Tố giác"), book.shows("(mật)")), (items.len(), shown, !shown));
        assert_eq!(book.row("Tổng số vụ")[2].to_string(), items.len().to_string());
    }
}

#[test]
fn a_workbook_takes_the_place_of_a_workbook_and_of_nothing_else() {
    let folder = std::env::temp_dir().join(format!("kiennghi-workbook-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let place = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fs::write(place("so.db"), "a register").unwrap();
    let mut register = full();
    let at = "2026-11-20".parse().unwrap();
    let sheet = RegisterSheet { at, confidential: Confidential::Hidden, letterhead: letterhead(), lang: Lang::Vi };
    let now = world("2026-11-20T11:00:00Z");
    let error = register_file(&mut register, &sheet, SheetFormat::Xlsx, &place("so.db"), &now).unwrap_err();
    assert_eq!((error.code(), fs::read_to_string(place("so.db")).unwrap().as_str()), ("file_unwritten", "a register"));
    assert_eq!(register.copies().unwrap().len(), 0, "what was not written is no copy");
    for (name, format) in [("so.xlsx", SheetFormat::Xlsx), ("so.csv", SheetFormat::Csv)] {
        assert_eq!(SheetFormat::of(name), Some(format));
        let head = register.head().unwrap();
        let written = register_file(&mut register, &sheet, format, &place(name), &now).unwrap();
        assert!(written.rows > 200);
        let copy = register.copies().unwrap().pop().unwrap();
        assert_eq!((copy.label, copy.head), (place(name), head), "an erasure is told of it");
    }
    let fails = xlsx_file::<()>(&place("so.xlsx"), |_| Err(ExchangeError::Stopped { rows: 0 }));
    assert!(fails.is_err() && read_sheet_file(&place("so.xlsx")).is_ok(), "what was there is as it was");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "nothing is left beside them");
    fs::remove_dir_all(&folder).unwrap();
}
