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

mod batch;
mod book;
mod copies;
mod counts;
mod erase;
mod error;
mod history;
mod kept;
mod lines;
mod lists;
mod pending;
mod recompute;
mod replay;
mod review;
mod turns;
mod vault;
mod verify;
mod writer;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use batch::book_of;
pub use batch::{Batch, Effect, Receipt};
use book::{Book, rulebook_stream};
pub use copies::{CopyKind, RegisterCopy};
pub use erase::{Erasure, ErasureGrounds, ErasureRefused, ErasureSubject};
pub use error::RegisterError;
pub use history::HistoryItem;
use kept::Kept;
pub use lines::{LedgerLineError, LedgerLineProblem};
pub use lists::Page;
pub use recompute::{Move, RecomputePlan};
use replay::{fill, json, load, petition_stream};
pub use review::{Finding, Objection, Review};
pub use verify::ProjectionMismatch;
use writer::Writer;

use crate::{
    calendar,
    case::{Case, DeadlineFailure, Number, WorkItem, World, worklist},
    law::{self, Deadline, Defaults, Rulebook, RulebookEvent, Stage},
    ledger::{Draft, Hash, Head, Identity},
    petition::{Command, Petition},
    store::{Expected, Projections, Store, StoreError, Transaction},
    time::Moment,
};

/// One authority's register over a store.
#[derive(Debug)]
pub struct Register<S> {
    store: S,
    book: Book,
    /// What the last batch left.
    kept: Kept,
}

/// Is there a register, when one is to be made?
enum Creation {
    /// There was none; now there is.
    Created,
    /// There is one, with so many entries.
    Before { entries: u64 },
}

impl<S: Store> Register<S> {
    /// Creates a register in an empty store, with Vietnam's calendar and rules adopted: reply in
    /// ten working days (Law on Citizen Reception), forward in five (Decree 20/2008/NĐ-CP).
    ///
    /// # Errors
    /// There is a register already; the store fails.
    pub fn create(store: S, world: &World) -> Result<Register<S>, RegisterError> {
        Register::create_with(store, Self::vietnam()?, world)
    }

    /// The rulebook that a register is created with, unless it is given another.
    fn vietnam() -> Result<Vec<RulebookEvent>, RegisterError> {
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
        Ok(events)
    }

    /// Creates a register in an empty store under a rulebook of its own.
    ///
    /// # Errors
    /// There is a register already; an event does not fit; the store fails.
    pub fn create_with(store: S, events: Vec<RulebookEvent>, world: &World) -> Result<Register<S>, RegisterError> {
        let mut register = Register { store, book: Book::default(), kept: Kept::default() };
        match register.create_once(events, world)? {
            Creation::Created => Ok(register),
            Creation::Before { entries } => Err(RegisterError::AlreadyCreated { entries }),
        }
    }

    /// Adopts the first rulebook, unless there is one. It is asked under the write lock: of two who
    /// create a register at once, the second finds that of the first.
    fn create_once(&mut self, events: Vec<RulebookEvent>, world: &World) -> Result<Creation, RegisterError> {
        let mut transaction = self.store.begin()?;
        let entries = transaction.head()?.sequence;
        if entries > 0 {
            return Ok(Creation::Before { entries });
        }
        let (rulebook, version) = adopt(&mut *transaction, Rulebook::default(), 0, events, world)?;
        transaction.commit()?;
        self.book.keep(rulebook, version);
        Ok(Creation::Created)
    }

    /// Opens the register in a store. It is under the rulebook that it adopted, whatever this
    /// library ships. Projections of an older version are made again, in one transaction: a register
    /// is never left between two versions.
    ///
    /// # Errors
    /// There is none; the store fails; its rulebook cannot be read.
    pub fn open(store: S) -> Result<Register<S>, RegisterError> {
        let mut register = Register { store, book: Book::default(), kept: Kept::default() };
        // First: before that, a store may read nothing but where its ledger ends.
        if register.store.projections()? == Projections::Outdated {
            register.rebuild()?;
        }
        if register.book.of(&register.store)?.1 == 0 {
            return Err(RegisterError::NotCreated);
        }
        Ok(register)
    }

    /// Opens the register in a store, or creates one if the store is empty.
    ///
    /// # Errors
    /// As [`Register::open`] and [`Register::create`].
    pub fn open_or_create(store: S, world: &World) -> Result<Register<S>, RegisterError> {
        let mut register = Register { store, book: Book::default(), kept: Kept::default() };
        if register.store.head()?.sequence > 0 {
            return Register::open(register.store);
        }
        match register.create_once(Self::vietnam()?, world)? {
            Creation::Created => Ok(register),
            Creation::Before { .. } => Register::open(register.store),
        }
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
        let mut transaction = self.store.begin()?;
        let (rulebook, version) = self.book.of(&*transaction)?;
        let (rulebook, version) = adopt(&mut *transaction, Rulebook::clone(&rulebook), version, events, world)?;
        transaction.commit()?;
        self.book.keep(rulebook, version);
        self.head()
    }

    /// Carries out one command, durably.
    ///
    /// # Errors
    /// [`RegisterError::Refused`] with the rule that was broken; the store fails. After a failed
    /// commit the effect is unknown: send the same command again with the same id.
    pub fn execute(&mut self, command: &Command, world: &World) -> Result<Receipt, RegisterError> {
        let expected = self.expected(command);
        let transaction = self.store.begin_expecting(&expected)?;
        let mut batch = Batch::begin(self.book.of(&*transaction)?.0, transaction, &mut self.kept)?;
        let receipts = batch.execute(core::slice::from_ref(command), world)?;
        batch.commit()?;
        receipts.into_iter().next().ok_or(RegisterError::NotCreated)
    }

    /// What is read to decide on a command, by the rulebook as it was read last; not what is kept here.
    fn expected(&self, command: &Command) -> Expected {
        Expected {
            version_of: Some(rulebook_stream()),
            stream: self.kept.get(command.petition).is_none().then(|| petition_stream(command.petition)),
            command: Some(command.id),
            serials_of: self.book.last().default_calendar().ok().and_then(|calendar| book_of(command, calendar.zone())),
            ..Expected::default()
        }
    }

    /// Begins a batch: many commands, one durable write.
    ///
    /// # Errors
    /// The store fails.
    pub fn batch(&mut self) -> Result<Batch<'_>, RegisterError> {
        let transaction = self.store.begin()?;
        Batch::begin(self.book.of(&*transaction)?.0, transaction, &mut self.kept)
    }

    /// The id of the petition with that number.
    ///
    /// # Errors
    /// There is none; the store fails.
    pub fn find(&self, number: &Number) -> Result<Identity, RegisterError> {
        self.store.case_by_number(number)?.ok_or_else(|| RegisterError::NoSuchPetition(number.to_string()))
    }

    /// The deadline of a stage of a petition, with its explanation, as it stands now; `None` if no
    /// rule sets one.
    ///
    /// # Errors
    /// There is none of that id; it cannot be computed; the store fails.
    pub fn deadline(&self, id: Identity, stage: Stage) -> Result<Option<Deadline>, RegisterError> {
        let state = self.state()?;
        let petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        match petition.case().latest() {
            Some(view) => Ok(view.deadline(stage, &state.rulebook)?),
            None => Ok(None),
        }
    }

    /// The deadlines of all stages of a petition that have one, as they stand now.
    ///
    /// # Errors
    /// As [`Register::deadline`].
    pub fn deadlines(&self, id: Identity) -> Result<Vec<Deadline>, RegisterError> {
        let state = self.state()?;
        let petition = load(&self.store, id)?.ok_or_else(|| RegisterError::NoSuchPetition(id.to_string()))?;
        match petition.case().latest() {
            Some(view) => Ok(view.deadlines(&state.rulebook)?),
            None => Ok(Vec::new()),
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
    /// All cases are read, so that a day of the past is answered as truly as today; for one unit's
    /// list of today, page by page, see [`Register::page`].
    ///
    /// # Errors
    /// A due date cannot be computed; the store fails.
    pub fn worklist(&self, at: Moment) -> Result<Vec<WorkItem>, RegisterError> {
        let (state, mut items) = (self.state()?, Vec::new());
        self.each_case(&mut |id, case| {
            items.extend(worklist(id, &case, at, &state.rulebook)?);
            Ok(())
        })?;
        items.sort_by_cached_key(WorkItem::urgency);
        Ok(items)
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

    /// Throws the projections away and makes them again from the entries. Returns how many.
    ///
    /// # Errors
    /// An entry cannot be read; the store fails, and then leaves everything as it was.
    pub fn rebuild(&mut self) -> Result<usize, RegisterError> {
        let mut transaction = self.store.begin()?;
        let (rulebook, _) = self.book.of(&*transaction)?;
        let count = fill(&mut *transaction, &rulebook)?;
        transaction.commit()?;
        Ok(count)
    }
}

/// Appends what is adopted to the stream of the rulebook, which has `version` entries and says
/// `rulebook`. Returns what both are then.
///
/// # Errors
/// An event does not fit; the store fails.
fn adopt(
    transaction: &mut dyn Transaction,
    mut rulebook: Rulebook,
    mut version: u32,
    events: Vec<RulebookEvent>,
    world: &World,
) -> Result<(Rulebook, u32), RegisterError> {
    let mut writer = Writer::over(transaction)?;
    let zone = |book: &Rulebook| book.default_calendar().map_or(chrono_tz::UTC, |calendar| calendar.zone());
    for event in events {
        rulebook.check(&event)?;
        version = version.saturating_add(1);
        let payload = json(&event);
        let parts = [&version.to_be_bytes()[..], payload.as_bytes()];
        let id = Identity::from_hash(&Hash::of_parts("kiennghi/adopt/1", &parts));
        rulebook.apply(event)?;
        let at = Moment::of(writer.recorded_at(world), zone(&rulebook));
        let draft = writer.draft((rulebook_stream(), version), id, at, world);
        writer.append(transaction, Draft { payload, ..draft })?;
    }
    Ok((rulebook, version))
}

#[cfg(test)]
mod tests;
