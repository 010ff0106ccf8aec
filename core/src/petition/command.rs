//! What can be asked of a petition.
//!
//! Promises: a command is plain data, carries its own ids, and can be written, sent and issued
//! offline. The same command twice has its effect once.

use alloc::{boxed::Box, string::String, vec::Vec};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{About, ActName, Channel, Finality, PetitionKind, SourceKind};
use crate::{
    case::{DocumentInput, PartyInput},
    law::{DueOrigin, PauseReason},
    ledger::{Actor, CommandId, Identity},
    time::Moment,
};

/// A command: what is to be done with which petition, and when that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Made by whoever issues the command.
    pub id: CommandId,
    /// The petition; for [`Act::Receive`] the id that it is to have.
    pub petition: Identity,
    /// When it happened, as the paper gives it.
    pub at: Moment,
    /// Is it happening, or is it history?
    #[serde(default, skip_serializing_if = "Provenance::is_live")]
    pub provenance: Provenance,
    /// What happened.
    pub act: Act,
}

impl Command {
    /// The same command with every instant told in the civil time of `zone`: whoever issues it may
    /// be elsewhere, or count in UTC, but its days are the register's.
    pub fn in_zone(&self, zone: Tz) -> Command {
        let mut command = self.clone();
        let told = |moment: &mut Moment| *moment = moment.in_zone(zone);
        told(&mut command.at);
        if let Provenance::Imported { recorded: Some(recorded) } = &mut command.provenance {
            told(recorded);
        }
        match &mut command.act {
            Act::Receive(receive) => {
                if let Some(due) = &mut receive.assigned_due {
                    told(due);
                }
            }
            Act::Promise { due, .. } => told(due),
            _ => {}
        }
        command
    }
}

/// Whether a command tells of the present or imports history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// It is recorded as the office's act, under all its rules.
    #[default]
    Live,
    /// It was recorded elsewhere before. It keeps its dates and triggers nothing, and what the
    /// office then did against its rules is taken as it was.
    Imported {
        /// When the old register recorded it, if it says so. If not, *on record* is when it
        /// happened: the time of the import is not the time of anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recorded: Option<Moment>,
    },
}

impl Provenance {
    /// Does it tell of the present?
    pub fn is_live(&self) -> bool {
        matches!(self, Provenance::Live)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It arrived.
    Receive(Box<Receive>),
    /// It is taken up.
    Accept {},
    /// It is not accepted (Decree 20/2008/NĐ-CP, art. 7).
    NotAccept {
        /// Why.
        reason: String,
    },
    /// It is passed to the competent body; the petitioner is told.
    ForwardOut {
        /// To whom.
        to: String,
        /// By which document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentInput>,
    },
    /// It is really a complaint or a denunciation.
    Reclassify {
        /// What it is.
        kind: PetitionKind,
        /// Why.
        reason: String,
    },
    /// A unit and officer are to deal with it.
    Assign {
        /// The unit.
        unit: String,
        /// The officer's account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<String>,
        /// A due date for the unit's part; the rule's, if it has one for that stage and none is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
    },
    /// The petitioner is asked for more; the clock stops, if the rule says so.
    RequestSupplement {
        /// What is asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        what: Option<String>,
    },
    /// The clock stops for another reason.
    Pause {
        /// Why.
        reason: PauseReason,
    },
    /// What was waited for has come.
    Resume {},
    /// The term is extended.
    Extend {
        /// By how much, in the unit of the term.
        by: u16,
        /// Why.
        reason: String,
        /// Who approved it: an account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_by: Option<Actor>,
        /// By which document the petitioner is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<DocumentInput>,
    },
    /// The petitioner is promised a date.
    Promise {
        /// The date.
        due: Moment,
        /// Which due date is in force from now on.
        in_force: DueOrigin,
        /// Why the date before is not kept: an apology gives a reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It is answered.
    Reply {
        /// By which document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentInput>,
        /// Does it settle the matter?
        #[serde(default)]
        finality: Finality,
        /// To whom: who raised it, who forwarded it, who compiles.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recipients: Vec<PartyInput>,
        /// What was answered, in short.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// The result is made public (Decree 20/2008/NĐ-CP, art. 19).
    Publish {
        /// Where: `website`, `media`.
        place: String,
    },
    /// The petitioner rates the reply.
    Rate {
        /// 1 (worst) to 5.
        score: u8,
    },
    /// It is opened again; its clock starts anew.
    Reopen {
        /// Why.
        reason: String,
    },
    /// The petitioner withdraws it.
    Withdraw {
        /// Why, if he says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It is the same matter as another petition, and closed as merged into it.
    Link {
        /// The petition that goes on.
        to: Identity,
    },
    /// It is found to be under another variant of its rules' terms than was thought, such as a
    /// complex case (*xác định vụ việc phức tạp*). Its terms have the other amount from their start;
    /// extensions that were granted stay.
    ChooseVariant {
        /// The variant; not given: none, the ordinary terms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variant: Option<String>,
        /// Why.
        reason: String,
    },
    /// It is put under the latest version of its calendar, and under those later versions of its
    /// rules that move open cases.
    Recompute {},
}

impl Act {
    /// The act's name.
    pub fn name(&self) -> ActName {
        match self {
            Act::Receive(_) => ActName::Receive,
            Act::Accept {} => ActName::Accept,
            Act::NotAccept { .. } => ActName::NotAccept,
            Act::ForwardOut { .. } => ActName::ForwardOut,
            Act::Reclassify { .. } => ActName::Reclassify,
            Act::Assign { .. } => ActName::Assign,
            Act::RequestSupplement { .. } => ActName::RequestSupplement,
            Act::Pause { .. } => ActName::Pause,
            Act::Resume {} => ActName::Resume,
            Act::Extend { .. } => ActName::Extend,
            Act::Promise { .. } => ActName::Promise,
            Act::Reply { .. } => ActName::Reply,
            Act::Publish { .. } => ActName::Publish,
            Act::Rate { .. } => ActName::Rate,
            Act::Reopen { .. } => ActName::Reopen,
            Act::Withdraw { .. } => ActName::Withdraw,
            Act::Link { .. } => ActName::Link,
            Act::ChooseVariant { .. } => ActName::ChooseVariant,
            Act::Recompute {} => ActName::Recompute,
        }
    }
}

/// All about a petition that has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receive {
    /// Who delivered it.
    pub source: SourceKind,
    /// The body's or person's name.
    pub delivered_by: String,
    /// How it came.
    pub channel: Channel,
    /// What it says, in short (*trích yếu*).
    pub summary: String,
    /// What kind it is.
    #[serde(default)]
    pub kind: PetitionKind,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Who raised it, if not who delivered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<PartyInput>,
    /// The letter it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentInput>,
    /// The field of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The number that an imported sheet brought (*số đến*), with its gaps and repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival_number: Option<String>,
    /// The book in which it is numbered; `PAKN` if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub book: Option<String>,
    /// The rules it is under; the register's defaults if not given, none if empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<String>>,
    /// A named variant of the terms, such as `inter_agency`, which one of the rules must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// A due date that the forwarding letter sets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_due: Option<Moment>,
    /// Which due date is in force. If not given: the assigned one if there is one, else the rule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<DueOrigin>,
    /// Keep it out of lists and reports. Always so for a denunciation.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub confidential: bool,
}

impl Receive {
    /// What cannot be left out; the rest is as if not given.
    pub fn new(source: SourceKind, delivered_by: impl Into<String>, channel: Channel, summary: impl Into<String>) -> Receive {
        Receive {
            source,
            delivered_by: delivered_by.into(),
            channel,
            summary: summary.into(),
            kind: PetitionKind::default(),
            about: None,
            originator: None,
            document: None,
            field: None,
            arrival_number: None,
            book: None,
            rules: None,
            variant: None,
            assigned_due: None,
            in_force: None,
            confidential: false,
        }
    }
}
