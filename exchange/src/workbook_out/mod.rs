//! Workbooks (XLSX) as an office sends them.
//!
//! Promises: letterhead, title, headings in several rows, dates and numbers that the spreadsheet knows as
//! such, A4 with its headings on each page; sums are formulas that come to our own figures, which are
//! stored as their results; a text is never a formula, whatever it begins with, and what a cell
//! cannot hold is cut or replaced so that it is seen. The same content gives the same bytes. Memory does
//! not grow with the rows. It decides nothing: every figure comes from the library.
//!
//! ```
//! use kiennghi::{case::{Dimension, Seed, World}, lang::Lang, ledger::Actor, register::Register};
//! use kiennghi::{statistics::{PeriodKind, Question}, store::MemoryStore};
//! use kiennghi_exchange::{Letterhead, table_xlsx};
//! let world = World { now: "2026-03-20T02:00:00Z".parse()?, actor: Actor::new("lan.nt"), seed: Seed::new([7; 32]) };
//! let register = Register::create(MemoryStore::new(), &world)?;
//! let as_of = "2026-03-20".parse()?;
//! let quarter = PeriodKind::Quarter.covering("2026-01-01".parse()?, as_of);
//! let table = register.statistics(&Question::new(vec![Dimension::Source], quarter, as_of))?;
//! let letterhead = Letterhead { agency: Some("Ban Quản lý các khu công nghiệp".into()), ..Letterhead::default() };
//! let mut bytes = Vec::new();
//! table_xlsx(&table, &letterhead, Lang::Vi, &mut bytes)?;
//! assert!(bytes.starts_with(b"PK"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod counts;
mod form;
mod heading;
mod lists;
mod page;
mod register;
mod style;
mod text;

pub use counts::{published_xlsx, table_xlsx};
pub use form::form_xlsx;
pub use lists::{overdue_xlsx, worklist_xlsx};
pub(crate) use register::RegisterPage;
pub use text::{Changed, MOST_CELL_UNITS};

use crate::{ExchangeError, FileOut, file::whole_file};

/// Whose sheet it is. Without the agency a sheet has neither letterhead nor signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The body above it (*cơ quan chủ quản*): `UBND tỉnh Bình Dương`.
    pub parent: Option<String>,
    /// The agency that sends it: `Ban Quản lý các khu công nghiệp`.
    pub agency: Option<String>,
}

/// Writes a workbook to a file, in place of one that is there.
///
/// ```no_run
/// # use kiennghi::{lang::Lang, statistics::FilledForm};
/// # use kiennghi_exchange::{ExchangeError, Letterhead, form_xlsx, xlsx_file};
/// # fn send(filled: &FilledForm) -> Result<(), ExchangeError> {
/// let changed = xlsx_file("bieu-mau.xlsx", |out| form_xlsx(filled, &Letterhead::default(), Lang::Vi, out))?;
/// assert_eq!(changed.cut, 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The name does not end in `.xlsx`; the file cannot be written; what `write` says.
pub fn xlsx_file<T>(path: &str, write: impl FnOnce(FileOut<'_>) -> Result<T, ExchangeError>) -> Result<T, ExchangeError> {
    whole_file(path, &["xlsx"], "a workbook needs a name that ends in .xlsx", write)
}
