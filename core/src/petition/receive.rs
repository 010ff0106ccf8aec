//! All about a petition that has arrived, as a command tells it.
//!
//! Promises: what is not given is as the register's defaults say. Several petitions in one letter
//! are several receipts, each with its own number and content: the first says what the letter is,
//! the others which petition they were split from.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{About, Channel, PetitionKind, SourceKind};
use crate::{
    case::{DocumentInput, GroupInput, PartyInput},
    law::DueOrigin,
    ledger::Identity,
    time::Moment,
};

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
    /// How many raised it together, if several did, and who speaks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupInput>,
    /// The petition whose letter also carried this one: a mixed letter is split by content
    /// (Decree 154/2026/NĐ-CP). It is received when that one was, for the letter was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<Identity>,
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
    /// A named variant of the terms, such as `inter_agency`.
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
            group: None,
            split_from: None,
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
