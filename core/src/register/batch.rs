//! Commands into a store.
//!
//! Promises: all commands of one call are decided before the first is written, so that a refusal
//! leaves no trace; numbers have no gaps; what is recorded never goes back in time.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use chrono::{DateTime, SubsecRound, Utc};

use super::{
    RegisterError,
    kept::Kept,
    replay::{Known, json, load_known, petition_stream},
};
use crate::{
    case::{Context, Number, Sealed, World},
    law::Rulebook,
    ledger::{CommandId, Draft, Entry, Hash, Head, Identity, StreamId},
    petition::{self, Act, Command, Envelope, decide, decide_other, other},
    store::{Reader, StoreError, Transaction},
    time::Moment,
};

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
    /// Which of them were changed since the batch wrote projections last.
    written: BTreeSet<Identity>,
    /// The same, by the keys of their documents.
    documents: BTreeMap<String, BTreeSet<Identity>>,
}

impl core::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Batch").field("petitions", &self.kept.len()).finish_non_exhaustive()
    }
}

/// What is to be done with one of several commands.
enum Step {
    /// It was taken before, and this was its last entry.
    Before(Entry),
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
        let kept = Kept::taken_at(place, writer.head);
        Ok(Batch { rulebook, transaction, writer, kept, place, written: BTreeSet::new(), documents: BTreeMap::new() })
    }

    /// Carries out commands, all or none. After a refusal the batch is as before and goes on.
    ///
    /// # Errors
    /// [`RegisterError::Refused`]; the store fails, and then the batch must be given up.
    pub fn execute(&mut self, commands: &[Command], world: &World) -> Result<Vec<Receipt>, RegisterError> {
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
            if let Some(entry) = self.transaction.command(command.id)? {
                steps.push((command, Step::Before(entry)));
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
                Step::Before(entry) => (entry.draft.stream.id, Effect::AlreadyAppended, entry.sequence),
                Step::Again(place) => {
                    let sequence = receipts.get(place).map_or(self.writer.head.sequence, |(_, _, sequence)| *sequence);
                    (command.petition, Effect::AlreadyAppended, sequence)
                }
                Step::New(caused) => {
                    for (id, envelope) in &caused {
                        let version = versions.entry(*id).or_default();
                        *version += 1;
                        self.writer.append(
                            &mut *self.transaction,
                            petition_stream(*id),
                            *version,
                            command.id,
                            command.at,
                            world,
                            json(envelope),
                        )?;
                        let openings: Vec<_> = envelope.event.sealed().into_iter().filter_map(Sealed::opening).collect();
                        if !openings.is_empty() {
                            self.transaction.keep_openings(self.writer.head.sequence, &openings)?;
                        }
                        if let Some(known) = decided.get_mut(id) {
                            known.rests_on(self.writer.head.sequence);
                        }
                    }
                    (command.petition, Effect::Appended, self.writer.head.sequence)
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
        self.written.extend(decided.keys());
        self.kept.put(decided);
        let receipt = |(id, effect, sequence): (Identity, Effect, u64)| {
            let number = self.number(id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
            Ok(Receipt { petition: id, number, effect, sequence })
        };
        let receipts = receipts.into_iter().map(receipt).collect::<Result<_, RegisterError>>()?;
        if self.kept.is_full() {
            // What is as it is stored goes first: a row that is written now may be written again.
            self.kept.forget_half(&self.written);
            if self.kept.is_nearly_full() {
                self.write_cases()?;
                self.kept.forget_half(&self.written);
                self.documents.clear();
            }
        }
        Ok(receipts)
    }

    /// Makes it last: entries, vault and projections in one transaction.
    ///
    /// # Errors
    /// The store fails. Whether the batch happened is then unknown: send it again, with the same ids.
    pub fn commit(mut self) -> Result<Head, RegisterError> {
        self.write_cases()?;
        self.transaction.commit()?;
        *self.place = self.kept.left_at(self.writer.head);
        Ok(self.writer.head)
    }

    /// Writes the projections of what the batch changed, in the order of the register, in which the rows
    /// lie: the index of words writes all that it holds to the file whenever a row comes before the last.
    fn write_cases(&mut self) -> Result<(), RegisterError> {
        let written = core::mem::take(&mut self.written);
        let mut changed: Vec<_> = written.into_iter().map(|id| (self.kept.get(id).map(|known| known.opened), id)).collect();
        changed.sort_unstable();
        // One after the other: who holds the file alone does not wait for threads that may not run.
        for (_, id) in changed {
            let Some(known) = self.kept.get_mut(id) else { continue };
            if let Some(row) = known.row(&self.rulebook, &*self.transaction)? {
                self.transaction.put_case(&row)?;
            }
            known.is_written();
        }
        Ok(())
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

/// The end of the ledger while it is written.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    head: Head,
    last_recorded: Option<DateTime<Utc>>,
}

impl Writer {
    pub(super) fn over(reader: &(impl Reader + ?Sized)) -> Result<Writer, StoreError> {
        Ok(Writer { head: reader.head()?, last_recorded: reader.last_recorded()? })
    }

    /// The time that an entry gets: the caller's present in microseconds, but never before the
    /// last entry. A clock that was set back does not set the ledger back.
    pub(super) fn recorded_at(&self, world: &World) -> DateTime<Utc> {
        let now = world.now.trunc_subsecs(6);
        self.last_recorded.map_or(now, |last| last.max(now))
    }

    /// Appends an entry about the register itself, which no command asked for: its id is made from
    /// its content and its place. Returns its number.
    pub(super) fn append_own(
        &mut self,
        transaction: &mut dyn Transaction,
        stream: StreamId,
        payload: String,
        zone: chrono_tz::Tz,
        world: &World,
    ) -> Result<u64, StoreError> {
        let version = u32::try_from(transaction.stream(&stream)?.len()).unwrap_or(u32::MAX).saturating_add(1);
        let parts = [stream.kind.as_str().as_bytes(), &version.to_be_bytes(), payload.as_bytes()];
        let id = Identity::from_hash(&Hash::of_parts("kiennghi/own/1", &parts));
        let at = Moment::of(self.recorded_at(world), zone);
        self.append(transaction, stream, version, id, at, world, payload)?;
        Ok(self.head.sequence)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one entry, each with its own type")]
    pub(super) fn append(
        &mut self,
        transaction: &mut dyn Transaction,
        stream: StreamId,
        version: u32,
        command_id: CommandId,
        occurred_at: Moment,
        world: &World,
        payload: String,
    ) -> Result<(), StoreError> {
        let recorded_at = self.recorded_at(world);
        let draft = Draft { stream, version, command_id, occurred_at, recorded_at, actor: world.actor.clone(), payload };
        let entry = self.head.append(draft);
        transaction.append(&entry)?;
        self.head = Head::from(&entry);
        self.last_recorded = Some(recorded_at);
        Ok(())
    }
}
