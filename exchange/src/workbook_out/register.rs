//! The register sheet as a workbook.
//!
//! Promises: what an office prints stands first and fits the page; what only an import needs stands to the
//! right of it and is not printed. Nothing stands below the rows, so that they can be gone on with.

use std::io::Write;

use chrono::NaiveDate;
use kiennghi::lang::Lang;

use super::{
    Letterhead,
    heading::Heading,
    page::{Numbered, Page, Value, guarded},
    style::{Kind, Weight},
    text::Changed,
};
use crate::{
    ExchangeError,
    register_row::{Column, Told},
    text::say,
};

/// Columns that stay in view: those by which a petition is found.
const KEPT: u16 = 2;

/// A register sheet while it is written.
pub(crate) struct RegisterPage {
    page: Page,
}

impl RegisterPage {
    /// See [`guarded`].
    pub(crate) fn guarded<T>(write: impl FnOnce() -> Result<T, ExchangeError>) -> Result<T, ExchangeError> {
        guarded(write)
    }

    /// A sheet with its headings.
    pub(crate) fn new(letterhead: &Letterhead, at: NaiveDate, lang: Lang) -> Result<RegisterPage, ExchangeError> {
        let headings = headings(lang);
        let mut page = Page::new(say(lang, "Sổ theo dõi", "Register"), &headings, lang)?;
        page.print_columns(u16::try_from(Column::PRINTED).unwrap_or(u16::MAX));
        page.letterhead(letterhead)?;
        let day = at.format("%d/%m/%Y");
        let as_of = match lang {
            Lang::Vi => format!("Tính đến ngày {day}"),
            Lang::En => format!("As of {day}"),
        };
        page.title(say(lang, "Sổ theo dõi phản ánh, kiến nghị", "Register of feedback and petitions"), &[as_of])?;
        page.headings(&headings, Numbered::Nothing, KEPT)?;
        Ok(RegisterPage { page })
    }

    /// Writes a row.
    pub(crate) fn row<'a>(&mut self, told: &dyn Fn(Column) -> Told<'a>) -> Result<(), ExchangeError> {
        for (place, column) in (0..).zip(Column::ALL) {
            let told = told(column);
            let value = match &told {
                Told::Nothing => Value::Blank(kind(column)),
                Told::Text(text) if kind(column) == Kind::Text => Value::Text(text),
                Told::Text(text) => Value::Middle(text),
                Told::Whole(number) => Value::Place(*number),
                Told::Day(day) => Value::Day(*day),
                Told::Time(at) => Value::Time(*at),
            };
            self.page.cell(place, &value, Weight::Line)?;
        }
        self.page.end_row()
    }

    /// Writes the workbook.
    pub(crate) fn finish(self, out: impl Write + Send) -> Result<Changed, ExchangeError> {
        self.page.finish(out)
    }
}

/// What the cells of a column are, filled or not.
fn kind(column: Column) -> Kind {
    match column {
        Column::Place | Column::ExtendedBy => Kind::Place,
        Column::Received
        | Column::DocumentDate
        | Column::Due
        | Column::Closed
        | Column::Accepted
        | Column::SupplementRequested
        | Column::SupplementReceived
        | Column::ExtendedAt
        | Column::AssignedDue
        | Column::Published
        | Column::ClosingRecorded => Kind::Day,
        Column::Number | Column::ArrivalNumber | Column::Standing | Column::Confidential => Kind::Middle,
        _ => Kind::Text,
    }
}

fn headings(lang: Lang) -> Vec<Heading> {
    let of =
        |columns: &[Column]| columns.iter().map(|column| Heading::over_column(column.heading(lang), column.width())).collect();
    let (first, rest) = Column::ALL.split_at(2);
    let (letter, rest) = rest.split_at(6);
    let (handling, more) = rest.split_at(Column::PRINTED - 8);
    let mut headings: Vec<Heading> = of(first);
    headings.push(Heading::over(say(lang, "Văn bản đến", "The letter"), of(letter)));
    headings.push(Heading::over(say(lang, "Giải quyết", "What was done"), of(handling)));
    headings.push(Heading::over(say(lang, "Thông tin thêm (không in)", "More (not printed)"), of(more)));
    headings
}
