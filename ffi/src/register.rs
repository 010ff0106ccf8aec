//! The object that an application holds: a register in a file or in memory.
//!
//! Promises: commands and questions have the names they have in Rust; each command is durable when
//! it returns; calls may come from any thread and take turns; every call blocks. Ids and the world
//! are made here from the system, but for [`Register::execute_json`], which is given both.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
};

use kiennghi::{
    case::{Confidential, DocumentInput},
    law::{DueOrigin, PauseReason, Rulebook, RulebookEvent, Stage},
    ledger::Actor,
    petition::{Act, Command, PetitionKind, Provenance},
    register,
    statistics::Columns,
    store::{self, MemoryStore},
};
use kiennghi_store::{identity_at, system_world};

use crate::{
    CaseItem, CaseQuery, Deadline, Head, KiennghiError, Move, Page, Petition, Receipt, Receive, Reply, WorkItem, World,
    error::guard,
    open::{Open, identify, with},
    values::Moment,
};

pub(crate) type Answer<T> = Result<T, KiennghiError>;

/// One authority's register of petitions.
///
/// A petition is named by its id or by its number (`PAKN-2026-0012`) wherever a `petition` is asked
/// for. `at` is when something happened, as the paper gives it; when it is recorded, the register
/// notes by itself. Every call blocks, and calls from several threads take turns. Close it when
/// done.
#[derive(uniffi::Object)]
pub struct Register {
    open: Mutex<Open>,
    actor: String,
    /// What was counted last: the next question reads what was recorded since, and no more. Locked after
    /// the register alone.
    columns: Mutex<Option<Columns>>,
    /// The thread that imports, while it tells how far it is.
    telling: Mutex<Option<ThreadId>>,
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register").field("actor", &self.actor).finish_non_exhaustive()
    }
}

impl Register {
    pub(crate) fn new(open: Open, actor: String) -> Arc<Register> {
        Arc::new(Register { open: Mutex::new(open), actor, columns: Mutex::default(), telling: Mutex::default() })
    }

    pub(crate) fn lock(&self) -> Answer<MutexGuard<'_, Open>> {
        // It would wait for itself.
        if *self.telling.lock().unwrap_or_else(PoisonError::into_inner) == Some(thread::current().id()) {
            let reason = "a register is not asked while it tells how far an import is; ask it when that is over";
            return Err(KiennghiError::argument(reason));
        }
        self.open.lock().map_err(failed_before)
    }

    /// The columns that were counted last, for whoever holds the register.
    pub(crate) fn columns(&self) -> Answer<MutexGuard<'_, Option<Columns>>> {
        self.columns.lock().map_err(failed_before)
    }

    /// Tells something to whoever watches an import of this thread.
    pub(crate) fn telling<T>(&self, tell: impl FnOnce() -> T) -> T {
        let set = |thread| *self.telling.lock().unwrap_or_else(PoisonError::into_inner) = thread;
        set(Some(thread::current().id()));
        let told = tell();
        set(None);
        told
    }

    pub(crate) fn world(&self) -> Answer<kiennghi::case::World> {
        Ok(system_world(&self.actor)?)
    }

    /// Carries out `act` as happening now, under a new command id.
    pub(crate) fn act(&self, petition: &str, at: Moment, act: Act) -> Answer<Receipt> {
        guard(|| {
            let world = self.world()?;
            let mut open = self.lock()?;
            let petition = identify(&open, petition)?;
            let command = Command { id: identity_at(&world)?, petition, at, provenance: Provenance::Live, act };
            Ok(with!(&mut *open, register => register.execute(&command, &world))?.into())
        })
    }

    pub(crate) fn adopt(&self, event: RulebookEvent) -> Answer<Head> {
        let world = self.world()?;
        Ok(with!(&mut *self.lock()?, register => register.adopt(Vec::from([event]), &world))?.into())
    }
}

fn failed_before<T>(_: PoisonError<T>) -> KiennghiError {
    KiennghiError::internal("an earlier call failed inside the library; open the register again")
}

/// Why a command's text cannot be read, without repeating what stands in it.
fn unreadable_command(error: &serde_json::Error) -> KiennghiError {
    let said = error.to_string();
    // These name fields alone; the others may quote a value, which may be somebody's name.
    let harmless = ["missing field", "unknown field", "duplicate field"].iter().any(|start| said.starts_with(start));
    let what =
        if harmless { said } else { format!("it is not what is asked for at line {} column {}", error.line(), error.column()) };
    KiennghiError::argument(format!("the command cannot be read: {what}"))
}

#[uniffi::export]
impl Register {
    /// Opens the register in the SQLite file at `path`, or at a URL of PostgreSQL if the library was
    /// built with the feature `postgres`. `actor` is who acts through this object: an
    /// account, never a person's name, for it cannot be erased.
    /// Fails with `store_io` if there is no file, `not_a_register` if it is something else.
    #[uniffi::constructor]
    pub fn open(path: &str, actor: String) -> Answer<Arc<Register>> {
        guard(|| Ok(Register::new(Open::File(kiennghi_store::open(path)?), actor)))
    }

    /// Creates a register in the SQLite file at `path`, or at such a URL, under Vietnam's calendar and rules.
    /// Fails with `already_created` if there is one.
    #[uniffi::constructor]
    pub fn create(path: &str, actor: String) -> Answer<Arc<Register>> {
        guard(|| Ok(Register::new(Open::File(kiennghi_store::create(path, &system_world(&actor)?)?), actor)))
    }

    /// Creates a register in memory: for tests, for trying things out. It lasts as long as the
    /// object.
    #[uniffi::constructor]
    pub fn memory(actor: String) -> Answer<Arc<Register>> {
        guard(|| Ok(Register::new(Open::Memory(register::Register::create(MemoryStore::new(), &system_world(&actor)?)?), actor)))
    }

    /// Creates a register in memory as of `world`; the same world gives the same ledger.
    #[uniffi::constructor]
    pub fn memory_in(world: World) -> Answer<Arc<Register>> {
        guard(|| {
            let actor = world.actor.clone();
            Ok(Register::new(Open::Memory(register::Register::create(MemoryStore::new(), &world.try_into()?)?), actor))
        })
    }

    /// A petition has arrived: it gets an id and the next number.
    pub fn receive(&self, at: Moment, receive: Receive) -> Answer<Receipt> {
        guard(|| {
            let id = identity_at(&self.world()?)?;
            let split_from = receive.split_from.as_deref().map(|parent| identify(&*self.lock()?, parent)).transpose()?;
            let receive = kiennghi::petition::Receive { split_from, ..receive.into() };
            self.act(&id.to_string(), at, Act::Receive(Box::new(receive)))
        })
    }

    /// It is taken up.
    pub fn accept(&self, petition: &str, at: Moment) -> Answer<Receipt> {
        self.act(petition, at, Act::Accept {})
    }

    /// It is not accepted, and closed.
    pub fn not_accept(&self, petition: &str, at: Moment, reason: String) -> Answer<Receipt> {
        self.act(petition, at, Act::NotAccept { reason })
    }

    /// It is passed to the competent body, and closed.
    #[uniffi::method(default(document = None))]
    pub fn forward_out(&self, petition: &str, at: Moment, to: String, document: Option<DocumentInput>) -> Answer<Receipt> {
        self.act(petition, at, Act::ForwardOut { to, document })
    }

    /// It is really a complaint or a denunciation.
    pub fn reclassify(&self, petition: &str, at: Moment, kind: PetitionKind, reason: String) -> Answer<Receipt> {
        self.act(petition, at, Act::Reclassify { kind, reason })
    }

    /// A unit, and an officer's account, are to deal with it; `due` is a due date for the unit's part,
    /// `helping` are the units that help it.
    #[uniffi::method(default(officer = None, due = None, helping = []))]
    pub fn assign(
        &self,
        petition: &str,
        at: Moment,
        unit: String,
        officer: Option<String>,
        due: Option<Moment>,
        helping: Vec<String>,
    ) -> Answer<Receipt> {
        self.act(petition, at, Act::Assign { unit, officer, due, helping })
    }

    /// The petitioner is asked for more; the clock stops, if the rule says so.
    #[uniffi::method(default(what = None))]
    pub fn request_supplement(&self, petition: &str, at: Moment, what: Option<String>) -> Answer<Receipt> {
        self.act(petition, at, Act::RequestSupplement { what })
    }

    /// The clock stops for another reason.
    pub fn pause(&self, petition: &str, at: Moment, reason: PauseReason) -> Answer<Receipt> {
        self.act(petition, at, Act::Pause { reason })
    }

    /// What was waited for has come.
    pub fn resume(&self, petition: &str, at: Moment) -> Answer<Receipt> {
        self.act(petition, at, Act::Resume {})
    }

    /// The term is extended by so many of its units, 1 to 65535. `approved_by` is an account.
    /// `notice` is the document by which the petitioner is told.
    #[uniffi::method(default(approved_by = None, notice = None))]
    pub fn extend(
        &self,
        petition: &str,
        at: Moment,
        by: i32,
        reason: String,
        approved_by: Option<String>,
        notice: Option<DocumentInput>,
    ) -> Answer<Receipt> {
        let by = u16::try_from(by)
            .map_err(|_| KiennghiError::argument(format!("a term is extended by 1 to {}, not by {by}", u16::MAX)))?;
        self.act(petition, at, Act::Extend { by, reason, approved_by: approved_by.map(Actor::new), notice })
    }

    /// The petitioner is promised a date. `in_force` says which due date holds from now on, `reason`
    /// why the date before is not kept.
    #[uniffi::method(default(reason = None))]
    pub fn promise(
        &self,
        petition: &str,
        at: Moment,
        due: Moment,
        in_force: DueOrigin,
        reason: Option<String>,
    ) -> Answer<Receipt> {
        self.act(petition, at, Act::Promise { due, in_force, reason })
    }

    /// It is answered.
    pub fn reply(&self, petition: &str, at: Moment, reply: Reply) -> Answer<Receipt> {
        self.act(petition, at, reply.into())
    }

    /// The result is made public. `place`: `website`, `media`.
    pub fn publish(&self, petition: &str, at: Moment, place: String) -> Answer<Receipt> {
        self.act(petition, at, Act::Publish { place })
    }

    /// The petitioner rates the reply, 1 (worst) to 5.
    pub fn rate(&self, petition: &str, at: Moment, score: i32) -> Answer<Receipt> {
        let score = u8::try_from(score).map_err(|_| KiennghiError::argument(format!("a score is 1 to 5, not {score}")))?;
        self.act(petition, at, Act::Rate { score })
    }

    /// It is opened again; its clock starts anew.
    pub fn reopen(&self, petition: &str, at: Moment, reason: String) -> Answer<Receipt> {
        self.act(petition, at, Act::Reopen { reason })
    }

    /// The petitioner withdraws it.
    #[uniffi::method(default(reason = None))]
    pub fn withdraw(&self, petition: &str, at: Moment, reason: Option<String>) -> Answer<Receipt> {
        self.act(petition, at, Act::Withdraw { reason })
    }

    /// It is put under the latest version of its calendar.
    pub fn recompute(&self, petition: &str, at: Moment) -> Answer<Receipt> {
        self.act(petition, at, Act::Recompute {})
    }

    /// Carries out a command in its JSON form, in the world given: for commands that were issued
    /// elsewhere and bring their own id, and for tests. The same command twice has its effect once.
    pub fn execute_json(&self, command: &str, world: World) -> Answer<Receipt> {
        guard(|| {
            let command: Command = serde_json::from_str(command).map_err(|error| unreadable_command(&error))?;
            let world = world.try_into()?;
            Ok(with!(&mut *self.lock()?, register => register.execute(&command, &world))?.into())
        })
    }

    /// A petition, with its texts. Fails with `no_such_petition`.
    pub fn petition(&self, petition: &str) -> Answer<Petition> {
        guard(|| {
            let open = self.lock()?;
            let id = identify(&open, petition)?;
            Ok(Petition::from(&with!(&*open, register => register.petition(id))?))
        })
    }

    /// The deadline of a stage of a petition with its explanation, as it stands now; missing if no
    /// rule sets one.
    pub fn deadline(&self, petition: &str, stage: Stage) -> Answer<Option<Deadline>> {
        guard(|| {
            let open = self.lock()?;
            let id = identify(&open, petition)?;
            Ok(with!(&*open, register => register.deadline(id, stage))?.as_ref().map(Deadline::from))
        })
    }

    /// The deadlines of all stages of a petition that have one, as they stand now.
    pub fn deadlines(&self, petition: &str) -> Answer<Vec<Deadline>> {
        guard(|| {
            let open = self.lock()?;
            let id = identify(&open, petition)?;
            Ok(with!(&*open, register => register.deadlines(id))?.iter().map(Deadline::from).collect())
        })
    }

    /// Which open due dates would move if every open petition were recomputed at `at`, and why.
    /// `proposed` is the TOML text of a calendar that was not adopted: what it would move. Nothing
    /// is changed; `recompute` a petition to carry it out.
    #[uniffi::method(default(proposed = None))]
    pub fn recompute_plan(&self, at: Moment, proposed: Option<String>) -> Answer<Vec<Move>> {
        guard(|| {
            let proposed = proposed.map(|toml| kiennghi::calendar::WorkCalendar::from_toml(&toml, "proposed")).transpose()?;
            let plan = with!(&*self.lock()?, register => register.recompute_plan(proposed.as_ref(), at))?;
            Ok(plan.moves.iter().map(Move::from).collect())
        })
    }

    /// Every petition that was open at `at` (a date means the end of that day), the most urgent
    /// first.
    pub fn worklist(&self, at: Moment) -> Answer<Vec<WorkItem>> {
        guard(|| {
            let items = with!(&*self.lock()?, register => register.worklist(at))?;
            Ok(items.into_iter().map(WorkItem::from).collect())
        })
    }

    /// A page of a list: up to `limit` petitions after the page that gave `after`, each with how it
    /// stands at `at`. Now or a day to come is looked up, however large the register; at a day that
    /// has passed every petition is read as it stood then, and no text can be searched. A petition
    /// that comes or goes between two pages shifts nothing. Fails with `query`.
    #[uniffi::method(default(after = None, limit = 50))]
    pub fn page(&self, query: CaseQuery, at: Moment, after: Option<String>, limit: i32) -> Answer<Page> {
        guard(|| {
            let query = store::CaseQuery::try_from(query)?;
            let after = after.as_deref().map(str::parse).transpose().map_err(|error: store::QueryError| error)?;
            let limit = usize::try_from(limit).unwrap_or_default();
            Ok(with!(&*self.lock()?, register => register.page(&query, at, after.as_ref(), limit))?.into())
        })
    }

    /// Petitions, open or closed, in whose texts words stand, whatever their case and diacritics: up
    /// to `limit`, first where they stand with the same diacritics, then the others; each the latest
    /// registered first. Confidential ones are found only if they are asked for. Fails with `query`.
    #[uniffi::method(default(limit = 50, confidential = None))]
    pub fn search(&self, text: &str, limit: i32, confidential: Option<Confidential>) -> Answer<Vec<CaseItem>> {
        guard(|| {
            let confidential = confidential.unwrap_or_default();
            let query = store::CaseQuery { confidential, ..store::CaseQuery::search(text)? };
            let limit = usize::try_from(limit).unwrap_or_default();
            let open = self.lock()?;
            let zone = with!(&*open, register => register.rulebook())?.default_calendar()?.zone();
            let now = Moment::of(self.world()?.now, zone);
            Ok(with!(&*open, register => register.page(&query, now, None, limit))?
                .items
                .into_iter()
                .map(CaseItem::from)
                .collect())
        })
    }

    /// The end of the ledger.
    pub fn head(&self) -> Answer<Head> {
        guard(|| Ok(with!(&*self.lock()?, register => register.head())?.into()))
    }

    /// Adopts a rule from TOML text; `label` names the text in errors. A version once adopted never
    /// changes.
    pub fn adopt_rule(&self, toml: &str, label: &str) -> Answer<Head> {
        guard(|| self.adopt(Rulebook::adopt_rule(toml, label)?))
    }

    /// Adopts a calendar from TOML text; `label` names the text in errors. Petitions that are there
    /// stay under theirs until they are recomputed.
    pub fn adopt_calendar(&self, toml: &str, label: &str) -> Answer<Head> {
        guard(|| self.adopt(Rulebook::adopt_calendar(toml, label)?))
    }
}
