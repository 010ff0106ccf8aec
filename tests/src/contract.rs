//! The contract of a store: what every one of them is held to.
//!
//! [`store_contract!`](crate::store_contract) makes one test of each clause. A clause gets an empty
//! store; what only a store on a disk can promise is tested beside it.

use kiennghi::{
    case::{DocumentInput, World},
    ledger::{Entry, Identity, StreamId},
    petition::{self, Act, Channel, Command, Finality, Provenance, Receive, SourceKind},
    register::{Effect, Register, RegisterError},
    store::{CaseRow, Store, StoreError},
};

use crate::noon;
pub use crate::{erased::*, lists::*};

/// What a clause gives: nothing, or what is not as promised.
pub type Clause = Result<(), Box<dyn std::error::Error>>;

fn world() -> Result<World, Box<dyn std::error::Error>> {
    noon("2026-06-30")
}

/// The receipt of petition `n`, which came by the document `n / 2`.
pub fn receive(n: u8, at: &str) -> Result<Command, Box<dyn std::error::Error>> {
    let document = DocumentInput {
        number: Some(format!("{}/CV", n / 2)),
        issued_on: Some("2026-01-05".parse()?),
        ..DocumentInput::default()
    };
    let receive = Receive {
        document: Some(document),
        ..Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, format!("Trích yếu {n}"))
    };
    Ok(Command {
        id: Identity::from_bytes([n; 16]),
        petition: Identity::from_bytes([n; 16]),
        at: at.parse()?,
        provenance: Provenance::Live,
        act: Act::Receive(Box::new(receive)),
    })
}

/// Another act on petition `n`, as command `id`.
pub fn act(id: u8, n: u8, at: &str, act: Act) -> Result<Command, Box<dyn std::error::Error>> {
    let (id, petition) = (Identity::from_bytes([id; 16]), Identity::from_bytes([n; 16]));
    Ok(Command { id, petition, at: at.parse()?, provenance: Provenance::Live, act })
}

/// A reply without more.
pub fn reply() -> Act {
    Act::Reply { document: None, finality: Finality::Final, recipients: Vec::new(), text: None }
}

pub(crate) fn check(truth: bool, what: &str) -> Clause {
    if truth { Ok(()) } else { Err(what.into()) }
}

fn entries(store: &impl Store) -> Result<Vec<Entry>, Box<dyn std::error::Error>> {
    Ok(store.entries(0, usize::MAX)?)
}

/// A refused command leaves no trace; a command sent twice has its effect once.
pub fn a_command_has_its_effect_once_and_a_refused_one_none(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    let command = receive(1, "2026-01-05")?;
    let first = register.execute(&command, &world()?)?;
    let before = entries(register.store())?;
    let again = register.execute(&command, &world()?)?;
    check(
        again.effect == Effect::AlreadyAppended && again.sequence == first.sequence && again.number == first.number,
        "answers with what it did",
    )?;
    // Also if it comes twice at once.
    let assign = act(9, 1, "2026-01-05", Act::Assign { unit: "A".into(), officer: None, due: None, helping: Vec::new() })?;
    let mut batch = register.batch()?;
    let receipts = batch.execute(&[assign.clone(), assign], &world()?)?;
    check(receipts.iter().map(|receipt| receipt.effect).eq([Effect::Appended, Effect::AlreadyAppended]), "once of two")?;
    check(receipts.first().map(|receipt| receipt.sequence) == receipts.last().map(|receipt| receipt.sequence), "the same entry")?;
    batch.commit()?;
    check(entries(register.store())?.len() == before.len() + 1, "one entry")?;
    let before = entries(register.store())?;
    let refused = register.execute(&act(2, 1, "2026-01-04", reply())?, &world()?);
    check(matches!(refused, Err(RegisterError::Refused(_))), "refused")?;
    check(entries(register.store())? == before, "no trace")
}

/// A batch that is dropped leaves everything as it was; one that is committed is all there.
pub fn a_batch_is_all_or_nothing(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    register.execute(&receive(1, "2026-01-05")?, &world()?)?;
    let (before, cases) = (entries(register.store())?, all_cases(&register)?);
    let two = [receive(2, "2026-01-06")?, act(3, 1, "2026-01-07", reply())?];
    let mut batch = register.batch()?;
    batch.execute(&two, &world()?)?;
    drop(batch);
    check(entries(register.store())? == before && all_cases(&register)? == cases, "dropped: as it was")?;
    check(register.store().case(two[0].petition)?.is_none(), "no case")?;
    check(register.store().last_serial("PAKN", 2026)? == 1, "no number")?;
    let mut batch = register.batch()?;
    batch.execute(&two, &world()?)?;
    // A refusal inside a batch takes back its own commands, and the batch goes on.
    let refused = batch.execute(&[receive(5, "2026-01-06")?, act(6, 5, "2026-01-01", reply())?], &world()?);
    check(matches!(refused, Err(RegisterError::Refused(_))), "refused")?;
    batch.execute(&[receive(7, "2026-01-06")?], &world()?)?;
    batch.commit()?;
    check(entries(register.store())?.len() == before.len() + 3, "three entries")?;
    check(register.store().last_serial("PAKN", 2026)? == 3, "the refused one took no number")?;
    register.verify()?;
    Ok(())
}

/// Numbers have no gaps per book and year, also across batches and refusals.
pub fn numbers_have_no_gaps_per_book_and_year(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    let mut numbers = Vec::new();
    for (n, at) in [(1, "2025-12-30"), (2, "2026-01-05"), (3, "2025-12-31"), (4, "2026-01-06"), (5, "2026-01-06")] {
        register.execute(&act(100 + n, 99, at, reply())?, &world()?).err().ok_or("there is no petition 99")?;
        numbers.push(register.execute(&receive(n, at)?, &world()?)?.number.to_string());
    }
    check(numbers == ["PAKN-2025-0001", "PAKN-2026-0001", "PAKN-2025-0002", "PAKN-2026-0002", "PAKN-2026-0003"], "numbers")?;
    let number = "PAKN-2025-0002".parse()?;
    check(register.find(&number)? == Identity::from_bytes([3; 16]), "found by number")?;
    let order: Vec<_> = all_cases(&register)?.into_iter().map(|(id, _)| id.as_bytes()[0]).collect();
    check(order == [1, 3, 2, 4, 5], "cases come by number")
}

/// Streams, commands, documents and texts are found again.
pub fn everything_is_found_again(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    for n in 1..=5 {
        register.execute(&receive(n, "2026-01-05")?, &world()?)?;
    }
    register.execute(&act(50, 2, "2026-01-06", reply())?, &world()?)?;
    let petition = register.petition(Identity::from_bytes([2; 16]))?;
    check(petition.summary().text() == Some("Trích yếu 2") && petition.version() == 2, "opened")?;
    check(register.probable_duplicates(&petition)? == [Identity::from_bytes([3; 16])], "the same document")?;
    check(register.history(petition.id())?.len() == 2, "history")?;
    let versions: Vec<_> = register.history(petition.id())?.iter().map(|item| item.entry.draft.version).collect();
    check(versions == [1, 2], "in order")?;
    let held = register.hold()?;
    check(register.worklist("2026-06-30".parse()?)?.len() == 4 && register.history(petition.id())?.len() == 2, "held")?;
    drop(held);
    let versions = register.store().entries(0, usize::MAX)?.into_iter().map(|entry| entry.draft.stream);
    for stream in versions.chain([StreamId { kind: petition::STREAM, id: Identity::from_bytes([77; 16]) }]) {
        let count = u32::try_from(register.store().stream(&stream)?.len())?;
        check(register.store().stream_version(&stream)? == count, "the version of a stream is that of its last entry")?;
    }
    let taken = register.store().command(Identity::from_bytes([50; 16]))?.ok_or("the command was taken")?;
    check(taken.draft.stream.id == petition.id(), "command")?;
    check(register.store().command(Identity::from_bytes([51; 16]))?.is_none(), "no such command")?;
    check(register.store().entries(2, 3)?.iter().map(|entry| entry.sequence).eq(3..=5), "a page of entries")?;
    check(register.store().head()?.sequence == 10, "head")
}

/// Projections thrown away and made again are the ones that were there.
pub fn a_rebuild_equals_what_was_kept_up(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    for n in 1..=9 {
        register.execute(&receive(n, "2026-01-05")?, &world()?)?;
        if n % 2 == 0 {
            register.execute(&act(100 + n, n, "2026-01-08", reply())?, &world()?)?;
        }
    }
    let before = rows(&register)?;
    check(register.rebuild()? == 9, "nine petitions")?;
    check(rows(&register)? == before, "the same rows")
}

/// A clock that was set back does not set the ledger back.
pub fn recorded_time_never_goes_back(store: impl Store) -> Clause {
    let mut register = Register::create(store, &noon("2026-06-30")?)?;
    register.execute(&receive(1, "2026-01-05")?, &noon("2026-06-30")?)?;
    register.execute(&receive(2, "2026-01-05")?, &noon("2026-06-20")?)?;
    register.execute(&receive(3, "2026-01-05")?, &noon("2026-07-01")?)?;
    let recorded: Vec<_> = entries(register.store())?.iter().map(|entry| entry.draft.recorded_at).collect();
    check(recorded.is_sorted() && recorded.last() > recorded.first(), "never back")?;
    register.verify()?;
    Ok(())
}

/// Days are the register's, wherever a command was issued and in whichever offset it counts.
pub fn an_instant_from_elsewhere_is_told_in_the_zone_of_the_register(store: impl Store) -> Clause {
    let mut register = Register::create(store, &world()?)?;
    // 20:00 UTC on New Year's Eve is 03:00 on 1 January in Hanoi.
    let receipt = register.execute(&receive(1, "2025-12-31T20:00:00Z")?, &world()?)?;
    check(receipt.number.to_string() == "PAKN-2026-0001", "numbered in its year there")?;
    let petition = register.petition(receipt.petition)?;
    check(petition.case().received_at().to_string() == "2026-01-01T03:00:00+07:00", "received on 1 January")?;
    let entry = register.history(receipt.petition)?.pop().ok_or("one entry")?.entry;
    check(entry.draft.occurred_at == petition.case().received_at(), "and so it is in the ledger")
}

/// A register is created once, and opened under the rulebook that it adopted.
pub fn a_register_is_created_once(store: impl Store) -> Clause {
    let register = Register::create(store, &world()?)?;
    let reference = register.rulebook()?.default_calendar()?.reference().clone();
    let head = register.head()?;
    let store = register.into_store();
    let again = Register::open(store)?;
    check(again.rulebook()?.default_calendar()?.reference() == &reference && again.head()? == head, "opened as it was")?;
    match Register::create(again.into_store(), &world()?) {
        Err(RegisterError::AlreadyCreated { entries: 4 }) => Ok(()),
        _ => Err("created twice".into()),
    }
}

/// The rows of petitions 1 to 9.
///
/// # Errors
/// The store fails.
pub fn rows(register: &Register<impl Store>) -> Result<Vec<Option<CaseRow>>, StoreError> {
    (1..=9).map(|n| register.store().case(Identity::from_bytes([n; 16]))).collect()
}

fn all_cases(register: &Register<impl Store>) -> Result<Vec<(Identity, kiennghi::case::Case)>, RegisterError> {
    let mut cases = Vec::new();
    register.each_case(&mut |id, case| {
        cases.push((id, case));
        Ok(())
    })?;
    Ok(cases)
}

/// Makes a test of every clause of the contract for the store that `$store` opens empty; none of it is
/// run if that gives `None`, since what the store needs is missing.
#[macro_export]
macro_rules! store_contract {
    ($name:ident, $store:expr) => {
        mod $name {
            use super::*;
            $crate::store_contract!(@clauses $store;
                a_command_has_its_effect_once_and_a_refused_one_none
                a_batch_is_all_or_nothing
                numbers_have_no_gaps_per_book_and_year
                everything_is_found_again
                a_rebuild_equals_what_was_kept_up
                recorded_time_never_goes_back
                an_instant_from_elsewhere_is_told_in_the_zone_of_the_register
                a_register_is_created_once
                a_worklist_comes_page_by_page_and_nothing_is_shifted_between_pages
                lists_hold_what_they_are_asked_for
                a_void_number_is_in_no_list
                a_list_of_a_past_day_tells_how_cases_stood_then
                a_text_is_found_whatever_its_case_and_diacritics
                texts_of_confidential_cases_are_found_only_when_asked_for
                a_dropped_batch_leaves_the_lists_as_they_were
                reads_of_a_held_state_fit_each_other_and_writing_goes_on_after_it
                a_text_is_deleted_with_its_transaction_or_not_at_all
                an_erasure_and_a_purge_leave_everything_else_as_it_was
            );
        }
    };
    (@clauses $store:expr; $($clause:ident)+) => {$(
        #[test]
        fn $clause() {
            if let Some(store) = $store(stringify!($clause)) {
                $crate::contract::$clause(store).unwrap();
            }
        }
    )+};
}
