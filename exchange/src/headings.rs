//! Where the headings of a sheet stand, and which column means what.
//!
//! Promises: headings are found below titles, in one row or in two with merged groups above; the same
//! field twice is taken where it stands first; what is not known is told.

use std::collections::BTreeMap;

use crate::{
    ExchangeError,
    date::number,
    mapping::{Field, Mapping},
    note::Note,
    sheet::{Cell, Row, Sheet},
};

/// In how many rows from the top the headings are looked for: titles stand above them.
pub(crate) const HEADING_ROWS: usize = 30;

/// Where the columns of a sheet are.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The row of the headings, counted from 0; the lower one of two.
    pub(crate) heading_row: usize,
    /// The first row below them that can be a petition.
    pub(crate) first_row: usize,
    /// Field to column; the first of a field counts.
    pub(crate) columns: BTreeMap<Field, usize>,
    pub(crate) headings: Vec<String>,
    pub(crate) unknown: Vec<String>,
    pub(crate) notes: Vec<Note>,
}

impl Layout {
    /// The heading of a field's column; the field's name if there is none.
    pub(crate) fn heading(&self, field: Field) -> String {
        let heading = self.columns.get(&field).and_then(|column| self.headings.get(*column));
        heading.cloned().unwrap_or_else(|| format!("{field:?}"))
    }
}

type Headings = Vec<(String, Option<Field>)>;

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_one_row(row: Row<'_>, mapping: &Mapping) -> Headings {
    let headings = row.cells().map(|cell| one_line(&cell.show()));
    headings.map(|heading| (mapping.heading(&heading), heading)).map(|(field, heading)| (heading, field)).collect()
}

/// Two rows as one: a heading of the upper row goes on to the right as long as there is one below.
fn of_two_rows(upper: Row<'_>, lower: Row<'_>, mapping: &Mapping) -> Headings {
    let columns = upper.cells().count().max(lower.cells().count());
    let mut group = String::new();
    let mut headings = Headings::new();
    for column in 0..columns {
        let (above, below) = (one_line(&upper.cell(column).show()), one_line(&lower.cell(column).show()));
        if !above.is_empty() || below.is_empty() {
            group.clone_from(&above);
        }
        let both = one_line(&format!("{group} {below}"));
        let names = [&both, &below, &above];
        let known = names.into_iter().find_map(|name| mapping.heading(name).map(|field| (name.clone(), field)));
        headings.push(known.map_or((both, None), |(name, field)| (name, Some(field))));
    }
    headings
}

/// How many different fields these headings name.
fn fields(headings: &Headings) -> usize {
    headings.iter().filter_map(|(_, field)| *field).collect::<std::collections::BTreeSet<_>>().len()
}

/// The headings that name most fields, with the rows that they stand in.
fn best(sheet: &Sheet, mapping: &Mapping) -> (usize, usize, Headings) {
    let mut best = (0, 1, of_one_row(sheet.row(0), mapping));
    let mut most = fields(&best.2);
    for first in 0..sheet.len().min(HEADING_ROWS) {
        let one = of_one_row(sheet.row(first), mapping);
        if fields(&one) > most {
            most = fields(&one);
            best = (first, 1, one);
        }
        let two = of_two_rows(sheet.row(first), sheet.row(first + 1), mapping);
        // More than its lower row alone, or the upper one is a title.
        if fields(&two) > most.max(fields(&of_one_row(sheet.row(first + 1), mapping))) {
            most = fields(&two);
            best = (first, 2, two);
        }
    }
    best
}

/// A heading as it stands, on one line, and the field that it names.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    pub(crate) text: String,
    pub(crate) field: Option<Field>,
}

/// How many known headings in one place are proof that they are the headings.
const PROOF: usize = 3;

/// The headings of a sheet that `mapping` need not know, and the first row below them: those that name
/// several fields; otherwise the first row of texts alone that is as wide as the rows below it.
pub(crate) fn headings(sheet: &Sheet, mapping: &Mapping) -> Option<(usize, Vec<Heading>)> {
    let (first, rows, found) = best(sheet, mapping);
    let filled = |row: usize| sheet.row(row).cells().filter(|cell| !cell.is_empty()).count();
    let (first, rows, found) = if fields(&found) >= PROOF {
        (first, rows, found)
    } else {
        let looks_like_headings = |row: &usize| {
            let texts = sheet.row(*row).cells().all(|cell| cell.is_empty() || matches!(cell, Cell::Text(_)) && !is_number(cell));
            texts && filled(*row) >= 2 && (row + 1..sheet.len()).take(5).all(|below| filled(below) <= filled(*row) + 1)
        };
        let row = (0..sheet.len().min(HEADING_ROWS)).find(looks_like_headings)?;
        (row, 1, of_one_row(sheet.row(row), mapping))
    };
    let mut below = first + rows;
    if numbers_columns(sheet.row(below)) {
        below += 1;
    }
    Some((below, found.into_iter().map(|(text, field)| Heading { text, field }).collect()))
}

/// How many fields the headings of a sheet name.
pub(crate) fn recognised_in(sheet: &Sheet, mapping: &Mapping) -> usize {
    fields(&best(sheet, mapping).2)
}

/// Does the row only number the columns, as forms do below their headings: (1), (2), (3)?
fn numbers_columns(row: Row<'_>) -> bool {
    let shown = row.cells().filter(|cell| !cell.is_empty()).map(|cell| cell.show());
    let numbers = shown.map(|text| text.trim_matches(['(', ')', '[', ']', ' ']).parse::<usize>().ok());
    let Some(numbers) = numbers.collect::<Option<Vec<_>>>() else { return false };
    numbers.len() > 2 && numbers.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1)) && numbers.first() <= Some(&1)
}

/// Finds the headings: of the first rows, those that name most fields.
pub(crate) fn layout(sheet: &Sheet, mapping: &Mapping) -> Result<Layout, ExchangeError> {
    let (first, rows, found) = best(sheet, mapping);
    let heading_row = first + rows - 1;
    let mut columns = BTreeMap::new();
    let mut unknown = Vec::new();
    for (index, (heading, field)) in found.iter().enumerate() {
        match field {
            Some(field) => {
                columns.entry(*field).or_insert(index);
            }
            None if heading.is_empty() => {}
            None => unknown.push(heading.clone()),
        }
    }
    let headings: Vec<String> = found.into_iter().map(|(heading, _)| heading).collect();
    // Names of officers are taken only where the mapping gives their accounts.
    if let Some(index) = columns.get(&Field::Officer).filter(|_| mapping.values_of(Field::Officer).is_empty()) {
        unknown.extend(headings.get(*index).cloned());
    }
    for needed in [Field::Received, Field::Summary] {
        if !columns.contains_key(&needed) {
            let names = mapping.headings_of(needed).join(", ");
            let found = headings.iter().filter(|heading| !heading.is_empty()).map(|heading| format!("`{heading}`"));
            let found: Vec<_> = found.collect();
            let reason = format!(
                "no column for {needed:?} in the first {HEADING_ROWS} rows; it would be called: {names} (with or without diacritics); row {} has: {}",
                Sheet::row_number(heading_row),
                found.join(", ")
            );
            return Err(ExchangeError::Mapping { label: mapping.label().into(), place: sheet.name().into(), reason });
        }
    }
    let mut notes = Vec::new();
    if rows == 2 {
        notes.push(Note::TwoHeadingRows);
    }
    let mut first_row = heading_row + 1;
    if numbers_columns(sheet.row(first_row)) {
        notes.push(Note::ColumnNumbers { row: Sheet::row_number(first_row) });
        first_row += 1;
    }
    Ok(Layout { heading_row, first_row, columns, headings, unknown, notes })
}

fn is_number(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => number(text).is_some(),
        _ => false,
    }
}

/// The text of a row that is no petition: a blank one, a total, or the headings again on the next page.
pub(crate) fn no_petition(row: Row<'_>, layout: &Layout, mapping: &Mapping) -> Option<String> {
    let mut filled = row.cells().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return Some(String::new()) };
    if let (Cell::Text(text), true) = (first, filled.all(is_number))
        && mapping.is_total(text)
    {
        return Some(text.into());
    }
    let again = |(column, cell): (usize, Cell<'_>)| match cell {
        Cell::Empty => true,
        Cell::Text(text) => layout.headings.get(column).is_some_and(|heading| one_line(text) == *heading),
        _ => false,
    };
    row.cells().enumerate().all(again).then(|| first.show())
}
