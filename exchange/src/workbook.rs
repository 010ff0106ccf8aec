//! Workbooks: XLSX, ODS and old XLS.
//!
//! Promises: an archive is checked before it is parsed; cells come as they are stored, dates as dates;
//! a sheet of several is chosen by its headings; what is merged downwards stands in each row. A parser
//! that gives up on a damaged file, in whatever way, is an error.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Ods, Reader, SheetVisible, Xls, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};

use crate::{
    ExchangeError, Mapping,
    archive::{self, Kind, Unfit},
    headings::{HEADING_ROWS, recognised_in},
    limits::Limit,
    note::Note,
    sheet::{Epoch, Reading, Sheet, Slot},
};

type Bytes<'a> = Cursor<&'a [u8]>;

/// Why a sheet was not read.
enum Failure {
    Beyond(Limit),
    Said(String),
}

impl From<Limit> for Failure {
    fn from(limit: Limit) -> Failure {
        Failure::Beyond(limit)
    }
}

fn said(error: impl std::fmt::Display) -> Failure {
    Failure::Said(error.to_string())
}

/// A workbook in a zip archive.
pub(crate) fn archive(bytes: &[u8], name: &str, reading: &Reading<'_>) -> Result<Sheet, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable { file: name.into(), reason };
    let kind = archive::check(bytes).map_err(|unfit| match unfit {
        Unfit::Beyond(limit) => ExchangeError::TooMuch { file: name.into(), limit, row: None },
        Unfit::Damaged(reason) => unreadable(format!("it is no workbook that can be read: {reason}")),
        Unfit::Locked => unreadable("it asks for a password; save it without one".into()),
    })?;
    match kind {
        Kind::Xlsx => guarded(name, || xlsx(bytes, name, reading)),
        Kind::Ods => guarded(name, || ods(bytes, name, reading)),
        Kind::Xlsb => Err(unreadable("it is a binary workbook (XLSB); save it as XLSX or CSV".into())),
        Kind::Other => Err(unreadable("it is an archive without a workbook; give the sheet itself".into())),
    }
}

/// A workbook of the years before 2007.
pub(crate) fn xls(bytes: &[u8], name: &str, reading: &Reading<'_>) -> Result<Sheet, ExchangeError> {
    guarded(name, || {
        let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(said)?;
        let epoch = if book.has_1904_epoch() { Epoch::Since1904 } else { Epoch::Since1900 };
        let read = |book: &mut Xls<Bytes<'_>>, title: &str, most: usize| {
            let range = book.worksheet_range(title).map_err(said)?;
            let mut sheet = dense(&range, name, most)?;
            sheet.epoch = epoch;
            merge(&mut sheet, &book.merge_cells_by_sheet_name(title).unwrap_or_default());
            Ok(sheet)
        };
        choose(&mut book, reading, read)
    })
}

fn guarded(name: &str, read: impl FnOnce() -> Result<Sheet, Failure>) -> Result<Sheet, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable { file: name.into(), reason };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(sheet)) => Ok(sheet),
        Ok(Err(Failure::Beyond(limit))) => Err(ExchangeError::TooMuch { file: name.into(), limit, row: None }),
        Ok(Err(Failure::Said(reason))) => Err(unreadable(format!("it is no workbook that can be read: {reason}"))),
        Err(_) => Err(unreadable("it is a damaged workbook; open it in a spreadsheet and save it again".into())),
    }
}

fn ods(bytes: &[u8], name: &str, reading: &Reading<'_>) -> Result<Sheet, Failure> {
    let mut book: Ods<Bytes<'_>> = Ods::new(Cursor::new(bytes)).map_err(said)?;
    choose(&mut book, reading, |book, title, most| dense(&book.worksheet_range(title).map_err(said)?, name, most))
}

fn xlsx(bytes: &[u8], name: &str, reading: &Reading<'_>) -> Result<Sheet, Failure> {
    let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(said)?;
    let epoch = if book.has_1904_epoch() { Epoch::Since1904 } else { Epoch::Since1900 };
    choose(&mut book, reading, |book, title, most| {
        let mut sheet = sparse(book, title, name, most)?;
        sheet.epoch = epoch;
        merge(&mut sheet, &book.merge_cells_by_sheet_name(title).unwrap_or_default());
        Ok(sheet)
    })
}

/// The sheet that was asked for; else that of the visible ones whose first rows have most headings, the
/// first of equals.
fn choose<'a, R: Reader<Bytes<'a>>>(
    book: &mut R,
    reading: &Reading<'_>,
    mut read: impl FnMut(&mut R, &str, usize) -> Result<Sheet, Failure>,
) -> Result<Sheet, Failure> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet);
    let all: Vec<(String, bool)> = sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let chosen = match (reading.sheet, all.as_slice()) {
        (Some(wanted), _) => {
            let same = |name: &&&str| crate::fold(name) == crate::fold(wanted);
            let missing = || Failure::Said(format!("it has no sheet `{wanted}`; there are: {}", names.join(", ")));
            *names.iter().find(|name| **name == wanted).or_else(|| names.iter().find(same)).ok_or_else(missing)?
        }
        (None, []) => return Err(Failure::Said("it has no worksheet".into())),
        (None, [(only, _)]) => only.as_str(),
        (None, _) => {
            let built_in = Mapping::vietnam().map_err(said)?;
            let mapping = reading.mapping.unwrap_or(&built_in);
            let mut best: Option<(usize, &str)> = None;
            for (name, visible) in &all {
                // A hidden sheet is taken if no other will do.
                let found = recognised_in(&read(book, name, HEADING_ROWS)?, mapping);
                let worth = if *visible { found * 2 + 1 } else { found };
                if best.is_none_or(|(known, _)| worth > known) {
                    best = Some((worth, name));
                }
            }
            best.map(|(_, name)| name).unwrap_or_default()
        }
    };
    let mut sheet = read(book, chosen, usize::MAX)?;
    let others: Vec<String> = names.iter().filter(|name| **name != chosen).map(|name| (*name).to_owned()).collect();
    if !others.is_empty() {
        sheet.notes.push(Note::Sheet { name: chosen.into(), others });
    }
    Ok(sheet)
}

fn merge(sheet: &mut Sheet, regions: &[Dimensions]) {
    for region in regions.iter().filter(|region| region.end.0 > region.start.0) {
        sheet.fill_down(region.start.1 as usize, region.start.0 as usize, region.end.0 as usize);
    }
}

/// The cells of an XLSX sheet as they stream by: one far away costs nothing but a number.
fn sparse(book: &mut Xlsx<Bytes<'_>>, title: &str, name: &str, most: usize) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::named(name);
    let mut cells = book.worksheet_cells_reader(title).map_err(said)?;
    while let Some(cell) = cells.next_cell().map_err(said)? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        if row >= most {
            break;
        }
        if *cell.get_value() == DataRef::Empty || row < sheet.len() {
            continue;
        }
        while sheet.len() < row {
            sheet.end_row()?;
        }
        if column < sheet.width() {
            continue; // the same cell twice: the first counts
        }
        while sheet.width() < column {
            sheet.push(Slot::Empty)?;
        }
        push(&mut sheet, cell.get_value())?;
    }
    if sheet.width() > 0 {
        sheet.end_row()?;
    }
    Ok(sheet)
}

fn dense(range: &calamine::Range<Data>, name: &str, most: usize) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::named(name);
    let (first_row, first_column) = range.start().unwrap_or_default();
    for _ in 0..(first_row as usize).min(most) {
        sheet.end_row()?;
    }
    for row in range.rows().take(most.saturating_sub(first_row as usize)) {
        for _ in 0..first_column {
            sheet.push(Slot::Empty)?;
        }
        for data in row {
            push_owned(&mut sheet, data)?;
        }
        sheet.end_row()?;
    }
    Ok(sheet)
}

fn push(sheet: &mut Sheet, data: &DataRef<'_>) -> Result<(), Limit> {
    match data {
        DataRef::SharedString(text) => sheet.push_text(text),
        DataRef::Empty => sheet.push(Slot::Empty),
        DataRef::String(text) | DataRef::DurationIso(text) => sheet.push_text(text),
        DataRef::Float(number) => sheet.push(Slot::Number(*number)),
        DataRef::Int(number) => sheet.push(Slot::Number(*number as f64)),
        DataRef::Bool(truth) => sheet.push_text(of_bool(*truth)),
        DataRef::DateTime(at) => sheet.push(of_excel(at).unwrap_or(Slot::Number(at.as_f64()))),
        DataRef::DateTimeIso(text) => push_iso(sheet, text),
        // What could not be computed says nothing: the cell counts as what it shows.
        DataRef::Error(error) => sheet.push_text(&error.to_string()),
    }
}

fn push_owned(sheet: &mut Sheet, data: &Data) -> Result<(), Limit> {
    match data {
        Data::Empty => sheet.push(Slot::Empty),
        Data::String(text) | Data::DurationIso(text) => sheet.push_text(text),
        Data::Float(number) => sheet.push(Slot::Number(*number)),
        Data::Int(number) => sheet.push(Slot::Number(*number as f64)),
        Data::Bool(truth) => sheet.push_text(of_bool(*truth)),
        Data::DateTime(at) => sheet.push(of_excel(at).unwrap_or(Slot::Number(at.as_f64()))),
        Data::DateTimeIso(text) => push_iso(sheet, text),
        Data::Error(error) => sheet.push_text(&error.to_string()),
    }
}

fn of_bool(truth: bool) -> &'static str {
    if truth { "TRUE" } else { "FALSE" }
}

fn push_iso(sheet: &mut Sheet, text: &str) -> Result<(), Limit> {
    match of_iso(text) {
        Some(slot) => sheet.push(slot),
        None => sheet.push_text(text),
    }
}

/// A spreadsheet's date: one without a time of day is a date, not midnight.
pub(crate) fn of_excel(at: &ExcelDateTime) -> Option<Slot> {
    if at.is_duration() {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        return Some(Slot::Date(date));
    }
    Some(Slot::DateTime(date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())?))
}

fn of_iso(text: &str) -> Option<Slot> {
    match text.parse::<NaiveDate>() {
        Ok(date) => Some(Slot::Date(date)),
        Err(_) => {
            let at = text.parse::<NaiveDateTime>().ok()?;
            Some(if at.time() == chrono::NaiveTime::MIN { Slot::Date(at.date()) } else { Slot::DateTime(at) })
        }
    }
}
