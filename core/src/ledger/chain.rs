//! The hash chain.
//!
//! Promises: [`link`] gives one hash for one entry after one other, and two different entries are
//! never framed alike, since every part carries its length.

use alloc::{format, string::String, string::ToString};

use serde::{Deserialize, Serialize};

use super::{Draft, Entry, Hash};

/// The end of the ledger: how many entries there are and the hash of the last. Keep one outside
/// the register, and a cut tail or a ledger rewritten whole can be found later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the last entry, which is the count of entries; 0 for an empty ledger.
    pub sequence: u64,
    /// Its hash; all zeros for an empty ledger.
    pub hash: Hash,
}

impl Head {
    /// The entry that `draft` becomes after this head.
    pub fn append(&self, draft: Draft) -> Entry {
        let sequence = self.sequence + 1;
        let hash = link(&self.hash, sequence, &draft);
        Entry { sequence, draft, hash }
    }
}

impl From<&Entry> for Head {
    fn from(entry: &Entry) -> Head {
        Head { sequence: entry.sequence, hash: entry.hash }
    }
}

/// The hash of the entry `draft` with number `sequence`, after an entry with hash `previous`.
pub fn link(previous: &Hash, sequence: u64, draft: &Draft) -> Hash {
    Hash::of_parts(
        "kiennghi/entry/1",
        &[
            previous.as_bytes(),
            &sequence.to_be_bytes(),
            draft.stream.kind.as_str().as_bytes(),
            draft.stream.id.as_bytes(),
            &draft.version.to_be_bytes(),
            draft.command_id.as_bytes(),
            draft.occurred_at.to_string().as_bytes(),
            &draft.recorded_at.timestamp_micros().to_be_bytes(),
            draft.actor.as_str().as_bytes(),
            draft.payload.as_bytes(),
        ],
    )
}

/// Where a ledger is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ledger was changed at entry {sequence}: {reason}")]
pub struct Break {
    /// The first entry that does not fit.
    pub sequence: u64,
    /// What does not fit.
    pub reason: String,
}

/// Walks a ledger from its first entry and stops at the first that does not fit.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    head: Head,
    last: Option<chrono::DateTime<chrono::Utc>>,
}

impl Verifier {
    /// Takes the next entry.
    ///
    /// # Errors
    /// The entry does not follow the one before: its number, its hash or its recorded time.
    pub fn push(&mut self, entry: &Entry) -> Result<(), Break> {
        let expected = self.head.sequence + 1;
        let found = |reason: String| Err(Break { sequence: expected, reason });
        if entry.sequence != expected {
            return found(format!("entry {} stands in its place", entry.sequence));
        }
        if link(&self.head.hash, entry.sequence, &entry.draft) != entry.hash {
            return found("its hash does not match what is stored".into());
        }
        if self.last.is_some_and(|last| entry.draft.recorded_at < last) {
            return found("it was recorded before the entry that precedes it".into());
        }
        self.head = Head::from(entry);
        self.last = Some(entry.draft.recorded_at);
        Ok(())
    }

    /// The head after the entries taken so far.
    pub fn head(&self) -> Head {
        self.head
    }
}
