//! The petitions that a handle wrote last, kept for its next batch.
//!
//! Promises: they are used only while the ledger ends where this handle left it, which is asked under
//! the write lock: whoever else wrote meanwhile, and wherever, moved that end, and then nothing that is
//! kept here is looked at again. They are few. What was erased through this handle is not kept; of what
//! was erased through another one, texts may stay in memory until this one writes again.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::replay::Known;
use crate::ledger::{Head, Identity};

/// How many petitions are kept in memory. When there are more, those go to which nothing happened for
/// longest; a batch that itself changed that many first writes their projections, in its own transaction.
const MOST: usize = 512;

/// Petitions as they stand at one end of the ledger.
#[derive(Debug, Default)]
pub(super) struct Kept {
    head: Head,
    petitions: BTreeMap<Identity, Box<Known>>,
    serials: BTreeMap<(String, i32), u32>,
}

impl Kept {
    /// Takes what is kept out of `place`, if it is of that end of the ledger. Nothing is left there:
    /// after a batch that came to nothing there is nothing to trust.
    pub(super) fn taken_at(place: &mut Kept, head: Head) -> Kept {
        let kept = core::mem::take(place);
        if kept.head == head { kept } else { Kept { head, ..Kept::default() } }
    }

    /// The same at a later end of the ledger, to which nobody else has written.
    pub(super) fn left_at(self, head: Head) -> Kept {
        Kept { head, ..self }
    }

    pub(super) fn get(&self, id: Identity) -> Option<&Known> {
        self.petitions.get(&id).map(AsRef::as_ref)
    }

    pub(super) fn get_mut(&mut self, id: Identity) -> Option<&mut Known> {
        self.petitions.get_mut(&id).map(AsMut::as_mut)
    }

    pub(super) fn take(&mut self, id: Identity) -> Option<Box<Known>> {
        self.petitions.remove(&id)
    }

    pub(super) fn put(&mut self, petitions: BTreeMap<Identity, Box<Known>>) {
        self.petitions.extend(petitions);
    }

    /// The last serial number given in a book and year, if that is known here.
    pub(super) fn serial(&self, book_and_year: &(String, i32)) -> Option<u32> {
        self.serials.get(book_and_year).copied()
    }

    pub(super) fn put_serials(&mut self, serials: BTreeMap<(String, i32), u32>) {
        self.serials.extend(serials);
    }

    pub(super) fn len(&self) -> usize {
        self.petitions.len()
    }

    /// Are there more than are kept?
    pub(super) fn is_full(&self) -> bool {
        self.petitions.len() > MOST
    }

    /// Forgets those to which nothing happened for longest, down to half as many, but none of `unwritten`.
    pub(super) fn forget_half(&mut self, unwritten: &BTreeSet<Identity>) {
        let mut last: Vec<u64> = self.petitions.values().map(|known| known.last).collect();
        last.sort_unstable();
        // Two petitions never rest on the same entry.
        let from = last.iter().rev().nth(MOST / 2 - 1).copied().unwrap_or_default();
        self.petitions.retain(|id, known| known.last >= from || unwritten.contains(id));
    }

    /// Is there so little room left that it would soon be full again?
    pub(super) fn is_nearly_full(&self) -> bool {
        self.petitions.len() > MOST / 4 * 3
    }
}
