//! A sheet that is read for an import, and what its columns mean.
//!
//! Promises: all that had to be found out to read a file is in its notes, and can be said instead; what
//! goes beyond a limit is an error with a code, before a parser sees it.

use std::sync::Arc;

use kiennghi_exchange::{self as exchange, Note, Reading, check_headings, limits, read_sheet_as, read_sheet_file_as};

use crate::{Text, error::guard, output::signed, register::Answer};

/// How a text file is written in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16, the low byte first ("Unicode text" of spreadsheets).
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1258, with tone marks that combine.
    Windows1258,
    /// Windows-1252: Western European.
    Windows1252,
    /// TCVN3 (ABC), the encoding of `.VnTime` fonts.
    Tcvn3,
    /// VNI, the encoding of `VNI-Times` fonts.
    Vni,
}

impl From<Encoding> for exchange::Encoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => exchange::Encoding::Utf8,
            Encoding::Utf16Le => exchange::Encoding::Utf16Le,
            Encoding::Utf16Be => exchange::Encoding::Utf16Be,
            Encoding::Windows1258 => exchange::Encoding::Windows1258,
            Encoding::Windows1252 => exchange::Encoding::Windows1252,
            Encoding::Tcvn3 => exchange::Encoding::Tcvn3,
            Encoding::Vni => exchange::Encoding::Vni,
        }
    }
}

/// What a file may be at most: whatever goes beyond fails with `file_too_large`, as do archives that
/// unpack to more than a workbook can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ImportLimits {
    /// Bytes of a file.
    pub bytes: i64,
    /// Rows of a sheet.
    pub rows: i64,
    /// Columns of a row.
    pub columns: i64,
    /// Cells of a sheet, empty ones between others included.
    pub cells: i64,
    /// Bytes of one cell.
    pub cell_bytes: i64,
    /// Bytes of a mapping.
    pub mapping_bytes: i64,
}

/// What a file may be at most.
#[uniffi::export]
pub fn import_limits() -> ImportLimits {
    ImportLimits {
        bytes: signed(limits::MOST_BYTES),
        rows: signed(limits::MOST_ROWS),
        columns: signed(limits::MOST_COLUMNS),
        cells: signed(limits::MOST_CELLS),
        cell_bytes: signed(limits::MOST_CELL_BYTES),
        mapping_bytes: signed(limits::MOST_MAPPING_BYTES),
    }
}

/// Which column of a sheet means what, and what its values mean.
#[derive(Debug, uniffi::Object)]
pub struct Mapping(pub(super) exchange::Mapping);

#[uniffi::export]
impl Mapping {
    /// The built-in mapping of a Vietnamese register sheet, with headings in Vietnamese or English: what
    /// is taken where no mapping is given.
    #[uniffi::constructor]
    pub fn vietnam() -> Answer<Arc<Mapping>> {
        guard(|| Ok(Arc::new(Mapping(exchange::Mapping::vietnam()?))))
    }

    /// Reads a mapping from TOML text of the same shape. `label` names the text in errors.
    /// Fails with `mapping`, with the place and what would be right.
    #[uniffi::constructor]
    pub fn from_toml(toml: &str, label: &str) -> Answer<Arc<Mapping>> {
        guard(|| Ok(Arc::new(Mapping(exchange::Mapping::from_toml(toml, label)?))))
    }

    /// What it is called in errors.
    pub fn label(&self) -> Answer<String> {
        guard(|| Ok(self.0.label().into()))
    }
}

/// A sheet that was read from a file: CSV in any encoding and separator, XLSX, XLS or ODS.
///
/// Reading it needs no register and changes nothing; `Register.importSheet` takes it in.
#[derive(Debug, uniffi::Object)]
pub struct Sheet(pub(super) exchange::Sheet);

fn reading<'a>(encoding: Option<Encoding>, sheet: Option<&'a str>, mapping: Option<&'a Mapping>) -> Reading<'a> {
    Reading { encoding: encoding.map(Into::into), sheet, mapping: mapping.map(|mapping| &mapping.0) }
}

#[uniffi::export]
impl Sheet {
    /// Reads a file of the disk. `encoding` and `sheet`, the name of one in a workbook, are found out if
    /// not given; which sheet of several is meant is told by the headings that `mapping` knows.
    /// Fails with `file_unreadable` or `file_too_large`.
    #[uniffi::constructor(default(encoding = None, sheet = None, mapping = None))]
    pub fn from_file(
        path: &str,
        encoding: Option<Encoding>,
        sheet: Option<String>,
        mapping: Option<Arc<Mapping>>,
    ) -> Answer<Arc<Sheet>> {
        guard(|| {
            let reading = reading(encoding, sheet.as_deref(), mapping.as_deref());
            Ok(Arc::new(Sheet(read_sheet_file_as(path, &reading)?)))
        })
    }

    /// Reads the bytes of a file, for whoever has no path of it: a document that a telephone shares, an
    /// upload. `name` is what the file is called in reports. As `fromFile`.
    #[uniffi::constructor(default(encoding = None, sheet = None, mapping = None))]
    pub fn from_bytes(
        bytes: Vec<u8>,
        name: &str,
        encoding: Option<Encoding>,
        sheet: Option<String>,
        mapping: Option<Arc<Mapping>>,
    ) -> Answer<Arc<Sheet>> {
        guard(|| {
            let reading = reading(encoding, sheet.as_deref(), mapping.as_deref());
            Ok(Arc::new(Sheet(read_sheet_as(&bytes, name, &reading)?)))
        })
    }

    /// What the file is called.
    pub fn name(&self) -> Answer<String> {
        guard(|| Ok(self.0.name().into()))
    }

    /// How many rows it has, headings and blank ones too.
    pub fn rows(&self) -> Answer<i64> {
        guard(|| Ok(signed(self.0.len())))
    }

    /// What had to be found out to read it: its encoding, its separator, which sheet of several.
    pub fn notes(&self) -> Answer<Vec<Text>> {
        guard(|| Ok(self.0.notes().iter().map(told).collect()))
    }

    /// Does it have the columns that it must? Fails with `mapping` if not, with what would be right. The
    /// built-in mapping is meant if none is given.
    #[uniffi::method(default(mapping = None))]
    pub fn check_headings(&self, mapping: Option<Arc<Mapping>>) -> Answer<()> {
        guard(|| with_mapping(mapping.as_deref(), |mapping| Ok(check_headings(&self.0, mapping)?)))
    }
}

/// A note in both languages.
pub(super) fn told(note: &Note) -> Text {
    Text::of(|lang| note.to_text(lang))
}

/// Does something with a mapping, the built-in one if none is given.
pub(super) fn with_mapping<T>(given: Option<&Mapping>, what: impl FnOnce(&exchange::Mapping) -> Answer<T>) -> Answer<T> {
    match given {
        Some(mapping) => what(&mapping.0),
        None => what(&exchange::Mapping::vietnam()?),
    }
}
