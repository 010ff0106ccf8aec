//! The ledger: entries of opaque bytes in streams, each with two times, in one hash chain.
//!
//! Promises: an entry that was appended stays as it is; any change to one, its removal, an
//! insertion or a swap breaks the chain at a place that [`Verifier`] names. The hash covers the
//! bytes as stored, framed and never serialised again. The ledger does not know what a petition is.
//!
//! What is hashed for entry *n*: the hash of entry *n*-1, then the number *n*, the stream, the
//! version in the stream, the command id, both times, the actor and the payload, each with its
//! length before it. The hash before is stored once, with the entry before.

mod chain;
mod entry;
mod stretch;

pub use chain::{Break, Head, HeadMismatch, Verifier, link};
pub use entry::{Actor, CommandId, Draft, Entry, Hash, Identity, StreamId, StreamKind};
pub use stretch::{StoredEntry, Stretch};
