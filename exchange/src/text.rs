//! Tables, worklists and explanations as text for a terminal.
//!
//! Promises: columns line up for Vietnamese text, composed or not; numbers stand to the right;
//! what is left out is said. It decides nothing: every figure comes from the register.

use std::fmt::Write as _;

use chrono::NaiveDate;
use kiennghi::{
    case::{CaseItem, Dimension, WorkItem},
    lang::Lang,
    law::{Deadline, Standing, day_text, moment_text},
    ledger::Head,
    petition::Petition,
    statistics::{Basis, Rate, Table},
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest text of a cell; a longer one ends in `…`.
const WIDEST_CELL: usize = 40;
/// Headings are broken into lines of about this width, at spaces.
const HEADING_WIDTH: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table with a heading of several lines.
pub(crate) struct Grid {
    columns: Vec<(String, Align)>,
    pub(crate) rows: Vec<GridRow>,
}

pub(crate) enum GridRow {
    Cells(Vec<String>),
    /// A line across.
    Rule,
    /// A text across: what the rows below are about.
    Section(String),
}

impl Grid {
    pub(crate) fn new(columns: Vec<(String, Align)>) -> Grid {
        Grid { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(GridRow::Cells(cells.into_iter().map(|cell| shorten(&cell, WIDEST_CELL)).collect()));
    }

    pub(crate) fn render(&self) -> String {
        let headings: Vec<Vec<String>> = self
            .columns
            .iter()
            .map(|(heading, align)| match align {
                Align::Left => vec![heading.clone()],
                Align::Right => wrap(heading, HEADING_WIDTH),
            })
            .collect();
        let mut widths: Vec<usize> =
            headings.iter().map(|lines| lines.iter().map(|line| line.width()).max().unwrap_or(0)).collect();
        for row in &self.rows {
            if let GridRow::Cells(cells) = row {
                for (width, cell) in widths.iter_mut().zip(cells) {
                    *width = (*width).max(cell.width());
                }
            }
        }
        let mut text = String::new();
        let line = |cells: &[String], text: &mut String| {
            let mut row = String::new();
            for (((cell, width), (_, align)), first) in
                cells.iter().zip(&widths).zip(&self.columns).zip(std::iter::once(true).chain(std::iter::repeat(false)))
            {
                if !first {
                    row.push_str("  ");
                }
                let gap = " ".repeat(width.saturating_sub(cell.width()));
                match align {
                    Align::Left => row.extend([cell.as_str(), &gap]),
                    Align::Right => row.extend([gap.as_str(), cell]),
                }
            }
            text.push_str(row.trim_end());
            text.push('\n');
        };
        let height = headings.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            // Headings stand at the bottom, next to their numbers.
            let cells: Vec<String> = headings
                .iter()
                .map(|lines| (at + lines.len()).checked_sub(height).and_then(|i| lines.get(i)).cloned().unwrap_or_default())
                .collect();
            line(&cells, &mut text);
        }
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        text.push_str(&rule);
        text.push('\n');
        for row in &self.rows {
            match row {
                GridRow::Cells(cells) => line(cells, &mut text),
                GridRow::Rule => {
                    text.push_str(&rule);
                    text.push('\n');
                }
                GridRow::Section(title) => {
                    text.push_str(title);
                    text.push('\n');
                }
            }
        }
        text
    }
}

pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text in one line of at most `width` columns.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.width() <= width {
        return line;
    }
    let mut short = String::new();
    let mut used = 1;
    for c in line.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// One of two texts.
pub(crate) fn say<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// The same, to be kept.
pub(crate) fn pick(lang: Lang, vi: &str, en: &str) -> String {
    say(lang, vi, en).to_owned()
}

pub(crate) fn rate(rate: Rate, lang: Lang) -> String {
    match lang {
        Lang::Vi => rate.to_string().replace('.', ","),
        Lang::En => rate.to_string(),
    }
}

/// A worklist: overdue, due soon, in time, paused, each with its count and at most `most` lines.
/// `details` opens a petition for its abstract; a confidential one shows none.
pub fn worklist_text(
    items: &[WorkItem],
    lang: Lang,
    most: usize,
    mut details: impl FnMut(&WorkItem) -> Option<Petition>,
) -> String {
    let mut text = String::new();
    for standing in Standing::ALL {
        let group: Vec<_> = items.iter().filter(|item| item.standing == *standing).collect();
        if group.is_empty() && *standing == Standing::NoDeadline {
            continue;
        }
        let _ = writeln!(text, "{} ({})", standing.label(lang).to_uppercase(), group.len());
        if group.is_empty() {
            text.push('\n');
            continue;
        }
        let mut columns = vec![
            (pick(lang, "Số", "Number"), Align::Left),
            (pick(lang, "Ngày đến", "Received"), Align::Left),
            (pick(lang, "Hạn", "Due"), Align::Left),
            (pick(lang, "Còn lại", "Days left"), Align::Right),
            (Dimension::Source.label(lang).to_owned(), Align::Left),
            (Dimension::Unit.label(lang).to_owned(), Align::Left),
            (pick(lang, "Trích yếu", "Abstract"), Align::Left),
        ];
        if matches!(standing, Standing::Paused | Standing::NoDeadline) {
            columns.drain(2..4);
        }
        let mut grid = Grid::new(columns);
        for item in group.iter().take(most) {
            let abstract_text = match item.confidential {
                true => Some(pick(lang, "(mật)", "(confidential)")),
                false => details(item).map(|petition| match petition.summary().text() {
                    Some(text) => text.to_owned(),
                    None => pick(lang, "(đã xóa)", "(erased)"),
                }),
            };
            let mut cells = vec![
                item.number.to_string(),
                item.received_at.date().format("%d/%m/%Y").to_string(),
                item.due.map_or_else(String::new, |due| due.date().format("%d/%m/%Y").to_string()),
                item.days_left.map_or_else(String::new, |days| days.to_string()),
                Table::label(Dimension::Source, item.source.as_deref(), lang),
                Table::label(Dimension::Unit, item.unit.as_deref(), lang),
                abstract_text.unwrap_or_default(),
            ];
            if matches!(standing, Standing::Paused | Standing::NoDeadline) {
                cells.drain(2..4);
            }
            grid.row(cells);
        }
        text.push_str(&grid.render());
        if group.len() > most {
            let left = group.len() - most;
            let _ = writeln!(
                text,
                "{}",
                match lang {
                    Lang::Vi => format!("… và {left} vụ nữa"),
                    Lang::En => format!("... and {left} more"),
                }
            );
        }
        text.push('\n');
    }
    text
}

/// What was found, in the order in which it is given. `details` opens a petition for its abstract.
pub fn found_text(items: &[CaseItem], lang: Lang, mut details: impl FnMut(&CaseItem) -> Option<Petition>) -> String {
    let mut grid = Grid::new(vec![
        (pick(lang, "Số", "Number"), Align::Left),
        (pick(lang, "Ngày đến", "Received"), Align::Left),
        (pick(lang, "Hạn", "Due"), Align::Left),
        (pick(lang, "Tình trạng", "Status"), Align::Left),
        (Dimension::Source.label(lang).to_owned(), Align::Left),
        (Dimension::Unit.label(lang).to_owned(), Align::Left),
        (pick(lang, "Trích yếu", "Abstract"), Align::Left),
    ]);
    for item in items {
        let abstract_text = match item.confidential {
            true => Some(pick(lang, "(mật)", "(confidential)")),
            false => details(item).map(|petition| match petition.summary().text() {
                Some(text) => text.to_owned(),
                None => pick(lang, "(đã xóa)", "(erased)"),
            }),
        };
        grid.row(vec![
            item.number.to_string(),
            item.received_at.date().format("%d/%m/%Y").to_string(),
            item.due.map_or_else(String::new, |due| due.date().format("%d/%m/%Y").to_string()),
            item.standing.map_or_else(|| item.status.label(lang), |standing| standing.label(lang)).to_owned(),
            Table::label(Dimension::Source, item.source.as_deref(), lang),
            Table::label(Dimension::Unit, item.unit.as_deref(), lang),
            abstract_text.unwrap_or_default(),
        ]);
    }
    grid.render()
}

/// What a form was counted from.
pub(crate) fn head_text(as_of: NaiveDate, basis: Basis, head: Head, lang: Lang) -> String {
    let (as_of, basis, sequence) = (day_text(as_of, lang), basis.label(lang), head.sequence);
    let hash: String = head.hash.to_string().chars().take(16).collect();
    match lang {
        Lang::Vi => format!("Tính đến hết {as_of}; đúng hạn hay quá hạn xét theo: {basis}. Sổ cái: {sequence} mục, {hash}…\n"),
        Lang::En => format!("As of the end of {as_of}; lateness judged: {basis}. Ledger: {sequence} entries, {hash}…\n"),
    }
}

/// A deadline, step by step.
pub fn deadline_text(petition: &Petition, deadline: &Deadline, lang: Lang) -> String {
    let mut text = String::new();
    let due = match deadline.due() {
        Some(due) => moment_text(due, lang),
        None => pick(lang, "đang tạm dừng", "standing still"),
    };
    let _ = writeln!(text, "{}: {} — {due}", petition.case().number(), deadline.stage().label(lang));
    for (index, line) in deadline.explain(lang).iter().enumerate() {
        let _ = writeln!(text, "  {}. {line}", index + 1);
    }
    text
}
