//! A petition as its events made it.
//!
//! Promises: [`evolve`] is pure and total: every event that the ledger holds can be taken.

use alloc::{
    boxed::Box,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use chrono_tz::Tz;

use super::{About, Channel, Connection, Counting, Envelope, Event, Finality, PetitionKind, Received, SourceKind};
use crate::{
    case::{Case, Counted, Dimension, Document, Group, Outcome, Party, PartyKind, Sealed, Turn, TurnKind},
    law::PauseReason,
    ledger::Identity,
    time::Moment,
};

/// A reply that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Which act of the petition it is, as its history numbers them.
    pub version: u32,
    /// When.
    pub at: Moment,
    /// Did it settle the matter?
    pub finality: Finality,
    /// By which document.
    pub document: Option<Document>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// What was answered, in short.
    pub text: Option<Sealed>,
}

/// A petition: what it shares with every case, and what is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Petition {
    pub(super) id: Identity,
    pub(super) case: Case,
    pub(super) received: Received,
    pub(super) kind: PetitionKind,
    pub(super) replies: Vec<Reply>,
    pub(super) linked_to: Option<Identity>,
    pub(super) counted: Counting,
    /// What was split off from it.
    pub(super) parts: Vec<Identity>,
    /// What was merged into it and is still.
    pub(super) merged: Vec<Identity>,
    /// Which act each turn of the case is, in the order of the turns.
    pub(super) turn_versions: Vec<u32>,
    /// The keys of its documents, by the act that brought them.
    pub(super) documents: BTreeMap<u32, String>,
    pub(super) version: u32,
}

impl Petition {
    /// Its id.
    pub fn id(&self) -> Identity {
        self.id
    }

    /// What it shares with every case: number, timeline, terms.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What kind it is now.
    pub fn kind(&self) -> PetitionKind {
        self.kind
    }

    /// Who delivered it.
    pub fn source(&self) -> SourceKind {
        self.received.source
    }

    /// The name of who delivered it.
    pub fn delivered_by(&self) -> &Sealed {
        &self.received.delivered_by
    }

    /// Who raised it, if not who delivered it.
    pub fn originator(&self) -> Option<&Party> {
        self.received.originator.as_ref()
    }

    /// How it came.
    pub fn channel(&self) -> Channel {
        self.received.channel
    }

    /// What it says, in short.
    pub fn summary(&self) -> &Sealed {
        &self.received.summary
    }

    /// What it is about.
    pub fn about(&self) -> Option<About> {
        self.received.about
    }

    /// The field of work.
    pub fn field(&self) -> Option<&str> {
        self.received.field.as_deref()
    }

    /// The letter it came by.
    pub fn document(&self) -> Option<&Document> {
        self.received.document.as_ref()
    }

    /// The number that an imported sheet brought.
    pub fn arrival_number(&self) -> Option<&str> {
        self.received.arrival_number.as_deref()
    }

    /// The replies, in the order in which they were recorded.
    pub fn replies(&self) -> &[Reply] {
        &self.replies
    }

    /// The petition that it was merged into.
    pub fn linked_to(&self) -> Option<Identity> {
        self.linked_to
    }

    /// How it counts, if it was merged into another.
    pub fn counted(&self) -> Option<Counting> {
        self.linked_to.map(|_| self.counted)
    }

    /// The petitions that were merged into it, in the order of recording.
    pub fn merged(&self) -> &[Identity] {
        &self.merged
    }

    /// The petition whose letter also carried this one.
    pub fn split_from(&self) -> Option<Identity> {
        self.received.split_from
    }

    /// The petitions that were split off from it, in the order of recording.
    pub fn parts(&self) -> &[Identity] {
        &self.parts
    }

    /// Several people who raised it together.
    pub fn group(&self) -> Option<&Group> {
        self.received.group.as_ref()
    }

    /// The keys of its documents, which find the same letter elsewhere; each once, sorted.
    pub fn document_keys(&self) -> Vec<String> {
        let mut keys: Vec<_> = self.documents.values().cloned().collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// How many events it has.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Every sealed text that a list shows, to be opened from the vault.
    pub(crate) fn sealed_mut(&mut self) -> Vec<&mut Sealed> {
        let received = &mut self.received;
        let mut all = Vec::from([&mut received.delivered_by, &mut received.summary]);
        all.extend(received.originator.as_mut().map(|party| &mut party.name));
        all.extend(received.document.iter_mut().flat_map(Document::sealed_mut));
        all.extend(received.group.as_mut().and_then(|group| group.representative.as_mut()));
        for reply in &mut self.replies {
            all.extend(reply.document.iter_mut().flat_map(Document::sealed_mut));
            all.extend(reply.recipients.iter_mut().map(|party| &mut party.name));
            all.extend(reply.text.as_mut());
        }
        all
    }

    /// Notes that what is counted of it was told anew.
    fn revised(&mut self, recorded: Moment) {
        if let Moment::Instant(at) = recorded {
            self.case.note_revision(at.to_utc());
        }
    }

    /// Forgets what its texts say; their commitments stay.
    pub(crate) fn close_texts(&mut self) {
        self.sealed_mut().into_iter().for_each(Sealed::close);
    }

    /// Adds a turn, which is that act of the petition, at its place in the case.
    pub(super) fn push(&mut self, version: u32, turn: Turn) {
        let place = self.case.push(turn);
        self.turn_versions.insert(place, version);
    }
}

/// The petition after one more event; `None` stays `None` unless it is received.
///
/// `at` and `recorded` are the entry's two times, `recorded` told in UTC.
pub fn evolve(petition: Option<Petition>, id: Identity, envelope: &Envelope, at: Moment, recorded: Moment) -> Option<Petition> {
    let told = |turn, zone| told(turn, envelope, at, recorded, zone);
    let Some(mut petition) = petition else {
        let Event::Received(received) = &envelope.event else { return None };
        let opened = TurnKind::Opened { assigned_due: received.assigned_due, in_force: received.in_force };
        return Some(open(id, received, told(opened, received.terms.zone)));
    };
    petition.version += 1;
    let version = petition.version;
    petition.documents.extend(envelope.event.documents().and_then(Document::key).map(|key| (version, key)));
    match &envelope.event {
        Event::Replied { document, finality, recipients, text } => {
            let (document, recipients, text) = (document.clone(), recipients.clone(), text.clone());
            petition.replies.push(Reply { version, at, finality: *finality, document, recipients, text });
        }
        Event::Reclassified { kind, .. } => {
            petition.kind = *kind;
            petition.case.set_dimension(Dimension::Kind, kind.to_string());
            petition.revised(recorded);
            if *kind == PetitionKind::Denunciation {
                petition.case.set_confidential();
            }
        }
        Event::Linked { to, counted } => {
            (petition.linked_to, petition.counted) = (Some(*to), *counted);
            petition.case.set_counted_each(match counted {
                Counting::Once => Counted::Once,
                Counting::Each => Counted::Each,
            });
        }
        Event::Reopened { .. } | Event::Unlinked { .. } => petition.linked_to = None,
        Event::Connected { petition: other, how: Connection::Part } => petition.parts.push(*other),
        Event::Connected { petition: other, how: Connection::Merged } => petition.merged.push(*other),
        Event::Connected { petition: other, how: Connection::Separated } => petition.merged.retain(|known| known != other),
        Event::Corrected { correction, .. } => {
            petition.correct(correction);
            if correction.is_counted() {
                petition.revised(recorded);
            }
        }
        _ => {}
    }
    if let Some(turn) = turn(&envelope.event) {
        let turn = told(turn, petition.case.terms().zone);
        petition.push(version, turn);
    }
    Some(petition)
}

/// A turn with its times: when it happened, when it was put on record, and, if that was elsewhere, from
/// when this register knows it.
fn told(turn: TurnKind, envelope: &Envelope, at: Moment, recorded: Moment, zone: Tz) -> Turn {
    let (on_record, entered) = match envelope.imported {
        Some(imported) => (imported.recorded.unwrap_or(at), recorded.instant().map(|at| at.to_utc())),
        None => (recorded.in_zone(zone), None),
    };
    Turn { at, on_record, entered, turn }
}

/// The case that [`evolve`] makes of a petition.
pub(super) enum CaseAfter {
    /// The one that there is, with one more turn behind its last, or none.
    WithTurn(Option<Turn>),
    /// Another one.
    Anew(Box<Case>),
}

/// The case that [`evolve`] makes of a petition, without a copy of it for most events: they add a turn
/// to its end, or nothing.
pub(super) fn case_after(petition: &Petition, envelope: &Envelope, at: Moment, recorded: Moment) -> CaseAfter {
    if matches!(envelope.event, Event::Reclassified { .. } | Event::Linked { .. } | Event::Corrected { .. }) {
        let after = evolve(Some(petition.clone()), petition.id, envelope, at, recorded);
        return after.map_or(CaseAfter::WithTurn(None), |after| CaseAfter::Anew(Box::new(after.case)));
    }
    let turn = turn(&envelope.event).map(|turn| told(turn, envelope, at, recorded, petition.case.terms().zone));
    match turn {
        Some(turn) if petition.case.turns().last().is_some_and(|last| last.at.is_after(turn.at)) => {
            let mut case = petition.case.clone();
            case.push(turn);
            CaseAfter::Anew(Box::new(case))
        }
        turn => CaseAfter::WithTurn(turn),
    }
}

/// By what it is counted, as long as it is of that kind.
pub(super) fn dimensions(received: &Received, kind: PetitionKind) -> BTreeMap<Dimension, String> {
    // Whoever delivered it also raised it, unless another is named.
    let originator = match (&received.originator, received.source) {
        (Some(party), _) => party.kind,
        (None, SourceKind::Enterprise) => PartyKind::Enterprise,
        (None, SourceKind::Citizen) => PartyKind::Citizen,
        (None, SourceKind::ProvincialCommittee | SourceKind::Department | SourceKind::OtherAgency) => PartyKind::Agency,
    };
    let mut dimensions: BTreeMap<Dimension, String> = BTreeMap::from([
        (Dimension::Source, received.source.to_string()),
        (Dimension::Originator, originator.to_string()),
        (Dimension::Channel, received.channel.to_string()),
        (Dimension::Kind, kind.to_string()),
    ]);
    dimensions.extend(received.about.map(|about| (Dimension::About, about.to_string())));
    dimensions.extend(received.field.clone().map(|field| (Dimension::Field, field)));
    dimensions
}

fn open(id: Identity, received: &Received, opened: Turn) -> Petition {
    let dimensions = dimensions(received, received.kind);
    let mut case = Case::open(received.number.clone(), received.terms.clone(), dimensions, opened);
    if received.confidential {
        case.set_confidential();
    }
    Petition {
        id,
        case,
        received: received.clone(),
        kind: received.kind,
        replies: Vec::new(),
        linked_to: None,
        counted: Counting::default(),
        parts: Vec::new(),
        merged: Vec::new(),
        turn_versions: Vec::from([1]),
        documents: received.document.as_ref().and_then(Document::key).map(|key| (1, key)).into_iter().collect(),
        version: 1,
    }
}

/// What an event means for the case, apart from being a petition.
fn turn(event: &Event) -> Option<TurnKind> {
    let closed = |outcome| Some(TurnKind::Closed { outcome });
    match event {
        // A second receipt cannot come from `decide`; it changes nothing.
        Event::Received(_) | Event::Replied { finality: Finality::Interim, .. } => None,
        // What is said about it, or put right in it, is no turn of its own.
        Event::Connected { .. } | Event::Corrected { .. } => None,
        Event::Accepted {} => Some(TurnKind::Accepted),
        Event::NotAccepted { .. } => closed(Outcome::NotAccepted),
        Event::ForwardedOut { .. } => closed(Outcome::ForwardedOut),
        Event::Reclassified { .. } => closed(Outcome::Reclassified),
        Event::Assigned { unit, officer, due, helping } => {
            let (unit, officer, helping) = (unit.clone(), officer.clone(), helping.clone());
            Some(TurnKind::Assigned { unit, officer, due: *due, helping })
        }
        Event::SupplementRequested { .. } => Some(TurnKind::Paused { reason: PauseReason::AwaitingSupplement }),
        Event::Paused { reason } => Some(TurnKind::Paused { reason: *reason }),
        Event::Resumed {} => Some(TurnKind::Resumed),
        Event::Extended { by, .. } => Some(TurnKind::Extended { by: *by }),
        Event::DueDatePromised { due, in_force, .. } => Some(TurnKind::Promised { due: *due, in_force: *in_force }),
        Event::Replied { finality: Finality::Final, .. } => closed(Outcome::Replied),
        Event::Published { .. } => Some(TurnKind::Published),
        Event::Rated { score } => Some(TurnKind::Rated { score: *score }),
        Event::Reopened { .. } => Some(TurnKind::Reopened),
        Event::Withdrawn { .. } => closed(Outcome::Withdrawn),
        Event::Linked { .. } => closed(Outcome::Merged),
        Event::Unlinked { .. } => Some(TurnKind::Unlinked),
        Event::Voided { .. } => Some(TurnKind::Voided),
        Event::DeadlineRecomputed { terms, .. } => Some(TurnKind::Recomputed { terms: terms.clone() }),
    }
}
