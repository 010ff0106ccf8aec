//! The history of a petition as data, and its texts.
//!
//! Promises: every entry of it, with both times, who recorded it, and what happened as a code and as
//! a sentence; texts are opened from the vault where they still are. A confidential petition that is
//! read for a list keeps its texts closed.

use alloc::{collections::BTreeMap, string::String, string::ToString, vec::Vec};

use super::{
    Register, RegisterError,
    replay::{load, load_known, petition_stream, read_envelope},
    vault::{Texts, commitments, sealed_texts_of},
};
use crate::{
    case::{Confidential, Number, Sealed, Terms},
    lang::{Lang, Text},
    law::{Rulebook, Stage, StageTerm, TermUnit},
    ledger::{Entry, Identity},
    petition::{Around, Envelope, Event, Petition},
    store::{Expected, Store, StoreError},
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
    /// What people call the variant that the petition is under after it, where a rule says it.
    pub variant: Option<Text>,
    /// The unit of the term of its reply, which an extension adds to.
    pub unit: Option<TermUnit>,
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
        let around = Around { number_of: &number_of, variant: self.variant.as_ref(), unit: self.unit };
        match self.masked {
            true => self.envelope.event.masked_sentence(lang, around),
            false => self.envelope.event.sentence(lang, around),
        }
    }

    /// Were its texts kept closed, because the petition is confidential?
    pub fn is_masked(&self) -> bool {
        self.masked
    }
}

/// Opens texts with what the vault has; one that was erased stays closed.
fn open<'a>(found: &Texts, closed: impl IntoIterator<Item = &'a mut Sealed>) -> Result<(), RegisterError> {
    for sealed in closed {
        if let Some(opening) = found.get(&sealed.commitment()) {
            let corrupt =
                |error: crate::case::WrongOpening| StoreError::Corrupt { place: "vault".into(), reason: error.to_string() };
            sealed.open(opening.clone()).map_err(corrupt)?;
        }
    }
    Ok(())
}

/// What is read of a petition.
fn texts_of(id: Identity) -> Expected {
    Expected { texts_of: Some(petition_stream(id)), ..Expected::default() }
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
        let _state = self.store.hold_expecting(&texts_of(id))?;
        let known = load_known(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        let (sealed, mut petition) = (known.sealed(), known.petition);
        if confidential.hides(petition.case()) {
            petition.sealed_mut().into_iter().for_each(Sealed::close);
            return Ok(petition);
        }
        let mut texts = Texts::new();
        for (entry, commitments) in sealed {
            texts.extend(sealed_texts_of(&self.store, entry, &commitments)?);
        }
        open(&texts, petition.sealed_mut())?;
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
        let state = self.state_expecting(texts_of(id))?;
        let petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        let masked = confidential.hides(petition.case());
        let (mut items, mut terms) = (Vec::new(), None);
        for entry in self.store.stream(&petition_stream(id))? {
            let mut envelope = read_envelope(&entry)?;
            match masked {
                true => envelope.event.sealed_mut().into_iter().for_each(Sealed::close),
                false => {
                    let texts = sealed_texts_of(&self.store, entry.sequence, &commitments(&envelope))?;
                    open(&texts, envelope.event.sealed_mut())?;
                }
            }
            let mut numbers = BTreeMap::new();
            if let Some(other) = named(&envelope.event)
                && let Some(row) = self.store.case(other)?
            {
                numbers.insert(other, row.number);
            }
            if let Event::Received(received) = &envelope.event {
                terms = Some(received.terms.clone());
            } else if let Event::DeadlineRecomputed { terms: renewed, .. } = &envelope.event {
                terms = Some(renewed.clone());
            }
            let (variant, unit) = terms.as_ref().map(|terms| named_terms(terms, &state.rulebook)).unwrap_or_default();
            items.push(HistoryItem { entry, envelope, numbers, variant, unit, masked });
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

/// What people call the variant of these terms, and the unit of the term of the reply.
fn named_terms(terms: &Terms, rulebook: &Rulebook) -> (Option<Text>, Option<TermUnit>) {
    let variant = terms.variant.as_deref();
    let label = variant.and_then(|name| rulebook.variant_label(&terms.rules, name)).cloned();
    let reply = rulebook.rule_for(&terms.rules, Stage::Reply).ok().flatten().and_then(|rule| rule.stage(Stage::Reply));
    (label, reply.and_then(|stage: &StageTerm| stage.term(variant)).map(|term| term.unit))
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
