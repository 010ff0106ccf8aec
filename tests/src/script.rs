//! A script of commands that is the same in every process: what a fault must not tear apart.
//!
//! Promises: the same bytes each time, so that a register that met a fault can be held against one
//! that met none, entry by entry and by its head. It touches no file.

use kiennghi::{
    case::{Dimension, World},
    law::PauseReason,
    ledger::{Entry, Identity},
    petition::{Act, Command, Counting},
    register::{Register, RegisterError},
    statistics::{PeriodKind, Question},
    store::{CaseRow, Store},
};

use crate::{
    contract::{act, receive, reply},
    noon,
};

/// What a step of a script may end with, or the making of one.
pub type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// After how many steps the register is closed and opened again, which moves the pages of the log
/// into the file and deletes the log.
pub const STEPS_OF_A_HANDLE: usize = 7;

/// The world in which a register is created, and that of each step: a second after the one before.
///
/// # Errors
/// None, unless this module is wrong.
pub fn world_of(step: usize) -> Fallible<World> {
    let mut world = noon("2026-06-30")?;
    world.now += chrono::TimeDelta::try_seconds(i64::try_from(step)?).ok_or("so many steps are not of a day")?;
    Ok(world)
}

/// Twenty steps, each one command or a batch; a batch is sent as one call and is all or nothing.
///
/// # Errors
/// None, unless this module is wrong.
pub fn steps() -> Fallible<Vec<Vec<Command>>> {
    let assign = |unit: &str| Act::Assign { unit: unit.into(), officer: Some("lan".into()), due: None, helping: Vec::new() };
    let extend = || Act::Extend { by: 5, reason: "Vụ việc phức tạp".into(), approved_by: None, notice: None };
    let link = Act::Link { to: Identity::from_bytes([1; 16]), counted: Counting::Once };
    let because = || String::from("Nhầm");
    let correction = kiennghi::petition::CorrectionInput { summary: Some("Trích yếu khác".into()), ..Default::default() };
    let many: Fallible<Vec<Command>> = (20..60).map(|n| receive(n, "2026-03-02")).collect();
    Ok(vec![
        vec![receive(1, "2026-01-05")?],
        vec![act(101, 1, "2026-01-06", assign("A"))?],
        vec![receive(2, "2026-01-06")?, receive(3, "2026-01-06")?, receive(4, "2026-01-07")?],
        vec![act(102, 2, "2026-01-08", reply())?],
        vec![receive(5, "2026-01-08")?, act(103, 3, "2026-01-08", reply())?, act(104, 4, "2026-01-08", assign("B"))?],
        vec![act(105, 1, "2026-01-09", Act::RequestSupplement { what: Some("Bản sao giấy tờ".into()) })?],
        vec![act(106, 4, "2026-01-09", link)?],
        vec![act(107, 1, "2026-01-12", Act::Resume {})?],
        vec![act(108, 1, "2026-01-12", extend())?],
        many?,
        vec![act(109, 5, "2026-01-13", Act::Void { reason: because() })?],
        vec![act(110, 4, "2026-01-13", Act::Unlink { reason: because() })?],
        vec![act(111, 2, "2026-01-14", Act::Reopen { reason: "Chưa thỏa đáng".into() })?],
        vec![act(112, 2, "2026-01-14", Act::Pause { reason: PauseReason::Consulting })?],
        vec![act(113, 3, "2026-01-15", Act::Correct { correction: Box::new(correction), reason: because() })?],
        vec![receive(6, "2026-01-15")?, act(114, 6, "2026-01-15", Act::Accept {})?, act(115, 6, "2026-01-16", reply())?],
        vec![act(116, 2, "2026-01-19", Act::Resume {})?, act(117, 2, "2026-01-20", reply())?],
        vec![act(118, 1, "2026-01-20", reply())?],
        vec![act(119, 1, "2026-01-21", Act::Rate { score: 4 })?],
        vec![receive(7, "2025-12-31")?],
    ])
}

/// Carries out a step: what is acknowledged when this returns is durable. Answers the last entry.
///
/// # Errors
/// The register's.
pub fn take(register: &mut Register<impl Store>, commands: &[Command], world: &World) -> Result<u64, RegisterError> {
    let mut batch = register.batch()?;
    let receipts = batch.execute(commands, world)?;
    batch.commit()?;
    Ok(receipts.iter().map(|receipt| receipt.sequence).max().unwrap_or_default())
}

/// A question over all petitions: by source and unit, in quarters.
///
/// # Errors
/// None, unless this module is wrong.
pub fn question() -> Fallible<Question> {
    let (first, as_of) = ("2025-12-31".parse()?, "2026-06-30".parse()?);
    let (by, periods) = (vec![Dimension::Source, Dimension::Unit], PeriodKind::Quarter.covering(first, as_of));
    Ok(Question::new(by, periods, as_of))
}

/// Every row of every petition that `entries` are of, as the store has it.
///
/// # Errors
/// The store fails.
pub fn rows_of(register: &Register<impl Store>, entries: &[Entry]) -> Result<Vec<Option<CaseRow>>, RegisterError> {
    let first = entries.iter().filter(|entry| entry.draft.version == 1 && entry.draft.stream.kind == kiennghi::petition::STREAM);
    Ok(first.map(|entry| register.store().case(entry.draft.stream.id)).collect::<Result<_, _>>()?)
}
