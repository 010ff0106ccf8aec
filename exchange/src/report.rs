//! What became of every row of a sheet.
//!
//! Promises: rows read = added + updated + unchanged + refused + skipped; each that is not simply
//! taken has its row, column, value and reason, in Vietnamese and in English. The report is for
//! whoever holds the file: it repeats values of the file, so it is not for a log.

use chrono::NaiveDate;
use kiennghi::{case::Number, lang::Lang, petition::Refusal, time::Moment};

use crate::note::Note;

/// Why something is in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The calendar has no such day.
    NoSuchDay,
    /// It is no date.
    NotADate,
    /// It is no whole number that would do.
    NotANumber,
    /// A column that must be filled is empty.
    Missing,
    /// A value that the mapping does not know; these it knows.
    UnknownValue(Vec<String>),
    /// It is closed without a date, or has a date without being closed.
    OutcomeWithoutDate,
    /// The register refused it.
    Refused(Refusal),
    /// The row differs from what was imported from it before, as that petition.
    Changed(Number),
    /// The due date lies before the receipt.
    DueBeforeReceived,
    /// Nothing tells who the sender is; counted as the default source.
    UnknownSender,
    /// The same number stands at another row of the sheet.
    RepeatedNumber(usize),
    /// Day and month can be read both ways, and the rest of the column speaks for the other way.
    DayOrMonth,
    /// The due date of the sheet is not the one that the rule gives, which is this. A letter may set its
    /// own; a clerk may have counted wrongly.
    DueNotByRule(Moment),
}

impl Reason {
    /// The reason in words.
    pub fn to_text(&self, lang: Lang) -> String {
        let vi = lang == Lang::Vi;
        let pick = |vietnamese: &str, english: &str| if vi { vietnamese.to_owned() } else { english.to_owned() };
        match self {
            Reason::NoSuchDay => pick("lịch không có ngày này", "there is no such day in the calendar"),
            Reason::NotADate => pick("không phải là ngày; ghi như 05/03/2026", "it is not a date; write it as 05/03/2026"),
            Reason::NotANumber => pick("không phải là số nguyên dương", "it is not a positive whole number"),
            Reason::Missing => pick("ô bắt buộc bị trống", "a cell that must be filled is empty"),
            Reason::UnknownValue(known) if vi => {
                format!("giá trị không có trong bảng ánh xạ; các giá trị biết: {}", known.join(", "))
            }
            Reason::UnknownValue(known) => format!("the mapping does not know this value; it knows: {}", known.join(", ")),
            Reason::OutcomeWithoutDate => pick(
                "có kết quả nhưng không có ngày, hoặc ngược lại",
                "there is an outcome without a date, or a date without an outcome",
            ),
            Reason::Refused(refusal) => refusal.to_text(lang),
            Reason::Changed(number) if vi => {
                format!("dòng này khác với lần nhập trước ({number}); sổ giữ bản cũ, hãy ghi một lần sửa")
            }
            Reason::Changed(number) => format!(
                "this row differs from what was imported before as {number}; the register keeps that, record a correction"
            ),
            Reason::DueBeforeReceived => pick(
                "hạn trả lời trước ngày đến; đã nhập đúng như sổ",
                "the due date lies before the receipt; taken as it stands",
            ),
            Reason::UnknownSender => pick(
                "chưa rõ loại nơi gửi; tính là cơ quan khác",
                "nothing tells what kind of sender this is; counted as another agency",
            ),
            Reason::RepeatedNumber(row) if vi => format!("trùng với dòng {row}; nhập thành hai vụ"),
            Reason::RepeatedNumber(row) => format!("it stands at row {row} too; taken as two petitions"),
            Reason::DayOrMonth => pick(
                "có thể lẫn ngày với tháng, so với các ô khác trong cột; đã nhập đúng như sổ",
                "day and month may be the other way round, as other cells of the column are; taken as it stands",
            ),
            Reason::DueNotByRule(_) => {
                pick("khác hạn theo quy định; đã nhập đúng như sổ", "it is not what the rule gives; taken as it stands")
            }
        }
    }
}

/// Something about one cell of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row, as a spreadsheet numbers it.
    pub row: usize,
    /// The heading of the column.
    pub column: String,
    /// What stands in the cell.
    pub value: String,
    /// What is wrong with it.
    pub reason: Reason,
    /// What probably should stand there.
    pub proposal: Option<String>,
}

impl Problem {
    pub(crate) fn new(row: usize, column: String, value: String, reason: Reason) -> Problem {
        Problem { row, column, value, reason, proposal: None }
    }

    pub(crate) fn proposing(self, day: NaiveDate) -> Problem {
        Problem { proposal: Some(day.format("%d/%m/%Y").to_string()), ..self }
    }

    /// The problem in words: `row 46, column ..., value ...: ...`.
    pub fn to_text(&self, lang: Lang) -> String {
        let Problem { row, column, value, reason, proposal } = self;
        let reason = reason.to_text(lang);
        let mut text = match lang {
            Lang::Vi => format!("dòng {row}, cột `{column}`, giá trị `{value}`: {reason}"),
            Lang::En => format!("row {row}, column `{column}`, value `{value}`: {reason}"),
        };
        if let Some(proposal) = proposal {
            text.push_str(match lang {
                Lang::Vi => "; có lẽ là ",
                Lang::En => "; probably ",
            });
            text.push_str(proposal);
        }
        text
    }
}

/// A petition that probably is the same matter as others, for it came by the same document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row.
    pub row: usize,
    /// Number and symbol of the document.
    pub document: String,
    /// The petition of the row.
    pub number: Number,
    /// The others.
    pub others: Vec<Number>,
}

/// A row that is no petition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The row.
    pub row: usize,
    /// What stands in it first: a total, or the headings again; nothing if it is blank.
    pub text: String,
}

/// What became of every row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The file.
    pub file: String,
    /// The row of the headings.
    pub heading_row: usize,
    /// Rows below the headings.
    pub rows: usize,
    /// Rows that became new petitions.
    pub added: usize,
    /// Rows that told something new of a petition that was there.
    pub updated: usize,
    /// Rows that the register held already.
    pub unchanged: usize,
    /// Rows that were not taken: how many.
    pub refused_rows: usize,
    /// Why they were not taken.
    pub refused: Vec<Problem>,
    /// Taken, but to be looked at.
    pub doubtful: Vec<Problem>,
    /// Probable duplicates, by document.
    pub duplicates: Vec<Duplicate>,
    /// Rows that are no petitions.
    pub skipped: Vec<Skipped>,
    /// Headings of columns that were not taken: nobody asked for them, or they name officers whose
    /// accounts the mapping does not give.
    pub unknown_columns: Vec<String>,
    /// What had to be found out to read the file.
    pub notes: Vec<Note>,
    /// What became of the register.
    pub written: Written,
}

/// Is what a report tells in the register?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// Yes: all that was not refused.
    #[default]
    Taken,
    /// No: it was a dry run, and says what would become of each row.
    DryRun,
    /// No: a row was refused, and it was to be all or nothing.
    Nothing,
}

impl Written {
    /// The code of each: `taken`, `dry_run`, `nothing`.
    pub const fn code(self) -> &'static str {
        match self {
            Written::Taken => "taken",
            Written::DryRun => "dry_run",
            Written::Nothing => "nothing",
        }
    }
}
