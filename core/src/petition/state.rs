//! A petition as its events made it.
//!
//! Promises: [`evolve`] is pure and total: every event that the ledger holds can be taken.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use super::{About, Channel, Envelope, Event, Finality, PetitionKind, Received, SourceKind};
use crate::{
    case::{Case, Dimension, Document, Outcome, Party, PartyKind, Sealed, Turn, TurnKind},
    law::PauseReason,
    ledger::Identity,
    time::Moment,
};

/// A reply that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
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

    /// How many events it has.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Every sealed text that a list shows, to be opened from the vault.
    pub(crate) fn sealed_mut(&mut self) -> Vec<&mut Sealed> {
        let received = &mut self.received;
        let mut all = Vec::from([&mut received.delivered_by, &mut received.summary]);
        all.extend(received.originator.as_mut().map(|party| &mut party.name));
        all.extend(received.document.as_mut().and_then(|document| document.issuer.as_mut()));
        for reply in &mut self.replies {
            all.extend(reply.document.as_mut().and_then(|document| document.issuer.as_mut()));
            all.extend(reply.recipients.iter_mut().map(|party| &mut party.name));
            all.extend(reply.text.as_mut());
        }
        all
    }
}

/// The petition after one more event; `None` stays `None` unless it is received.
///
/// `at` and `recorded` are the entry's two times, `recorded` told in UTC.
pub fn evolve(petition: Option<Petition>, id: Identity, envelope: &Envelope, at: Moment, recorded: Moment) -> Option<Petition> {
    let on_record = |zone| match envelope.imported {
        Some(imported) => imported.recorded.unwrap_or(at),
        None => recorded.in_zone(zone),
    };
    let Some(mut petition) = petition else {
        let Event::Received(received) = &envelope.event else { return None };
        let opened = Turn {
            at,
            on_record: on_record(received.terms.zone),
            turn: TurnKind::Opened { assigned_due: received.assigned_due, in_force: received.in_force },
        };
        return Some(open(id, received, opened));
    };
    petition.version += 1;
    if let Event::Replied { document, finality, recipients, text } = &envelope.event {
        let (document, recipients, text) = (document.clone(), recipients.clone(), text.clone());
        petition.replies.push(Reply { at, finality: *finality, document, recipients, text });
    }
    match &envelope.event {
        Event::Reclassified { kind, .. } => {
            petition.kind = *kind;
            petition.case.set_dimension(Dimension::Kind, kind.to_string());
            if *kind == PetitionKind::Denunciation {
                petition.case.set_confidential();
            }
        }
        Event::Linked { to } => petition.linked_to = Some(*to),
        Event::Reopened { .. } => petition.linked_to = None,
        _ => {}
    }
    if let Some(turn) = turn(&envelope.event) {
        let on_record = on_record(petition.case.terms().zone);
        petition.case.push(Turn { at, on_record, turn });
    }
    Some(petition)
}

fn open(id: Identity, received: &Received, opened: Turn) -> Petition {
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
        (Dimension::Kind, received.kind.to_string()),
    ]);
    dimensions.extend(received.about.map(|about| (Dimension::About, about.to_string())));
    dimensions.extend(received.field.clone().map(|field| (Dimension::Field, field)));
    let mut case = Case::open(received.number.clone(), received.terms.clone(), dimensions, opened);
    if received.confidential {
        case.set_confidential();
    }
    Petition { id, case, received: received.clone(), kind: received.kind, replies: Vec::new(), linked_to: None, version: 1 }
}

/// What an event means for the case, apart from being a petition.
fn turn(event: &Event) -> Option<TurnKind> {
    let closed = |outcome| Some(TurnKind::Closed { outcome });
    match event {
        // A second receipt cannot come from `decide`; it changes nothing.
        Event::Received(_) | Event::Replied { finality: Finality::Interim, .. } => None,
        Event::Accepted {} => Some(TurnKind::Accepted),
        Event::NotAccepted { .. } => closed(Outcome::NotAccepted),
        Event::ForwardedOut { .. } => closed(Outcome::ForwardedOut),
        Event::Reclassified { .. } => closed(Outcome::Reclassified),
        Event::Assigned { unit, officer, due } => {
            Some(TurnKind::Assigned { unit: unit.clone(), officer: officer.clone(), due: *due })
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
        Event::DeadlineRecomputed { terms, .. } => Some(TurnKind::Recomputed { terms: terms.clone() }),
    }
}
