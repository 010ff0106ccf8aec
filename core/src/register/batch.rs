//! Commands into a store.
//!
//! Promises: all commands of one call are decided before the first is written, so that a refusal
//! leaves no trace; numbers have no gaps. What was decided is written when enough of it waits, or at the
//! end; after an error of the store the batch writes nothing more and cannot be committed.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{
    RegisterError,
    kept::Kept,
    pending::Pending,
    replay::{Known, load_known, petition_stream, put_rows},
    writer::Writer,
};
use crate::{
    case::{Context, Number, World},
    law::Rulebook,
    ledger::{CommandId, Head, Identity},
    petition::{self, Act, Command, Envelope, decide, decide_other, other},
    store::{StoreError, Transaction},
    time::Moment,
};

/// How many rows are made before they are written: so few that one thread makes them.
const ROWS: usize = 24;

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The petition.
    pub petition: Identity,
    /// Its number.
    pub number: Number,
    /// Was the command taken now, or had it been before?
    pub effect: Effect,
    /// The last entry that the command caused.
    pub sequence: u64,
}

/// Was a command taken now, or had it been before?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Now.
    Appended,
    /// Before: this is what it did the first time.
    AlreadyAppended,
}

/// Many commands and one durable write. Dropped without [`Batch::commit`], it leaves no trace.
pub struct Batch<'a> {
    rulebook: Arc<Rulebook>,
    transaction: Box<dyn Transaction + 'a>,
    writer: Writer,
    /// What the batch has changed, and what was kept from batches before.
    kept: Kept,
    /// Where that is kept when the batch was committed.
    place: &'a mut Kept,
    /// What is not written yet.
    pending: Pending,
    /// Which petitions were changed since the batch wrote projections last.
    changed: BTreeSet<Identity>,
    /// The same, by the keys of their documents.
    documents: BTreeMap<String, BTreeSet<Identity>>,
    /// Why nothing more can be written: the store failed in the midst of it.
    failed: Option<RegisterError>,
}

impl core::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Batch").field("petitions", &self.kept.len()).finish_non_exhaustive()
    }
}

/// What is to be done with one of several commands.
enum Step {
    /// It was taken before: its petition, and its last entry.
    Before(Identity, u64),
    /// It stands at that place of these commands too.
    Again(usize),
    /// It causes these events, each of one petition; the last is of the petition that it is to.
    New(Vec<(Identity, Envelope)>),
}

impl<'a> Batch<'a> {
    pub(super) fn begin(
        rulebook: Arc<Rulebook>,
        transaction: Box<dyn Transaction + 'a>,
        place: &'a mut Kept,
    ) -> Result<Batch<'a>, RegisterError> {
        let writer = Writer::over(&*transaction)?;
        let kept = Kept::taken_at(place, writer.head());
        Ok(Batch {
            rulebook,
            transaction,
            writer,
            kept,
            place,
            pending: Pending::default(),
            changed: BTreeSet::new(),
            documents: BTreeMap::new(),
            failed: None,
        })
    }

    /// Carries out commands, all or none. After a refusal the batch is as before and goes on.
    ///
    /// # Errors
    /// [`RegisterError::Refused`]; the store fails, and then the batch must be given up. What is decided
    /// on may be written by a later call: that the store failed is then told by that one, or by
    /// [`Batch::commit`].
    pub fn execute(&mut self, commands: &[Command], world: &World) -> Result<Vec<Receipt>, RegisterError> {
        self.failed.clone().map_or(Ok(()), Err)?;
        let zone = self.rulebook.default_calendar()?.zone();
        let commands: Vec<Command> = commands.iter().map(|command| command.in_zone(zone)).collect();
        // Decide on all of them first: a refusal must leave no trace.
        let mut decided: BTreeMap<Identity, Box<Known>> = BTreeMap::new();
        // What was read from the ledger for these commands.
        let mut loaded: BTreeMap<Identity, Box<Known>> = BTreeMap::new();
        let mut serials: BTreeMap<(String, i32), u32> = BTreeMap::new();
        // The version of each petition before these commands.
        let mut versions: BTreeMap<Identity, u32> = BTreeMap::new();
        let mut places: BTreeMap<CommandId, usize> = BTreeMap::new();
        let mut steps = Vec::new();
        for command in &commands {
            if let Some((petition, last)) = self.taken_before(command.id)? {
                steps.push((command, Step::Before(petition, last)));
                continue;
            }
            if let Some(place) = places.insert(command.id, steps.len()) {
                places.insert(command.id, place);
                steps.push((command, Step::Again(place)));
                continue;
            }
            let id = command.petition;
            let next_number = self.next_number(command, &serials)?;
            let context = Context { world, rulebook: &self.rulebook, next_number: &next_number };
            let known = self.look(id, &decided, &mut loaded)?.map(|known| &known.petition);
            let own = decide(known, command, &context)?;
            // What it means for the other petition that it concerns stands before what it is itself:
            // the last entry of a command is of its own petition.
            let mut caused = Vec::new();
            let mut concerned = BTreeSet::from([id]);
            if let Some(other_id) = other(known, command) {
                let other = self.look(other_id, &decided, &mut loaded)?;
                let other = other.ok_or_else(|| RegisterError::NoSuchPetition(other_id.to_string()))?;
                caused.extend(decide_other(&other.petition, command)?.into_iter().map(|envelope| (other_id, envelope)));
                concerned.insert(other_id);
            }
            caused.extend(own.into_iter().map(|envelope| (id, envelope)));
            let recorded = Moment::Instant(self.writer.recorded_at(world).fixed_offset());
            for id in concerned {
                let known = decided.remove(&id).or_else(|| loaded.remove(&id)).or_else(|| match commands.len() {
                    // Nothing is refused any more: the batch need not keep it as it was.
                    1 => self.kept.take(id),
                    _ => self.kept.get(id).cloned().map(Box::new),
                });
                let mut known = known.map(|known| *known);
                versions.entry(id).or_insert_with(|| known.as_ref().map_or(0, |known| known.petition.version()));
                for (_, envelope) in caused.iter().filter(|(of, _)| *of == id) {
                    known = Known::after(known, id, envelope, command.at, recorded);
                }
                if let Some(mut known) = known {
                    // What they say is kept once, beside the petition: no decision looks for it there.
                    known.petition.close_texts();
                    decided.insert(id, Box::new(known));
                }
            }
            if matches!(command.act, Act::Receive(_)) {
                serials.insert((next_number.book, next_number.year), next_number.serial);
            }
            steps.push((command, Step::New(caused)));
        }
        let mut receipts: Vec<(Identity, Effect, u64)> = Vec::new();
        for (command, step) in steps {
            let (id, effect, sequence) = match step {
                Step::Before(petition, last) => (petition, Effect::AlreadyAppended, last),
                Step::Again(place) => {
                    let sequence = receipts.get(place).map_or(0, |(_, _, sequence)| *sequence);
                    (command.petition, Effect::AlreadyAppended, sequence)
                }
                Step::New(caused) => {
                    for (id, envelope) in caused {
                        let version = versions.entry(id).or_default();
                        *version += 1;
                        let draft = self.writer.draft((petition_stream(id), *version), command.id, command.at, world);
                        let sequence = self.pending.push(&self.writer, draft, envelope);
                        if let Some(known) = decided.get_mut(&id) {
                            known.rests_on(sequence);
                        }
                    }
                    let last = self.pending.last(&self.writer);
                    self.pending.took(command.id, command.petition, last);
                    (command.petition, Effect::Appended, last)
                }
            };
            receipts.push((id, effect, sequence));
        }
        for (id, known) in &decided {
            for key in known.petition.document_keys() {
                self.documents.entry(key).or_default().insert(*id);
            }
        }
        self.kept.put_serials(serials);
        self.changed.extend(decided.keys());
        self.kept.put(decided);
        let receipt = |(id, effect, sequence): (Identity, Effect, u64)| {
            let number = self.number(id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
            Ok(Receipt { petition: id, number, effect, sequence })
        };
        let receipts = receipts.into_iter().map(receipt).collect::<Result<_, RegisterError>>()?;
        if self.kept.is_full() {
            // What is as it is stored goes first: a row that is written now may be written again.
            self.kept.forget_half(&self.changed);
            if self.kept.is_nearly_full() {
                self.write(Self::write_cases)?;
                self.kept.forget_half(&self.changed);
                self.documents.clear();
            }
        }
        if self.pending.is_full() {
            self.write(Self::write_entries)?;
        }
        Ok(receipts)
    }

    /// Makes it last: entries, vault and projections in one transaction.
    ///
    /// # Errors
    /// The store fails, or did in this batch. Whether the batch happened is then unknown: send it again,
    /// with the same ids.
    pub fn commit(mut self) -> Result<Head, RegisterError> {
        self.write(Self::write_cases)?;
        self.transaction.commit()?;
        *self.place = self.kept.left_at(self.writer.head());
        Ok(self.writer.head())
    }

    /// Writes something; if that fails, it is the last.
    fn write(&mut self, what: fn(&mut Self) -> Result<(), RegisterError>) -> Result<(), RegisterError> {
        self.failed.clone().map_or(Ok(()), Err)?;
        what(self).inspect_err(|error| self.failed = Some(error.clone()))
    }

    /// Writes what waits.
    fn write_entries(&mut self) -> Result<(), RegisterError> {
        self.pending.write(&mut self.writer, &mut *self.transaction)
    }

    /// Writes what waits, and the projections of what the batch changed, in the order of the register.
    fn write_cases(&mut self) -> Result<(), RegisterError> {
        self.write_entries()?;
        let changed = core::mem::take(&mut self.changed);
        let mut known: Vec<&Known> = changed.iter().filter_map(|id| self.kept.get(*id)).collect();
        known.sort_unstable_by_key(|known| known.opened);
        put_rows(&mut *self.transaction, &self.rulebook, &known, ROWS)?;
        for id in changed {
            if let Some(known) = self.kept.get_mut(id) {
                known.is_written();
            }
        }
        Ok(())
    }

    /// The petition and the last entry of a command, if it was taken before.
    fn taken_before(&self, id: CommandId) -> Result<Option<(Identity, u64)>, StoreError> {
        if let Some(taken) = self.pending.command(id) {
            return Ok(Some(taken));
        }
        Ok(self.transaction.command(id)?.map(|entry| (entry.draft.stream.id, entry.sequence)))
    }

    /// Other petitions, of this batch too, that have a document of that key.
    ///
    /// # Errors
    /// The store fails.
    pub fn with_document(&self, key: &str) -> Result<Vec<Identity>, RegisterError> {
        let mut ids = self.transaction.cases_by_document(key)?;
        let here = self.documents.get(key).into_iter().flatten().filter(|id| !ids.contains(id)).copied();
        let here: Vec<_> = here.collect();
        ids.extend(here);
        Ok(ids)
    }

    /// The number of a petition of the register or of this batch.
    ///
    /// # Errors
    /// The store fails.
    pub fn number(&self, id: Identity) -> Result<Option<Number>, RegisterError> {
        let number = |known: &Known| known.petition.case().number().clone();
        match self.kept.get(id) {
            Some(known) => Ok(Some(number(known))),
            None => Ok(load_known(&*self.transaction, id)?.as_ref().map(number)),
        }
    }

    /// A petition as these commands find it: decided on by them, kept by the batch, or from the ledger,
    /// and then kept in `loaded`.
    fn look<'k>(
        &'k self,
        id: Identity,
        decided: &'k BTreeMap<Identity, Box<Known>>,
        loaded: &'k mut BTreeMap<Identity, Box<Known>>,
    ) -> Result<Option<&'k Known>, RegisterError> {
        if let Some(known) = decided.get(&id).map(AsRef::as_ref).or_else(|| self.kept.get(id)) {
            return Ok(Some(known));
        }
        if !loaded.contains_key(&id) {
            loaded.extend(load_known(&*self.transaction, id)?.map(|known| (id, Box::new(known))));
        }
        Ok(loaded.get(&id).map(AsRef::as_ref))
    }

    /// The next number in the book of a receipt; a placeholder for what gets none.
    fn next_number(&self, command: &Command, serials: &BTreeMap<(String, i32), u32>) -> Result<Number, RegisterError> {
        let Some(key) = book_of(command, self.rulebook.default_calendar()?.zone()) else {
            return Ok(Number { book: String::new(), year: 0, serial: 0 });
        };
        let last = match serials.get(&key).copied().or_else(|| self.kept.serial(&key)) {
            Some(last) => last,
            None => self.transaction.last_serial(&key.0, key.1)?,
        };
        let (book, year) = key;
        Ok(Number { book, year, serial: last + 1 })
    }
}

/// The book and year in which a command is given a number; `None` if it gets none.
pub(super) fn book_of(command: &Command, zone: chrono_tz::Tz) -> Option<(String, i32)> {
    let Act::Receive(receive) = &command.act else { return None };
    let book = receive.book.clone().unwrap_or_else(|| petition::BOOK.into());
    Some((book, chrono::Datelike::year(&command.at.in_zone(zone).date())))
}
