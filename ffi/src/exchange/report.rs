//! What became of every row of an imported sheet.
//!
//! Promises: rows = added + updated + unchanged + refused + skipped; each that was not simply taken
//! has its row, column, value and reason. It repeats values of the file: it is not for a log.

use kiennghi_exchange::{self as exchange, report_text};

use super::sheet::told;
use crate::{Text, output::signed};

/// Something about one cell of one row.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Problem {
    /// The row, as a spreadsheet numbers it.
    pub row: i64,
    /// The heading of the column.
    pub column: String,
    /// What stands in the cell.
    pub value: String,
    /// What is wrong with it.
    pub reason: Text,
    /// What probably should stand there, if that can be told.
    pub proposal: Option<String>,
    /// All of it in one line.
    pub text: Text,
}

impl From<exchange::Problem> for Problem {
    fn from(problem: exchange::Problem) -> Self {
        let text = Text::of(|lang| problem.to_text(lang));
        let exchange::Problem { row, column, value, reason, proposal } = problem;
        Problem { row: signed(row), column, value, reason: Text::of(|lang| reason.to_text(lang)), proposal, text }
    }
}

/// A petition that probably is the same matter as others, for it came by the same document.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Duplicate {
    /// The row.
    pub row: i64,
    /// Number and symbol of the document.
    pub document: String,
    /// The number of the row's petition.
    pub number: String,
    /// The numbers of the others.
    pub others: Vec<String>,
}

impl From<exchange::Duplicate> for Duplicate {
    fn from(exchange::Duplicate { row, document, number, others }: exchange::Duplicate) -> Self {
        let others = others.iter().map(ToString::to_string).collect();
        Duplicate { row: signed(row), document, number: number.to_string(), others }
    }
}

/// A row that is no petition.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SkippedRow {
    /// The row.
    pub row: i64,
    /// What stands in it: a total; nothing.
    pub text: String,
}

impl From<exchange::Skipped> for SkippedRow {
    fn from(exchange::Skipped { row, text }: exchange::Skipped) -> Self {
        SkippedRow { row: signed(row), text }
    }
}

/// Is what a report tells in the register?
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Written {
    /// Yes: all that was not refused.
    Taken,
    /// No: it was a dry run, and says what would become of each row.
    DryRun,
    /// No: a row was refused, and it was to be all or nothing.
    Nothing,
}

impl From<exchange::Written> for Written {
    fn from(written: exchange::Written) -> Self {
        match written {
            exchange::Written::Taken => Written::Taken,
            exchange::Written::DryRun => Written::DryRun,
            exchange::Written::Nothing => Written::Nothing,
        }
    }
}

/// What became of every row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ImportReport {
    /// The file.
    pub file: String,
    /// The row of the headings.
    pub heading_row: i64,
    /// Rows below the headings.
    pub rows: i64,
    /// Rows that became new petitions.
    pub added: i64,
    /// Rows that told something new of a petition that was there.
    pub updated: i64,
    /// Rows that the register held already.
    pub unchanged: i64,
    /// Rows that were not taken: how many.
    pub refused_rows: i64,
    /// Why they were not taken.
    pub refused: Vec<Problem>,
    /// Taken, but to be looked at.
    pub doubtful: Vec<Problem>,
    /// Probable duplicates, by document.
    pub duplicates: Vec<Duplicate>,
    /// Rows that are no petitions.
    pub skipped: Vec<SkippedRow>,
    /// Headings that nobody asked for.
    pub unknown_columns: Vec<String>,
    /// What had to be found out to read the file: encoding, separator, sheet.
    pub notes: Vec<Text>,
    /// Is what it tells in the register?
    pub written: Written,
    /// All of it as text, each problem on its line.
    pub text: Text,
}

impl From<exchange::ImportReport> for ImportReport {
    fn from(report: exchange::ImportReport) -> Self {
        fn all<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
            items.into_iter().map(B::from).collect()
        }
        let text = Text::of(|lang| report_text(&report, lang));
        ImportReport {
            file: report.file,
            heading_row: signed(report.heading_row),
            rows: signed(report.rows),
            added: signed(report.added),
            updated: signed(report.updated),
            unchanged: signed(report.unchanged),
            refused_rows: signed(report.refused_rows),
            refused: all(report.refused),
            doubtful: all(report.doubtful),
            duplicates: all(report.duplicates),
            skipped: all(report.skipped),
            unknown_columns: report.unknown_columns,
            notes: report.notes.iter().map(told).collect(),
            written: report.written.into(),
            text,
        }
    }
}
