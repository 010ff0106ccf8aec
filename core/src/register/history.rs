//! The history of a petition as data, and its texts.
//!
//! Promises: every entry of it, with both times, who recorded it, and what happened as a code and as
//! a sentence; texts are opened from the vault where they still are. A confidential petition that is
//! read for a list keeps its texts closed.

use alloc::{collections::BTreeMap, string::String, string::ToString, vec::Vec};

use super::{
    Register, RegisterError,
    replay::{load, petition_stream, read_envelope},
};
use crate::{
    case::{Case, Number, Sealed},
    lang::{Lang, vocabulary},
    ledger::{Entry, Identity},
    petition::{Envelope, Event, Petition},
    store::{Reader, Store, StoreError},
    time::Moment,
};

/// One line of a petition's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryItem {
    /// Its entry in the ledger.
    pub entry: Entry,
    /// What happened, its texts opened.
    pub envelope: Envelope,
    /// The numbers of the other petitions that it names.
    pub numbers: BTreeMap<Identity, Number>,
    masked: bool,
}

impl HistoryItem {
    /// When it happened, as the paper gives it.
    pub fn at(&self) -> Moment {
        self.entry.draft.occurred_at
    }

    /// What happened, in one sentence: `Đã phân công: Phòng A`. Holds names and texts where the
    /// vault has them and the list may show them.
    pub fn sentence(&self, lang: Lang) -> String {
        let number_of = |id: Identity| self.numbers.get(&id).map(ToString::to_string);
        match self.masked {
            true => self.envelope.event.masked_sentence(lang, &number_of),
            false => self.envelope.event.sentence(lang, &number_of),
        }
    }

    /// Were its texts kept closed, because the petition is confidential?
    pub fn is_masked(&self) -> bool {
        self.masked
    }
}

vocabulary! {
    /// Whether the texts and names of a confidential petition are wanted.
    #[derive(Default)]
    pub enum Confidential("treatment of confidential texts", "cách hiện nội dung mật") {
        /// They stay closed: what lists, reports and exports are given. The default.
        #[default]
        Masked = "masked" ("Che", "Masked"),
        /// They are opened: whoever asks says in so many words that he may read them.
        Shown = "shown" ("Hiện", "Shown"),
    }
}

impl Confidential {
    fn masks(self, case: &Case) -> bool {
        self == Confidential::Masked && case.is_confidential()
    }
}

/// Opens texts from the vault; one that was erased stays closed.
fn open<'a>(reader: &impl Reader, texts: impl IntoIterator<Item = &'a mut Sealed>) -> Result<(), RegisterError> {
    for sealed in texts {
        if let Some(opening) = reader.opening(&sealed.commitment())? {
            let corrupt =
                |error: crate::case::WrongOpening| StoreError::Corrupt { place: "vault".into(), reason: error.to_string() };
            sealed.open(opening).map_err(corrupt)?;
        }
    }
    Ok(())
}

impl<S: Store> Register<S> {
    /// A petition, its texts opened: for whoever asks for this one.
    ///
    /// # Errors
    /// There is none of that id; the store fails; the vault was changed.
    pub fn petition(&self, id: Identity) -> Result<Petition, RegisterError> {
        self.petition_for(id, Confidential::Shown)
    }

    /// A petition for a list, a report or an export: of a confidential one the texts stay closed,
    /// unless they are asked for.
    ///
    /// # Errors
    /// As [`Register::petition`].
    pub fn petition_for(&self, id: Identity, confidential: Confidential) -> Result<Petition, RegisterError> {
        let _state = self.store.hold()?;
        let mut petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        if confidential.masks(petition.case()) {
            petition.sealed_mut().into_iter().for_each(Sealed::close);
        } else {
            open(&self.store, petition.sealed_mut())?;
        }
        Ok(petition)
    }

    /// All that happened to a petition, in the order of recording, its texts opened.
    ///
    /// # Errors
    /// There is none of that id; the store fails.
    pub fn history(&self, id: Identity) -> Result<Vec<HistoryItem>, RegisterError> {
        self.history_for(id, Confidential::Shown)
    }

    /// The same for a list, a report or an export: of a confidential petition the texts stay closed,
    /// unless they are asked for.
    ///
    /// # Errors
    /// As [`Register::history`].
    pub fn history_for(&self, id: Identity, confidential: Confidential) -> Result<Vec<HistoryItem>, RegisterError> {
        let _state = self.store.hold()?;
        let petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        let masked = confidential.masks(petition.case());
        let mut items = Vec::new();
        for entry in self.store.stream(&petition_stream(id))? {
            let mut envelope = read_envelope(&entry)?;
            match masked {
                true => envelope.event.sealed_mut().into_iter().for_each(Sealed::close),
                false => open(&self.store, envelope.event.sealed_mut())?,
            }
            let mut numbers = BTreeMap::new();
            if let Some(other) = named(&envelope.event)
                && let Some(row) = self.store.case(other)?
            {
                numbers.insert(other, row.number);
            }
            items.push(HistoryItem { entry, envelope, numbers, masked });
        }
        Ok(items)
    }

    /// The numbers that were voided, in their order: they are in no other list.
    ///
    /// # Errors
    /// The store fails.
    pub fn void_numbers(&self) -> Result<Vec<(Identity, Number)>, RegisterError> {
        let mut numbers = Vec::new();
        self.each_case(&mut |id, case| {
            if case.is_void() {
                numbers.push((id, case.number().clone()));
            }
            Ok(())
        })?;
        Ok(numbers)
    }
}

/// The other petition that an event names.
fn named(event: &Event) -> Option<Identity> {
    match event {
        Event::Received(received) => received.split_from,
        Event::Linked { to, .. } => Some(*to),
        Event::Connected { petition, .. } => Some(*petition),
        _ => None,
    }
}
