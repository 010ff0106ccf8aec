//! What happened to a petition, as the ledger keeps it for ever.
//!
//! Promises: names are in the past; names, addresses and free text are sealed; each stored event
//! carries the number of the schema that it was written in, and old ones are read for ever.

use alloc::{boxed::Box, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{About, Channel, Finality, PetitionKind, SourceKind};
use crate::{
    case::{Document, Number, Party, Sealed, Terms},
    law::{DueOrigin, PauseReason},
    ledger::{Actor, Identity},
    time::Moment,
};

/// The schema that this library writes.
pub(super) const SCHEMA: u16 = 1;

/// An event as it is stored: with its schema and, if it was imported, what the old register knew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The schema it was written in.
    pub schema: u16,
    /// What happened.
    pub event: Event,
    /// Present if it is imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// What is known of an imported event besides what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// When the old register recorded it, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Moment>,
}

/// What happened to a petition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It arrived and was numbered.
    Received(Box<Received>),
    /// It was taken up.
    Accepted {},
    /// It was not accepted.
    NotAccepted {
        /// Why.
        reason: Sealed,
    },
    /// It was passed to the competent body.
    ForwardedOut {
        /// To whom.
        to: Sealed,
        /// By which document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<Document>,
    },
    /// It was really another kind of case.
    Reclassified {
        /// What it is.
        kind: PetitionKind,
        /// Why.
        reason: Sealed,
    },
    /// A unit and officer were given it.
    Assigned {
        /// The unit.
        unit: String,
        /// The officer's account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<String>,
        /// A due date for the unit's part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
    },
    /// The petitioner was asked for more.
    SupplementRequested {
        /// What was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        what: Option<Sealed>,
    },
    /// The clock was stopped for another reason.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// What was waited for had come.
    Resumed {},
    /// The term was extended.
    Extended {
        /// By how much, in the unit of the term.
        by: u16,
        /// Why.
        reason: Sealed,
        /// Who approved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_by: Option<Actor>,
        /// By which document the petitioner was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<Document>,
    },
    /// A date was promised to the petitioner.
    DueDatePromised {
        /// The date.
        due: Moment,
        /// Which due date is in force from then on.
        in_force: DueOrigin,
        /// Why the date before was not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed>,
    },
    /// It was answered.
    Replied {
        /// By which document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<Document>,
        /// Did it settle the matter?
        finality: Finality,
        /// To whom.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recipients: Vec<Party>,
        /// What was answered, in short.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Sealed>,
    },
    /// The result was made public.
    Published {
        /// Where.
        place: String,
    },
    /// The petitioner rated the reply.
    Rated {
        /// 1 to 5.
        score: u8,
    },
    /// It was opened again.
    Reopened {
        /// Why.
        reason: Sealed,
    },
    /// The petitioner withdrew it.
    Withdrawn {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed>,
    },
    /// It was merged into another petition.
    Linked {
        /// The petition that goes on.
        to: Identity,
    },
    /// It was put under another version of its calendar.
    DeadlineRecomputed {
        /// The terms from then on.
        terms: Terms,
    },
}

/// All about a petition that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The registration number.
    pub number: Number,
    /// The calendar and rules that it is under.
    pub terms: Terms,
    /// Who delivered it.
    pub source: SourceKind,
    /// The body's or person's name.
    pub delivered_by: Sealed,
    /// How it came.
    pub channel: Channel,
    /// What it says, in short.
    pub summary: Sealed,
    /// What kind it is.
    pub kind: PetitionKind,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Who raised it, if not who delivered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<Party>,
    /// The letter it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The field of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The number that an imported sheet brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival_number: Option<String>,
    /// A due date that the forwarding letter set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_due: Option<Moment>,
    /// Which due date is in force.
    pub in_force: DueOrigin,
    /// Is it kept out of lists and reports?
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub confidential: bool,
}

impl Event {
    /// Every sealed text in it.
    pub fn sealed(&self) -> Vec<&Sealed> {
        fn of(document: Option<&Document>) -> impl Iterator<Item = &Sealed> {
            document.and_then(|document| document.issuer.as_ref()).into_iter()
        }
        match self {
            Event::Received(r) => [&r.delivered_by, &r.summary]
                .into_iter()
                .chain(r.originator.as_ref().map(|party| &party.name))
                .chain(of(r.document.as_ref()))
                .collect(),
            Event::ForwardedOut { to, document } => core::iter::once(to).chain(of(document.as_ref())).collect(),
            Event::NotAccepted { reason } | Event::Reclassified { reason, .. } | Event::Reopened { reason } => {
                Vec::from([reason])
            }
            Event::Extended { reason, notice, .. } => core::iter::once(reason).chain(of(notice.as_ref())).collect(),
            Event::SupplementRequested { what: text }
            | Event::Withdrawn { reason: text }
            | Event::DueDatePromised { reason: text, .. } => text.iter().collect(),
            Event::Replied { document, recipients, text, .. } => {
                of(document.as_ref()).chain(recipients.iter().map(|party| &party.name)).chain(text).collect()
            }
            Event::Accepted {}
            | Event::Assigned { .. }
            | Event::Paused { .. }
            | Event::Resumed {}
            | Event::Published { .. }
            | Event::Rated { .. }
            | Event::Linked { .. }
            | Event::DeadlineRecomputed { .. } => Vec::new(),
        }
    }

    /// Every document in it: their keys find the same letter elsewhere.
    pub fn documents(&self) -> Option<&Document> {
        match self {
            Event::Received(received) => received.document.as_ref(),
            Event::Replied { document, .. } | Event::ForwardedOut { document, .. } => document.as_ref(),
            Event::Extended { notice, .. } => notice.as_ref(),
            _ => None,
        }
    }

    /// The numbers by which it is known elsewhere: of its documents, and in an older register.
    pub fn references(&self) -> Vec<&str> {
        let arrival = match self {
            Event::Received(received) => received.arrival_number.as_deref(),
            _ => None,
        };
        self.documents().into_iter().filter_map(|document| document.number.as_deref()).chain(arrival).collect()
    }
}
