//! Several processes on one register file: what each writes, and what each must see.
//!
//! Promises: the commands of a writer are the same each time, so that one that was killed can send
//! all of them again; what a reader sees is checked against the ledger that it saw.

use kiennghi::{
    case::DocumentInput,
    ledger::Identity,
    petition::{self, Act, Channel, Command, Provenance, Receive, SourceKind},
    register::Register,
    statistics::Measure,
    store::Store,
};

use crate::{
    contract::reply,
    script::{Fallible, question},
};

/// How many petitions a writer receives.
pub const PETITIONS_OF_A_WRITER: usize = 40;

fn identity(writer: u8, n: usize, what: u8) -> Fallible<Identity> {
    let mut bytes = [0; 16];
    bytes[..3].copy_from_slice(&[writer, u8::try_from(n)?, what]);
    bytes[15] = 0xC1;
    Ok(Identity::from_bytes(bytes))
}

fn command(writer: u8, n: usize, what: u8, act: Act) -> Fallible<Command> {
    let (id, petition) = (identity(writer, n, what)?, identity(writer, n, 0)?);
    Ok(Command { id, petition, at: "2026-01-05".parse()?, provenance: Provenance::Live, act })
}

/// The steps of a writer: receipts alone, receipts with what follows in one batch, replies alone.
///
/// # Errors
/// None, unless this module is wrong.
pub fn steps_of(writer: u8) -> Fallible<Vec<Vec<Command>>> {
    let mut steps = Vec::new();
    for n in 0..PETITIONS_OF_A_WRITER {
        let document = DocumentInput { number: Some(format!("{n}/CV")), ..DocumentInput::default() };
        let receive = Receive {
            document: Some(document),
            ..Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, format!("Trích yếu {n} của {writer}"))
        };
        let receive = command(writer, n, 1, Act::Receive(Box::new(receive)))?;
        let unit = format!("Phòng {writer}");
        let assign = command(writer, n, 2, Act::Assign { unit, officer: None, due: None, helping: Vec::new() })?;
        match n % 4 {
            0 => steps.push(vec![receive]),
            1 => steps.extend([vec![receive], vec![command(writer, n, 3, reply())?]]),
            2 => steps.push(vec![receive, assign]),
            _ => steps.push(vec![receive, assign, command(writer, n, 3, reply())?]),
        }
    }
    Ok(steps)
}

/// What was received by the entries that a table says it was counted from, and by the table itself:
/// the same, and the chain holds. Answers how many petitions were seen.
///
/// # Errors
/// Something is not consistent, or cannot be read.
pub fn consistent(register: &Register<impl Store>) -> Fallible<u64> {
    // Rows, totals and following periods add up, else there is no table.
    let table = register.statistics(&question()?)?;
    let counted: u64 = table.totals().iter().map(|counts| counts.get(Measure::Received)).sum();
    register.verify()?;
    let head = table.head();
    let entries = register.store().entries(0, usize::try_from(head.sequence)?)?;
    if entries.last().is_none_or(|last| last.hash != head.hash) {
        return Err(format!("the table was counted from a head that is not entry {}", head.sequence).into());
    }
    let opened = entries.iter().filter(|entry| entry.draft.version == 1 && entry.draft.stream.kind == petition::STREAM).count();
    if u64::try_from(opened)? != counted {
        return Err(format!("up to entry {} {opened} petitions were received, and {counted} are counted", head.sequence).into());
    }
    Ok(counted)
}
