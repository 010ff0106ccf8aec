//! What happened to a petition, line by line.
//!
//! Promises: every entry with both its times, who recorded it, a stable code and a sentence in each
//! language. A confidential petition is told without names and texts unless they are asked for.

use kiennghi::{lang::Lang, register::HistoryItem};

use crate::{
    Text,
    output::signed,
    values::{Instant, Moment},
};

/// One thing that happened to a petition.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HistoryEntry {
    /// Its entry in the ledger.
    pub sequence: i64,
    /// Its place among the acts of the petition, from 1: what a correction names.
    pub version: i32,
    /// What happened, as a stable code: `assigned`.
    pub event: String,
    /// When it happened, as the paper gives it.
    pub at: Moment,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The account that recorded it.
    pub actor: String,
    /// Was it recorded elsewhere before?
    pub imported: bool,
    /// When it was recorded elsewhere, if that is known.
    pub recorded_before: Option<Moment>,
    /// What happened, in one sentence. It may hold names: not for a log.
    pub text: Text,
}

impl From<&HistoryItem> for HistoryEntry {
    fn from(item: &HistoryItem) -> Self {
        let (draft, imported) = (&item.entry.draft, item.envelope.imported);
        HistoryEntry {
            sequence: signed(item.entry.sequence),
            version: i32::try_from(draft.version).unwrap_or(i32::MAX),
            event: item.envelope.event.name().code().into(),
            at: draft.occurred_at,
            recorded_at: draft.recorded_at,
            actor: draft.actor.as_str().into(),
            imported: imported.is_some(),
            recorded_before: imported.and_then(|imported| imported.recorded),
            text: Text { vi: item.sentence(Lang::Vi), en: item.sentence(Lang::En) },
        }
    }
}
