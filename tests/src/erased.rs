//! The part of the contract of a store that is about states that are held and texts that go.
//!
//! What is left of a text in the bytes of a file is tested beside it, for each store on a disk.

use kiennghi::{
    case::Opening,
    ledger::Identity,
    petition::{Act, Channel, Receive, SourceKind},
    register::{ErasureGrounds, ErasureSubject, Register},
    store::{CaseQuery, Reader, Store, StoreError},
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

/// The texts of an entry are kept and found, and what is kept is put in their place: fewer, others or
/// none. A transaction that is dropped leaves them as they were, and one sees what it did itself.
pub fn a_text_is_deleted_with_its_transaction_or_not_at_all(store: impl Store) -> Clause {
    let world = noon("2026-06-30")?;
    let mut store = Register::create(store, &world)?.into_store();
    // Every sign that a text can have comes back as it was.
    let texts = ["Nguyễn Thị A", "Đơn của ông B", "", "a\0b\r\n\u{feff}\u{10ffff}\t'\"\\"];
    let openings: Vec<Opening> = (1..).zip(texts).map(|(n, text)| Opening { text: text.into(), salt: [n; 16] }).collect();
    let [first, second, third, fourth] = openings.as_slice() else { return Err("four texts".into()) };
    let have = |reader: &dyn Reader, of: [&[&Opening]; 3]| -> Result<bool, Box<dyn std::error::Error>> {
        let found = (1..).zip(of).map(|(sequence, of)| Ok(reader.openings(sequence)?.iter().eq(of.iter().copied())));
        found.collect::<Result<Vec<bool>, StoreError>>().map(|found| found == [true; 3]).map_err(Into::into)
    };
    // Of the entries that a new register has: one with three texts, one with none, one with one.
    let mut transaction = store.begin()?;
    check(have(&*transaction, [&[], &[], &[]])?, "not there yet")?;
    transaction.keep_openings(1, &[first, second, third])?;
    check(have(&*transaction, [&[first, second, third], &[], &[]])?, "seen by who wrote it")?;
    transaction.keep_openings(3, &[fourth])?;
    transaction.commit()?;
    check(have(&store, [&[first, second, third], &[], &[fourth]])?, "kept")?;
    let mut transaction = store.begin()?;
    transaction.keep_openings(1, &[third])?;
    transaction.keep_openings(3, &[])?;
    check(have(&*transaction, [&[third], &[], &[]])?, "gone for who deleted it")?;
    drop(transaction);
    check(have(&store, [&[first, second, third], &[], &[fourth]])?, "dropped: as it was")?;
    let mut transaction = store.begin()?;
    transaction.keep_openings(1, &[first, third])?;
    transaction.keep_openings(2, &[])?;
    transaction.keep_openings(3, &[])?;
    transaction.keep_openings(3, &[])?;
    transaction.keep_openings(3, &[second, fourth])?;
    transaction.commit()?;
    check(have(&store, [&[first, third], &[], &[second, fourth]])?, "committed: gone, and what was put again is there")?;
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
