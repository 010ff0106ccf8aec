//! What a batch decided on and did not write yet.
//!
//! Promises: entries are written in the order in which they were decided on, each with its texts, and
//! have the numbers that were told of them; a command that waits here is known as one that was taken.
//! While some are written, a thread beside makes the next into JSON.

use alloc::{
    collections::BTreeMap,
    string::String,
    vec::{self, Vec},
};

use super::{RegisterError, replay::json, turns::in_turns, writer::Writer};
use crate::{
    case::Sealed,
    ledger::{CommandId, Draft, Identity},
    petition::Envelope,
    store::Transaction,
};

/// How many events wait at most, but for those of one more call: they are kept in memory.
const MOST: usize = 1024;

/// How many are made into JSON at a time.
const SHARE: usize = 64;

/// An event without its payload, and what is to be its payload.
type Event = (Draft, Envelope);

/// What a batch decided on and did not write yet.
#[derive(Debug, Default)]
pub(super) struct Pending {
    events: Vec<Event>,
    /// Which petition each of the commands was to, and the last entry that it causes.
    commands: BTreeMap<CommandId, (Identity, u64)>,
}

/// Events that were made into JSON.
type Made = Vec<(Event, String)>;

fn share(events: &mut vec::IntoIter<Event>) -> Option<Vec<Event>> {
    let share: Vec<Event> = events.by_ref().take(SHARE).collect();
    (!share.is_empty()).then_some(share)
}

impl Pending {
    /// Takes an event. The number that its entry gets, after those that `writer` wrote.
    pub(super) fn push(&mut self, writer: &Writer, draft: Draft, envelope: Envelope) -> u64 {
        self.events.push((draft, envelope));
        self.last(writer)
    }

    /// The number that the last entry has when all are written.
    pub(super) fn last(&self, writer: &Writer) -> u64 {
        writer.head().sequence + self.events.len() as u64
    }

    /// Notes that a command is taken, with the last entry that it causes.
    pub(super) fn took(&mut self, command: CommandId, petition: Identity, last: u64) {
        self.commands.insert(command, (petition, last));
    }

    /// The petition and the last entry of a command that waits here.
    pub(super) fn command(&self, id: CommandId) -> Option<(Identity, u64)> {
        self.commands.get(&id).copied()
    }

    /// Should it be written before more is decided on?
    pub(super) fn is_full(&self) -> bool {
        self.events.len() >= MOST
    }

    /// Writes everything that waits.
    ///
    /// # Errors
    /// The store fails: what was written and what was not is then of no use.
    pub(super) fn write(&mut self, writer: &mut Writer, transaction: &mut dyn Transaction) -> Result<(), RegisterError> {
        self.commands.clear();
        let mut events = core::mem::take(&mut self.events).into_iter();
        let make = |share: Vec<Event>| -> Made {
            share.into_iter().map(|event| (json(&event.1), event)).map(|(payload, event)| (event, payload)).collect()
        };
        in_turns(
            || Ok(share(&mut events)),
            make,
            |made| {
                for ((draft, envelope), payload) in made {
                    writer.append(transaction, Draft { payload, ..draft })?;
                    let openings: Vec<_> = envelope.event.sealed().into_iter().filter_map(Sealed::opening).collect();
                    if !openings.is_empty() {
                        transaction.keep_openings(writer.head().sequence, &openings)?;
                    }
                }
                Ok(())
            },
        )
    }
}
