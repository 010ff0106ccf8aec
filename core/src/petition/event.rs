//! What happened to a petition, as the ledger keeps it for ever.
//!
//! Promises: the kinds of events are told in the past; names, addresses and free text are sealed.
//! How an event is stored, and how old ones are read, is in `stored`.

use alloc::{boxed::Box, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{About, Channel, Connection, Correction, Counting, Finality, PetitionKind, SourceKind};
use crate::{
    case::{Document, Group, Number, Party, Sealed, Terms},
    law::{DueOrigin, PauseReason},
    ledger::{Actor, Identity},
    time::Moment,
};

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
        /// The units that help it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        helping: Vec<String>,
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
        /// How it counts. Old entries do not say; they meant one matter.
        #[serde(default)]
        counted: Counting,
    },
    /// It was separated from the petition that it was merged into.
    Unlinked {
        /// Why.
        reason: Sealed,
    },
    /// Another petition became something to it, by a command to that one.
    Connected {
        /// The other petition.
        petition: Identity,
        /// What it became.
        how: Connection,
    },
    /// Something had been typed wrong.
    Corrected {
        /// What is right.
        correction: Box<Correction>,
        /// Why.
        reason: Sealed,
    },
    /// Its number had been given by mistake.
    Voided {
        /// Why.
        reason: Sealed,
    },
    /// It was put under other versions of its calendar or rules, or another variant of their terms.
    DeadlineRecomputed {
        /// The terms from then on.
        terms: Terms,
        /// Why another variant applies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed>,
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
    /// Several people who raised it together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The petition whose letter also carried this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<Identity>,
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
