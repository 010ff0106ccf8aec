//! Text with its cells parted by a sign: CSV.
//!
//! Promises: encoding and separator are found; row numbers are those that a spreadsheet shows, so that
//! blank lines count and a cell with line breaks is one row.

use crate::{
    ExchangeError,
    encoding::{Found, decode, detect_encoding},
    form::is_like_a_formula,
    limits::{Limit, MOST_CELL_BYTES},
    note::Note,
    sheet::{Reading, Sheet},
};

/// How many rows are looked at for the separator.
const SAMPLE_ROWS: usize = 60;

pub(crate) fn read(bytes: &[u8], name: &str, reading: &Reading<'_>) -> Result<Sheet, ExchangeError> {
    let found = reading.encoding.map_or_else(|| detect_encoding(bytes), |encoding| Found { encoding, score: 100 });
    let text = decode(bytes, found.encoding);
    let (said, text) = stated(text.trim_start_matches('\u{FEFF}'));
    let separator = said.unwrap_or_else(|| separator(text));
    let mut sheet = Sheet::named(name);
    if said.is_some() {
        // The line is a row to every other program.
        sheet.end_row().map_err(|limit| beyond(name, limit, 1))?;
    }
    rows(text, separator, name, &mut sheet)?;
    sheet.notes.push(Note::Encoding { encoding: found.encoding, score: found.score });
    let unreadable = text.matches('\u{FFFD}').count();
    if unreadable > 0 {
        sheet.notes.push(Note::Unreadable(unreadable));
    }
    sheet.notes.push(Note::Separator(char::from(separator)));
    Ok(sheet)
}

fn beyond(name: &str, limit: Limit, row: usize) -> ExchangeError {
    ExchangeError::TooMuch { file: name.into(), limit, row: Some(row) }
}

/// `sep=;` in the first line, by which Excel is told the separator.
fn stated(text: &str) -> (Option<u8>, &str) {
    let Some((first, rest)) = text.split_once('\n') else { return (None, text) };
    match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some([sign @ (b',' | b';' | b'\t')]) => (Some(*sign), rest),
        _ => (None, text),
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<impl std::io::Read> {
    // A last line without its end would be counted one short.
    let end: &[u8] = if text.ends_with('\n') { b"" } else { b"\n" };
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(std::io::Read::chain(text.as_bytes(), end))
}

fn rows(text: &str, separator: u8, name: &str, sheet: &mut Sheet) -> Result<(), ExchangeError> {
    let mut reader = reader(text, separator);
    let mut record = csv::StringRecord::new();
    loop {
        let before = reader.position().line();
        let row = sheet.len() + 1;
        let more = reader.read_record(&mut record);
        if !more.map_err(|error| ExchangeError::Unreadable { file: name.into(), reason: error.to_string() })? {
            return Ok(());
        }
        // The reader skips blank lines; they are put back. A cell with line breaks is one row in a
        // spreadsheet, and several lines here.
        let breaks: u64 = record.iter().map(|cell| cell.matches('\n').count() as u64).sum();
        for _ in 0..(reader.position().line() - before).saturating_sub(1 + breaks) {
            sheet.end_row().map_err(|limit| beyond(name, limit, row))?;
        }
        for cell in &record {
            // The mark that exports put before what a spreadsheet would take for a formula.
            let cell = cell.strip_prefix('\'').filter(|rest| is_like_a_formula(rest)).unwrap_or(cell);
            sheet.push_text(cell).map_err(|limit| beyond(name, limit, row))?;
        }
        sheet.end_row().map_err(|limit| beyond(name, limit, row))?;
    }
}

/// The sign that parts most rows into the same number of cells. Commas in texts come as it happens,
/// separators in every row; of equals the comma wins.
fn separator(text: &str) -> u8 {
    // A cell of the largest length in each of the rows would be evidence enough.
    let most = text.len().min(MOST_CELL_BYTES);
    let sample = text.get(..most).or_else(|| (0..4).find_map(|back| text.get(..most.checked_sub(back)?))).unwrap_or(text);
    let sample = sample.rsplit_once('\n').map_or(sample, |(whole, _)| whole);
    let agreement = |sign: u8| {
        let mut widths = std::collections::BTreeMap::new();
        for record in reader(sample, sign).into_records().take(SAMPLE_ROWS).flatten().filter(|record| record.len() > 1) {
            *widths.entry(record.len()).or_insert(0usize) += 1;
        }
        widths.into_iter().map(|(width, rows)| (rows, width)).max().unwrap_or_default()
    };
    [b'\t', b';', b','].into_iter().max_by_key(|sign| agreement(*sign)).unwrap_or(b',')
}
