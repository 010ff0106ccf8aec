//! A filled form as a workbook, laid out as the instrument lays it out.
//!
//! Promises: the total of each column is a formula over its lines, what the form says is equal to a sum of
//! other columns is that sum, and all that must be equal is compared below the table; our own figures are
//! stored as the results. Where something fails that must be equal, the cell holds our figure. A
//! form of which numbers are withheld has no formulas.

use std::io::Write;

use kiennghi::{
    lang::Lang,
    law::RuleStanding,
    statistics::{FilledForm, FormCell, FormIdentity, FormRow, FormSide, Heading as FormHeading},
};

use super::{
    Letterhead,
    heading::Heading,
    page::{Numbered, Page, Value, at, guarded},
    style::{Kind, Weight},
    text::Changed,
};
use crate::{
    ExchangeError,
    form::{failure_lines, span_text},
    table_text::{WITHHELD, withheld_text},
    text::{head_text, pick, say},
};

/// Characters that columns are wide: the number of a line, its label, a count.
const WIDTHS: [f64; 3] = [5.0, 32.0, 9.0];
/// The first column of the form's own.
const FIRST: u16 = 2;

/// Writes a filled form, under the letterhead, to `out`.
///
/// # Errors
/// It cannot be written.
pub fn form_xlsx(
    filled: &FilledForm,
    letterhead: &Letterhead,
    lang: Lang,
    out: impl Write + Send,
) -> Result<Changed, ExchangeError> {
    guarded(|| write(filled, letterhead, lang, out))
}

fn heading(form: &FormHeading, lang: Lang) -> Heading {
    let text = form.text.get(lang);
    match form.under.is_empty() {
        true => Heading::over_column(text, WIDTHS[2]),
        false => Heading::over(text, form.under.iter().map(|under| heading(under, lang)).collect()),
    }
}

fn write(filled: &FilledForm, letterhead: &Letterhead, lang: Lang, out: impl Write + Send) -> Result<Changed, ExchangeError> {
    let mut headings =
        vec![Heading::over_column(say(lang, "STT", "No"), WIDTHS[0]), Heading::over_column(filled.by.label(lang), WIDTHS[1])];
    headings.extend(filled.headings.iter().map(|form| heading(form, lang)));
    let mut page = Page::new(say(lang, "Biểu mẫu", "Form"), &headings, lang)?;
    page.letterhead(letterhead)?;
    let citation = filled.citation.as_ref().map(|citation| match filled.standing {
        RuleStanding::Verified => format!("({})", citation.label(lang)),
        RuleStanding::Unverified => format!("({}; {})", citation.label(lang), filled.standing.label(lang)),
    });
    let below: Vec<String> = citation.into_iter().chain([span_text(filled, lang)]).collect();
    page.title(filled.title.get(lang), &below)?;
    page.headings(&headings, Numbered::Columns, FIRST)?;
    let first = page.row;
    let last = first + u32::try_from(filled.rows.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let sums = sums(filled);
    let is_over = |weight| if weight == Weight::Sum && !filled.rows.is_empty() { Some((first, last)) } else { None };
    let lines = filled.rows.iter().map(|row| (row, Weight::Line)).chain([(&filled.total, Weight::Sum)]);
    for (number, (row, weight)) in (1..).zip(lines) {
        match weight {
            Weight::Line => page.cell(0, &Value::Place(number), weight)?,
            Weight::Sum => page.cell(0, &Value::Blank(Kind::Middle), weight)?,
        }
        page.label(1, 1, row.label.get(lang), weight)?;
        for ((place, column), cell) in (FIRST..).zip(0..).zip(&row.cells) {
            let formula = sums.iter().find(|(sum, _)| *sum == column).map(|(_, side)| of_side(side, page.row));
            let formula = formula.or_else(|| is_over(weight).and_then(|over| of_column(filled, column, over)));
            let formula = formula.filter(|_| filled.least.is_none());
            page.cell(place, &value(*cell, formula), weight)?;
        }
        page.end_row()?;
    }
    let whole = (first, page.row.saturating_sub(1));
    page.end_row()?;
    below_table(&mut page, filled, whole)?;
    page.signatures(letterhead)?;
    page.finish(out)
}

fn below_table(page: &mut Page, filled: &FilledForm, rows: (u32, u32)) -> Result<(), ExchangeError> {
    let lang = page.lang;
    for line in failure_lines(filled, lang) {
        page.note(&line)?;
    }
    for identity in filled.identities.iter().filter(|_| filled.least.is_none()) {
        let text = format!("{} = {}", side_text(filled, &identity.left, lang), side_text(filled, &identity.right, lang));
        let text = match lang {
            Lang::Vi => format!("Đối chiếu, chênh lệch phải bằng 0: {text}"),
            Lang::En => format!("Check, the difference must be 0: {text}"),
        };
        page.check(&text, &difference(identity, rows), difference_of(filled, identity))?;
    }
    for note in &filled.notes {
        page.note(note.get(lang))?;
    }
    if let Some(least) = filled.least {
        page.note(withheld_text(least, filled.withheld(), lang).trim_end())?;
    }
    page.note(head_text(filled.question.as_of, filled.question.basis, filled.head, lang).trim_end())
}

fn value<'a>(cell: FormCell, formula: Option<String>) -> Value<'a> {
    match (cell, formula) {
        (FormCell::Count(count), Some(formula)) => Value::Formula(Kind::Whole, formula, count as f64),
        (FormCell::Count(count), None) => Value::Whole(count),
        (FormCell::Share { among: 0, .. } | FormCell::Minutes(None) | FormCell::Hundredths(None), _) => Value::Middle("–"),
        (FormCell::Share { of, among }, _) => Value::Number(Kind::Share, of as f64 / among as f64),
        (FormCell::Minutes(Some(minutes)), _) => Value::Number(Kind::Tenths, minutes as f64 / 60.0),
        (FormCell::Hundredths(Some(hundredths)), _) => Value::Number(Kind::Hundredths, hundredths as f64 / 100.0),
        (FormCell::ByHand, _) => Value::Blank(Kind::Whole),
        (FormCell::Withheld, _) => Value::Middle(WITHHELD),
    }
}

/// The sum of a column's lines, if that is what its total is.
fn of_column(filled: &FilledForm, column: usize, (first, last): (u32, u32)) -> Option<String> {
    let count = |row: &FormRow| match row.cells.get(column) {
        Some(FormCell::Count(count)) => Some(*count),
        _ => None,
    };
    let sum: Option<i64> = filled.rows.iter().map(count).sum();
    let place = FIRST + u16::try_from(column).ok()?;
    (sum? == count(&filled.total)?).then(|| format!("SUM({}:{})", at(first, place), at(last, place)))
}

/// Which columns are sums of others in every line, and of which: none of them of itself by way of others.
fn sums(filled: &FilledForm) -> Vec<(usize, &FormSide)> {
    let mut sums: Vec<(usize, &FormSide)> = Vec::new();
    for identity in &filled.identities {
        let FormSide { added, taken } = &identity.left;
        let ([sum], []) = (added.as_slice(), taken.as_slice()) else { continue };
        let is_new = sums.iter().all(|(known, _)| known != sum);
        if is_new && difference_of(filled, identity) == 0.0 && !leads_to(&identity.right, *sum, &sums) {
            sums.push((*sum, &identity.right));
        }
    }
    sums
}

fn leads_to(side: &FormSide, wanted: usize, sums: &[(usize, &FormSide)]) -> bool {
    let of = |column: &usize| sums.iter().find(|(sum, _)| sum == column).map(|(_, side)| *side);
    let mut parts = side.added.iter().chain(&side.taken);
    parts.any(|column| *column == wanted || of(column).is_some_and(|side| leads_to(side, wanted, sums)))
}

fn of_side(side: &FormSide, row: u32) -> String {
    joined(side, |column| at(row, column))
}

fn joined(side: &FormSide, cell: impl Fn(u16) -> String) -> String {
    let of = |column: &usize| cell(FIRST + u16::try_from(*column).unwrap_or(u16::MAX - FIRST));
    let added = side.added.iter().map(of).collect::<Vec<_>>().join("+");
    side.taken.iter().fold(added, |text, column| text + "-" + &of(column))
}

/// What the two sides are apart, over all lines.
fn difference(identity: &FormIdentity, (first, last): (u32, u32)) -> String {
    let range = |column| format!("{}:{}", at(first, column), at(last, column));
    format!("SUMPRODUCT(ABS({}-({})))", joined(&identity.left, range), joined(&identity.right, range))
}

fn difference_of(filled: &FilledForm, identity: &FormIdentity) -> f64 {
    let apart = |row: &FormRow| identity.left.value(&row.cells).abs_diff(identity.right.value(&row.cells));
    filled.rows.iter().chain([&filled.total]).map(apart).sum::<u64>() as f64
}

/// A side in the words of its headings: `Tổng số (3)`, by the numbers that stand below them.
fn side_text(filled: &FilledForm, side: &FormSide, lang: Lang) -> String {
    let number = |column: &usize| format!("({})", column + usize::from(FIRST) + 1);
    let added = side.added.iter().map(number).collect::<Vec<_>>().join(" + ");
    let text = side.taken.iter().fold(added, |text, column| text + " − " + &number(column));
    match (side.added.as_slice(), side.taken.as_slice()) {
        ([one], []) => {
            format!("{} {text}", heading_of(&filled.headings, *one, lang).unwrap_or_else(|| pick(lang, "cột", "column")))
        }
        _ => text,
    }
}

/// What stands over a column.
fn heading_of(headings: &[FormHeading], column: usize, lang: Lang) -> Option<String> {
    fn leaves(headings: &[FormHeading], before: &str, lang: Lang, all: &mut Vec<String>) {
        for heading in headings {
            let own = heading.text.get(lang);
            let own = if before.is_empty() { own.to_owned() } else { format!("{before}, {}", own.to_lowercase()) };
            match heading.under.is_empty() {
                true => all.push(own),
                false => leaves(&heading.under, &own, lang, all),
            }
        }
    }
    let mut all = Vec::new();
    leaves(headings, "", lang, &mut all);
    all.into_iter().nth(column)
}
