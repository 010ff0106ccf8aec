//! The texts that the vault has of an entry, beside what the entry commits to.
//!
//! Promises: which text lies under which commitment is found by making the commitment again, so that
//! a text that was changed is none of those that were sealed, wherever it lies. What was erased is
//! not there. It writes nothing.

use alloc::{collections::BTreeMap, format, vec::Vec};

use crate::{
    case::{Opening, Sealed},
    ledger::Hash,
    petition::Envelope,
    store::{Reader, StoreError},
};

/// The texts of one entry, by the commitments that they fit.
pub(super) type Texts = BTreeMap<Hash, Opening>;

/// The commitments of an event whose texts lie in the vault, or did.
pub(super) fn commitments(envelope: &Envelope) -> Vec<Hash> {
    envelope.event.sealed().into_iter().filter(|sealed| sealed.text().is_none()).map(Sealed::commitment).collect()
}

/// What the vault has of an entry, each text under the commitment that it fits, whether or not the
/// entry has it.
///
/// # Errors
/// The store fails.
pub(super) fn texts_of(reader: &(impl Reader + ?Sized), sequence: u64) -> Result<Texts, StoreError> {
    let openings = reader.openings(sequence)?;
    Ok(openings.into_iter().map(|opening| (opening.commitment(), opening)).collect())
}

/// The same, when each text is one of those that the entry sealed.
///
/// # Errors
/// [`StoreError::Corrupt`] if one is not; the store fails.
pub(super) fn sealed_texts_of(reader: &(impl Reader + ?Sized), sequence: u64, commitments: &[Hash]) -> Result<Texts, StoreError> {
    let texts = texts_of(reader, sequence)?;
    match texts.keys().all(|commitment| commitments.contains(commitment)) {
        true => Ok(texts),
        false => Err(changed(sequence)),
    }
}

/// A text of the vault is none of those that an entry sealed.
fn changed(sequence: u64) -> StoreError {
    let reason = format!("a text of entry {sequence} is not one of those that were sealed there");
    StoreError::Corrupt { place: "vault".into(), reason }
}
