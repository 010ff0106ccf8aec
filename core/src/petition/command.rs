//! What can be asked of a petition.
//!
//! Promises: a command is plain data, carries its own ids, and can be written, sent and issued
//! offline. The same command twice has its effect once.

use alloc::{boxed::Box, string::String, vec::Vec};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{ActName, CorrectionInput, Counting, Finality, PetitionKind, Receive};
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
            Act::Promise { due, .. } | Act::Assign { due: Some(due), .. } => told(due),
            Act::Correct { correction, .. } => {
                if let Some(moved) = &mut correction.moved {
                    told(&mut moved.at);
                }
            }
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
        /// The units that help it. Counts go by the unit above, which leads.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        helping: Vec<String>,
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
        /// Is the matter counted once, or each letter?
        #[serde(default)]
        counted: Counting,
    },
    /// It is not the same matter after all: it goes on under the clock that it always had.
    Unlink {
        /// Why.
        reason: String,
    },
    /// Something was typed wrong: what is right. The ledger keeps what was typed.
    Correct {
        /// What is right.
        correction: Box<CorrectionInput>,
        /// Why.
        reason: String,
    },
    /// Its number was given by mistake: it leaves every list and count, and the number is never
    /// given again.
    Void {
        /// Why.
        reason: String,
    },
    /// It is found to be under another variant of its rules' terms than was thought, such as a
    /// complex case (*xác định vụ việc phức tạp*). Its terms have the other amount from their start;
    /// extensions that were granted stay. A longer term is chosen while the shorter one runs, unless
    /// the rule says that the variant is a fact and no decision.
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
            Act::Unlink { .. } => ActName::Unlink,
            Act::Correct { .. } => ActName::Correct,
            Act::Void { .. } => ActName::Void,
            Act::Recompute {} => ActName::Recompute,
        }
    }
}
