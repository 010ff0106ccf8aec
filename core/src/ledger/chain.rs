//! The hash chain.
//!
//! Promises: [`link`] gives one hash for one entry after one other, and two different entries are
//! never framed alike, since every part carries its length.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};

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
    let mut frame = Vec::new();
    draft.stored(sequence, &draft.occurred_at.to_string()).frame(previous, &mut frame);
    Hash::of_frame(&frame)
}

impl fmt::Display for Head {
    /// `14:9f86d0…`: what a person writes down, and `verify` is given later.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)
    }
}

impl FromStr for Head {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (sequence, hash) = text.split_once(':').ok_or("a head is a number, a colon and 64 hexadecimal digits")?;
        let sequence = sequence.parse().map_err(|_| String::from("a head begins with the number of an entry, such as 14"))?;
        Ok(Head { sequence, hash: hash.parse()? })
    }
}

/// A ledger does not lead through a head that was kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadMismatch {
    /// It ends before.
    #[error("the ledger was cut: it ends at entry {last}, and the saved head is entry {saved}")]
    Cut {
        /// The entry of the saved head.
        saved: u64,
        /// The last entry that there is.
        last: u64,
    },
    /// It has another entry there: each fits the one before, and yet they are not those of then.
    #[error("the ledger was rewritten: entry {sequence} has the hash {found}, and the saved head has {saved}")]
    Rewritten {
        /// The entry of the saved head.
        sequence: u64,
        /// The hash that was saved.
        saved: Hash,
        /// The hash that is there.
        found: Hash,
    },
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

impl Break {
    pub(super) fn wrong_hash(sequence: u64) -> Break {
        Break { sequence, reason: "its hash does not match what is stored".into() }
    }
}

/// Walks a ledger from its first entry and stops at the first that does not fit.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    head: Head,
    /// When the last was recorded, in microseconds since 1970, UTC.
    last: Option<i64>,
}

impl Verifier {
    /// Takes the next entry.
    ///
    /// # Errors
    /// The entry does not follow the one before: its number, its hash or its recorded time.
    pub fn push(&mut self, entry: &Entry) -> Result<(), Break> {
        self.follows(entry.sequence)?;
        if link(&self.head.hash, entry.sequence, &entry.draft) != entry.hash {
            return Err(Break::wrong_hash(entry.sequence));
        }
        self.take(Head::from(entry), entry.draft.recorded_at.timestamp_micros())
    }

    /// Is that the number of the next entry?
    pub(super) fn follows(&self, sequence: u64) -> Result<(), Break> {
        let expected = self.head.sequence + 1;
        if sequence == expected {
            return Ok(());
        }
        Err(Break { sequence: expected, reason: format!("entry {sequence} stands in its place") })
    }

    /// Takes the next entry, whose number and hash fit, with its recorded time in microseconds.
    pub(super) fn take(&mut self, head: Head, recorded_at: i64) -> Result<(), Break> {
        if self.last.is_some_and(|last| recorded_at < last) {
            return Err(Break { sequence: head.sequence, reason: "it was recorded before the entry that precedes it".into() });
        }
        self.head = head;
        self.last = Some(recorded_at);
        Ok(())
    }

    /// The head after the entries taken so far.
    pub fn head(&self) -> Head {
        self.head
    }
}
