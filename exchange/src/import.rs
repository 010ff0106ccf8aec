//! A sheet into a register.
//!
//! Promises: a row is taken whole or not at all; rows are written in batches, each durable when it is
//! written, or all at once, or as a dry run not at all; an import that was broken off goes on where it
//! was when it is run again.

use std::{collections::BTreeMap, ops::ControlFlow};

use kiennghi::{
    case::World,
    law::Rulebook,
    petition::{Act, Command, Refusal},
    register::{Batch, Effect, Register, RegisterError},
    store::Store,
};

use crate::{
    ExchangeError,
    date::DateReader,
    date_column,
    headings::{Layout, layout, no_petition},
    mapping::{Field, Mapping},
    report::{Duplicate, ImportReport, Problem, Reason, Skipped, Written},
    row::{Plan, RowReader},
    rule_due::due_by_rule,
    sheet::{Row, Sheet},
};

/// Rows in one durable write: enough that the disk is not waited for at every row, few enough that
/// what is lost at a power cut is read again in a moment.
pub const BATCH_ROWS: usize = 5_000;

/// After how many rows progress is told, and may be stopped: some milliseconds of work.
pub const PROGRESS_ROWS: usize = 256;

/// What is written of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportMode {
    /// Each row that can be taken, in batches of [`BATCH_ROWS`].
    #[default]
    RowByRow,
    /// All rows in one write, or none if one is refused.
    AllOrNothing,
    /// None: the report says what would become of each row. The register is locked meanwhile, as for a
    /// write.
    DryRun,
}

impl ImportMode {
    /// The code of each: `row_by_row`, `all_or_nothing`, `dry_run`.
    pub const fn code(self) -> &'static str {
        match self {
            ImportMode::RowByRow => "row_by_row",
            ImportMode::AllOrNothing => "all_or_nothing",
            ImportMode::DryRun => "dry_run",
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rows that were looked at.
    pub done: usize,
    /// All rows.
    pub rows: usize,
}

/// Is told how far an import is, every [`PROGRESS_ROWS`] rows and at the end; stops it with
/// [`ControlFlow::Break`].
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Imports a sheet as history, row by row. Importing it again adds nothing; a row that tells more than
/// before (a reply has come) adds that.
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
    import_as(register, sheet, mapping, world, ImportMode::RowByRow, &mut |_| ControlFlow::Continue(()))
}

/// Imports a sheet as `mode` says, and tells how far it is.
///
/// ```
/// # use kiennghi::{case::{Seed, World}, ledger::Actor, register::Register, store::MemoryStore};
/// # use kiennghi_exchange::{ImportMode, Mapping, import_as, read_sheet};
/// # let world = World { now: "2026-03-20T02:00:00Z".parse()?, actor: Actor::new("import"), seed: Seed::new([7; 32]) };
/// # let mut register = Register::create(MemoryStore::new(), &world)?;
/// let sheet = read_sheet("Ngày đến,Nơi gửi,Trích yếu\n02/03/2026,Công ty A,Ngập đường\n".as_bytes(), "so.csv")?;
/// let head = register.head()?;
/// let go_on = &mut |_| std::ops::ControlFlow::Continue(());
/// let report = import_as(&mut register, &sheet, &Mapping::vietnam()?, &world, ImportMode::DryRun, go_on)?;
/// assert_eq!((report.added, register.head()?), (1, head));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`import`]; [`ExchangeError::Stopped`] if `on_progress` stops it. What was written before stays,
/// row by row; otherwise nothing was.
pub fn import_as<S: Store>(
    register: &mut Register<S>,
    sheet: &Sheet,
    mapping: &Mapping,
    world: &World,
    mode: ImportMode,
    on_progress: OnProgress<'_>,
) -> Result<ImportReport, ExchangeError> {
    let layout = layout(sheet, mapping)?;
    let rulebook = register.rulebook()?;
    let zone = rulebook.default_calendar().map_err(RegisterError::from)?.zone();
    let dates = DateReader { zone, fold: mapping.fold, order: mapping.order, epoch: sheet.epoch };
    let columns = date_column::look(sheet, &layout);
    let mut taking = Taking {
        layout: &layout,
        rulebook: &rulebook,
        world,
        report: ImportReport {
            file: sheet.name().into(),
            heading_row: Sheet::row_number(layout.heading_row),
            unknown_columns: layout.unknown.clone(),
            notes: sheet.notes().iter().chain(&layout.notes).cloned().collect(),
            ..ImportReport::default()
        },
    };
    let mut reader = RowReader { mapping, layout: &layout, dates, columns, seen: BTreeMap::new() };
    let rows = sheet.len().saturating_sub(layout.first_row);
    let in_one_write = match mode {
        ImportMode::RowByRow => BATCH_ROWS,
        ImportMode::AllOrNothing | ImportMode::DryRun => rows,
    };
    let mut durable = 0;
    while durable < rows {
        let mut batch = register.batch()?;
        let end = rows.min(durable + in_one_write);
        for done in durable..end {
            if done % PROGRESS_ROWS == 0 && on_progress(Progress { done, rows }).is_break() {
                return Err(ExchangeError::Stopped { rows: durable });
            }
            let index = layout.first_row + done;
            let (cells, row) = (sheet.row(index), Sheet::row_number(index));
            taking.report.rows += 1;
            if let Some(text) = no_petition(cells, &layout, mapping) {
                taking.report.skipped.push(Skipped { row, text });
                continue;
            }
            match reader.read(cells, row) {
                Ok(plan) => taking.take(&mut batch, row, cells, plan)?,
                Err(problems) => taking.refuse(problems),
            }
        }
        taking.report.written = match mode {
            ImportMode::DryRun => Written::DryRun,
            ImportMode::AllOrNothing if taking.report.refused_rows > 0 => Written::Nothing,
            ImportMode::AllOrNothing | ImportMode::RowByRow => Written::Taken,
        };
        // The last chance to stop is before the last write, not after it.
        if end == rows && on_progress(Progress { done: rows, rows }).is_break() {
            return Err(ExchangeError::Stopped { rows: durable });
        }
        if taking.report.written == Written::Taken {
            batch.commit()?;
        }
        durable = end;
    }
    Ok(taking.report)
}

/// Does the sheet have the columns that it must? For who wants to know before a register is made.
///
/// # Errors
/// As [`import`] for headings that are not there.
pub fn check_headings(sheet: &Sheet, mapping: &Mapping) -> Result<(), ExchangeError> {
    layout(sheet, mapping).map(|_| ())
}

/// Rows as they are taken, with what is told of them.
struct Taking<'a> {
    layout: &'a Layout,
    rulebook: &'a Rulebook,
    world: &'a World,
    report: ImportReport,
}

impl Taking<'_> {
    fn refuse(&mut self, problems: Vec<Problem>) {
        self.report.refused_rows += 1;
        self.report.refused.extend(problems);
    }

    fn problem(&self, field: Field, row: usize, cells: Row<'_>, reason: Reason) -> Problem {
        let value = self.layout.columns.get(&field).map(|place| cells.cell(*place).show()).unwrap_or_default();
        Problem::new(row, self.layout.heading(field), value, reason)
    }

    fn take(&mut self, batch: &mut Batch<'_>, row: usize, cells: Row<'_>, plan: Plan) -> Result<(), ExchangeError> {
        let Plan { petition, commands, doubts, document } = plan;
        let receipts = match batch.execute(&commands, self.world) {
            Ok(receipts) => receipts,
            Err(RegisterError::Refused(refusal)) => {
                let (field, reason) = match refusal {
                    // Its own receipt, again, but other than it was: the sheet was changed.
                    Refusal::AlreadyReceived { number } => (Field::Summary, Reason::Changed(number)),
                    refusal => match batch.number(petition)? {
                        Some(number) if matches!(refusal, Refusal::NotPossible { .. }) => {
                            (Field::Closed, Reason::Changed(number))
                        }
                        _ => (column(&refusal, &commands), Reason::Refused(refusal)),
                    },
                };
                let problem = self.problem(field, row, cells, reason);
                self.refuse(vec![problem]);
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let new = |effect: Effect| effect == Effect::Appended;
        match receipts.first() {
            Some(first) if new(first.effect) => self.report.added += 1,
            _ if receipts.iter().any(|receipt| new(receipt.effect)) => self.report.updated += 1,
            _ => self.report.unchanged += 1,
        }
        self.report.doubtful.extend(doubts);
        if let Some(Command { at, act: Act::Receive(receive), .. }) = commands.first()
            && let Some(assigned) = receive.assigned_due.filter(|due| !due.is_before(*at))
            && let Some(due) = due_by_rule(self.rulebook, receive, *at)
            && due.date() != assigned.date()
        {
            let doubt = self.problem(Field::AssignedDue, row, cells, Reason::DueNotByRule(due)).proposing(due.date());
            self.report.doubtful.push(doubt);
        }
        if let (Some((document, key)), Some(receipt)) = (document, receipts.first()) {
            let mut others = Vec::new();
            for id in batch.with_document(&key)?.into_iter().filter(|id| *id != petition) {
                others.extend(batch.number(id)?);
            }
            if !others.is_empty() {
                self.report.duplicates.push(Duplicate { row, document, number: receipt.number.clone(), others });
            }
        }
        Ok(())
    }
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
