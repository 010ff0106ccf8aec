//! A sheet into a register.
//!
//! Promises: a row is taken whole or not at all; rows are written in batches, each durable when it
//! is written; an import that was broken off goes on where it was when it is run again.

use std::collections::BTreeMap;

use kiennghi::{
    case::World,
    petition::{Act, Command, Refusal},
    register::{Batch, Effect, Register, RegisterError},
    store::Store,
};

use crate::{
    ExchangeError,
    mapping::{Field, Mapping},
    report::{Duplicate, ImportReport, Problem, Reason, Skipped},
    row::{Layout, Plan, RowReader},
    sheet::{Cell, Sheet},
};

/// Rows in one durable write: enough that the disk is not waited for at every row, few enough that
/// what is lost at a power cut is read again in a moment.
pub const BATCH_ROWS: usize = 5_000;

/// In how many rows from the top the headings are looked for: titles stand above them.
const HEADING_ROWS: usize = 30;

/// Imports a sheet as history. Importing it again adds nothing; a row that tells more than before
/// (a reply has come) adds that.
///
/// # Errors
/// The headings are not there, or the register fails. A row that cannot be taken is no error: it
/// is in the report.
pub fn import<S: Store>(
    register: &mut Register<S>,
    sheet: &Sheet,
    mapping: &Mapping,
    world: &World,
) -> Result<ImportReport, ExchangeError> {
    let layout = layout(sheet, mapping)?;
    let zone = register.rulebook()?.default_calendar().map_err(RegisterError::from)?.zone();
    let mut report = ImportReport {
        file: sheet.name.clone(),
        heading_row: Sheet::row_number(layout.heading_row),
        unknown_columns: layout.unknown.clone(),
        ..ImportReport::default()
    };
    let mut reader = RowReader { mapping, layout: &layout, zone, seen: BTreeMap::new() };
    let rows: Vec<_> = sheet.rows.iter().enumerate().skip(layout.heading_row + 1).collect();
    for rows in rows.chunks(BATCH_ROWS) {
        let mut batch = register.batch()?;
        for (index, cells) in rows {
            let row = Sheet::row_number(*index);
            report.rows += 1;
            if let Some(text) = no_petition(cells, mapping) {
                report.skipped.push(Skipped { row, text });
                continue;
            }
            match reader.read(cells, row) {
                Ok(plan) => take(&mut batch, &layout, row, cells, plan, world, &mut report)?,
                Err(problems) => refuse(&mut report, problems),
            }
        }
        batch.commit()?;
    }
    Ok(report)
}

/// Does the sheet have the columns that it must? For who wants to know before a register is made.
///
/// # Errors
/// As [`import`] for headings that are not there.
pub fn check_headings(sheet: &Sheet, mapping: &Mapping) -> Result<(), ExchangeError> {
    layout(sheet, mapping).map(|_| ())
}

fn refuse(report: &mut ImportReport, problems: Vec<Problem>) {
    report.refused_rows += 1;
    report.refused.extend(problems);
}

/// The text of a row that is no petition: a blank one, or a total.
fn no_petition(cells: &[Cell], mapping: &Mapping) -> Option<String> {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return Some(String::new()) };
    let text = first.show();
    (filled.all(|cell| matches!(cell, Cell::Number(_))) && mapping.is_total(&text)).then_some(text)
}

fn take(
    batch: &mut Batch<'_>,
    layout: &Layout,
    row: usize,
    cells: &[Cell],
    plan: Plan,
    world: &World,
    report: &mut ImportReport,
) -> Result<(), ExchangeError> {
    let Plan { petition, commands, doubts, document } = plan;
    let receipts = match batch.execute(&commands, world) {
        Ok(receipts) => receipts,
        Err(RegisterError::Refused(refusal)) => {
            let (field, reason) = match refusal {
                // Its own receipt, again, but other than it was: the sheet was changed.
                Refusal::AlreadyReceived { number } => (Field::Summary, Reason::Changed(number)),
                refusal => match batch.number(petition)? {
                    Some(number) if matches!(refusal, Refusal::NotPossible { .. }) => (Field::Closed, Reason::Changed(number)),
                    _ => (column(&refusal, &commands), Reason::Refused(refusal)),
                },
            };
            let place = layout.columns.get(&field);
            let column = place.and_then(|place| layout.headings.get(*place)).cloned().unwrap_or_else(|| format!("{field:?}"));
            let value = place.and_then(|place| cells.get(*place)).map(Cell::show).unwrap_or_default();
            refuse(report, Vec::from([Problem { row, column, value, reason }]));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let new = |effect: Effect| effect == Effect::Appended;
    match receipts.first() {
        Some(first) if new(first.effect) => report.added += 1,
        _ if receipts.iter().any(|receipt| new(receipt.effect)) => report.updated += 1,
        _ => report.unchanged += 1,
    }
    report.doubtful.extend(doubts);
    if let (Some((document, key)), Some(receipt)) = (document, receipts.first()) {
        let mut others = Vec::new();
        for id in batch.with_document(&key)?.into_iter().filter(|id| *id != petition) {
            others.extend(batch.number(id)?);
        }
        if !others.is_empty() {
            report.duplicates.push(Duplicate { row, document, number: receipt.number.clone(), others });
        }
    }
    Ok(())
}

/// The column that a refusal is about.
fn column(refusal: &Refusal, commands: &[Command]) -> Field {
    let act = |wanted: &kiennghi::time::Moment| {
        let of =
            commands.iter().find(|command| command.at == *wanted && !matches!(command.act, Act::Receive(_) | Act::Assign { .. }));
        match of.map(|command| &command.act) {
            Some(Act::RequestSupplement { .. }) => Field::SupplementRequested,
            Some(Act::Resume {}) => Field::SupplementReceived,
            Some(Act::Extend { .. }) => Field::ExtendedAt,
            Some(Act::Publish { .. }) => Field::Published,
            Some(_) => Field::Closed,
            None => Field::Received,
        }
    };
    match refusal {
        Refusal::InFuture { at, .. } | Refusal::BeforeReceipt { at, .. } | Refusal::OutOfOrder { at, .. } => act(at),
        Refusal::DueBeforeReceipt { .. } => Field::AssignedDue,
        Refusal::NothingToExtend { .. } | Refusal::ExtensionNotAllowed { .. } | Refusal::ExtensionAfterDue { .. } => {
            Field::ExtendedAt
        }
        Refusal::NotPossible { act, .. } if act.code() == "publish" => Field::Published,
        Refusal::NotPossible { .. } => Field::Outcome,
        _ => Field::Received,
    }
}

/// Finds the headings: of the first rows, the one that has most of them.
fn layout(sheet: &Sheet, mapping: &Mapping) -> Result<Layout, ExchangeError> {
    let recognised = |row: &Vec<Cell>| row.iter().filter(|cell| mapping.heading(&cell.show()).is_some()).count();
    let best =
        sheet.rows.iter().enumerate().take(HEADING_ROWS).max_by_key(|(index, row)| (recognised(row), std::cmp::Reverse(*index)));
    let (heading_row, row) =
        best.ok_or_else(|| ExchangeError::Unreadable { file: sheet.name.clone(), reason: "it has no rows".into() })?;
    let headings: Vec<String> = row.iter().map(|cell| cell.show().split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let mut columns = BTreeMap::new();
    let mut unknown = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        match mapping.heading(heading) {
            Some(field) => {
                columns.entry(field).or_insert(index);
            }
            None if heading.is_empty() => {}
            None => unknown.push(heading.clone()),
        }
    }
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
            return Err(ExchangeError::Mapping { label: mapping.label().into(), place: sheet.name.clone(), reason });
        }
    }
    Ok(Layout { heading_row, columns, headings, unknown })
}
