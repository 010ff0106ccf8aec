//! A petition (*phản ánh, kiến nghị*): one kind of case.
//!
//! Promises: [`decide`] and [`evolve`] are pure; a refusal says which rule was broken and what
//! would be allowed; what a petition shares with other cases lies in [`Case`](crate::case::Case),
//! and only what is a petition's own lies here.

mod command;
mod decide;
mod event;
mod new_date;
mod refusal;
mod state;
mod variant;
mod words;

pub use command::{Act, Command, Provenance, Receive};
pub use decide::decide;
pub use event::{Envelope, Event, Imported, Received};
pub use refusal::{ActName, ExtensionProblem, Refusal};
pub use state::{Petition, Reply, evolve};
pub use words::{About, Channel, Finality, PetitionKind, SourceKind};

use crate::ledger::StreamKind;

/// The streams of petitions in the ledger.
pub const STREAM: StreamKind = StreamKind::new("petition");
/// The book in which a petition is numbered unless its command names another.
pub const BOOK: &str = "PAKN";

#[cfg(test)]
mod tests;
