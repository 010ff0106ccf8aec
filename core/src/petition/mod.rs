//! A petition (*phản ánh, kiến nghị*): one kind of case.
//!
//! Promises: [`decide`] and [`evolve`] are pure; a refusal says which rule was broken and what
//! would be allowed; what a petition shares with other cases lies in [`Case`](crate::case::Case),
//! and only what is a petition's own lies here.

mod between;
mod command;
mod correction;
mod decide;
mod event;
mod event_name;
mod event_texts;
mod new_date;
mod new_date_refusal;
mod order;
mod receive;
mod refusal;
mod refusal_vi;
mod retold;
mod state;
mod stored;
mod told;
mod variant;
mod words;

pub use between::{decide_other, other};
pub use command::{Act, Command, Provenance};
pub use correction::{Correction, CorrectionInput, Moved};
pub use decide::decide;
pub use event::{Event, Received};
pub use event_name::EventName;
pub use new_date_refusal::ExtensionProblem;
pub use receive::Receive;
pub use refusal::Refusal;
pub use state::{Petition, Reply, evolve};
pub use stored::{Envelope, Imported, ReadError};
pub use told::Around;
pub use words::{About, ActName, Channel, Connection, Counting, Finality, PetitionKind, SourceKind};

use crate::ledger::StreamKind;

/// The streams of petitions in the ledger.
pub const STREAM: StreamKind = StreamKind::new("petition");
/// The book in which a petition is numbered unless its command names another.
pub const BOOK: &str = "PAKN";

#[cfg(test)]
mod tests;
