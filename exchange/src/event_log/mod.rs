//! The ledger as an event log for process mining: which way petitions go, and where they wait.
//!
//! Promises: each act of each petition is one event, at the time that it happened and with the time
//! that it was recorded; a time that was corrected is the corrected one. A log holds units, sources and
//! fields, but no name, no account and no text: an officer is told by his role. Numbers that were
//! voided are not in it. [`EventLog::to_xes`] tells it petition by petition (XES, IEEE 1849),
//! [`EventLog::to_ocel`] with petitions and units as objects of their own (OCEL 2.0).
//!
//! A paper often gives the day alone, and a log needs a time: such an event stands at the beginning of
//! its day, or right at the event before it if that one was later on the same day. What the paper says is
//! beside it (`occurred`).

mod ocel;
#[cfg(test)]
mod tests;
mod xes;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kiennghi::{
    case::{Case, Dimension, TurnKind},
    lang::Lang,
    ledger::{Entry, Head, Identity},
    petition::{self, Envelope, Event, EventName, Finality},
    register::{Register, RegisterError},
    statistics::Table,
    store::Store,
    time::Moment,
};

use crate::{ExchangeError, file};

/// Entries that are read at once.
const PAGE: usize = 4_096;

/// Who recorded an event, by what he is to the petition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogRole {
    /// The officer who held the petition then.
    Officer,
    /// Somebody else, as a rule the registry.
    Clerk,
    /// An import of what an old register held.
    Import,
}

impl LogRole {
    /// The code of each: `officer`, `clerk`, `import`.
    pub const fn code(self) -> &'static str {
        match self {
            LogRole::Officer => "officer",
            LogRole::Clerk => "clerk",
            LogRole::Import => "import",
        }
    }
}

/// One act of a petition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// Its entry in the ledger.
    pub sequence: u64,
    /// What kind of act.
    pub name: EventName,
    /// Did a reply settle the matter? `None` for what is no reply.
    pub finality: Option<Finality>,
    /// When it happened, as the paper gives it.
    pub at: Moment,
    /// The same as a time that keeps the order of the events.
    pub time: DateTime<Utc>,
    /// When this register recorded it.
    pub recorded_at: DateTime<Utc>,
    /// When an old register had recorded it, if it was imported and that one says so.
    pub recorded_before: Option<Moment>,
    /// The unit that held the petition after it.
    pub unit: Option<String>,
    /// Who recorded it.
    pub role: LogRole,
}

impl LogEvent {
    /// The code of the act: that of its kind, and `replied_interim` for a reply that settles nothing.
    pub fn activity(&self) -> &'static str {
        match self.finality {
            Some(Finality::Interim) => "replied_interim",
            _ => self.name.code(),
        }
    }

    /// The act for people.
    pub fn label(&self, lang: Lang) -> &'static str {
        match self.finality {
            Some(finality @ Finality::Interim) => finality.label(lang),
            _ => self.name.label(lang),
        }
    }
}

/// A petition with its acts, in the order in which they happened.
#[derive(Clone, Debug)]
pub struct LogCase {
    /// Which.
    pub id: Identity,
    /// What it shares with every case: its number and what it is counted by.
    pub case: Case,
    /// Its acts.
    pub events: Vec<LogEvent>,
    /// The petition that it was merged into, or split from, with which of the two it is.
    pub related: Vec<(Identity, &'static str)>,
}

/// The acts of all petitions.
#[derive(Clone, Debug)]
pub struct EventLog {
    /// The petitions, by number.
    pub cases: Vec<LogCase>,
    /// The end of the ledger that it was read from.
    pub head: Head,
    zone: Tz,
}

/// What the entries of a petition tell, before it is known which of them are right.
#[derive(Debug, Default)]
struct Raw {
    /// Each act with its number and who recorded it.
    events: Vec<(u32, LogEvent, String)>,
    related: Vec<(Identity, &'static str)>,
}

impl EventLog {
    /// Reads the acts of all petitions from one state of the ledger.
    ///
    /// ```
    /// use kiennghi::{case::{Seed, World}, lang::Lang, ledger::Actor, register::Register, store::MemoryStore};
    /// use kiennghi_exchange::EventLog;
    /// let world = World { now: "2026-03-20T02:00:00Z".parse()?, actor: Actor::new("lan.nt"), seed: Seed::new([7; 32]) };
    /// let register = Register::create(MemoryStore::new(), &world)?;
    /// let log = EventLog::of(&register)?;
    /// assert!(log.to_xes(Lang::En).starts_with("<?xml"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// An entry cannot be read; no calendar was chosen; the store fails.
    pub fn of(register: &Register<impl Store>) -> Result<EventLog, RegisterError> {
        let _state = register.hold()?;
        let (head, zone) = (register.head()?, register.rulebook()?.default_calendar()?.zone());
        let (mut raw, mut after): (BTreeMap<Identity, Raw>, u64) = (BTreeMap::new(), 0);
        while after < head.sequence {
            let entries = register.store().entries(after, PAGE)?;
            let Some(last) = entries.last() else { break };
            after = last.sequence;
            for entry in entries.iter().filter(|entry| entry.draft.stream.kind == petition::STREAM) {
                raw.entry(entry.draft.stream.id).or_default().take(entry)?;
            }
        }
        let mut cases = Vec::new();
        register.each_case(&mut |id, case| {
            if !case.is_void()
                && let Some(raw) = raw.remove(&id)
            {
                let (events, related) = (in_order(raw.events, &case, zone), raw.related);
                cases.push(LogCase { id, case, events, related });
            }
            Ok(())
        })?;
        Ok(EventLog { cases, head, zone })
    }

    /// How a dimension of a case is told.
    fn told(case: &Case, dimension: Dimension, lang: Lang) -> Option<String> {
        case.dimension(dimension).map(|code| Table::label(dimension, Some(code), lang))
    }
}

/// Dimensions of a petition that a log tells, each as a code or a text of its own.
const DIMENSIONS: [Dimension; 5] = [Dimension::Source, Dimension::Field, Dimension::Kind, Dimension::Channel, Dimension::About];

/// Writes the log to a file, in place of one that is there: XES to a name that ends in `.xes`, OCEL 2.0
/// to one that ends in `.json` or `.jsonocel`; whole, or not at all.
///
/// # Errors
/// As [`EventLog::of`]; the name ends otherwise; the file cannot be written.
pub fn event_log_file(register: &Register<impl Store>, path: &str, lang: Lang) -> Result<EventLog, ExchangeError> {
    let log = EventLog::of(register)?;
    let is_xes = path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xes"));
    let text = if is_xes { log.to_xes(lang) } else { log.to_ocel(lang) };
    file::write(path, &text, &["xes", "json", "jsonocel"])?;
    Ok(log)
}

impl Raw {
    fn take(&mut self, entry: &Entry) -> Result<(), RegisterError> {
        let draft = &entry.draft;
        let envelope = Envelope::read(&draft.payload).map_err(|error| RegisterError::unread(entry.sequence, error))?;
        let finality = match &envelope.event {
            // It is no act of its own: what it puts right is right from the beginning.
            Event::Corrected { correction, .. } => {
                if let Some(moved) = correction.moved {
                    let known = self.events.iter_mut().filter(|(version, ..)| *version == moved.version);
                    known.for_each(|(_, event, _)| event.at = moved.at);
                }
                return Ok(());
            }
            // The other petition has the act.
            Event::Connected { .. } => return Ok(()),
            Event::Replied { finality, .. } => Some(*finality),
            Event::Received(received) => {
                self.related.extend(received.split_from.map(|parent| (parent, "split_from")));
                None
            }
            Event::Linked { to, .. } => {
                self.related.push((*to, "merged_into"));
                None
            }
            Event::Unlinked { .. } | Event::Reopened { .. } => {
                self.related.retain(|(_, how)| *how != "merged_into");
                None
            }
            _ => None,
        };
        let event = LogEvent {
            sequence: entry.sequence,
            name: envelope.event.name(),
            finality,
            at: draft.occurred_at,
            time: draft.recorded_at,
            recorded_at: draft.recorded_at,
            recorded_before: envelope.imported.and_then(|imported| imported.recorded),
            unit: None,
            role: if envelope.imported.is_some() { LogRole::Import } else { LogRole::Clerk },
        };
        self.events.push((draft.version, event, draft.actor.as_str().to_owned()));
        Ok(())
    }
}

/// The acts in the order in which they happened, those that cannot be told apart in that of recording:
/// as the turns of a case stand.
fn in_order(events: Vec<(u32, LogEvent, String)>, case: &Case, zone: Tz) -> Vec<LogEvent> {
    let mut ordered: Vec<(LogEvent, String)> = Vec::with_capacity(events.len());
    for (_, event, actor) in events {
        let later = ordered.iter().rev().take_while(|(known, _)| known.at.is_after(event.at)).count();
        ordered.insert(ordered.len() - later, (event, actor));
    }
    let mut assigned = case.turns().iter().filter_map(|turn| match &turn.turn {
        TurnKind::Assigned { unit, officer, .. } => Some((unit, officer)),
        _ => None,
    });
    let (mut unit, mut officer, mut before) = (None, None, None);
    let told = ordered.into_iter().map(|(mut event, actor)| {
        if event.name == EventName::Assigned
            && let Some((given, to)) = assigned.next()
        {
            (unit, officer) = (Some(given.clone()), to.clone());
        }
        event.unit = unit.clone();
        if event.role == LogRole::Clerk && officer.as_deref() == Some(actor.as_str()) {
            event.role = LogRole::Officer;
        }
        event.time = match (event.at, before) {
            (Moment::Instant(instant), _) => instant.to_utc(),
            (Moment::Date(date), before) => {
                let start = event.at.start_in(zone);
                // Later on the same day is somewhere in that day too.
                before.filter(|before| *before > start && Moment::of(*before, zone).date() == date).unwrap_or(start)
            }
        };
        before = Some(event.time);
        event
    });
    told.collect()
}
