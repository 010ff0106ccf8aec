//! Lists of petitions as workbooks: the worklist, and what is overdue.
//!
//! Promises: one line a petition, in the order of the list; how many they are is said above and
//! is a formula over the lines. The worklist has abstracts, of confidential petitions only if they are
//! asked for; the list of the overdue, which goes with the report, has no names and no texts.

use std::io::Write;

use chrono::NaiveDate;
use kiennghi::{
    case::{Dimension, WorkItem},
    lang::Lang,
    law::Standing,
    petition::Petition,
    register::RegisterError,
    statistics::Table,
    time::Moment,
};

use super::{
    Letterhead,
    heading::Heading,
    page::{Numbered, Page, Value, at, guarded},
    style::{Kind, Weight},
    text::Changed,
};
use crate::{
    ExchangeError, OverdueCase,
    text::{pick, say},
};

/// How a list is sent.
struct List<'a> {
    title: &'a str,
    name: &'a str,
    as_of: NaiveDate,
    headings: Vec<Heading>,
    lines: usize,
}

impl List<'_> {
    /// Writes head and lines, each line by `line`.
    fn write(
        self,
        letterhead: &Letterhead,
        lang: Lang,
        out: impl Write + Send,
        mut line: impl FnMut(usize, &mut Page) -> Result<(), ExchangeError>,
    ) -> Result<Changed, ExchangeError> {
        let day = self.as_of.format("%d/%m/%Y");
        let as_of = match lang {
            Lang::Vi => format!("Tính đến hết ngày {day}; {} vụ", self.lines),
            Lang::En => format!("As of the end of {day}; {} petitions", self.lines),
        };
        let mut page = Page::new(self.name, &self.headings, lang)?;
        page.letterhead(letterhead)?;
        page.title(self.title, &[as_of])?;
        page.headings(&self.headings, Numbered::Nothing, 2)?;
        let first = page.row;
        for index in 0..self.lines {
            line(index, &mut page)?;
            page.end_row()?;
        }
        if let Some(last) = page.row.checked_sub(1).filter(|last| *last >= first) {
            let count = format!("COUNTA({}:{})", at(first, 1), at(last, 1));
            let columns = self.headings.iter().map(Heading::columns).sum::<u16>();
            page.label(0, 1, say(lang, "Tổng số vụ", "Petitions in all"), Weight::Sum)?;
            page.cell(2, &Value::Formula(Kind::Whole, count, self.lines as f64), Weight::Sum)?;
            for column in 3..columns {
                page.cell(column, &Value::Blank(Kind::Text), Weight::Sum)?;
            }
            page.end_row()?;
        }
        page.finish(out)
    }
}

/// What a moment shows in a column of days.
fn day(moment: Option<Moment>) -> Value<'static> {
    moment.map_or(Value::Middle("–"), |moment| Value::Day(moment.date()))
}

fn days(days: Option<i32>) -> Value<'static> {
    days.map_or(Value::Middle("–"), |days| Value::Whole(days.into()))
}

fn number_and_dates(lang: Lang, days: &str) -> Vec<Heading> {
    vec![
        Heading::over_column(say(lang, "STT", "No"), 6.0),
        Heading::over_column(say(lang, "Số đăng ký", "Number"), 17.0),
        Heading::over_column(say(lang, "Ngày đến", "Received"), 12.0),
        Heading::over_column(say(lang, "Đến hạn", "Due"), 12.0),
        Heading::over_column(days, 10.0),
    ]
}

/// Writes a worklist, under the letterhead, to `out`. `details` opens a petition for its abstract, as
/// its reader may see it: of what stays closed the cell says so.
///
/// # Errors
/// What `details` says; it cannot be written; there are more lines than a sheet holds.
pub fn worklist_xlsx(
    items: &[WorkItem],
    as_of: NaiveDate,
    letterhead: &Letterhead,
    lang: Lang,
    out: impl Write + Send,
    mut details: impl FnMut(&WorkItem) -> Result<Petition, RegisterError>,
) -> Result<Changed, ExchangeError> {
    let mut headings = number_and_dates(lang, say(lang, "Còn lại (ngày làm việc)", "Working days left"));
    headings.extend([
        Heading::over_column(say(lang, "Tình trạng", "Standing"), 12.0),
        Heading::over_column(Dimension::Source.label(lang), 22.0),
        Heading::over_column(Dimension::Unit.label(lang), 22.0),
        Heading::over_column(say(lang, "Công chức xử lý", "Officer"), 14.0),
        Heading::over_column(say(lang, "Trích yếu", "Abstract"), 48.0),
    ]);
    let title = say(lang, "Danh sách phản ánh, kiến nghị đang giải quyết", "Feedback and petitions that are open");
    let list = List { title, name: say(lang, "Danh sách việc", "Worklist"), as_of, headings, lines: items.len() };
    guarded(|| {
        list.write(letterhead, lang, out, |index, page| {
            let Some(item) = items.get(index) else { return Ok(()) };
            // What is late catches the eye in black and white too.
            let weight = if item.standing == Standing::Overdue { Weight::Sum } else { Weight::Line };
            let petition = details(item)?;
            let number = item.number.to_string();
            let (source, unit) = (item.source.as_deref(), item.unit.as_deref());
            let (source, unit) = (Table::label(Dimension::Source, source, lang), Table::label(Dimension::Unit, unit, lang));
            let closed = match item.confidential {
                true => pick(lang, "(mật)", "(confidential)"),
                false => pick(lang, "(đã xóa)", "(erased)"),
            };
            let cells = [
                Value::Place(index + 1),
                Value::Middle(&number),
                day(Some(item.received_at)),
                day(item.due),
                days(item.days_left),
                Value::Middle(item.standing.label(lang)),
                Value::Text(&source),
                Value::Text(&unit),
                Value::Text(item.officer.as_deref().unwrap_or_default()),
                Value::Text(petition.summary().text().unwrap_or(&closed)),
            ];
            (0..).zip(&cells).try_for_each(|(column, cell)| page.cell(column, cell, weight))
        })
    })
}

/// Writes the list of the overdue, under the letterhead, to `out`: all of them, without names and texts.
///
/// # Errors
/// It cannot be written; there are more lines than a sheet holds.
pub fn overdue_xlsx(
    cases: &[OverdueCase],
    as_of: NaiveDate,
    letterhead: &Letterhead,
    lang: Lang,
    out: impl Write + Send,
) -> Result<Changed, ExchangeError> {
    let mut headings = number_and_dates(lang, say(lang, "Quá hạn (ngày làm việc)", "Working days late"));
    headings.push(Heading::over_column(Dimension::Source.label(lang), 26.0));
    headings.push(Heading::over_column(Dimension::Unit.label(lang), 26.0));
    let title = say(lang, "Danh sách phản ánh, kiến nghị quá hạn trả lời", "Feedback and petitions that are overdue");
    let list = List { title, name: say(lang, "Quá hạn", "Overdue"), as_of, headings, lines: cases.len() };
    guarded(|| {
        list.write(letterhead, lang, out, |index, page| {
            let Some(case) = cases.get(index) else { return Ok(()) };
            let number = case.number.to_string();
            let source = Table::label(Dimension::Source, case.source.as_deref(), lang);
            let unit = Table::label(Dimension::Unit, case.unit.as_deref(), lang);
            let cells = [
                Value::Place(index + 1),
                Value::Middle(&number),
                day(Some(case.received_at)),
                day(case.due),
                days(case.days.and_then(|days| i32::try_from(days).ok())),
                Value::Text(&source),
                Value::Text(&unit),
            ];
            (0..).zip(&cells).try_for_each(|(column, cell)| page.cell(column, cell, Weight::Line))
        })
    })
}
