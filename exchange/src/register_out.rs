//! The register as a sheet: every petition as it stands, one row each, by number.
//!
//! Promises: all rows are of one state of the register, and are read one page at a time. The texts of
//! confidential petitions are in it only if they are asked for. The sheet can be imported again; what a row
//! cannot tell is said in `register_row`. A sheet with names is a copy that an erasure cannot reach: the
//! functions that write files record it in the register.

use std::io::Write;

use chrono_tz::Tz;
use kiennghi::{
    case::{CaseItem, Confidential, World},
    lang::Lang,
    law::Rulebook,
    register::{CopyKind, Register, RegisterError},
    store::{CaseQuery, Openness, Store},
    time::Moment,
};

use crate::{
    ExchangeError,
    file::whole_file,
    form::guarded,
    register_row::{Column, RegisterRow, Told},
    workbook_out::{Changed, Letterhead, RegisterPage},
};

/// Petitions that are read at once.
const PAGE: usize = 500;

/// How a register is told as a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterSheet {
    /// The moment at which standings are told: the present.
    pub at: Moment,
    /// Are the texts of confidential petitions in it?
    pub confidential: Confidential,
    /// Whose register it is. CSV has none.
    pub letterhead: Letterhead,
    /// The language of headings and labels.
    pub lang: Lang,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegisterWritten {
    /// How many petitions.
    pub rows: usize,
    /// What cells could not hold; nothing in CSV.
    pub changed: Changed,
}

/// Gives each row to `each`, in the order of the numbers.
fn each_row(
    register: &Register<impl Store>,
    sheet: &RegisterSheet,
    each: &mut dyn FnMut(usize, &RegisterRow<'_>) -> Result<(), ExchangeError>,
) -> Result<usize, ExchangeError> {
    let _state = register.hold()?;
    let rulebook = register.rulebook()?;
    let zone = rulebook.default_calendar().map_err(RegisterError::from)?.zone();
    let query = CaseQuery { openness: Openness::All, ..CaseQuery::worklist() };
    let (mut rows, mut after) = (0, None);
    loop {
        let page = register.page(&query, sheet.at, after.as_ref(), PAGE)?;
        for item in &page.items {
            rows += usize::from(row(register, sheet, item, (&rulebook, zone), rows + 1, each)?);
        }
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// Gives one row; answers whether there is one.
fn row(
    register: &Register<impl Store>,
    sheet: &RegisterSheet,
    item: &CaseItem,
    (rulebook, zone): (&Rulebook, Tz),
    place: usize,
    each: &mut dyn FnMut(usize, &RegisterRow<'_>) -> Result<(), ExchangeError>,
) -> Result<bool, ExchangeError> {
    let petition = register.petition_for(item.id, sheet.confidential)?;
    let Some(row) = RegisterRow::of(&petition, item, rulebook, zone, sheet.lang)? else { return Ok(false) };
    each(place, &row)?;
    Ok(true)
}

/// Writes the register as a workbook to `out`.
///
/// # Errors
/// It cannot be written; it has more petitions than a sheet has rows; a due date cannot be computed; the
/// store fails.
pub fn register_xlsx(
    register: &Register<impl Store>,
    sheet: &RegisterSheet,
    out: impl Write + Send,
) -> Result<RegisterWritten, ExchangeError> {
    RegisterPage::guarded(|| {
        let mut page = RegisterPage::new(&sheet.letterhead, sheet.at.date(), sheet.lang)?;
        let rows = each_row(register, sheet, &mut |place, row| page.row(&|column| row.told(column, place)))?;
        Ok(RegisterWritten { rows, changed: page.finish(out)? })
    })
}

/// Writes the register as CSV to `out`: UTF-8 with the mark that Excel looks for, dates as dd/mm/yyyy.
///
/// # Errors
/// It cannot be written; a due date cannot be computed; the store fails.
pub fn register_csv(
    register: &Register<impl Store>,
    sheet: &RegisterSheet,
    mut out: impl Write,
) -> Result<RegisterWritten, ExchangeError> {
    let failed = |reason: String| ExchangeError::Unwritten { file: "CSV".into(), reason };
    out.write_all("\u{feff}".as_bytes()).map_err(|error| failed(error.to_string()))?;
    let mut csv = csv::Writer::from_writer(out);
    let wrong = |error: csv::Error| failed(error.to_string());
    csv.write_record(Column::ALL.map(|column| column.heading(sheet.lang))).map_err(wrong)?;
    let rows = each_row(register, sheet, &mut |place, row| {
        csv.write_record(Column::ALL.map(|column| cell(row.told(column, place)))).map_err(wrong)
    })?;
    csv.flush().map_err(|error| failed(error.to_string()))?;
    Ok(RegisterWritten { rows, changed: Changed::default() })
}

fn cell(told: Told<'_>) -> String {
    match told {
        Told::Nothing => String::new(),
        Told::Text(text) => guarded(&text),
        Told::Whole(number) => number.to_string(),
        Told::Day(day) => day.format("%d/%m/%Y").to_string(),
        Told::Time(at) => at.format("%d/%m/%Y %H:%M:%S").to_string(),
    }
}

/// As what a register sheet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFormat {
    /// A workbook.
    Xlsx,
    /// Text with its cells parted by commas.
    Csv,
}

impl SheetFormat {
    /// What the name of a file says; `None` if that is neither.
    pub fn of(path: &str) -> Option<SheetFormat> {
        let ending = std::path::Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
        [SheetFormat::Xlsx, SheetFormat::Csv].into_iter().find(|format| format.ending() == ending)
    }

    const fn ending(self) -> &'static str {
        match self {
            SheetFormat::Xlsx => "xlsx",
            SheetFormat::Csv => "csv",
        }
    }
}

/// Writes the register to a file, in place of one that is there, and records in the register that there
/// is such a copy: whoever erases a person is told of it.
///
/// # Errors
/// The name does not end as the format's do; as [`register_xlsx`].
pub fn register_file(
    register: &mut Register<impl Store>,
    sheet: &RegisterSheet,
    format: SheetFormat,
    path: &str,
    world: &World,
) -> Result<RegisterWritten, ExchangeError> {
    let needed = format!("such a register sheet needs a name that ends in .{}", format.ending());
    let (written, head) = {
        let register = &*register;
        whole_file(path, &[format.ending()], &needed, |out| {
            let _state = register.hold()?;
            let written = match format {
                SheetFormat::Xlsx => register_xlsx(register, sheet, out)?,
                SheetFormat::Csv => register_csv(register, sheet, out)?,
            };
            Ok((written, register.head()?))
        })?
    };
    register.record_copy(CopyKind::Export, path, &head, world)?;
    Ok(written)
}
