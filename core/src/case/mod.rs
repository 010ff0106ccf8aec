//! What every kind of case shares, whether it is a petition or another thing with a due date.
//!
//! Promises: a [`Case`] is a timeline and nothing that is derived is stored: where it stood, who
//! held it and what was due at any past moment follows from its turns. Status, outcome and
//! lateness are three axes. Personal data and free text are [`Sealed`]: the ledger holds a
//! commitment, the text lies in the vault. This module does not know what a petition is.

mod confidential;
mod context;
mod document;
mod listing;
mod number;
mod party;
mod sealed;
mod timeline;
mod view;
mod worklist;

pub use confidential::Confidential;
pub use context::{Context, Seed, World};
pub use document::{Attachment, AttachmentInput, Document, DocumentInput};
pub use listing::{CaseItem, Due, Listing};
pub use number::Number;
pub use party::{Dimension, Group, GroupInput, Party, PartyInput, PartyKind};
pub use sealed::{Opening, Sealed, Sealer, WrongOpening};
pub use timeline::{Case, Counted, Outcome, Status, Terms, Turn, TurnKind};
pub use view::{DeadlineFailure, View};
pub use worklist::{WorkItem, worklist};
