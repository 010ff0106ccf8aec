//! Erasing a person's texts.
//!
//! Promises: what is erased is gone from the vault, from all that is derived from it, and from every
//! file of the store; chain, statistics and verification stay whole. That it was done, on what grounds
//! and under which commitments is an entry of the ledger; the texts are not in it. The answer says
//! what the register cannot reach: copies that were made of it, and texts that entries of an early
//! schema hold openly. Files outside the register (attachments, scans) are the host's.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use serde::{Deserialize, Serialize};

use super::{
    Register, RegisterError,
    copies::{RegisterCopy, copies, own_stream},
    kept::Kept,
    replay::{json, load_known, petition_stream, read_envelope},
    vault::commitments,
    writer::Writer,
};
use crate::{
    case::{Number, Opening, Sealed, World},
    ledger::{Entry, Hash, Identity, StreamKind},
    petition,
    store::{Reader, Store},
    text::fold,
};

/// The stream of erasures: there is one.
const STREAM: StreamKind = StreamKind::new("erasure");

/// Whose texts are erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureSubject<'a> {
    /// All texts of this petition: names, what it says, what was answered.
    Petition(Identity),
    /// Every text of the register in which this name stands, word by word, whatever its case and
    /// diacritics. People whose names differ in diacritics alone are met too: look at
    /// [`Register::erasure_plan`] first.
    Name(&'a str),
}

/// Why something is erased. It stands in the ledger for ever, so it holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureGrounds {
    /// Why: who decided, on whose request, by which document.
    pub reason: String,
    /// The law: `Law 91/2025/QH15, article 14`.
    pub citation: String,
}

/// What an erasure takes away, and what it cannot reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The entry that records it; `None` if nothing was erased.
    pub entry: Option<u64>,
    /// How many texts.
    pub texts: usize,
    /// The petitions that they were in, in the order of the register.
    pub petitions: Vec<(Identity, Number)>,
    /// Entries that hold such a text openly, from before it was sealed: the ledger itself would have
    /// to be written anew.
    pub held_openly: Vec<u64>,
    /// The copies of the register that were made when the texts were in it, and may hold them.
    pub copies: Vec<RegisterCopy>,
}

/// Why nothing is erased.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErasureRefused {
    /// The name has no letter or digit.
    #[error("the name is empty; give the name as it stands in the petitions")]
    NoName,
    /// The grounds are not told.
    #[error("`{field}` is empty; an erasure has a reason and a citation")]
    NoGrounds {
        /// Which of them.
        field: &'static str,
    },
    /// The grounds hold what is to be erased.
    #[error("`{field}` holds what is to be erased, and it would stand in the ledger for ever; tell it without the name")]
    TextInGrounds {
        /// Which of them.
        field: &'static str,
    },
}

/// What the ledger keeps of an erasure.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ErasureEvent {
    Erased { grounds: ErasureGrounds, petitions: Vec<Identity>, commitments: Vec<Hash> },
}

#[derive(Serialize, Deserialize)]
struct Stored {
    schema: u16,
    event: ErasureEvent,
}

/// Which texts are looked for.
enum Wanted {
    /// All of this petition, and wherever else one of these commitments stands: a ledger that was taken
    /// from lines may have a text in two entries.
    Of(Identity, BTreeSet<Hash>),
    /// Those in which this name stands, folded.
    Named(String),
}

/// The texts that were met.
#[derive(Default)]
struct Met {
    commitments: BTreeSet<Hash>,
    /// What the vault keeps of each entry that had such a text.
    kept: BTreeMap<u64, Vec<Opening>>,
    /// What they say, folded.
    texts: BTreeSet<String>,
    /// Where each petition was opened and what its number is.
    petitions: BTreeMap<Identity, (u64, Number)>,
    openly: BTreeSet<u64>,
    /// The first entry of such a text.
    first: u64,
}

/// Do the words stand in a text, one after another? Both folded.
fn stand_in(words: &str, text: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

impl Met {
    fn by(reader: &(impl Reader + ?Sized), subject: ErasureSubject<'_>) -> Result<Met, RegisterError> {
        let wanted = match subject {
            ErasureSubject::Petition(id) => {
                let entries = reader.stream(&petition_stream(id))?;
                if entries.is_empty() {
                    return Err(RegisterError::NoSuchPetition(format!("{id}")));
                }
                let mut all = BTreeSet::new();
                for entry in &entries {
                    all.extend(commitments(&read_envelope(entry)?));
                }
                Wanted::Of(id, all)
            }
            ErasureSubject::Name(name) => {
                Wanted::Named(Some(fold(name)).filter(|name| !name.is_empty()).ok_or(ErasureRefused::NoName)?)
            }
        };
        let (mut met, mut after) = (Met::default(), 0);
        loop {
            let entries = reader.entries(after, 4096)?;
            let Some(last) = entries.last() else { return Ok(met) };
            after = last.sequence;
            let mut petitions = entries.iter().filter(|entry| entry.draft.stream.kind == petition::STREAM);
            petitions.try_for_each(|entry| met.look(reader, entry, &wanted))?;
        }
    }

    /// Takes the texts of one entry that are wanted.
    fn look(&mut self, reader: &(impl Reader + ?Sized), entry: &Entry, wanted: &Wanted) -> Result<(), RegisterError> {
        let (id, envelope) = (entry.draft.stream.id, read_envelope(entry)?);
        let openly = envelope.event.sealed().into_iter().filter_map(Sealed::text).any(|text| match wanted {
            Wanted::Of(petition, _) => *petition == id,
            Wanted::Named(name) => stand_in(name, &fold(text)),
        });
        let committed = commitments(&envelope);
        let openings = match wanted {
            Wanted::Of(petition, all) if *petition != id && committed.iter().all(|one| !all.contains(one)) => Vec::new(),
            _ if committed.is_empty() => Vec::new(),
            _ => reader.openings(entry.sequence)?,
        };
        let fitting: Vec<Hash> = openings.iter().map(Opening::commitment).collect();
        // One that was changed in the vault goes too, and with it the commitments that nothing fits.
        let lost = || committed.iter().filter(|commitment| !fitting.contains(commitment));
        let (mut kept, mut met) = (Vec::new(), BTreeSet::new());
        for (commitment, opening) in fitting.iter().zip(openings) {
            let text = fold(&opening.text);
            let is_wanted = match wanted {
                Wanted::Of(petition, all) => *petition == id || all.contains(commitment),
                Wanted::Named(name) => stand_in(name, &text),
            };
            if !is_wanted {
                kept.push(opening);
                continue;
            }
            match committed.contains(commitment) {
                true => drop(met.insert(*commitment)),
                false => met.extend(lost()),
            }
            self.texts.insert(text);
        }
        if self.first == 0 && (openly || kept.len() < fitting.len()) {
            self.first = entry.sequence;
        }
        if openly {
            self.openly.insert(entry.sequence);
        }
        if kept.len() == fitting.len() {
            return Ok(());
        }
        self.kept.insert(entry.sequence, kept);
        self.commitments.extend(met);
        if !self.petitions.contains_key(&id)
            && let Some(row) = reader.case(id)?
        {
            self.petitions.insert(id, (row.opened, row.number));
        }
        Ok(())
    }

    /// The grounds are told, and without what is to be erased. A text of one word is too short to
    /// tell a name from a word.
    fn check(&self, grounds: &ErasureGrounds, subject: ErasureSubject<'_>) -> Result<(), ErasureRefused> {
        for (field, told) in [("reason", &grounds.reason), ("citation", &grounds.citation)] {
            let told = fold(told);
            if told.is_empty() {
                return Err(ErasureRefused::NoGrounds { field });
            }
            let named = matches!(subject, ErasureSubject::Name(name) if stand_in(&fold(name), &told));
            if named || self.texts.iter().any(|text| text.contains(' ') && stand_in(text, &told)) {
                return Err(ErasureRefused::TextInGrounds { field });
            }
        }
        Ok(())
    }

    fn answer(self, reader: &(impl Reader + ?Sized), entry: Option<u64>) -> Result<Erasure, RegisterError> {
        let mut petitions: Vec<_> = self.petitions.into_iter().collect();
        petitions.sort_by_key(|(_, (opened, _))| *opened);
        let mut copies = copies(reader)?;
        // One that was made before the texts came cannot hold them.
        copies.retain(|copy| self.first > 0 && copy.head.sequence >= self.first);
        Ok(Erasure {
            entry,
            texts: self.commitments.len(),
            petitions: petitions.into_iter().map(|(id, (_, number))| (id, number)).collect(),
            held_openly: self.openly.into_iter().collect(),
            copies,
        })
    }
}

impl<S: Store> Register<S> {
    /// What an erasure would take away. Nothing is written.
    ///
    /// # Errors
    /// There is no such petition; the name is empty; the store fails.
    pub fn erasure_plan(&self, subject: ErasureSubject<'_>) -> Result<Erasure, RegisterError> {
        let _state = self.store.hold()?;
        Met::by(&self.store, subject)?.answer(&self.store, None)
    }

    /// Erases texts for good: from the vault, from lists and searches, from every file of the store.
    /// It cannot be undone. The ledger keeps the grounds and the commitments. If there is no such
    /// text, nothing is recorded.
    ///
    /// # Errors
    /// [`RegisterError::Erasure`] if the grounds are not told or hold what is to be erased; there is
    /// no such petition; the store fails. [`RegisterError::NotPurged`]: the texts are erased, and
    /// bytes of them may be left in the files; call [`Register::purge`] until it succeeds.
    pub fn erase(
        &mut self,
        subject: ErasureSubject<'_>,
        grounds: &ErasureGrounds,
        world: &World,
    ) -> Result<Erasure, RegisterError> {
        let mut transaction = self.store.begin()?;
        let (rulebook, _) = self.book.of(&*transaction)?;
        let zone = rulebook.default_calendar()?.zone();
        let met = Met::by(&*transaction, subject)?;
        met.check(grounds, subject)?;
        if met.kept.is_empty() {
            return met.answer(&*transaction, None);
        }
        for (entry, kept) in &met.kept {
            transaction.keep_openings(*entry, &kept.iter().collect::<Vec<_>>())?;
        }
        for id in met.petitions.keys() {
            if let Some(known) = load_known(&*transaction, *id)?
                && let Some(row) = known.with_all_words().row(&rulebook, &*transaction)?
            {
                transaction.put_case(&row)?;
            }
        }
        let event = ErasureEvent::Erased {
            grounds: grounds.clone(),
            petitions: met.petitions.keys().copied().collect(),
            commitments: met.commitments.iter().copied().collect(),
        };
        let entry = Writer::over(&*transaction)?.append_own(
            &mut *transaction,
            own_stream(STREAM),
            json(&Stored { schema: 1, event }),
            zone,
            world,
        )?;
        let answer = met.answer(&*transaction, Some(entry))?;
        transaction.commit()?;
        // It holds texts.
        self.kept = Kept::default();
        self.store.purge().map_err(|error| RegisterError::NotPurged { entry, error })?;
        Ok(answer)
    }

    /// Leaves no byte in the store's files of what was erased or replaced. An erasure does it itself;
    /// this is for when it could not, since others were reading.
    ///
    /// # Errors
    /// The store fails; others are reading ([`StoreError::Busy`](crate::store::StoreError::Busy)).
    pub fn purge(&mut self) -> Result<(), RegisterError> {
        Ok(self.store.purge()?)
    }
}
