//! The world, as whoever calls supplies it.
//!
//! Promises: nothing below reads a clock or rolls dice; the same [`World`] and the same command
//! give the same bytes in every language.

use chrono::{DateTime, Utc};

use super::Number;
use crate::{law::Rulebook, ledger::Actor};

/// 32 bytes from which the salts of one command are derived. Take them from the system's
/// randomness: who can guess a seed can test guesses of a short text against its commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// From 32 random bytes.
    pub const fn new(bytes: [u8; 32]) -> Seed {
        Seed(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What the caller supplies with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// The present. What is recorded never goes back behind what was recorded before.
    pub now: DateTime<Utc>,
    /// Who acts: an account, not a person's name.
    pub actor: Actor,
    /// A fresh seed for this command.
    pub seed: Seed,
}

/// What a decision may look at besides the case and the command.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The caller's world.
    pub world: &'a World,
    /// The calendars and rules in force.
    pub rulebook: &'a Rulebook,
    /// The next registration number, read under the store's write lock.
    pub next_number: &'a Number,
}
