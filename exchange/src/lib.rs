//! Files in and out of a register: spreadsheets in, tables as text out.
//!
//! Promises: every row of a sheet is taken, or is in the report with its row, column, value and
//! reason; importing the same file again adds nothing; history keeps its own dates. What this crate
//! does to a register it does through the register's public commands.
//!
//! ```
//! use kiennghi::{case::{Seed, World}, lang::Lang, ledger::Actor, register::Register, store::MemoryStore};
//! use kiennghi_exchange::{Mapping, import, read_sheet};
//! let csv = "Số đến,Ngày đến,Nơi gửi,Trích yếu\n1,02/03/2026,Công ty A,Xin gia hạn thuê đất\n2,31/02/2026,Công ty B,Ngập đường\n";
//! let world = World { now: "2026-03-20T02:00:00Z".parse()?, actor: Actor::new("import"), seed: Seed::new([7; 32]) };
//! let mut register = Register::create(MemoryStore::new(), &world)?;
//! let sheet = read_sheet(csv.as_bytes(), "so.csv")?;
//! let report = import(&mut register, &sheet, &Mapping::vietnam()?, &world)?;
//! assert_eq!(report.added, 1);
//! assert_eq!(report.refused[0].to_text(Lang::En), "row 3, column `Ngày đến`, value `31/02/2026`: there is no such day in the calendar");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod date;
mod form;
mod history_text;
mod import;
mod ledger_file;
mod mapping;
mod outlook;
mod overview;
mod report;
mod row;
mod sheet;
mod table_out;
mod text;

pub use date::{DateProblem, read_moment};
pub use form::{form_csv, form_json, form_text};
pub use history_text::history_text;
pub use import::{BATCH_ROWS, check_headings, import};
pub use kiennghi::text::fold;
pub use ledger_file::{export_ledger_file, import_ledger_file};
pub use mapping::{Field, Mapping};
pub use outlook::{ageing_text, falls_due_text, ranking_text};
pub use overview::{MOST_OVERDUE, OverdueCase, Overview, overview_file, overview_html};
pub use report::{Duplicate, ImportReport, Problem, Reason, Skipped};
pub use sheet::{Cell, MOST_BYTES, MOST_ROWS, Sheet, read_sheet, read_sheet_file};
pub use table_out::{table_csv, table_json};
pub use text::{deadline_text, found_text, report_text, table_text, worklist_text};

/// Why a file was not taken at all. Nothing was written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The file cannot be read.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The mapping cannot be read, or does not fit the file.
    #[error("mapping {label}, {place}: {reason}")]
    Mapping {
        /// What the caller named the mapping.
        label: String,
        /// Line and column, or the key.
        place: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// A file cannot be written; what was there before is as it was.
    #[error("{file}: {reason}")]
    Unwritten {
        /// The file.
        file: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// The register failed; what was committed before is in it, and the same import goes on from there.
    #[error(transparent)]
    Register(#[from] kiennghi::register::RegisterError),
}

impl ExchangeError {
    /// A stable code, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            ExchangeError::Unreadable { .. } => "file_unreadable",
            ExchangeError::Mapping { .. } => "mapping",
            ExchangeError::Unwritten { .. } => "file_unwritten",
            ExchangeError::Register(error) => error.code(),
        }
    }
}

#[cfg(test)]
mod tests;
