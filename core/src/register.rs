//! What an application calls: a register over a store.
//!
//! Promises: a command has its effect once and whole, or none; what was refused left no trace;
//! entries and projections are written in one transaction. It takes commands, answers questions
//! and verifies. It does not read a clock: a command comes with its [`World`].
//!
//! ```
//! use kiennghi::{case::{Seed, World}, ledger::{Actor, Identity}, petition::*, register::Register, store::MemoryStore};
//! let world = World { now: "2026-03-02T02:00:00Z".parse()?, actor: Actor::new("van-thu"), seed: Seed::new([7; 32]) };
//! let mut register = Register::create(MemoryStore::new(), &world)?;
//! let receive = Receive::new(SourceKind::Enterprise, "Công ty A", Channel::Letter, "Xin gia hạn thuê đất");
//! let command = Command {
//!     id: Identity::from_bytes([1; 16]),
//!     petition: Identity::from_bytes([2; 16]),
//!     at: "2026-03-02".parse()?,
//!     provenance: Provenance::Live,
//!     act: Act::Receive(Box::new(receive)),
//! };
//! let receipt = register.execute(&command, &world)?;
//! assert_eq!(receipt.number.to_string(), "PAKN-2026-0001");
//! let work = register.worklist("2026-03-10".parse()?)?;
//! assert_eq!(work[0].due.unwrap().to_string(), "2026-03-16"); // ten working days
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};

use crate::{
    calendar,
    case::{Case, Context, DeadlineFailure, Number, WorkItem, World, worklist},
    law::{self, Deadline, Defaults, LawError, Rulebook, RulebookEvent, Stage},
    ledger::{Break, CommandId, Draft, Entry, Head, Identity, StreamId, Verifier},
    petition::{self, Act, Command, Envelope, Petition, Refusal, decide, evolve},
    statistics::{Columns, Question, StatisticsError, Table},
    store::{CaseRow, Reader, Store, StoreError, Transaction},
    time::Moment,
};

/// What a register answers instead of a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The command is not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A calendar or rule was refused, or is missing.
    #[error(transparent)]
    Law(#[from] LawError),
    /// A due date cannot be computed.
    #[error(transparent)]
    Deadline(#[from] DeadlineFailure),
    /// A table cannot be made.
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
    /// The ledger is not what it was.
    #[error(transparent)]
    Changed(#[from] Break),
    /// There is no such petition.
    #[error("there is no petition {0}")]
    NoSuchPetition(String),
    /// A register is there already.
    #[error("there is a register already, with {entries} entries; open it instead")]
    AlreadyCreated {
        /// How many entries it has.
        entries: u64,
    },
    /// The ledger is empty: no register was created in it.
    #[error("there is no register yet; create it first")]
    NotCreated,
    /// A stored event that this library cannot read.
    #[error("entry {sequence} cannot be read: {reason}; a newer version of the library may have written it")]
    Unreadable {
        /// The entry.
        sequence: u64,
        /// Why.
        reason: String,
    },
}

impl RegisterError {
    /// A stable code, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            RegisterError::Refused(refusal) => refusal.code(),
            RegisterError::Store(StoreError::Io { .. }) => "store_io",
            RegisterError::Store(StoreError::Busy { .. }) => "store_busy",
            RegisterError::Store(StoreError::Corrupt { .. }) => "store_corrupt",
            RegisterError::Store(StoreError::NotARegister { .. }) => "not_a_register",
            RegisterError::Store(StoreError::ReadOnly { .. }) => "store_read_only",
            RegisterError::Law(_) => "law",
            RegisterError::Deadline(_) => "deadline",
            RegisterError::Statistics(_) => "statistics",
            RegisterError::Changed(_) => "ledger_changed",
            RegisterError::NoSuchPetition(_) => "no_such_petition",
            RegisterError::AlreadyCreated { .. } => "already_created",
            RegisterError::NotCreated => "not_created",
            RegisterError::Unreadable { .. } => "unreadable",
        }
    }
}

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

/// One line of a petition's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryItem {
    /// Its entry in the ledger.
    pub entry: Entry,
    /// What happened.
    pub envelope: Envelope,
}

/// The stream of the rulebook: there is one.
fn rulebook_stream() -> StreamId {
    StreamId { kind: Rulebook::STREAM, id: Identity::from_bytes([0; 16]) }
}

fn petition_stream(id: Identity) -> StreamId {
    StreamId { kind: petition::STREAM, id }
}

/// One authority's register over a store.
#[derive(Debug)]
pub struct Register<S> {
    store: S,
    rulebook: Rulebook,
}

impl<S: Store> Register<S> {
    /// Creates a register in an empty store, with Vietnam's calendar and rules adopted: reply in
    /// ten working days (Law on Citizen Reception), forward in five (Decree 20/2008/NĐ-CP).
    ///
    /// # Errors
    /// There is a register already; the store fails.
    pub fn create(store: S, world: &World) -> Result<Register<S>, RegisterError> {
        let calendar = Rulebook::adopt_calendar(calendar::VIETNAM, "built in").map_err(DeadlineFailure::from)?;
        let rules = [law::CITIZEN_RECEPTION, law::DECREE_20_2008];
        let defaults = Defaults {
            calendar: "vn-state".into(),
            rules: Vec::from(["vn-citizen-reception-2013".into(), "vn-decree-20-2008".into()]),
        };
        let mut events = Vec::from([calendar]);
        for text in rules {
            events.push(Rulebook::adopt_rule(text, "built in")?);
        }
        events.push(RulebookEvent::DefaultsChosen(defaults));
        Register::create_with(store, events, world)
    }

    /// Creates a register in an empty store under a rulebook of its own.
    ///
    /// # Errors
    /// There is a register already; an event does not fit; the store fails.
    pub fn create_with(store: S, events: Vec<RulebookEvent>, world: &World) -> Result<Register<S>, RegisterError> {
        let entries = store.head()?.sequence;
        if entries > 0 {
            return Err(RegisterError::AlreadyCreated { entries });
        }
        let mut register = Register { store, rulebook: Rulebook::default() };
        register.adopt(events, world)?;
        Ok(register)
    }

    /// Opens the register in a store. It is under the rulebook that it adopted, whatever this
    /// library ships.
    ///
    /// # Errors
    /// There is none; the store fails; its rulebook cannot be read.
    pub fn open(store: S) -> Result<Register<S>, RegisterError> {
        let mut rulebook = Rulebook::default();
        let entries = store.stream(&rulebook_stream())?;
        if entries.is_empty() {
            return Err(RegisterError::NotCreated);
        }
        for entry in entries {
            rulebook.apply(read(&entry)?)?;
        }
        Ok(Register { store, rulebook })
    }

    /// Opens the register in a store, or creates one if the store is empty.
    ///
    /// # Errors
    /// As [`Register::open`] and [`Register::create`].
    pub fn open_or_create(store: S, world: &World) -> Result<Register<S>, RegisterError> {
        if store.head()?.sequence == 0 { Register::create(store, world) } else { Register::open(store) }
    }

    /// The calendars and rules that the register adopted.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Gives the store back.
    pub fn into_store(self) -> S {
        self.store
    }

    /// The end of the ledger. Keep it elsewhere, and a cut or rewritten ledger can be found later.
    ///
    /// # Errors
    /// The store fails.
    pub fn head(&self) -> Result<Head, RegisterError> {
        Ok(self.store.head()?)
    }

    /// Adopts calendars and rules, all or none.
    ///
    /// # Errors
    /// A version that was adopted comes with another content; the store fails.
    pub fn adopt(&mut self, events: Vec<RulebookEvent>, world: &World) -> Result<Head, RegisterError> {
        let mut rulebook = self.rulebook.clone();
        let mut transaction = self.store.begin()?;
        let mut writer = Writer::over(&*transaction)?;
        let mut version = u32::try_from(transaction.stream(&rulebook_stream())?.len()).unwrap_or(u32::MAX);
        let zone = |book: &Rulebook| book.default_calendar().map_or(chrono_tz::UTC, |calendar| calendar.zone());
        for event in events {
            rulebook.check(&event)?;
            version += 1;
            let payload = json(&event);
            let id = Identity::from_hash(&crate::ledger::Hash::of_parts("kiennghi/adopt/1", &[&version.to_be_bytes(), payload.as_bytes()]));
            rulebook.apply(event)?;
            let at = Moment::of(writer.recorded_at(world), zone(&rulebook));
            writer.append(&mut *transaction, rulebook_stream(), version, id, at, world, payload)?;
        }
        transaction.commit()?;
        self.rulebook = rulebook;
        self.head()
    }

    /// Carries out one command, durably.
    ///
    /// # Errors
    /// [`RegisterError::Refused`] with the rule that was broken; the store fails. After a failed
    /// commit the effect is unknown: send the same command again with the same id.
    pub fn execute(&mut self, command: &Command, world: &World) -> Result<Receipt, RegisterError> {
        let mut batch = self.batch()?;
        let receipts = batch.execute(core::slice::from_ref(command), world)?;
        batch.commit()?;
        receipts.into_iter().next().ok_or(RegisterError::NotCreated)
    }

    /// Begins a batch: many commands, one durable write.
    ///
    /// # Errors
    /// The store fails.
    pub fn batch(&mut self) -> Result<Batch<'_>, RegisterError> {
        let transaction = self.store.begin()?;
        let writer = Writer::over(&*transaction)?;
        Ok(Batch {
            rulebook: &self.rulebook,
            transaction,
            writer,
            petitions: BTreeMap::new(),
            written: BTreeSet::new(),
            serials: BTreeMap::new(),
            documents: BTreeMap::new(),
        })
    }

    /// A petition, its texts opened.
    ///
    /// # Errors
    /// There is none of that id; the store fails; the vault was changed.
    pub fn petition(&self, id: Identity) -> Result<Petition, RegisterError> {
        let mut petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        for sealed in petition.sealed_mut() {
            if let Some(opening) = self.store.opening(&sealed.commitment())? {
                let corrupt = |error: crate::case::WrongOpening| StoreError::Corrupt { place: "vault".into(), reason: error.to_string() };
                sealed.open(opening).map_err(corrupt)?;
            }
        }
        Ok(petition)
    }

    /// The id of the petition with that number.
    ///
    /// # Errors
    /// There is none; the store fails.
    pub fn find(&self, number: &Number) -> Result<Identity, RegisterError> {
        self.store.case_by_number(number)?.ok_or_else(|| RegisterError::NoSuchPetition(number.to_string()))
    }

    /// All that happened to a petition, in the order of recording.
    ///
    /// # Errors
    /// There is none of that id; the store fails.
    pub fn history(&self, id: Identity) -> Result<Vec<HistoryItem>, RegisterError> {
        let entries = self.store.stream(&petition_stream(id))?;
        if entries.is_empty() {
            return Err(RegisterError::NoSuchPetition(id.to_string()));
        }
        entries.into_iter().map(|entry| Ok(HistoryItem { envelope: read(&entry)?, entry })).collect()
    }

    /// The deadline of a stage of a petition, with its explanation, as it stands now; `None` if no
    /// rule sets one.
    ///
    /// # Errors
    /// There is none of that id; it cannot be computed; the store fails.
    pub fn deadline(&self, id: Identity, stage: Stage) -> Result<Option<Deadline>, RegisterError> {
        let petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        match petition.case().latest() {
            Some(view) => Ok(view.deadline(stage, &self.rulebook)?),
            None => Ok(None),
        }
    }

    /// Calls `each` with every case, by number.
    ///
    /// # Errors
    /// What `each` returns; the store fails.
    pub fn each_case(&self, each: &mut dyn FnMut(Identity, Case) -> Result<(), RegisterError>) -> Result<(), RegisterError> {
        let mut failed = None;
        let read = self.store.cases(&mut |row| {
            let corrupt = |error: serde_json::Error| StoreError::Corrupt {
                place: format!("case {}", row.number),
                reason: format!("its projection cannot be read ({error}); rebuild the projections"),
            };
            let case = serde_json::from_str(&row.case).map_err(corrupt)?;
            each(row.id, case).map_err(|error| {
                failed = Some(error);
                StoreError::Io { place: String::new(), reason: String::new() }
            })
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(read?),
        }
    }

    /// Every case that was open at `at` (a date means the end of that day), the most urgent first.
    ///
    /// # Errors
    /// A due date cannot be computed; the store fails.
    pub fn worklist(&self, at: Moment) -> Result<Vec<WorkItem>, RegisterError> {
        let mut items = Vec::new();
        self.each_case(&mut |id, case| {
            items.extend(worklist(id, &case, at, &self.rulebook)?);
            Ok(())
        })?;
        items.sort_by_cached_key(WorkItem::urgency);
        Ok(items)
    }

    /// The cases as columns, for any number of questions.
    ///
    /// # Errors
    /// A due date cannot be computed; the store fails.
    pub fn columns(&self) -> Result<Columns, RegisterError> {
        let mut columns = Columns::new();
        self.each_case(&mut |id, case| Ok(columns.push(id, &case, &self.rulebook)?))?;
        Ok(columns)
    }

    /// Counts.
    ///
    /// # Errors
    /// The question does not make sense; a due date cannot be computed; the store fails.
    pub fn statistics(&self, question: &Question) -> Result<Table, RegisterError> {
        let head = self.head()?;
        Ok(self.columns()?.table(question)?.with_head(head))
    }

    /// First and last day on which a case of the register arrived; `None` if it has none.
    ///
    /// # Errors
    /// The store fails.
    pub fn received_between(&self) -> Result<Option<(NaiveDate, NaiveDate)>, RegisterError> {
        let mut span: Option<(NaiveDate, NaiveDate)> = None;
        self.each_case(&mut |_, case| {
            let day = case.received_at().date();
            span = Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
            Ok(())
        })?;
        Ok(span)
    }

    /// Other petitions that came by the same document: probably the same matter by another route.
    ///
    /// # Errors
    /// The store fails.
    pub fn probable_duplicates(&self, petition: &Petition) -> Result<Vec<Identity>, RegisterError> {
        let Some(key) = petition.document().and_then(|document| document.key()) else { return Ok(Vec::new()) };
        let mut same = self.store.cases_by_document(&key)?;
        same.retain(|id| *id != petition.id());
        Ok(same)
    }

    /// Walks the whole ledger and checks its chain.
    ///
    /// # Errors
    /// [`RegisterError::Changed`] names the first entry that does not fit; the store fails.
    pub fn verify(&self) -> Result<Head, RegisterError> {
        let mut verifier = Verifier::default();
        loop {
            let entries = self.store.entries(verifier.head().sequence, 4096)?;
            if entries.is_empty() {
                return Ok(verifier.head());
            }
            entries.iter().try_for_each(|entry| verifier.push(entry))?;
        }
    }

    /// Throws the projections away and makes them again from the entries. Returns how many.
    ///
    /// # Errors
    /// An entry cannot be read; the store fails, and then leaves everything as it was.
    pub fn rebuild(&mut self) -> Result<usize, RegisterError> {
        let mut transaction = self.store.begin()?;
        let mut petitions: BTreeMap<Identity, (Petition, Vec<String>)> = BTreeMap::new();
        let mut after = 0;
        loop {
            let entries = transaction.entries(after, 4096)?;
            let Some(last) = entries.last() else { break };
            after = last.sequence;
            for entry in entries.iter().filter(|entry| entry.draft.stream.kind == petition::STREAM) {
                let id = entry.draft.stream.id;
                let (known, mut documents) = petitions.remove(&id).map_or((None, Vec::new()), |(p, d)| (Some(p), d));
                let envelope: Envelope = read(entry)?;
                documents.extend(document_key(&envelope));
                if let Some(petition) = replay(known, id, &envelope, entry) {
                    petitions.insert(id, (petition, documents));
                }
            }
        }
        transaction.clear_cases()?;
        for (petition, documents) in petitions.values() {
            transaction.put_case(&row(petition, documents))?;
        }
        transaction.commit()?;
        Ok(petitions.len())
    }
}

/// Many commands and one durable write. Dropped without [`Batch::commit`], it leaves no trace.
pub struct Batch<'a> {
    rulebook: &'a Rulebook,
    transaction: Box<dyn Transaction + 'a>,
    writer: Writer,
    /// What the batch has loaded or changed, with the keys of its documents.
    petitions: BTreeMap<Identity, (Petition, Vec<String>)>,
    /// Which of them were changed.
    written: BTreeSet<Identity>,
    /// The last serial number that the batch gave, per book and year.
    serials: BTreeMap<(String, i32), u32>,
    /// The petitions that the batch changed, by the keys of their documents.
    documents: BTreeMap<String, BTreeSet<Identity>>,
}

impl core::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Batch").field("petitions", &self.petitions.len()).finish_non_exhaustive()
    }
}

impl Batch<'_> {
    /// Carries out commands, all or none. After a refusal the batch is as before and goes on.
    ///
    /// # Errors
    /// [`RegisterError::Refused`]; the store fails, and then the batch must be given up.
    pub fn execute(&mut self, commands: &[Command], world: &World) -> Result<Vec<Receipt>, RegisterError> {
        // Decide on all of them first: a refusal must leave no trace.
        let mut decided: BTreeMap<Identity, (Petition, Vec<String>)> = BTreeMap::new();
        let mut serials: BTreeMap<(String, i32), u32> = BTreeMap::new();
        // The version of each petition before these commands.
        let mut versions: BTreeMap<Identity, u32> = BTreeMap::new();
        let mut steps = Vec::new();
        for command in commands {
            if let Some(entry) = self.transaction.command(command.id)? {
                steps.push((command, Err(entry)));
                continue;
            }
            let id = command.petition;
            let known = match decided.remove(&id) {
                Some(known) => Some(known),
                None => self.known(id)?,
            };
            let next_number = self.next_number(command, &serials)?;
            let context = Context { world, rulebook: self.rulebook, next_number: &next_number };
            if let Act::Link { to } = &command.act
                && !decided.contains_key(to)
                && self.known(*to)?.is_none()
            {
                return Err(RegisterError::NoSuchPetition(to.to_string()));
            }
            let envelopes = decide(known.as_ref().map(|(petition, _)| petition), command, &context)?;
            versions.entry(id).or_insert_with(|| known.as_ref().map_or(0, |(petition, _)| petition.version()));
            let (mut petition, mut documents) = known.map_or((None, Vec::new()), |(p, d)| (Some(p), d));
            let recorded = Moment::Instant(self.writer.recorded_at(world).fixed_offset());
            for envelope in &envelopes {
                petition = evolve(petition, id, envelope, command.at, recorded);
                documents.extend(document_key(envelope));
            }
            if let Some(petition) = petition {
                decided.insert(id, (petition, documents));
            }
            if matches!(command.act, Act::Receive(_)) {
                serials.insert((next_number.book, next_number.year), next_number.serial);
            }
            steps.push((command, Ok(envelopes)));
        }
        let mut receipts = Vec::new();
        for (command, step) in steps {
            let (id, effect, sequence) = match step {
                Err(entry) => (entry.draft.stream.id, Effect::AlreadyAppended, entry.sequence),
                Ok(envelopes) => {
                    let id = command.petition;
                    let version = versions.entry(id).or_default();
                    for envelope in &envelopes {
                        for opening in envelope.event.sealed().iter().filter_map(|sealed| sealed.opening()) {
                            self.transaction.put_opening(&opening.commitment(), opening)?;
                        }
                        *version += 1;
                        self.writer.append(&mut *self.transaction, petition_stream(id), *version, command.id, command.at, world, json(envelope))?;
                    }
                    (id, Effect::Appended, self.writer.head.sequence)
                }
            };
            receipts.push((id, effect, sequence));
        }
        for (id, (_, documents)) in &decided {
            for key in documents {
                self.documents.entry(key.clone()).or_default().insert(*id);
            }
        }
        self.serials.extend(serials);
        self.written.extend(decided.keys());
        self.petitions.extend(decided);
        let receipt = |(id, effect, sequence)| {
            let number = match self.known(id)? {
                Some((petition, _)) => petition.case().number().clone(),
                None => return Err(RegisterError::NoSuchPetition(format!("{id}"))),
            };
            Ok(Receipt { petition: id, number, effect, sequence })
        };
        receipts.into_iter().map(receipt).collect()
    }

    /// Makes it last: entries, vault and projections in one transaction.
    ///
    /// # Errors
    /// The store fails. Whether the batch happened is then unknown: send it again, with the same ids.
    pub fn commit(mut self) -> Result<Head, RegisterError> {
        for id in &self.written {
            if let Some((petition, documents)) = self.petitions.get(id) {
                self.transaction.put_case(&row(petition, documents))?;
            }
        }
        self.transaction.commit()?;
        Ok(self.writer.head)
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
        Ok(self.known(id)?.map(|(petition, _)| petition.case().number().clone()))
    }

    /// A petition with the keys of its documents, from the batch or from the ledger.
    fn known(&self, id: Identity) -> Result<Option<(Petition, Vec<String>)>, RegisterError> {
        if let Some(known) = self.petitions.get(&id) {
            return Ok(Some(known.clone()));
        }
        load_with_documents(&*self.transaction, id)
    }

    /// The next number in the book of a receipt; a placeholder for what gets none.
    fn next_number(&self, command: &Command, serials: &BTreeMap<(String, i32), u32>) -> Result<Number, RegisterError> {
        let Act::Receive(receive) = &command.act else {
            return Ok(Number { book: String::new(), year: 0, serial: 0 });
        };
        let book = receive.book.clone().unwrap_or_else(|| petition::BOOK.into());
        let zone = self.rulebook.default_calendar()?.zone();
        let key = (book, chrono::Datelike::year(&command.at.in_zone(zone).date()));
        let last = match serials.get(&key).or_else(|| self.serials.get(&key)) {
            Some(last) => *last,
            None => self.transaction.last_serial(&key.0, key.1)?,
        };
        let (book, year) = key;
        Ok(Number { book, year, serial: last + 1 })
    }
}

/// The end of the ledger while it is written.
#[derive(Clone, Debug)]
struct Writer {
    head: Head,
    last_recorded: Option<DateTime<Utc>>,
}

impl Writer {
    fn over(reader: &(impl Reader + ?Sized)) -> Result<Writer, StoreError> {
        Ok(Writer { head: reader.head()?, last_recorded: reader.last_recorded()? })
    }

    /// The time that an entry gets: the caller's present in microseconds, but never before the
    /// last entry. A clock that was set back does not set the ledger back.
    fn recorded_at(&self, world: &World) -> DateTime<Utc> {
        let now = world.now.trunc_subsecs(6);
        self.last_recorded.map_or(now, |last| last.max(now))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one entry, each with its own type")]
    fn append(
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

/// Reads the event that an entry holds.
fn read<T: serde::de::DeserializeOwned>(entry: &Entry) -> Result<T, RegisterError> {
    serde_json::from_str(&entry.draft.payload)
        .map_err(|error| RegisterError::Unreadable { sequence: entry.sequence, reason: error.to_string() })
}

/// Our own types always serialise: they have no maps with keys that are not texts.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn document_key(envelope: &Envelope) -> Option<String> {
    envelope.event.documents().and_then(|document| document.key())
}

fn replay(known: Option<Petition>, id: Identity, envelope: &Envelope, entry: &Entry) -> Option<Petition> {
    let recorded = Moment::Instant(entry.draft.recorded_at.fixed_offset());
    evolve(known, id, envelope, entry.draft.occurred_at, recorded)
}

fn load(reader: &(impl Reader + ?Sized), id: Identity) -> Result<Option<Petition>, RegisterError> {
    Ok(load_with_documents(reader, id)?.map(|(petition, _)| petition))
}

fn load_with_documents(reader: &(impl Reader + ?Sized), id: Identity) -> Result<Option<(Petition, Vec<String>)>, RegisterError> {
    let mut petition = None;
    let mut documents = Vec::new();
    for entry in reader.stream(&petition_stream(id))? {
        let envelope: Envelope = read(&entry)?;
        documents.extend(document_key(&envelope));
        petition = replay(petition, id, &envelope, &entry);
    }
    Ok(petition.map(|petition| (petition, documents)))
}

fn row(petition: &Petition, documents: &[String]) -> CaseRow {
    let mut documents = documents.to_vec();
    documents.sort();
    documents.dedup();
    CaseRow {
        id: petition.id(),
        number: petition.case().number().clone(),
        version: petition.version(),
        documents,
        case: json(petition.case()),
    }
}
