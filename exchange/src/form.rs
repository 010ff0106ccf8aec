//! A filled form as text for a terminal or a letter, as rows of CSV, and as JSON.
//!
//! Promises: headings stand over what they are about; what fails that must be equal is said below
//! the table; an unverified layout is said to be one. It decides nothing: every figure comes from
//! the form.

use std::fmt::Write as _;

use kiennghi::{
    lang::Lang,
    law::RuleStanding,
    statistics::{FilledForm, FormCell, Heading, IdentityFailure},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    ExchangeError,
    table_text::{WITHHELD, withheld_text},
    text::{head_text, pick, rate, shorten, wrap},
};

/// Headings are broken into lines of about this width, at spaces.
const HEADING_WIDTH: usize = 9;
/// The widest label of a row; a longer one ends in `…`.
const WIDEST_LABEL: usize = 40;
/// Between two columns.
const GAP: usize = 2;

/// A cell as people read it.
fn cell_text(cell: FormCell, lang: Lang) -> String {
    let comma = |text: String| if lang == Lang::Vi { text.replace('.', ",") } else { text };
    match cell {
        FormCell::Count(count) => count.to_string(),
        FormCell::Share { .. } => cell.rate().map_or_else(String::new, |share| rate(share, lang)),
        // Tenths of an hour, rounded half up.
        FormCell::Minutes(Some(minutes)) => {
            let tenths = (minutes.saturating_mul(10) + 30) / 60;
            comma(format!("{}.{}", tenths / 10, tenths % 10))
        }
        FormCell::Hundredths(Some(hundredths)) => comma(format!("{}.{:02}", hundredths / 100, hundredths % 100)),
        FormCell::Minutes(None) | FormCell::Hundredths(None) => "n/a".into(),
        FormCell::ByHand => "…".into(),
        FormCell::Withheld => WITHHELD.into(),
    }
}

/// How a heading lies over the columns: its own lines, from which column on, over how many.
struct Placed {
    level: usize,
    first: usize,
    over: usize,
    text: String,
}

/// Every heading with its place. Answers how many columns there are.
fn place(headings: &[Heading], level: usize, first: usize, lang: Lang, placed: &mut Vec<Placed>) -> usize {
    let mut next = first;
    for heading in headings {
        let over = match heading.under.is_empty() {
            true => 1,
            false => place(&heading.under, level + 1, next, lang, placed),
        };
        placed.push(Placed { level, first: next, over, text: heading.text.get(lang).to_owned() });
        next += over;
    }
    next - first
}

/// The form as text: headings in their tree, a line a row, the total, and what stands below.
pub fn form_text(filled: &FilledForm, lang: Lang) -> String {
    let lines: Vec<(String, Vec<String>)> = filled
        .rows
        .iter()
        .chain([&filled.total])
        .map(|row| (shorten(row.label.get(lang), WIDEST_LABEL), row.cells.iter().map(|cell| cell_text(*cell, lang)).collect()))
        .collect();
    let mut placed = Vec::new();
    let columns = place(&filled.headings, 0, 0, lang, &mut placed);
    let mut widths: Vec<usize> = (0..columns)
        .map(|at| {
            let cells = lines.iter().filter_map(|(_, cells)| cells.get(at)).map(|cell| cell.width());
            let own = placed.iter().filter(|heading| heading.first == at && heading.over == 1);
            let words = own.flat_map(|heading| wrap(&heading.text, HEADING_WIDTH)).map(|line| line.width());
            cells.chain(words).max().unwrap_or(0)
        })
        .collect();
    // A word over several columns may be wider than all of them.
    for heading in &placed {
        let word = heading.text.split(' ').map(|word| word.width()).max().unwrap_or(0);
        let span = span(&widths, heading.first, heading.over);
        if let Some(last) = widths.get_mut(heading.first + heading.over - 1) {
            *last += word.saturating_sub(span);
        }
    }
    let corner = filled.by.label(lang).to_owned();
    let first = lines.iter().map(|(label, _)| label.width()).chain([corner.width()]).max().unwrap_or(0);
    let mut text = titles(filled, lang);
    head(&mut text, &placed, &widths, first, &corner);
    let rule = "─".repeat(first + widths.iter().map(|width| width + GAP).sum::<usize>());
    let _ = writeln!(text, "{rule}");
    for (index, (label, cells)) in lines.iter().enumerate() {
        if index + 1 == lines.len() {
            let _ = writeln!(text, "{rule}");
        }
        let mut line = pad(label, first, Side::Left);
        cells.iter().zip(&widths).for_each(|(cell, width)| line += &pad(cell, width + GAP, Side::Right));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    below(&mut text, filled, lang);
    text
}

fn titles(filled: &FilledForm, lang: Lang) -> String {
    let mut text = format!("{}\n", filled.title.get(lang));
    if let Some(citation) = &filled.citation {
        let standing = match filled.standing {
            RuleStanding::Verified => String::new(),
            RuleStanding::Unverified => format!(" ({})", filled.standing.label(lang)),
        };
        let _ = writeln!(text, "{}{standing}", citation.label(lang));
    }
    let _ = writeln!(text, "{}\n", span_text(filled, lang));
    text
}

/// The period of a form, with its days.
pub(crate) fn span_text(filled: &FilledForm, lang: Lang) -> String {
    let last = filled.period.end().pred_opt().unwrap_or(filled.period.end());
    let (from, to) = (filled.period.start().format("%d/%m/%Y"), last.format("%d/%m/%Y"));
    let label = match filled.period.kind() {
        Some(_) => format!("{}: ", filled.period.label(lang)),
        None => String::new(),
    };
    format!("{label}{from} - {to}")
}

enum Side {
    Left,
    Right,
    Middle,
}

fn pad(text: &str, width: usize, side: Side) -> String {
    let gap = width.saturating_sub(text.width());
    let left = match side {
        Side::Left => 0,
        Side::Right => gap,
        Side::Middle => gap / 2,
    };
    format!("{}{text}{}", " ".repeat(left), " ".repeat(gap - left))
}

/// How wide columns are together.
fn span(widths: &[usize], first: usize, over: usize) -> usize {
    widths.iter().skip(first).take(over).map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
}

/// The headings, level by level. What is over one column stands at the bottom, next to its numbers.
fn head(text: &mut String, placed: &[Placed], widths: &[usize], first: usize, corner: &str) {
    let levels = placed.iter().map(|heading| heading.level + 1).max().unwrap_or(0);
    let wrapped = |heading: &Placed| match heading.over {
        1 => wrap(&heading.text, HEADING_WIDTH),
        over => wrap(&heading.text, span(widths, heading.first, over)),
    };
    let groups = |level: usize| placed.iter().filter(move |heading| heading.level == level && heading.over > 1);
    let group_height = |level: usize| groups(level).map(|heading| wrapped(heading).len()).max().unwrap_or(0);
    let columns: Vec<&Placed> = (0..widths.len()).filter_map(|at| placed.iter().find(|h| h.first == at && h.over == 1)).collect();
    let height = columns.iter().map(|heading| wrapped(heading).len()).max().unwrap_or(0);
    // Groups of each level, with a line under each, then the columns.
    let mut grid: Vec<String> = Vec::new();
    for level in 0..levels {
        let lines = group_height(level);
        for at in 0..=lines {
            if lines == 0 {
                continue;
            }
            let mut line = " ".repeat(first);
            let mut column = 0;
            for heading in groups(level) {
                line += &" ".repeat(widths.iter().take(heading.first).skip(column).map(|width| width + GAP).sum());
                let width = span(widths, heading.first, heading.over);
                let own = wrapped(heading);
                // At the bottom of its level.
                let shown = (at + own.len()).checked_sub(lines).and_then(|at| own.get(at)).map_or("", String::as_str);
                let shown = if at == lines { "╌".repeat(width) } else { pad(shown, width, Side::Middle) };
                line += &" ".repeat(GAP);
                line += &shown;
                column = heading.first + heading.over;
            }
            grid.push(line.trim_end().to_owned());
        }
    }
    for at in 0..height {
        let mut line = pad(if at + 1 == height { corner } else { "" }, first, Side::Left);
        for (heading, width) in columns.iter().zip(widths) {
            let own = wrapped(heading);
            let shown = (at + own.len()).checked_sub(height).and_then(|at| own.get(at)).map_or("", String::as_str);
            line += &pad(shown, width + GAP, Side::Right);
        }
        grid.push(line.trim_end().to_owned());
    }
    grid.iter().for_each(|line| {
        let _ = writeln!(text, "{line}");
    });
}

fn below(text: &mut String, filled: &FilledForm, lang: Lang) {
    for line in failure_lines(filled, lang) {
        let _ = writeln!(text, "{line}");
    }
    for note in &filled.notes {
        let _ = writeln!(text, "{}", note.get(lang));
    }
    if let Some(least) = filled.least {
        text.push_str(&withheld_text(least, filled.withheld(), lang));
    }
    text.push_str(&head_text(filled.question.as_of, filled.question.basis, filled.head, lang));
}

/// A line for each identity that fails, with the rows where it does, and what to look for.
pub(crate) fn failure_lines(filled: &FilledForm, lang: Lang) -> Vec<String> {
    if filled.failures.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![pick(
        lang,
        "KHÔNG KHỚP, cần xem lại trong sổ trước khi gửi:",
        "DOES NOT AGREE; look into the register before it is sent:",
    )];
    let mut hints = Vec::new();
    for (index, failure) in filled.failures.iter().enumerate() {
        let is_of = |other: &&IdentityFailure| (&other.left, &other.right) == (&failure.left, &failure.right);
        if filled.failures.iter().take(index).any(|other| is_of(&other)) {
            continue;
        }
        let rows = filled.failures.iter().filter(is_of).map(|failure| {
            let row = failure.row.and_then(|row| filled.rows.get(row.checked_sub(1)?)).unwrap_or(&filled.total);
            format!("{} {} ≠ {}", row.label.get(lang), failure.left_value, failure.right_value)
        });
        lines.push(format!("  {} = {}: {}", failure.left, failure.right, rows.collect::<Vec<_>>().join("; ")));
        if let Some(hint) = failure.hint.as_ref().filter(|hint| !hints.contains(hint)) {
            hints.push(hint);
        }
    }
    lines.extend(hints.into_iter().map(|hint| format!("  {}", hint.get(lang))));
    lines
}

/// Headings with their path, then a line a row and the total, as CSV (UTF-8 with the mark that Excel
/// looks for). A share has two columns, `of` and `among`; times are in working minutes, means in
/// hundredths, and what is filled in by hand is empty.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn form_csv(filled: &FilledForm, lang: Lang) -> Result<String, ExchangeError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| unreadable(error.to_string());
    let mut heads = vec![filled.by.label(lang).to_owned()];
    let mut paths = Vec::new();
    filled.headings.iter().for_each(|heading| path(heading, "", lang, &mut paths));
    // A share has two columns, also where one of them is withheld.
    let is_share = |column: usize| {
        let mut cells = filled.rows.iter().chain([&filled.total]).filter_map(|row| row.cells.get(column));
        cells.any(|cell| matches!(cell, FormCell::Share { .. }))
    };
    let shares: Vec<bool> = (0..paths.len()).map(is_share).collect();
    for (heading, is_share) in paths.iter().zip(&shares) {
        heads.push(heading.clone());
        if *is_share {
            heads.push(format!("{heading} / {}", pick(lang, "trên", "among")));
        }
    }
    // What is withheld is named by its headings.
    let has_withheld = filled.least.is_some();
    if has_withheld {
        heads.push(pick(lang, "Không công bố", "Withheld"));
    }
    csv.write_record(&heads).map_err(wrong)?;
    for row in filled.rows.iter().chain([&filled.total]) {
        let mut cells = vec![guarded(row.label.get(lang))];
        for (cell, is_share) in row.cells.iter().zip(&shares) {
            match cell {
                FormCell::Withheld => cells.extend(std::iter::repeat_n(String::new(), 1 + usize::from(*is_share))),
                FormCell::Count(count) => cells.push(count.to_string()),
                FormCell::Share { of, among } => cells.extend([of.to_string(), among.to_string()]),
                FormCell::Minutes(value) | FormCell::Hundredths(value) => {
                    cells.push(value.map_or_else(String::new, |v| v.to_string()))
                }
                FormCell::ByHand => cells.push(String::new()),
            }
        }
        if has_withheld {
            let withheld = paths.iter().zip(&row.cells).filter(|(_, cell)| **cell == FormCell::Withheld);
            cells.push(withheld.map(|(path, _)| path.as_str()).collect::<Vec<_>>().join("; "));
        }
        csv.write_record(&cells).map_err(wrong)?;
    }
    finished(csv)
}

/// What is written, with the mark that Excel looks for.
pub(crate) fn finished(csv: csv::Writer<Vec<u8>>) -> Result<String, ExchangeError> {
    let bytes = csv.into_inner().map_err(|error| unreadable(error.to_string()))?;
    Ok(format!("\u{feff}{}", String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?))
}

pub(crate) fn unreadable(reason: String) -> ExchangeError {
    ExchangeError::Unreadable { file: "CSV".into(), reason }
}

/// Is that what a spreadsheet would take for a formula, or what one is told from by marks before it?
pub(crate) fn is_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text that a spreadsheet would take for a formula gets a mark before it: units and fields are
/// texts of whoever filled in a sheet. One that has such a mark of its own gets another, so that an
/// import can take away what was put there.
pub(crate) fn guarded(text: &str) -> String {
    match is_like_a_formula(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn path(heading: &Heading, before: &str, lang: Lang, paths: &mut Vec<String>) {
    let own = heading.text.get(lang);
    let own = if before.is_empty() { own.to_owned() } else { format!("{before} / {own}") };
    match heading.under.is_empty() {
        true => paths.push(own),
        false => heading.under.iter().for_each(|under| path(under, &own, lang, paths)),
    }
}

/// The form as JSON, with its question and the head of the ledger.
///
/// # Errors
/// Never in practice: all of it can be written.
pub fn form_json(filled: &FilledForm) -> Result<String, ExchangeError> {
    serde_json::to_string_pretty(filled).map_err(|error| unreadable(error.to_string()))
}
