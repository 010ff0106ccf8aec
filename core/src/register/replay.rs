//! Entries back into petitions, and petitions into their projections.

use alloc::{
    borrow::Cow,
    boxed::Box,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::cell::RefCell;

use super::{
    RegisterError,
    turns::in_turns,
    vault::{Texts, texts_of},
};
use crate::{
    case::{Listing, Sealed},
    law::Rulebook,
    ledger::{Entry, Hash, Identity, StreamId},
    petition::{self, Envelope, Petition, evolve},
    store::{CaseRow, Reader, StoreError, Transaction},
    text::Words,
    time::Moment,
};

/// The stream of a petition.
pub(super) fn petition_stream(id: Identity) -> StreamId {
    StreamId { kind: petition::STREAM, id }
}

/// Reads the event that an entry holds.
pub(super) fn read<T: serde::de::DeserializeOwned>(entry: &Entry) -> Result<T, RegisterError> {
    serde_json::from_str(&entry.draft.payload)
        .map_err(|error| RegisterError::Unreadable { sequence: entry.sequence, reason: error.to_string() })
}

/// Reads an event of a petition, in whatever schema it was written.
pub(super) fn read_envelope(entry: &Entry) -> Result<Envelope, RegisterError> {
    Envelope::read(&entry.draft.payload).map_err(|error| RegisterError::unread(entry.sequence, error))
}

/// Our own types always serialise: they have no maps with keys that are not texts.
pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A text that a search looks through.
#[derive(Clone, Debug)]
enum SearchText {
    /// It lies in the vault, as one of the texts of that entry; 0 until that is written, when it is at hand.
    Sealed(u64, Sealed),
    /// The number of a document: it stands in the event.
    Plain(String),
}

/// A petition with what its projection holds beside it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) petition: Petition,
    /// The entry that opened it; 0 until that is written.
    pub(super) opened: u64,
    /// The last entry that it rests on; 0 until that is written.
    pub(super) last: u64,
    /// Its texts, in the order of its events.
    texts: Vec<SearchText>,
    /// How many of them the row that is stored knows.
    texts_written: usize,
}

impl Known {
    /// The petition after one more event; `None` stays `None` unless it is received.
    pub(super) fn after(known: Option<Known>, id: Identity, envelope: &Envelope, at: Moment, recorded: Moment) -> Option<Known> {
        let (petition, opened, last, mut texts, texts_written) = match known {
            Some(Known { petition, opened, last, texts, texts_written }) => (Some(petition), opened, last, texts, texts_written),
            None => (None, 0, 0, Vec::new(), 0),
        };
        let petition = evolve(petition, id, envelope, at, recorded)?;
        texts.extend(envelope.event.sealed().into_iter().cloned().map(|sealed| SearchText::Sealed(0, sealed)));
        texts.extend(envelope.event.references().into_iter().map(|text| SearchText::Plain(text.into())));
        Some(Known { petition, opened, last, texts, texts_written })
    }

    /// The petition after the event of an entry.
    pub(super) fn replayed(known: Option<Known>, envelope: &Envelope, entry: &Entry) -> Option<Known> {
        let recorded = Moment::Instant(entry.draft.recorded_at.fixed_offset());
        let before = known.as_ref().map_or(0, |known| known.texts.len());
        let mut known = Known::after(known, entry.draft.stream.id, envelope, entry.draft.occurred_at, recorded)?;
        for text in known.texts.iter_mut().skip(before) {
            if let SearchText::Sealed(of, _) = text {
                *of = entry.sequence;
            }
        }
        known.rests_on(entry.sequence);
        Some(known)
    }

    /// Notes the entry of its last event.
    pub(super) fn rests_on(&mut self, sequence: u64) {
        if self.opened == 0 {
            self.opened = sequence;
        }
        self.last = sequence;
    }

    /// Notes that the row that is stored knows all of its texts.
    pub(super) fn is_written(&mut self) {
        self.texts_written = self.texts.len();
    }

    /// The same, with all its words to be written again.
    #[must_use]
    pub(super) fn with_all_words(self) -> Known {
        Known { texts_written: 0, ..self }
    }

    /// Its texts that lie in the vault, or did: the commitments of each of its entries that has any.
    pub(super) fn sealed(&self) -> BTreeMap<u64, Vec<Hash>> {
        let mut sealed: BTreeMap<u64, Vec<Hash>> = BTreeMap::new();
        for text in &self.texts {
            if let SearchText::Sealed(of, text) = text {
                sealed.entry(*of).or_default().push(text.commitment());
            }
        }
        sealed
    }

    /// Its projection. Words are in it only if texts were added since the row was written.
    ///
    /// # Errors
    /// The vault cannot be read.
    pub(super) fn row(&self, rulebook: &Rulebook, vault: &(impl Reader + ?Sized)) -> Result<Option<CaseRow>, StoreError> {
        Ok(self.row_with(rulebook, self.texts_to_write(vault)?))
    }

    /// Its projection with the words of these texts.
    fn row_with(&self, rulebook: &Rulebook, texts: Option<Vec<Cow<'_, str>>>) -> Option<CaseRow> {
        let case = self.petition.case();
        let view = case.latest()?;
        Some(CaseRow {
            id: self.petition.id(),
            number: case.number().clone(),
            opened: self.opened,
            version: self.petition.version(),
            documents: self.petition.document_keys(),
            listing: Listing::of(&view, rulebook),
            words: texts.map(|texts| Words::of(texts.iter().map(AsRef::as_ref))),
            case: json(case),
        })
    }

    /// Its texts, if there are others than the stored row knows. What was erased has none, and neither
    /// has what was changed in the vault: [`Register::petition`](super::Register::petition) is where that
    /// is noticed.
    fn texts_to_write(&self, vault: &(impl Reader + ?Sized)) -> Result<Option<Vec<Cow<'_, str>>>, StoreError> {
        if self.texts.len() == self.texts_written {
            return Ok(None);
        }
        let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(self.texts.len());
        let mut last = (0, Texts::new());
        for text in &self.texts {
            match text {
                SearchText::Plain(text) => texts.push(Cow::Borrowed(text)),
                SearchText::Sealed(of, sealed) => match sealed.text() {
                    Some(text) => texts.push(Cow::Borrowed(text)),
                    None => {
                        if last.0 != *of {
                            last = (*of, texts_of(vault, *of)?);
                        }
                        texts.extend(last.1.get(&sealed.commitment()).map(|opening| Cow::Owned(opening.text.clone())));
                    }
                },
            }
        }
        Ok(Some(texts))
    }
}

/// How many cases are made into rows before these are written.
const ROWS: usize = 256;

/// How many items are worth another thread.
#[cfg(feature = "parallel")]
const SHARE: usize = 16;

/// What `work` makes of each item, in their order.
#[cfg(feature = "parallel")]
fn each<T: Send, U: Send>(items: Vec<T>, work: impl Fn(T) -> U + Sync + Send) -> Vec<U> {
    use rayon::prelude::*;
    if items.len() < 2 * SHARE {
        return items.into_iter().map(work).collect();
    }
    items.into_par_iter().with_min_len(SHARE).map(work).collect()
}

/// What `work` makes of each item, in their order.
#[cfg(not(feature = "parallel"))]
fn each<T, U>(items: Vec<T>, work: impl Fn(T) -> U) -> Vec<U> {
    items.into_iter().map(work).collect()
}

/// How many entries are read before they are told to others.
const ENTRIES: usize = 2048;

/// Every petition of the ledger.
///
/// # Errors
/// An entry cannot be read; the store fails.
pub(super) fn replay_all(reader: &(impl Reader + ?Sized)) -> Result<BTreeMap<Identity, Box<Known>>, RegisterError> {
    let mut petitions: BTreeMap<Identity, Box<Known>> = BTreeMap::new();
    let mut after = 0;
    let next = || {
        let mut entries = reader.entries(after, ENTRIES)?;
        let Some(last) = entries.last() else { return Ok(None) };
        after = last.sequence;
        entries.retain(|entry| entry.draft.stream.kind == petition::STREAM);
        Ok(Some(entries))
    };
    let read = |entries: Vec<Entry>| {
        each(entries, |entry| {
            let envelope = read_envelope(&entry);
            (entry, envelope)
        })
    };
    in_turns(next, read, |read| {
        for (entry, envelope) in read {
            let id = entry.draft.stream.id;
            let known = petitions.remove(&id).map(|known| *known);
            petitions.extend(Known::replayed(known, &envelope?, &entry).map(|known| (id, Box::new(known))));
        }
        Ok(())
    })?;
    Ok(petitions)
}

/// Makes every projection again from the entries, in place of those that there are. Returns how many.
///
/// # Errors
/// An entry cannot be read; the store fails.
pub(super) fn fill(transaction: &mut dyn Transaction, rulebook: &Rulebook) -> Result<usize, RegisterError> {
    let petitions = replay_all(transaction)?;
    transaction.clear_cases()?;
    let mut known: Vec<&Known> = petitions.values().map(AsRef::as_ref).collect();
    known.sort_unstable_by_key(|known| known.opened);
    put_rows(transaction, rulebook, &known, ROWS)?;
    Ok(petitions.len())
}

/// Writes the projections of these petitions, in the order in which they come: that of the
/// register, in which the rows lie, since the index of words writes all that it holds to the file whenever
/// a row comes before the last. The vault is read and the rows are written on this thread, `share` at a time; they are made
/// beside it.
///
/// # Errors
/// The store fails.
pub(super) fn put_rows(
    transaction: &mut dyn Transaction,
    rulebook: &Rulebook,
    known: &[&Known],
    share: usize,
) -> Result<(), RegisterError> {
    let transaction = RefCell::new(transaction);
    let mut shares = known.chunks(share);
    let next = || {
        let Some(share) = shares.next() else { return Ok(None) };
        let vault = transaction.borrow();
        let mut work = Vec::with_capacity(share.len());
        for known in share {
            work.push((*known, known.texts_to_write(&**vault)?));
        }
        Ok(Some(work))
    };
    let rows = |work: Vec<(&Known, _)>| each(work, |(known, texts)| known.row_with(rulebook, texts));
    in_turns(next, rows, |rows| {
        let mut transaction = transaction.borrow_mut();
        rows.iter().flatten().try_for_each(|row| Ok(transaction.put_case(row)?))
    })
}

pub(super) fn load(reader: &(impl Reader + ?Sized), id: Identity) -> Result<Option<Petition>, RegisterError> {
    Ok(load_known(reader, id)?.map(|known| known.petition))
}

pub(super) fn load_known(reader: &(impl Reader + ?Sized), id: Identity) -> Result<Option<Known>, RegisterError> {
    let mut known = None;
    for entry in reader.stream(&petition_stream(id))? {
        known = Known::replayed(known, &read_envelope(&entry)?, &entry);
    }
    if let Some(known) = &mut known {
        known.is_written();
    }
    Ok(known)
}
