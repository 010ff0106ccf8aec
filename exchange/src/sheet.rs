//! A file as a sheet of cells.
//!
//! Promises: the same rows whether they come as CSV, XLSX, XLS or ODS, in whatever encoding; limits
//! hold before a parser sees the bytes; what had to be found out (encoding, separator, which sheet) is
//! told. What a cell means is decided elsewhere.

use chrono::{NaiveDate, NaiveDateTime};

use crate::{
    ExchangeError, Mapping, delimited,
    encoding::{Encoding, composed, mojibake},
    file,
    limits::{Limit, MOST_BYTES, MOST_CELL_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS},
    note::Note,
    workbook,
};

/// One cell. Its text lies in the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or white space.
    Empty,
    /// Text, without white space around it, its letters composed (NFC).
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A date of a spreadsheet.
    Date(NaiveDate),
    /// A date and time of a spreadsheet.
    DateTime(NaiveDateTime),
}

impl<'a> Cell<'a> {
    /// A text as a cell: empty if there is nothing but white space in it.
    pub fn of_text(text: &'a str) -> Cell<'a> {
        let text = text.trim();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        *self == Cell::Empty
    }

    /// What it shows.
    pub fn show(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => (*text).to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.format("%d/%m/%Y").to_string(),
            Cell::DateTime(at) => at.format("%d/%m/%Y %H:%M:%S").to_string(),
        }
    }
}

/// From which day a workbook counts its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// From 1900, with the 29 February that this year did not have.
    #[default]
    Since1900,
    /// From 1904, as old workbooks of the Macintosh do.
    Since1904,
}

/// A cell as it is kept: 16 bytes, whatever it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    Empty,
    Text { start: u32, bytes: u32 },
    Number(f64),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
}

/// A sheet: its rows, each with the number that a spreadsheet shows beside it.
///
/// All texts lie in one string and all cells in one list, so that a cell costs no allocation.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    name: String,
    pub(crate) text: String,
    slots: Vec<Slot>,
    /// Where each row ends among the slots.
    ends: Vec<usize>,
    pub(crate) epoch: Epoch,
    pub(crate) notes: Vec<Note>,
}

/// One row of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    slots: &'a [Slot],
}

impl<'a> Row<'a> {
    /// The cell of a column, counted from 0; an empty one beyond the last.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        self.slots.get(column).map_or(Cell::Empty, |slot| self.sheet.cell_of(*slot))
    }

    /// Its cells, from the first column to the last that is filled.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let sheet = self.sheet;
        self.slots.iter().map(move |slot| sheet.cell_of(*slot))
    }
}

impl Sheet {
    /// What the file is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows it has, blank ones too.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Has it no rows?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A row, counted from 0; a blank one beyond the last.
    pub fn row(&self, index: usize) -> Row<'_> {
        let end = self.ends.get(index).copied().unwrap_or_default();
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        Row { sheet: self, slots: self.slots.get(start..end).unwrap_or_default() }
    }

    /// All rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// The number of a row, as a spreadsheet shows it.
    pub fn row_number(index: usize) -> usize {
        index + 1
    }

    /// What had to be found out to read it: its encoding, its separator, which sheet of several.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn cell_of(&self, slot: Slot) -> Cell<'_> {
        match slot {
            Slot::Empty => Cell::Empty,
            Slot::Text { start, bytes } => {
                let start = start as usize;
                self.text.get(start..start + bytes as usize).map_or(Cell::Empty, Cell::Text)
            }
            Slot::Number(number) => Cell::Number(number),
            Slot::Date(date) => Cell::Date(date),
            Slot::DateTime(at) => Cell::DateTime(at),
        }
    }

    // Built row by row.

    pub(crate) fn named(name: &str) -> Sheet {
        Sheet { name: name.into(), ..Sheet::default() }
    }

    /// How many cells the row has that is being built.
    pub(crate) fn width(&self) -> usize {
        self.slots.len() - self.ends.last().copied().unwrap_or_default()
    }

    pub(crate) fn push(&mut self, slot: Slot) -> Result<(), Limit> {
        if self.width() >= MOST_COLUMNS {
            return Err(Limit::Columns);
        }
        if self.slots.len() >= MOST_CELLS {
            return Err(Limit::Cells);
        }
        self.slots.push(slot);
        Ok(())
    }

    pub(crate) fn push_text(&mut self, text: &str) -> Result<(), Limit> {
        let slot = self.keep(text)?;
        self.push(slot)
    }

    fn keep(&mut self, text: &str) -> Result<Slot, Limit> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Slot::Empty);
        }
        if text.len() > MOST_CELL_BYTES {
            return Err(Limit::CellBytes);
        }
        let text = composed(text);
        // One text that many cells share could make more of a file than it has.
        if self.text.len() + text.len() > 2 * MOST_BYTES {
            return Err(Limit::Bytes);
        }
        let place = |bytes: usize| u32::try_from(bytes).map_err(|_| Limit::Bytes);
        let slot = Slot::Text { start: place(self.text.len())?, bytes: place(text.len())? };
        self.text.push_str(&text);
        Ok(slot)
    }

    /// Ends the row; empty cells at its end are not kept.
    pub(crate) fn end_row(&mut self) -> Result<(), Limit> {
        let start = self.ends.last().copied().unwrap_or_default();
        while self.slots.len() > start && matches!(self.slots.last(), Some(Slot::Empty)) {
            self.slots.pop();
        }
        if self.ends.len() >= MOST_ROWS {
            return Err(Limit::Rows);
        }
        self.ends.push(self.slots.len());
        Ok(())
    }

    /// A cell that stands for several rows, because they were merged, stands in each that has others.
    pub(crate) fn fill_down(&mut self, column: usize, first: usize, last: usize) {
        let start =
            |sheet: &Sheet, row: usize| row.checked_sub(1).and_then(|row| sheet.ends.get(row)).copied().unwrap_or_default();
        let at = start(self, first) + column;
        let inside = |sheet: &Sheet, row: usize, at: usize| sheet.ends.get(row).is_some_and(|end| at < *end);
        if !inside(self, first, at) {
            return;
        }
        let Some(slot) = self.slots.get(at).copied() else { return };
        for row in first + 1..=last.min(self.len().saturating_sub(1)) {
            let at = start(self, row) + column;
            if inside(self, row, at)
                && let Some(below @ Slot::Empty) = self.slots.get_mut(at)
            {
                *below = slot;
            }
        }
    }

    /// Texts of old fonts become Unicode, column by column, and the notes say so.
    fn mend(&mut self) -> Result<(), Limit> {
        /// Cells of a column that are evidence enough.
        const LOOKED_AT: usize = 2_000;
        let mut columns: Vec<(mojibake::Column, usize)> = Vec::new();
        for row in self.rows() {
            for (column, cell) in row.cells().enumerate() {
                if column >= columns.len() {
                    columns.push(Default::default());
                }
                if let (Cell::Text(text), Some((evidence, looked))) = (cell, columns.get_mut(column))
                    && *looked < LOOKED_AT
                    && !text.is_ascii()
                {
                    *looked += 1;
                    evidence.look(text);
                }
            }
        }
        for (column, (evidence, _)) in columns.into_iter().enumerate() {
            let Some((encoding, score)) = evidence.encoding() else { continue };
            let mut cells = 0;
            for row in 0..self.len() {
                let start = row.checked_sub(1).and_then(|row| self.ends.get(row)).copied().unwrap_or_default();
                if let Cell::Text(text) = self.row(row).cell(column)
                    && let std::borrow::Cow::Owned(mended) = mojibake::mended(text, encoding)
                {
                    let kept = self.keep(&mended)?;
                    if let Some(slot) = self.slots.get_mut(start + column) {
                        *slot = kept;
                        cells += 1;
                    }
                }
            }
            self.notes.push(Note::OldFont { column, encoding, score, cells });
        }
        Ok(())
    }
}

/// How a file is to be read, where it should not be found out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// The encoding of a text file.
    pub encoding: Option<Encoding>,
    /// The name of the sheet in a workbook.
    pub sheet: Option<&'a str>,
    /// Which sheet of several is meant is told by the headings that this mapping knows; the built-in one
    /// if not given.
    pub mapping: Option<&'a Mapping>,
}

/// Reads a file of the disk, all about it found out.
///
/// # Errors
/// It is missing, goes beyond a limit, is empty, or is no sheet.
pub fn read_sheet_file(path: &str) -> Result<Sheet, ExchangeError> {
    read_sheet_file_as(path, &Reading::default())
}

/// Reads a file of the disk as `reading` says.
///
/// # Errors
/// As [`read_sheet_file`].
pub fn read_sheet_file_as(path: &str, reading: &Reading<'_>) -> Result<Sheet, ExchangeError> {
    let bytes = file::read(path, MOST_BYTES, Limit::Bytes)?;
    check_size(bytes.len(), path)?;
    read_sheet_as(&bytes, &file::name(path), reading)
}

fn check_size(bytes: usize, file: &str) -> Result<(), ExchangeError> {
    match bytes {
        0 => Err(ExchangeError::Unreadable { file: file.into(), reason: "the file is empty".into() }),
        1..=MOST_BYTES => Ok(()),
        _ => Err(ExchangeError::TooMuch { file: file.into(), limit: Limit::Bytes, row: None }),
    }
}

/// Reads a sheet from bytes, all about it found out: a workbook by how it begins, else text with its
/// cells parted by comma, semicolon or tab.
///
/// # Errors
/// They are none, go beyond a limit, or are no sheet.
pub fn read_sheet(bytes: &[u8], name: &str) -> Result<Sheet, ExchangeError> {
    read_sheet_as(bytes, name, &Reading::default())
}

/// Reads a sheet from bytes as `reading` says.
///
/// # Errors
/// As [`read_sheet`]; the workbook has no sheet of that name.
pub fn read_sheet_as(bytes: &[u8], name: &str, reading: &Reading<'_>) -> Result<Sheet, ExchangeError> {
    check_size(bytes.len(), name)?;
    let mut sheet = match bytes {
        [b'P', b'K', 3, 4, ..] => workbook::archive(bytes, name, reading)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => workbook::xls(bytes, name, reading)?,
        _ => delimited::read(bytes, name, reading)?,
    };
    if sheet.slots.is_empty() {
        return Err(ExchangeError::Unreadable { file: name.into(), reason: "there is nothing in it".into() });
    }
    sheet.mend().map_err(|limit| ExchangeError::TooMuch { file: name.into(), limit, row: None })?;
    Ok(sheet)
}
