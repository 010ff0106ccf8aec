//! The copies of a register that it knows of: whoever erases a person must know where else the texts
//! lie.
//!
//! Promises: a backup or an export that is recorded is an entry of the ledger, with the head that it
//! holds. A copy that nobody recorded (a copied file, a snapshot of a disk) is not known.

use alloc::{string::String, vec::Vec};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Register, RegisterError,
    replay::{json, read},
    writer::Writer,
};
use crate::{
    case::World,
    lang::vocabulary,
    ledger::{Head, Identity, StreamId, StreamKind},
    store::{Reader, Store},
};

/// The stream of copies: there is one.
const STREAM: StreamKind = StreamKind::new("copy");

vocabulary! {
    /// What kind of copy of a register.
    pub enum CopyKind("kind of copy", "loại bản sao") {
        /// A store that can be opened.
        Backup = "backup" ("Bản sao lưu", "Backup"),
        /// The ledger as text.
        Export = "export" ("Bản kết xuất", "Export"),
    }
}

/// A copy of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterCopy {
    /// The entry that records it.
    pub entry: u64,
    /// What kind.
    pub kind: CopyKind,
    /// Where it lies, as whoever made it names the place: a path, a tape.
    pub label: String,
    /// The end of the ledger in it.
    pub head: Head,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CopyEvent {
    Copied { kind: CopyKind, label: String, head: Head },
}

#[derive(Serialize, Deserialize)]
struct Stored {
    schema: u16,
    event: CopyEvent,
}

/// A stream about the register itself: there is one of a kind.
pub(super) fn own_stream(kind: StreamKind) -> StreamId {
    StreamId { kind, id: Identity::from_bytes([0; 16]) }
}

/// The copies that are recorded, in their order.
///
/// # Errors
/// An entry cannot be read; the store fails.
pub(super) fn copies(reader: &(impl Reader + ?Sized)) -> Result<Vec<RegisterCopy>, RegisterError> {
    let read = |entry: crate::ledger::Entry| {
        let Stored { event: CopyEvent::Copied { kind, label, head }, .. } = read(&entry)?;
        Ok(RegisterCopy { entry: entry.sequence, kind, label, head, recorded_at: entry.draft.recorded_at })
    };
    reader.stream(&own_stream(STREAM))?.into_iter().map(read).collect()
}

impl<S: Store> Register<S> {
    /// Records that a copy was made: by a function of this library, or by another program. Returns
    /// the entry. `label` says where it lies, without personal data, for it stays in the ledger.
    ///
    /// # Errors
    /// The store fails.
    pub fn record_copy(&mut self, kind: CopyKind, label: &str, head: &Head, world: &World) -> Result<u64, RegisterError> {
        let mut transaction = self.store.begin()?;
        let zone = self.book.of(&*transaction)?.0.default_calendar()?.zone();
        let event = CopyEvent::Copied { kind, label: label.into(), head: *head };
        let payload = json(&Stored { schema: 1, event });
        let entry = Writer::over(&*transaction)?.append_own(&mut *transaction, own_stream(STREAM), payload, zone, world)?;
        transaction.commit()?;
        Ok(entry)
    }

    /// The copies that are recorded, in their order.
    ///
    /// # Errors
    /// The store fails.
    pub fn copies(&self) -> Result<Vec<RegisterCopy>, RegisterError> {
        copies(&self.store)
    }
}
