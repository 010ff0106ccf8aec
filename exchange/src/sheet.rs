//! A file as a sheet of cells.
//!
//! Promises: the same rows whether they come as CSV or XLSX; limits hold before a parser sees the
//! bytes. What a cell means is decided elsewhere.

use std::{io::Cursor, path::Path};

use calamine::{Data, ExcelDateTime, Reader, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};

use crate::ExchangeError;

/// The largest file that is read: a register of a million rows as CSV has about 200 MB.
pub const MOST_BYTES: usize = 512 * 1024 * 1024;
/// The most rows that are read: what a spreadsheet can hold.
pub const MOST_ROWS: usize = 1_048_576;

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or white space.
    Empty,
    /// Text, without white space around it.
    Text(String),
    /// A number.
    Number(f64),
    /// A date of a spreadsheet.
    Date(NaiveDate),
    /// A date and time of a spreadsheet.
    DateTime(NaiveDateTime),
}

impl Cell {
    pub(crate) fn of_text(text: &str) -> Cell {
        let text = text.trim();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        *self == Cell::Empty
    }

    /// What it shows.
    pub fn show(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.format("%d/%m/%Y").to_string(),
            Cell::DateTime(at) => at.format("%d/%m/%Y %H:%M:%S").to_string(),
        }
    }
}

/// A sheet: its rows, each with the number that a spreadsheet shows beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What the file is called.
    pub name: String,
    /// The rows, blank ones too.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The number of a row, as a spreadsheet shows it.
    pub fn row_number(index: usize) -> usize {
        index + 1
    }
}

/// Reads a file of the disk.
///
/// # Errors
/// It is missing, too large, empty, or neither CSV nor XLSX.
pub fn read_sheet_file(path: &str) -> Result<Sheet, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable { file: path.into(), reason };
    let size = std::fs::metadata(path).map_err(|error| unreadable(said(&error)))?.len();
    check_size(usize::try_from(size).unwrap_or(usize::MAX)).map_err(unreadable)?;
    let bytes = std::fs::read(path).map_err(|error| unreadable(said(&error)))?;
    let name = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy().into_owned());
    read_sheet(&bytes, &name)
}

fn said(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".into(),
        _ => error.to_string(),
    }
}

fn check_size(bytes: usize) -> Result<(), String> {
    match bytes {
        0 => Err("the file is empty".into()),
        1..=MOST_BYTES => Ok(()),
        _ => Err(format!("the file has {bytes} bytes, and at most {MOST_BYTES} are read; split it")),
    }
}

/// Reads a sheet from bytes: XLSX if they begin as a zip archive does, else CSV in UTF-8, its
/// cells parted by comma, semicolon or tab.
///
/// # Errors
/// They are empty, too many, or neither.
pub fn read_sheet(bytes: &[u8], name: &str) -> Result<Sheet, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable { file: name.into(), reason };
    check_size(bytes.len()).map_err(unreadable)?;
    let rows = match bytes {
        [b'P', b'K', 3, 4, ..] => {
            xlsx(bytes).map_err(|reason| unreadable(format!("it is no XLSX workbook that can be read: {reason}")))?
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(unreadable("it is an old XLS workbook; save it as XLSX or CSV".into())),
        _ => csv(bytes).map_err(unreadable)?,
    };
    if rows.iter().flatten().all(Cell::is_empty) {
        return Err(unreadable("there is nothing in it".into()));
    }
    Ok(Sheet { name: name.into(), rows })
}

fn csv(bytes: &[u8]) -> Result<Vec<Vec<Cell>>, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not UTF-8; save the file as CSV UTF-8 or as XLSX")
    })?;
    // A last line without its end would be counted one short.
    let end: &[u8] = if text.ends_with('\n') { b"" } else { b"\n" };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(std::io::Read::chain(text.as_bytes(), end));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut record).map_err(|error| error.to_string())? {
            return Ok(rows);
        }
        // The reader skips blank lines; they are put back, so that row numbers stay those that a
        // spreadsheet shows. A cell with line breaks is one row there, and several lines here.
        let breaks: u64 = record.iter().map(|cell| cell.matches('\n').count() as u64).sum();
        let blank = (reader.position().line() - before).saturating_sub(1 + breaks);
        rows.extend((0..blank).map(|_| Vec::new()));
        rows.push(record.iter().map(Cell::of_text).collect());
        if rows.len() > MOST_ROWS {
            return Err(format!("the file has more than {MOST_ROWS} rows; split it"));
        }
    }
}

/// The sign that parts most cells in the first lines.
fn delimiter(text: &str) -> u8 {
    let count = |sign: u8| text.lines().take(30).map(|line| line.bytes().filter(|byte| *byte == sign).count()).max();
    // The last of equals wins: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Vec<Cell>>, String> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let range = book.worksheet_range_at(0).ok_or("it has no worksheet")?.map_err(|error| error.to_string())?;
    if range.height() > MOST_ROWS {
        return Err(format!("it has more than {MOST_ROWS} rows; split it"));
    }
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut rows = vec![Vec::new(); first_row as usize];
    for row in range.rows() {
        let before = std::iter::repeat_n(Cell::Empty, first_column as usize);
        rows.push(before.chain(row.iter().map(of_data)).collect());
    }
    Ok(rows)
}

fn of_data(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::of_text(text),
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Bool(truth) => Cell::of_text(if *truth { "TRUE" } else { "FALSE" }),
        Data::DateTime(at) => of_excel(at).unwrap_or(Cell::Number(at.as_f64())),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of_text(text),
        Data::Error(error) => Cell::of_text(&error.to_string()),
    }
}

/// A spreadsheet's date: one without a time of day is a date, not midnight.
pub(crate) fn of_excel(at: &ExcelDateTime) -> Option<Cell> {
    if at.is_duration() {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        return Some(Cell::Date(date));
    }
    Some(Cell::DateTime(date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())?))
}
