//! The part of the contract of a store that is about states that are held and texts that go.
//!
//! What is left of a text in the bytes of a file is tested beside it, for each store on a disk.

use kiennghi::{
    case::Opening,
    ledger::Identity,
    petition::{Act, Channel, Receive, SourceKind},
    register::{ErasureGrounds, ErasureSubject, Register},
    store::{CaseQuery, Reader, Store},
};

use crate::{
    contract::{Clause, act, check, receive, reply, rows},
    noon,
    script::question,
};

/// While a state is held, whatever is read is of that state, and a question that holds one of its
/// own is answered inside it. When it is let go, the same handle writes and sees what it wrote.
pub fn reads_of_a_held_state_fit_each_other_and_writing_goes_on_after_it(store: impl Store) -> Clause {
    let world = noon("2026-06-30")?;
    let mut register = Register::create(store, &world)?;
    for n in 1..=3 {
        register.execute(&receive(n, "2026-01-05")?, &world)?;
    }
    let (head, kept) = (register.head()?, rows(&register)?);
    let outer = register.store().hold()?;
    let inner = register.store().hold()?;
    let table = register.statistics(&question()?)?;
    check(table.head() == head && register.verify()? == head, "one state")?;
    // Whichever is let go first, what is left is still held, and reads go on.
    drop(outer);
    check(register.head()? == head && rows(&register)? == kept, "the same rows")?;
    drop(inner);
    check(register.head()? == head, "and after it")?;
    let page = register.page(&CaseQuery::search("trich yeu")?, "2026-06-30".parse()?, None, 9)?;
    check(page.items.len() == 3, "a list after it")?;
    register.execute(&act(9, 2, "2026-01-06", reply())?, &world)?;
    check(register.head()?.sequence == head.sequence + 1 && rows(&register)? != kept, "what was written after it is seen")
}

/// Text and salt under a commitment are kept, found and deleted; a transaction that is dropped
/// deletes nothing, and one sees what it did itself. What is not there can be deleted.
pub fn a_text_is_deleted_with_its_transaction_or_not_at_all(store: impl Store) -> Clause {
    let world = noon("2026-06-30")?;
    let mut store = Register::create(store, &world)?.into_store();
    // Every sign that a text can have comes back as it was.
    let texts = ["Nguyễn Thị A", "Đơn của ông B", "", "a\0b\r\n\u{feff}\u{10ffff}\t'\"\\"];
    let openings: Vec<Opening> = (1..).zip(texts).map(|(n, text)| Opening { text: text.into(), salt: [n; 16] }).collect();
    let mut transaction = store.begin()?;
    for opening in &openings {
        check(transaction.opening(&opening.commitment())?.is_none(), "not there yet")?;
        transaction.put_opening(&opening.commitment(), opening)?;
        transaction.put_opening(&opening.commitment(), opening)?;
        check(transaction.opening(&opening.commitment())?.as_ref() == Some(opening), "seen by who wrote it")?;
    }
    transaction.commit()?;
    let there = |reader: &dyn Reader| -> Result<Vec<bool>, Box<dyn std::error::Error>> {
        let found = openings.iter().map(|opening| Ok(reader.opening(&opening.commitment())?.as_ref() == Some(opening)));
        found.collect()
    };
    check(there(&store)? == [true; 4], "kept")?;
    let (first, second) = match openings.as_slice() {
        [first, second, ..] => (first.commitment(), second.commitment()),
        _ => return Err("four openings".into()),
    };
    let mut transaction = store.begin()?;
    transaction.delete_opening(&first)?;
    check(there(&*transaction)? == [false, true, true, true], "gone for who deleted it")?;
    drop(transaction);
    check(there(&store)? == [true; 4], "dropped: as it was")?;
    let mut transaction = store.begin()?;
    transaction.delete_opening(&first)?;
    transaction.delete_opening(&first)?;
    transaction.delete_opening(&second)?;
    for opening in openings.iter().filter(|opening| opening.commitment() == second) {
        transaction.put_opening(&second, opening)?;
    }
    transaction.commit()?;
    check(there(&store)? == [false, true, true, true], "committed: gone, and what was put again is there")?;
    Register::open(store)?.verify()?;
    Ok(())
}

/// An erasure takes the texts of one petition, and with them what lists find of it; ledger, numbers
/// and the texts of others are as they were. A purge changes nothing that can be asked, however often.
pub fn an_erasure_and_a_purge_leave_everything_else_as_it_was(store: impl Store) -> Clause {
    let world = noon("2026-06-30")?;
    let mut register = Register::create(store, &world)?;
    for (n, name) in [(1, "Nguyễn Thị Tuyết"), (2, "Trần Văn Kỳ"), (3, "Lê Thị Tuyết")] {
        let receive = Receive::new(SourceKind::Citizen, name, Channel::Letter, format!("Đề nghị {n}"));
        register.execute(&act(n, n, "2026-01-05", Act::Receive(Box::new(receive)))?, &world)?;
    }
    register.purge()?;
    let kept = rows(&register)?;
    let find = |register: &Register<_>, text: &str| -> Result<usize, Box<dyn std::error::Error>> {
        Ok(register.page(&CaseQuery::search(text)?, "2026-06-30".parse()?, None, 9)?.items.len())
    };
    check((find(&register, "tuyet")?, find(&register, "de nghi")?) == (2, 3), "found before it")?;
    let grounds = ErasureGrounds { reason: "Theo yêu cầu".into(), citation: "Luật 91/2025/QH15".into() };
    let subject = ErasureSubject::Petition(Identity::from_bytes([1; 16]));
    let erasure = register.erase(subject, &grounds, &world)?;
    check(erasure.texts == 2 && erasure.entry == Some(8), "two texts, and an entry that tells of it")?;
    register.purge()?;
    register.purge()?;
    check((find(&register, "tuyet")?, find(&register, "de nghi")?, find(&register, "ky")?) == (1, 2, 1), "found after it")?;
    check(rows(&register)?.get(1..) == kept.get(1..), "the rows of others")?;
    check(register.petition(Identity::from_bytes([1; 16]))?.summary().text().is_none(), "erased")?;
    check(register.petition(Identity::from_bytes([3; 16]))?.summary().text() == Some("Đề nghị 3"), "not erased")?;
    check(register.verify()?.sequence == 8 && register.verify_projections()? == 3, "whole")?;
    let next = register.execute(&receive(9, "2026-01-06")?, &world)?;
    check(next.number.serial == 4, "and it goes on")
}
