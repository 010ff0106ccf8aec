//! Files in and out of a register: spreadsheets in; tables as text, lists and tables as workbooks out.
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

mod archive;
mod date;
mod date_column;
mod delimited;
mod document;
mod encoding;
mod event_log;
mod file;
mod form;
mod headings;
mod history_text;
mod icalendar;
mod import;
mod ledger_file;
mod letter;
pub mod limits;
mod mapping;
mod note;
mod open311;
mod outlook;
mod overview;
mod register_out;
mod register_row;
mod report;
mod report_text;
mod row;
mod rule_due;
mod sheet;
mod suggest;
mod table_out;
mod table_text;
mod text;
mod trend_out;
mod trend_text;
mod workbook;
mod workbook_out;
mod xml;

pub use date::{DateOrder, DateProblem, DateReader};
pub use encoding::{Encoding, Found, detect_encoding};
pub use event_log::{EventLog, LogCase, LogEvent, LogRole, event_log_file};
pub use file::FileOut;
pub use form::{form_csv, form_json, form_text};
pub use history_text::history_text;
pub use icalendar::{
    DueFeed, FeedDay, FeedEffect, FeedNote, FeedTexts, FeedTrouble, HolidayFeed, amend_by_feed, amend_by_feed_file, due_feed,
    due_feed_file, holiday_feed_text,
};
pub use import::{BATCH_ROWS, ImportMode, OnProgress, PROGRESS_ROWS, Progress, check_headings, import, import_as};
pub use kiennghi::text::fold;
pub use ledger_file::{export_ledger_file, import_ledger_file};
pub use letter::{LetterInput, LetterKind, Office, letter_file, letter_html};
pub use mapping::{Field, Mapping};
pub use note::Note;
pub use open311::{
    Open311Query, Open311Request, Open311Service, open311_requests, open311_requests_file, open311_requests_json,
    open311_requests_xml, open311_services, open311_services_file, open311_services_json, open311_services_xml, read_open311,
    read_open311_file, read_open311_post,
};
pub use outlook::{ageing_text, falls_due_text, ranking_text};
pub use overview::{MOST_OVERDUE, OverdueCase, Overview, overview_file, overview_html};
pub use register_out::{RegisterSheet, RegisterWritten, SheetFormat, register_csv, register_file, register_xlsx};
pub use report::{Duplicate, ImportReport, Problem, Reason, Skipped, Written};
pub use report_text::report_text;
pub use sheet::{Cell, Epoch, Reading, Row, Sheet, read_sheet, read_sheet_as, read_sheet_file, read_sheet_file_as};
pub use suggest::{Because, SuggestedColumn, Suggestion, suggest_mapping};
pub use table_out::{published_csv, published_json, table_csv, table_json};
pub use table_text::{published_text, table_text};
pub use text::{deadline_text, found_text, worklist_text};
pub use trend_out::{trend_csv, trend_json};
pub use trend_text::trend_text;
pub use workbook_out::{
    Changed, Letterhead, MOST_CELL_UNITS, form_xlsx, overdue_xlsx, published_xlsx, table_xlsx, worklist_xlsx, xlsx_file,
};

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
    /// The file goes beyond a limit.
    #[error("{file}{}: {limit}", row.map(|row| format!(", row {row}")).unwrap_or_default())]
    TooMuch {
        /// The file.
        file: String,
        /// The limit.
        limit: limits::Limit,
        /// The row, as a spreadsheet numbers it, if one row does.
        row: Option<usize>,
    },
    /// Who was told of the progress stopped it.
    #[error("the import was stopped; {rows} rows are in the register, import the file again to go on")]
    Stopped {
        /// How many rows had been dealt with in writes that are durable.
        rows: usize,
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
    /// A letter cannot be made: its template is wrong, or a field that it shows has no value.
    #[error("{label}, {place}: {reason}")]
    Template {
        /// The template, or the file of the agency.
        label: String,
        /// The line.
        place: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The calendar cannot be what a file makes of it.
    #[error(transparent)]
    Calendar(#[from] kiennghi::calendar::CalendarError),
    /// The register failed; what was committed before is in it, and the same import goes on from there.
    #[error(transparent)]
    Register(#[from] kiennghi::register::RegisterError),
}

impl ExchangeError {
    /// A stable code, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            ExchangeError::Unreadable { .. } => "file_unreadable",
            ExchangeError::TooMuch { .. } => "file_too_large",
            ExchangeError::Stopped { .. } => "import_stopped",
            ExchangeError::Mapping { .. } => "mapping",
            ExchangeError::Unwritten { .. } => "file_unwritten",
            ExchangeError::Template { .. } => "template",
            ExchangeError::Calendar(_) => "calendar",
            ExchangeError::Register(error) => error.code(),
        }
    }
}

#[cfg(test)]
mod tests;
